package plan

// earlier is what the latest earlier day on which the report was read says of lines.
type earlier struct {
	readings []map[lineKey]bool // lines with units, of each report of that day
}

// confirmed reports whether an earlier day agrees that nothing is used on a line: one report alone ends nothing before the
// month is over. Only the latest of the closing days counts, and every report of it must agree: at the beginning of a month
// everything is 0.
func (w *world) confirmed(l *line) bool {
	if w.earlier == nil {
		w.earlier = w.readEarlier()
	}
	for _, used := range w.earlier.readings {
		if used[lineKey{l.contract.id, w.items[l.item].ID}] {
			return false
		}
	}
	return len(w.earlier.readings) > 0
}

func (w *world) readEarlier() *earlier {
	var day Date
	for i := range w.in.Earlier {
		if r := &w.in.Earlier[i]; w.counts(r) && day.Before(r.Day) {
			day = r.Day
		}
	}
	e := &earlier{}
	for i := range w.in.Earlier {
		if r := &w.in.Earlier[i]; w.counts(r) && r.Day == day {
			e.readings = append(e.readings, w.used(&r.Usage))
		}
	}
	return e
}

// counts reports whether an earlier reading says anything about the end of a line.
func (w *world) counts(r *Reading) bool {
	return r.Day.Before(w.in.Today) && r.Usage.Complete && len(r.Usage.Rows) > 0 && r.Usage.Period == w.in.Period &&
		w.settings.StateOf(w.in.Period, r.Day) != StateOpen
}

// used returns the lines that a report has units for.
func (w *world) used(u *Usage) map[lineKey]bool {
	r := w.resolver()
	r.quiet = true
	used := map[lineKey]bool{}
	for _, p := range r.resolve(u.Rows) {
		if p.item >= 0 && (p.units.Sign() > 0 || p.doubt >= 0) {
			used[lineKey{w.contracts[p.agreement].id, w.items[p.item].ID}] = true
		}
	}
	return used
}
