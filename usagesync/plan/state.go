package plan

import "cmp"

// DefaultClosingDay is the day of the month from which the current month's usage counts as closing: the invoice reports
// are ready about the 26th [third party] (unverified: U06).
const DefaultClosingDay = 26

// StateOf returns how settled a period's usage is on a day. A missing report is never a state.
func (s *Settings) StateOf(p Period, today Date) State {
	final := p.Last().AddDays(1 + s.FinalAfterDays)
	switch {
	case !today.Before(final):
		return StateFinal
	case p.Before(today.Period()), p == today.Period() && today.Day() >= cmp.Or(s.ClosingDay, DefaultClosingDay):
		return StateClosing
	}
	return StateOpen
}

// LastFinished returns the month before the one that today lies in.
func LastFinished(today Date) Period { return today.Period().Prev() }
