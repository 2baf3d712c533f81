package connectwise_test

import (
	"testing"

	"github.com/psasync/psasync/connectwise"
)

func TestArgumentError(t *testing.T) {
	for want, e := range map[string]*connectwise.ArgumentError{
		"connectwise: id: want a positive id":              {Argument: "id", Reason: "want a positive id"},
		"connectwise: name: can't be sent (compare in Go)": {Argument: "name", Reason: "can't be sent", Advice: "compare in Go"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
