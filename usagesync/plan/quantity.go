package plan

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// micro is the number of millionths in one unit.
const micro = 1_000_000

// ErrOverflow reports a number outside what a Quantity or an Amount can hold exactly.
var ErrOverflow = errors.New("number does not fit exactly in int64 millionths")

// Quantity is a number of units, exact to a millionth. It is a comparable value; the zero Quantity is 0 units. In JSON
// it is a bare number. What does not fit exactly is an error, never rounded.
type Quantity struct{ micros int64 }

// Units returns n whole units. An n beyond the range saturates at the largest whole Quantity, which
// no limit lets pass.
func Units(n int64) Quantity {
	n = min(max(n, -math.MaxInt64/micro), math.MaxInt64/micro)
	return Quantity{n * micro}
}

// ParseQuantity reads a plain or exponential decimal number such as 12, 2.5 or 1e2.
func ParseQuantity(s string) (Quantity, error) {
	m, err := parseMicros(s)
	return Quantity{m}, err
}

// Add returns q+r, or ErrOverflow.
func (q Quantity) Add(r Quantity) (Quantity, error) {
	m, err := addMicros(q.micros, r.micros)
	return Quantity{m}, err
}

// Sub returns q-r, or ErrOverflow.
func (q Quantity) Sub(r Quantity) (Quantity, error) {
	m, err := addMicros(q.micros, -r.micros)
	return Quantity{m}, err
}

// Cmp returns -1, 0 or +1 as q is less than, equal to or greater than r.
func (q Quantity) Cmp(r Quantity) int { return cmp.Compare(q.micros, r.micros) }

// Sign returns -1, 0 or +1.
func (q Quantity) Sign() int { return cmp.Compare(q.micros, 0) }

// Equal reports whether q and r are the same number.
func (q Quantity) Equal(r Quantity) bool { return q == r }

// String returns the shortest exact decimal form, such as 12 or 2.5.
func (q Quantity) String() string { return formatMicros(q.micros) }

// MarshalJSON writes a bare JSON number.
func (q Quantity) MarshalJSON() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalJSON reads a bare JSON number; null and anything that does not fit exactly are errors.
func (q *Quantity) UnmarshalJSON(b []byte) (err error) {
	q.micros, err = parseMicros(string(b))
	return err
}

// Amount is an amount of money in the unit of its currency, exact to a millionth. It only serves previews and limits:
// no amount is ever written to ConnectWise.
type Amount struct{ micros int64 }

// ParseAmount reads a plain or exponential decimal number such as 14.95.
func ParseAmount(s string) (Amount, error) {
	m, err := parseMicros(s)
	return Amount{m}, err
}

// Add returns a+b, or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	m, err := addMicros(a.micros, b.micros)
	return Amount{m}, err
}

// Sub returns a-b, or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	m, err := addMicros(a.micros, -b.micros)
	return Amount{m}, err
}

// Times returns a for q units, cut to a millionth, or ErrOverflow.
func (a Amount) Times(q Quantity) (Amount, error) {
	hi, lo := bits.Mul64(abs(a.micros), abs(q.micros))
	if hi >= micro {
		return Amount{}, ErrOverflow
	}
	quo, _ := bits.Div64(hi, lo, micro)
	if quo > math.MaxInt64 {
		return Amount{}, ErrOverflow
	}
	if (a.micros < 0) != (q.micros < 0) {
		return Amount{-int64(quo)}, nil
	}
	return Amount{int64(quo)}, nil
}

// Cmp returns -1, 0 or +1 as a is less than, equal to or greater than b.
func (a Amount) Cmp(b Amount) int { return cmp.Compare(a.micros, b.micros) }

// Sign returns -1, 0 or +1.
func (a Amount) Sign() int { return cmp.Compare(a.micros, 0) }

// Equal reports whether a and b are the same amount.
func (a Amount) Equal(b Amount) bool { return a == b }

// String returns the amount with at least two decimals, such as 480.00.
func (a Amount) String() string {
	s := formatMicros(a.micros)
	whole, frac, _ := strings.Cut(s, ".")
	for len(frac) < 2 {
		frac += "0"
	}
	return whole + "." + frac
}

// MarshalJSON writes a bare JSON number.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(formatMicros(a.micros)), nil }

// UnmarshalJSON reads a bare JSON number; null and anything that does not fit exactly are errors.
func (a *Amount) UnmarshalJSON(b []byte) (err error) {
	a.micros, err = parseMicros(string(b))
	return err
}

func abs(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

func addMicros(a, b int64) (int64, error) {
	sum := a + b
	if (a > 0 && b > 0 && sum <= 0) || (a < 0 && b < 0 && sum >= 0) || sum == math.MinInt64 {
		return 0, ErrOverflow
	}
	return sum, nil
}

func formatMicros(m int64) string {
	sign := ""
	if m < 0 {
		sign = "-"
	}
	u := abs(m)
	s := sign + strconv.FormatUint(u/micro, 10)
	if frac := u % micro; frac != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%06d", frac), "0")
	}
	return s
}

var errNoNumber = errors.New("not a decimal number")

// parseMicros reads a decimal number exactly. The exponent is bounded before it is used, so that a hostile 1e999999999
// costs nothing.
func parseMicros(s string) (int64, error) {
	fail := func(why error) (int64, error) { return 0, fmt.Errorf("number %q: %w", shorten(s), why) }
	mantissa, exponent, hasExp := strings.Cut(strings.ToLower(s), "e")
	exp := 0
	if hasExp {
		var err error
		if exp, err = strconv.Atoi(exponent); errors.Is(err, strconv.ErrSyntax) {
			return fail(errNoNumber)
		}
		if err != nil || exp < -40 || exp > 40 {
			return fail(ErrOverflow)
		}
	}
	digits, negative := strings.CutPrefix(mantissa, "-")
	whole, frac, hasPoint := strings.Cut(digits, ".")
	if whole == "" || (hasPoint && frac == "") || strings.Trim(whole+frac, "0123456789") != "" || len(s) > 60 {
		return fail(errNoNumber)
	}
	all := strings.TrimLeft(whole+frac, "0")
	scale := exp - len(frac) + 6
	for ; scale < 0; scale++ {
		if all == "" {
			break
		}
		if !strings.HasSuffix(all, "0") {
			return fail(ErrOverflow)
		}
		all = all[:len(all)-1]
	}
	if all == "" {
		return 0, nil
	}
	if len(all)+scale > 19 {
		return fail(ErrOverflow)
	}
	m, err := strconv.ParseInt(all+strings.Repeat("0", scale), 10, 64)
	if err != nil {
		return fail(ErrOverflow)
	}
	if negative {
		m = -m
	}
	return m, nil
}

func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}
