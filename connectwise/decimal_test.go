package connectwise_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/psasync/psasync/connectwise"
)

func decimal(t *testing.T, s string) connectwise.Decimal {
	t.Helper()
	d, err := connectwise.ParseDecimal(s)
	if err != nil {
		t.Fatalf("ParseDecimal(%q): %v", s, err)
	}
	return d
}

func TestDecimalJSON(t *testing.T) {
	for _, tt := range []struct{ in, out string }{
		{`24`, `24`}, {`24.0`, `24`}, {`-0.0`, `0`}, {`0`, `0`}, {`14.95`, `14.95`}, {`-0.50`, `-0.5`},
		{`1.495e1`, `14.95`}, {`2E3`, `2000`}, {`1200e-1`, `120`}, {`358.79999999999995`, `358.79999999999995`},
		{`1.4210854715202004E-14`, `0.000000000000014210854715202004`}, {`null`, `null`},
	} {
		var d connectwise.Decimal
		if err := json.Unmarshal([]byte(tt.in), &d); err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		got, err := json.Marshal(d)
		if err != nil || string(got) != tt.out {
			t.Errorf("%s became %s, %v; want %s", tt.in, got, err, tt.out)
		}
	}
}

func TestDecimalRefusesWhatIsNoBareNumber(t *testing.T) {
	for _, in := range []string{`"24"`, `true`, `{}`, `[1]`, `9223372036854775808`, `1e99`} {
		d := connectwise.DecimalOf(7)
		if err := json.Unmarshal([]byte(in), &d); err == nil {
			t.Errorf("%s became %v, want an error", in, d)
		}
		if d != connectwise.DecimalOf(7) {
			t.Errorf("%s left %v behind", in, d)
		}
	}
}

func TestDecimalAbsentIsNotZero(t *testing.T) {
	var absent connectwise.Decimal
	zero := connectwise.DecimalOf(0)
	if absent.IsPresent() || absent.IsZero() || absent.String() != "" {
		t.Errorf("absent: present %v, zero %v, text %q", absent.IsPresent(), absent.IsZero(), absent)
	}
	if !zero.IsPresent() || !zero.IsZero() || zero.String() != "0" {
		t.Errorf("zero: present %v, zero %v, text %q", zero.IsPresent(), zero.IsZero(), zero)
	}
	if absent.Equal(zero) || absent.Cmp(zero) != -1 || zero.Cmp(absent) != 1 {
		t.Error("absent must differ from 0 and come before it")
	}
	if cmp.Equal(absent, zero) {
		t.Error("go-cmp takes absent for 0")
	}
}

func TestNewDecimal(t *testing.T) {
	for _, tt := range []struct {
		coefficient int64
		scale       int
		want        string // empty: refused
	}{
		{1495, 2, "14.95"}, {2400, 2, "24"}, {3, -2, "300"}, {0, 99, "0"}, {math.MinInt64, 0, "-9223372036854775808"},
		{math.MaxInt64, 18, "9.223372036854775807"}, {1, 40, "0.0000000000000000000000000000000000000001"},
		{1, 41, ""}, {math.MaxInt64, -1, ""}, {1, -19, ""}, {10, 41, "0.0000000000000000000000000000000000000001"},
	} {
		got, err := connectwise.NewDecimal(tt.coefficient, tt.scale)
		if got.String() != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("NewDecimal(%d, %d) = %q, %v; want %q", tt.coefficient, tt.scale, got, err, tt.want)
		}
	}
}

func TestDecimalInt(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64
		ok   bool
	}{{"24.0", 24, true}, {"-3", -3, true}, {"0", 0, true}, {"24.5", 0, false}} {
		got, ok := decimal(t, tt.in).Int()
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s: %d, %v", tt.in, got, ok)
		}
	}
	if _, ok := (connectwise.Decimal{}).Int(); ok {
		t.Error("absent is no integer")
	}
}

// The order and the parts agree with math/big for any two numbers.
func TestDecimalAgreesWithBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (connectwise.Decimal, *big.Rat) {
			scale := rapid.IntRange(0, 40).Draw(t, name+" scale")
			d, err := connectwise.NewDecimal(rapid.Int64().Draw(t, name), scale)
			if err != nil {
				t.Fatal(err)
			}
			coefficient, scale := d.Parts()
			power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
			return d, new(big.Rat).SetFrac(big.NewInt(coefficient), power)
		}
		a, ra := draw("a")
		b, rb := draw("b")
		if got, want := a.Cmp(b), ra.Cmp(rb); got != want {
			t.Fatalf("%v.Cmp(%v) = %d, want %d", a, b, got, want)
		}
		if a.Equal(b) != (ra.Cmp(rb) == 0) {
			t.Fatalf("%v.Equal(%v) = %v", a, b, a.Equal(b))
		}
	})
}
