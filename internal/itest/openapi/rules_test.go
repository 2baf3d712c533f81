package openapi_test

import (
	"testing"

	"github.com/psasync/psasync/internal/itest/openapi"
)

func rules(t *testing.T) *openapi.Rules {
	t.Helper()
	r, err := openapi.Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
