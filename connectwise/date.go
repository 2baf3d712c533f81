package connectwise

import (
	"cmp"
	"errors"
	"strconv"
	"time"
)

var errDate = errors.New("connectwise: not a date")

// Date is a calendar date. ConnectWise writes the dates of agreements and additions as UTC instants, mostly midnight
// ("2026-07-01T00:00:00Z", some as local midnight, "T04:00:00Z"), but means days. So only the year, month and day that
// were written count, and nothing is ever moved to another time zone [inferred]. The zero value is an absent date.
//
// Date is comparable, and == agrees with [Date.Equal]. It writes itself as "2026-07-01T00:00:00Z", absent as null.
type Date struct {
	year       int16
	month, day uint8
}

// DateOf returns the calendar date of t in t's own location. Years outside 1 to 9999 have no wire form: the date is absent.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	if year < 1 || year > 9999 {
		return Date{}
	}
	return Date{int16(year), uint8(month), uint8(day)}
}

// ParseDate reads "2026-07-01" or an instant that begins so, "2026-07-01T00:00:00Z" with or without fraction and zone.
func ParseDate(s string) (Date, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return DateOf(t), nil
		}
	}
	return Date{}, errDate
}

// UnmarshalJSON reads what [ParseDate] reads; null and "" are an absent date.
func (d *Date) UnmarshalJSON(text []byte) error {
	if string(text) == "null" || string(text) == `""` {
		*d = Date{}
		return nil
	}
	s, err := strconv.Unquote(string(text))
	if err != nil {
		return errDate
	}
	v, err := ParseDate(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalJSON writes midnight UTC of the date, and null for an absent date.
func (d Date) MarshalJSON() ([]byte, error) {
	if !d.IsPresent() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `T00:00:00Z"`), nil
}

// String returns "2026-07-01"; an absent date is the empty string.
func (d Date) String() string {
	if !d.IsPresent() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Time returns midnight UTC of the date, and the zero time of an absent one.
func (d Date) Time() time.Time {
	if !d.IsPresent() {
		return time.Time{}
	}
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// IsPresent reports whether there is a date at all.
func (d Date) IsPresent() bool { return d != Date{} }

// Equal reports whether both are the same day, or both absent.
func (d Date) Equal(other Date) bool { return d == other }

// Cmp orders by day: -1, 0 or +1. An absent date comes before every date.
func (d Date) Cmp(other Date) int {
	return cmp.Or(
		cmp.Compare(d.year, other.year),
		cmp.Compare(d.month, other.month),
		cmp.Compare(d.day, other.day),
	)
}
