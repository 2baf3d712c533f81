package connectwisetest

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"time"
)

// Number is one of the API's doubles, kept as exact decimal text such as "14.95", so that nothing is rounded on its way
// through the server. The empty string is null, and null members are left out of answers; "0" is a value.
//
// On the wire a Number is a bare JSON number with at least one decimal place ("24.0"), as the vendor's doubles are
// [inferred from samples]. In a snapshot it is canonical: no exponent, no trailing zeros ("24", "14.95").
type Number string

// MarshalJSON writes the number; text that isn't a number is an error.
func (n Number) MarshalJSON() ([]byte, error) {
	r, ok := n.rat()
	if !ok {
		return nil, fmt.Errorf("connectwisetest: %q is not a number", string(n))
	}
	s := decimalText(r)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return []byte(s), nil
}

// UnmarshalJSON accepts a bare JSON number or null; a number in quotes is an error.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = ""
		return nil
	}
	got := Number(b).canonical()
	if _, ok := got.rat(); !ok {
		return &json.UnmarshalTypeError{Value: string(b), Type: reflect.TypeFor[Number]()}
	}
	*n = got
	return nil
}

// maxNumberText bounds what rat parses: an exponent of a billion would otherwise cost as many digits.
const maxNumberText = 64

func (n Number) rat() (*big.Rat, bool) {
	if n == "" || len(n) > maxNumberText || !json.Valid([]byte(n)) {
		return nil, false
	}
	if _, exp, ok := strings.Cut(strings.ToLower(string(n)), "e"); ok && len(strings.TrimLeft(exp, "+-")) > 2 {
		return nil, false
	}
	return new(big.Rat).SetString(string(n))
}

// canonical leaves text that isn't a number as it is; MarshalJSON reports it.
func (n Number) canonical() Number {
	if r, ok := n.rat(); ok {
		return Number(decimalText(r))
	}
	return n
}

// decimalText is exact for every value that came from decimal text, and for sums and products of such values.
func decimalText(r *big.Rat) string {
	places, _ := r.FloatPrec()
	return r.FloatString(places)
}

// combine is null when either side is.
func combine(op func(z, x, y *big.Rat) *big.Rat, a, b Number) Number {
	x, okX := a.rat()
	y, okY := b.rat()
	if !okX || !okY {
		return ""
	}
	return Number(decimalText(op(new(big.Rat), x, y)))
}

// DateTime is a UTC time as the API writes it, such as "2026-07-01T00:00:00Z". Go callers may write a day alone,
// "2026-07-01"; it becomes midnight UTC. The empty string is null.
type DateTime string

const wireTime = "2006-01-02T15:04:05Z"

func at(t time.Time) DateTime { return DateTime(t.UTC().Format(wireTime)) }

// day is the calendar date, the only part of an addition's dates that means anything (the reference, section 4.2).
func (d DateTime) day() string { return string(d[:min(len(d), len(time.DateOnly))]) }

func (d DateTime) time() (time.Time, bool) {
	t, err := time.Parse(wireTime, string(d.canonical()))
	return t, err == nil
}

func (d DateTime) canonical() DateTime {
	if len(d) == len(time.DateOnly) {
		return d + "T00:00:00Z"
	}
	return d
}

// UnmarshalJSON accepts null and the wire format only.
func (d *DateTime) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if _, err := time.Parse(wireTime, s); err != nil && s != "" {
		return &json.UnmarshalTypeError{Value: string(b), Type: reflect.TypeFor[DateTime]()}
	}
	*d = DateTime(s)
	return nil
}
