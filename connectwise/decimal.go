package connectwise

import (
	"cmp"
	"errors"
	"math/big"
	"math/bits"
	"strconv"
)

const (
	maxNumberText = 100 // characters of a number that are looked at; the longest double in plain notation that fits is shorter
	maxExponent   = 99
	maxScale      = 40 // keeps every double artefact such as 1.4210854715202004E-14
)

var (
	errNumberSyntax = errors.New("connectwise: not a JSON number")
	errNumberRange  = errors.New("connectwise: number can't be held exactly")
)

// Decimal is a number as ConnectWise writes it: a quantity, a price, a cost. It holds what was written exactly (an
// int64 coefficient and a scale of up to 40 places) or refuses it; nothing is ever rounded. The zero value is an
// absent number, which is not the number 0.
//
// Values are kept in lowest terms, so 24 and 24.0 are the same value: == and [Decimal.Equal] agree, and a Decimal can
// be a map key. A Decimal writes itself as a bare JSON number, an absent one as null. Beware of the JSON option
// omitzero: it would leave out the number 0, since [Decimal.IsZero] reports it.
type Decimal struct {
	coefficient int64
	scale       uint8
	present     bool
}

// DecimalOf returns the whole number n.
func DecimalOf(n int64) Decimal { return Decimal{coefficient: n, present: true} }

// NewDecimal returns coefficient divided by ten to the power of scale, which may be negative.
func NewDecimal(coefficient int64, scale int) (Decimal, error) {
	negative, magnitude := split(coefficient)
	return newDecimal(negative, magnitude, -scale)
}

// ParseDecimal reads a number in JSON's notation: "24", "-0.5", "1.495e1".
func ParseDecimal(s string) (Decimal, error) { return parseDecimal(s) }

// UnmarshalJSON reads a bare JSON number; null is an absent number. A number in quotes is an error.
func (d *Decimal) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*d = Decimal{}
		return nil
	}
	v, err := parseDecimal(text)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalJSON writes a bare JSON number in plain notation, and null for an absent number.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if !d.present {
		return []byte("null"), nil
	}
	return []byte(d.String()), nil
}

// String returns the number in plain notation without trailing zeros; an absent number is the empty string.
func (d Decimal) String() string {
	if !d.present {
		return ""
	}
	negative, magnitude := split(d.coefficient)
	digits := strconv.FormatUint(magnitude, 10)
	text := make([]byte, 0, len(digits)+int(d.scale)+3)
	if negative {
		text = append(text, '-')
	}
	if d.scale == 0 {
		return string(append(text, digits...))
	}
	whole := len(digits) - int(d.scale)
	if whole <= 0 {
		text = append(text, '0', '.')
		for range -whole {
			text = append(text, '0')
		}
		return string(append(text, digits...))
	}
	text = append(text, digits[:whole]...)
	text = append(text, '.')
	return string(append(text, digits[whole:]...))
}

// IsPresent reports whether there is a number at all.
func (d Decimal) IsPresent() bool { return d.present }

// IsZero reports whether the number is 0. An absent number is not.
func (d Decimal) IsZero() bool { return d.present && d.coefficient == 0 }

// Int returns the number as an integer; false when it is absent or has decimal places.
func (d Decimal) Int() (int64, bool) { return d.coefficient, d.present && d.scale == 0 }

// Parts returns the number as coefficient and scale (coefficient / 10^scale) in lowest terms, with a scale of at least
// 0. An absent number has the parts of 0.
func (d Decimal) Parts() (coefficient int64, scale int) { return d.coefficient, int(d.scale) }

// Equal reports whether both are the same number, or both absent.
func (d Decimal) Equal(other Decimal) bool { return d == other }

// Cmp orders by value: -1, 0 or +1. An absent number comes before every number.
func (d Decimal) Cmp(other Decimal) int {
	switch {
	case d.present != other.present:
		if d.present {
			return +1
		}
		return -1
	case d.scale == other.scale:
		return cmp.Compare(d.coefficient, other.coefficient)
	case d.scale > other.scale:
		return d.big(0).Cmp(other.big(d.scale - other.scale))
	default:
		return d.big(other.scale - d.scale).Cmp(other.big(0))
	}
}

// big returns the coefficient times ten to the power of shift.
func (d Decimal) big(shift uint8) *big.Int {
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(shift)), nil)
	return power.Mul(power, big.NewInt(d.coefficient))
}

// split takes an integer apart without overflowing on the smallest one.
func split(n int64) (negative bool, magnitude uint64) {
	if n < 0 {
		return true, -uint64(n)
	}
	return false, uint64(n)
}

// newDecimal returns ±magnitude × 10^exponent in lowest terms, if that can be held.
func newDecimal(negative bool, magnitude uint64, exponent int) (Decimal, error) {
	if magnitude == 0 {
		return Decimal{present: true}, nil
	}
	for exponent < 0 && magnitude%10 == 0 {
		magnitude /= 10
		exponent++
	}
	for ; exponent > 0; exponent-- {
		var ok bool
		if magnitude, ok = shiftIn(magnitude, 0); !ok {
			return Decimal{}, errNumberRange
		}
	}
	if exponent < -maxScale {
		return Decimal{}, errNumberRange
	}
	d := Decimal{scale: uint8(-exponent), present: true}
	switch {
	case negative && magnitude <= 1<<63:
		d.coefficient = int64(-magnitude)
	case !negative && magnitude < 1<<63:
		d.coefficient = int64(magnitude)
	default:
		return Decimal{}, errNumberRange
	}
	return d, nil
}

// shiftIn appends one decimal digit.
func shiftIn(magnitude uint64, digit byte) (uint64, bool) {
	high, low := bits.Mul64(magnitude, 10)
	sum, carry := bits.Add64(low, uint64(digit), 0)
	return sum, high == 0 && carry == 0
}
