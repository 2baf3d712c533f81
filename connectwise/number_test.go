package connectwise_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise"
)

func TestParseDecimalGrammar(t *testing.T) {
	for _, in := range []string{
		"", "-", "+1", ".5", "5.", "05", "-01", "1e", "1e+", "1.e1", "0x1", "1_0", "1,5", " 1", "1 ", "NaN", "Inf", "--1", "1e1.5",
	} {
		if d, err := connectwise.ParseDecimal(in); err == nil {
			t.Errorf("%q became %v, want an error", in, d)
		}
	}
}

func TestParseDecimalHoldsOrRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"9223372036854775807":                  "9223372036854775807",
		"-9223372036854775808":                 "-9223372036854775808",
		"0.1000000000000000000000000000000000": "0.1",
		"1000000000000000000.000000000000000":  "1000000000000000000",
		"0." + strings.Repeat("0", 39) + "1":   "0." + strings.Repeat("0", 39) + "1",
		"0e-99":                                "0",
		"9223372036854775808":                  "",
		"-9223372036854775809":                 "",
		"18446744073709551617":                 "",
		"0." + strings.Repeat("0", 40) + "1":   "",
		"184467440737095516161":                "", // wraps around to 1
		"1e19":                                 "",
		"1e999999999999999999999":              "",
		"0e100":                                "",
		strings.Repeat("1", 101):               "",
		"0." + strings.Repeat("0", 99):         "",
		"0.123456789012345678901":              "",
	} {
		got, err := connectwise.ParseDecimal(in)
		if got.String() != want || (err == nil) != (want != "") {
			t.Errorf("%s became %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestParseDecimalDoesNotAllocate(t *testing.T) {
	text := []byte("358.79999999999995")
	var d connectwise.Decimal
	if n := testing.AllocsPerRun(100, func() {
		if err := d.UnmarshalJSON(text); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{
		"0", "-0", "24", "24.0", "14.95", "-0.5", "1.4210854715202004E-14", "9223372036854775808", "1e19", "05", "1e", "0.10", "\"1\"", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := connectwise.ParseDecimal(s)
		if err != nil {
			return
		}
		if !json.Valid([]byte(s)) {
			t.Fatalf("%q is no JSON, but became %v", s, d)
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q is no number to math/big, but became %v", s, d)
		}
		if got, _ := new(big.Rat).SetString(d.String()); got == nil || got.Cmp(want) != 0 {
			t.Fatalf("%q became %v", s, d)
		}
		again, err := connectwise.ParseDecimal(d.String())
		if err != nil || again != d {
			t.Fatalf("%v came back as %v, %v", d, again, err)
		}
	})
}
