package sophos

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// errQuantity says what a Quantity must be, without repeating what was found.
var errQuantity = errors.New("sophos: a quantity must be a decimal number of at most 40 characters")

// Quantity is a count as Sophos sent it: an exact decimal, or absent. The zero value is absent, which is not 0.
// Quantities are comparable with ==, by text: "20" and "20.0" differ.
//
// Counts are integers in every public sample; the declared type is not known [inferred], so fractions and negative
// numbers are kept for the caller to judge.
type Quantity struct{ text string }

// NewQuantity returns the quantity n.
func NewQuantity(n int64) Quantity { return Quantity{strconv.FormatInt(n, 10)} }

// ParseQuantity reads a JSON number. Exponents are expanded exactly; everything else keeps its text.
func ParseQuantity(text string) (Quantity, error) {
	if len(text) > 40 || strings.Trim(text, "0123456789+-.eE") != "" || !json.Valid([]byte(text)) {
		return Quantity{}, errQuantity
	}
	if !strings.ContainsAny(text, "eE") {
		return Quantity{text}, nil
	}
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if n, err := strconv.Atoi(exponent); err != nil || n < -30 || n > 30 {
		return Quantity{}, errQuantity // also keeps big.Rat from building a huge number
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return Quantity{}, errQuantity
	}
	digits, _ := r.FloatPrec() // always exact for a decimal
	return Quantity{r.FloatString(digits)}, nil
}

// Present reports whether Sophos sent the quantity at all.
func (q Quantity) Present() bool { return q.text != "" }

// String returns the exact decimal without exponent, "" when absent.
func (q Quantity) String() string { return q.text }

// Int64 returns the quantity when it is present, whole and within int64.
func (q Quantity) Int64() (int64, bool) {
	whole, fraction, _ := strings.Cut(q.text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	return n, err == nil && strings.Trim(fraction, "0") == ""
}

// MarshalJSON writes a bare number, or null when absent.
func (q Quantity) MarshalJSON() ([]byte, error) {
	if !q.Present() {
		return []byte("null"), nil
	}
	return []byte(q.text), nil
}

// UnmarshalJSON reads a number, a number in a string, or null.
func (q *Quantity) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*q = Quantity{}
		return nil
	}
	text := string(b)
	if b[0] == '"' {
		if err := json.Unmarshal(b, &text); err != nil {
			return errQuantity
		}
	}
	parsed, err := ParseQuantity(text)
	if err != nil {
		return err
	}
	*q = parsed
	return nil
}

// Decimal is a price as text, exactly as sent, such as "1.40"; "" when absent. Sophos sends prices as strings; a bare
// number is accepted too.
type Decimal string

// UnmarshalJSON reads a string, a number or null.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, []byte("null")):
		*d = ""
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(d))
	default:
		var n json.Number
		if err := json.Unmarshal(b, &n); err != nil {
			return errors.New("sophos: a price must be a string or a number")
		}
		*d = Decimal(n)
	}
	return nil
}

// Date is a calendar date or a point in time as Sophos sent it, "" when absent. The vendor's own example holds the
// impossible date 2021-04-31, so the text is kept whatever it says.
type Date string

// Time parses the date, in UTC when it names no zone. The second result is false when it is absent or no real date.
func (d Date) Time() (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, string(d)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// Ref names another entity by id. Sophos sends {} or null for "none", both of which are the zero Ref.
type Ref struct {
	ID string `json:"id,omitempty"`
}

// NormalID returns the form of a Sophos id that is safe to compare and to store: lower case, without the urn:uuid:
// prefix of some samples. The service itself mixes cases.
func NormalID(id string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(id)), "urn:uuid:")
}

// EqualID reports whether two ids name the same entity. Two empty ids name nothing and are not equal.
func EqualID(a, b string) bool {
	a, b = NormalID(a), NormalID(b)
	return a == b && a != ""
}
