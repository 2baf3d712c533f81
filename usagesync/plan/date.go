package plan

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a calendar day without a time zone. The zero Date means that there is none.
type Date struct {
	year  int16
	month int8
	day   int8
}

// NewDate returns the given day, normalising like time.Date does: 2026-02-30 is 2026-03-02.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the calendar day that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), int8(m), int8(d)}
}

// ParseDate reads 2006-01-02.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want the form 2026-10-31", shorten(s))
	}
	return DateOf(t), nil
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Cmp orders dates; no date comes first.
func (d Date) Cmp(e Date) int {
	return cmp.Or(cmp.Compare(d.year, e.year), cmp.Compare(d.month, e.month), cmp.Compare(d.day, e.day))
}

// Equal reports whether d and e are the same day.
func (d Date) Equal(e Date) bool { return d == e }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Cmp(e) < 0 }

// Day returns the day of the month.
func (d Date) Day() int { return int(d.day) }

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Period returns the calendar month that d lies in.
func (d Date) Period() Period { return Period{d.year, d.month} }

func (d Date) utc() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// String returns 2006-01-02, or nothing for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// MarshalText writes 2006-01-02, or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 2006-01-02; an empty text is no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if *d = (Date{}); len(b) > 0 {
		*d, err = ParseDate(string(b))
	}
	return err
}

// Period is the calendar month that usage belongs to.
type Period struct {
	year  int16
	month int8
}

// NewPeriod returns the given month.
func NewPeriod(year int, month time.Month) Period { return NewDate(year, month, 1).Period() }

// ParsePeriod reads 2006-01.
func ParsePeriod(s string) (Period, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return Period{}, fmt.Errorf("period %q: want the form 2026-10", shorten(s))
	}
	return DateOf(t).Period(), nil
}

// IsZero reports whether there is no period.
func (p Period) IsZero() bool { return p == Period{} }

// Year returns the year.
func (p Period) Year() int { return int(p.year) }

// Month returns the month.
func (p Period) Month() time.Month { return time.Month(p.month) }

// Cmp orders periods.
func (p Period) Cmp(q Period) int {
	return cmp.Or(cmp.Compare(p.year, q.year), cmp.Compare(p.month, q.month))
}

// Equal reports whether p and q are the same month.
func (p Period) Equal(q Period) bool { return p == q }

// Before reports whether p is earlier than q.
func (p Period) Before(q Period) bool { return p.Cmp(q) < 0 }

// First returns the first day of the month.
func (p Period) First() Date { return Date{p.year, p.month, 1} }

// Last returns the last day of the month.
func (p Period) Last() Date { return p.Next().First().AddDays(-1) }

// Next returns the following month.
func (p Period) Next() Period { return p.First().AddDays(31).Period() }

// Prev returns the month before.
func (p Period) Prev() Period { return p.First().AddDays(-1).Period() }

// String returns 2006-01.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", p.year, p.month)
}

// MarshalText writes 2006-01.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads 2006-01; an empty text is no period.
func (p *Period) UnmarshalText(b []byte) (err error) {
	if *p = (Period{}); len(b) > 0 {
		*p, err = ParsePeriod(string(b))
	}
	return err
}
