package plan_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestParseQuantity(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "12": "12", "2.5": "2.5", "2.500000": "2.5", "0.000001": "0.000001", "1e2": "100", "1.5E1": "15",
		"9223372036854.775807": "9223372036854.775807", "-3": "-3", "100e-2": "1", "0e9": "0", "007": "7",
	} {
		q, err := plan.ParseQuantity(in)
		if err != nil || q.String() != want {
			t.Errorf("%q: got %s, %v; want %s", in, q, err, want)
		}
	}
	for _, in := range []string{
		"", "null", "abc", "1.", ".5", "1e", "0.0000001", "1e400", "1e-400", "9223372036855", "1e13", "--1", "+1", "1,5", "1 ", "NaN",
		"1e999999999", strings.Repeat("9", 100),
	} {
		if q, err := plan.ParseQuantity(in); err == nil {
			t.Errorf("%q: read as %s, want an error", in, q)
		}
	}
}

func FuzzParseQuantity(f *testing.F) {
	for _, seed := range []string{"0", "1.5", "-2e3", "0.000001", "9223372036854.775807", "1e-6", "00.10"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := plan.ParseQuantity(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q is no number to math/big, but was read as %s", s, q)
		}
		if got, _ := new(big.Rat).SetString(q.String()); got.Cmp(want) != 0 {
			t.Fatalf("%q was read as %s", s, q)
		}
		again, err := plan.ParseQuantity(q.String())
		if err != nil || again != q {
			t.Fatalf("%s does not survive its own text: %s, %v", q, again, err)
		}
	})
}

func TestArithmeticIsCheckedNotWrapped(t *testing.T) {
	largest, err := plan.ParseQuantity("9223372036854.775807")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := largest.Add(plan.Units(1)); !errors.Is(err, plan.ErrOverflow) {
		t.Errorf("largest + 1: %v", err)
	}
	if _, err := plan.Units(0).Sub(largest); err != nil {
		t.Errorf("0 - largest: %v", err)
	}
	negative, _ := plan.Units(0).Sub(largest)
	if _, err := negative.Sub(plan.Units(1)); !errors.Is(err, plan.ErrOverflow) {
		t.Errorf("-largest - 1: %v", err)
	}
	if _, err := amount("1000000").Times(largest); !errors.Is(err, plan.ErrOverflow) {
		t.Errorf("a million times the largest: %v", err)
	}
	if got, err := amount("14.95").Times(plan.Units(24)); err != nil || got.String() != "358.80" {
		t.Errorf("24 x 14.95 = %s, %v", got, err)
	}
	if got, err := amount("-6").Times(plan.Units(80)); err != nil || got.String() != "-480.00" {
		t.Errorf("80 x -6 = %s, %v", got, err)
	}
}

func TestQuantityIsABareNumberInJSON(t *testing.T) {
	type doc struct {
		Quantity plan.Quantity `json:"quantity"`
	}
	b, err := json.Marshal(doc{plan.Units(0)})
	if err != nil || string(b) != `{"quantity":0}` {
		t.Errorf("got %s, %v", b, err)
	}
	var d doc
	for _, bad := range []string{`{"quantity":"1"}`, `{"quantity":1e99}`, `{"quantity":true}`} {
		if err := json.Unmarshal([]byte(bad), &d); err == nil {
			t.Errorf("%s was read as %s", bad, d.Quantity)
		}
	}
}
