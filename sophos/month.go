package sophos

import (
	"fmt"
	"time"
)

// Month is the calendar month of a usage report.
type Month struct {
	Year  int
	Month time.Month
}

// ParseMonth reads the form 2026-10.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return Month{}, fmt.Errorf("%w: a month must look like 2026-10", ErrArgument)
	}
	return Month{t.Year(), t.Month()}, nil
}

// String returns the form 2026-10.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month)) }

func (m Month) check() error {
	if m.Year < 1 || m.Year > 9999 || m.Month < time.January || m.Month > time.December {
		return fmt.Errorf("%w: no such month: %s", ErrArgument, m)
	}
	return nil
}
