package connectwisetest_test

import (
	"encoding/json"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestNumberIsExact(t *testing.T) {
	for in, want := range map[string]string{
		"24": "24.0", "0": "0.0", "-0": "0.0", "14.950": "14.95", "1e2": "100.0", "1.5E-3": "0.0015", "-3.10": "-3.1",
		"9007199254740993": "9007199254740993.0", "0.1234567890123456789": "0.1234567890123456789",
	} {
		var n connectwisetest.Number
		if err := json.Unmarshal([]byte(in), &n); err != nil {
			t.Fatal(err)
		}
		if b, err := json.Marshal(n); err != nil || string(b) != want {
			t.Errorf("%s became %s, want %s (%v)", in, b, want, err)
		}
	}
}

func TestNumberRefuses(t *testing.T) {
	for _, in := range []string{`"24"`, `true`, `{}`, `1e999999999`} {
		var n connectwisetest.Number
		if err := json.Unmarshal([]byte(in), &n); err == nil {
			t.Errorf("%s became %q", in, n)
		}
	}
	for _, n := range []connectwisetest.Number{"", "x", "1,5", " 1"} {
		if b, err := json.Marshal(n); err == nil {
			t.Errorf("%q was written as %s", n, b)
		}
	}
}

// A record that a test filled with nonsense is reported, not sent.
func TestUnreadableRecord(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	p.AddCatalogItem(connectwisetest.CatalogItem{ID: 1, Price: "cheap"})
	if got := p.get("/procurement/catalog/1"); got.status != 500 {
		t.Errorf("%d %s", got.status, got.body)
	}
}
