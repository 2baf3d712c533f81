package catalog_test

import (
	"testing"

	"github.com/psasync/psasync/catalog"
)

func TestConfidenceInEffect(t *testing.T) {
	for confidence, want := range map[catalog.Confidence]bool{
		catalog.Confirmed: true, catalog.High: true, catalog.Medium: false, catalog.Low: false, "": false, "HIGH": false,
	} {
		if got := confidence.InEffect(); got != want {
			t.Errorf("%q in effect = %t, want %t", confidence, got, want)
		}
	}
}
