package plan

import "cmp"

// Schedule says when an unattended sync runs, and so which month it bills.
type Schedule struct {
	Mode Mode `json:"mode,omitempty"` // default invoice
	Day  int  `json:"day,omitempty"`  // of the month, for mode monthly
}

// Mode is one of the three modes of Sophos's own sync.
type Mode string

// The modes.
const (
	ModeInvoice Mode = "invoice" // with the Sophos monthly invoice, towards the end of the month
	ModeMonthly Mode = "monthly" // once a month, on a chosen day
	ModeDaily   Mode = "daily"
)

// lastDayForThePreviousMonth is the last day of the month on which a monthly run bills the month before.
const lastDayForThePreviousMonth = 15

// Target returns the period that a scheduled run bills on a day: with the invoice and daily the current month; on a chosen
// day the month before when the day is the 15th or earlier, else the current one.
func (s Schedule) Target(today Date) Period {
	if s.Mode == ModeMonthly && s.Day <= lastDayForThePreviousMonth {
		return today.Period().Prev()
	}
	return today.Period()
}

// Due reports whether a scheduled run is due on a day: daily on every day, monthly on its day or on the last day of a
// shorter month, with the invoice from the closing day on.
func (s *Settings) Due(today Date) bool {
	switch s.Schedule.Mode {
	case ModeDaily:
		return true
	case ModeMonthly:
		return today.Day() == min(s.Schedule.Day, today.Period().Last().Day())
	case ModeInvoice:
	}
	return today.Day() >= cmp.Or(s.ClosingDay, DefaultClosingDay)
}
