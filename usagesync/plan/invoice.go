package plan

import "fmt"

// carrier returns the month in which the billing cycle starts that carries the usage of a period.
func carrier(p Period, t Timing) Period {
	if t == TimingArrears {
		return p
	}
	return p.Next()
}

// noteInvoice reports a change whose invoice is generated already: it will be on a later one, and what the customer was
// not charged (or was charged too much) until then stays so.
func (b *builder) noteInvoice(s *Step, a *about) {
	next := a.contract.terms.NextInvoice
	if !s.Writes() || s.Monthly.Sign() == 0 || b.months[a.contract.terms.CycleID] != 1 || a.ended {
		return
	}
	if due := carrier(b.in.Period, a.terms.line.timing); due.Before(next.Period()) {
		b.noteStep(MissedInvoice, s, s.Monthly, fmt.Sprintf("%s, invoice of %s is generated, next one on %s", s.Item, due, next))
	}
}

// cycleDays is about how long a month is, for telling how old an invoice date is.
const cycleDays = 31

// noteContract reports what is odd about an agreement that usage goes to.
func (w *world) noteContract(c *contract) {
	a := &c.terms
	say := func(code Code, detail string) { w.findings.add(code, Finding{}, c.company.Name, detail) }
	if months := w.months[a.CycleID]; c.code == "" && months > 0 && a.NextInvoice.AddDays(2*cycleDays*months).Before(w.in.Today) {
		say(InvoiceOverdue, fmt.Sprintf("%s, next invoice date %s", a.Name, a.NextInvoice))
	}
	w.noteSuccessor(c)
}

// successorDays is how long before an agreement's end its successor is proposed.
const successorDays = 30

// noteSuccessor proposes the agreement that follows one which ended or is about to.
func (w *world) noteSuccessor(c *contract) {
	a := &c.terms
	over := a.Cancelled || a.Status == StatusCancelled || a.Status == StatusExpired
	if !over && (a.End.IsZero() || w.in.Today.AddDays(successorDays).Before(a.End)) {
		return
	}
	for _, next := range w.successors(a) {
		w.findings.add(SuccessorAgreement, Finding{}, c.company.Name,
			fmt.Sprintf("%s is followed by %s (id %s), which starts on %s", a.Name, next.Name, next.ID, next.Start))
	}
}

// successors returns the active agreements of the same company and type that start after one, by id.
func (w *world) successors(a *Agreement) []Agreement {
	if w.byCompany == nil {
		w.byCompany = map[string][]Agreement{}
		for _, id := range sortedKeys(w.directory) {
			next := w.directory[id]
			w.byCompany[next.CompanyID] = append(w.byCompany[next.CompanyID], next)
		}
	}
	var list []Agreement
	for _, next := range w.byCompany[a.CompanyID] {
		active := !next.Cancelled && next.Status != StatusCancelled && next.Status != StatusExpired &&
			(next.Status != StatusInactive || w.in.Today.Before(next.Start)) // which one may be that has not begun
		running := next.End.IsZero() || !next.End.Before(w.in.Today)
		if next.ID != a.ID && next.TypeID == a.TypeID && active && running && a.Start.Before(next.Start) {
			list = append(list, next)
		}
	}
	return list
}
