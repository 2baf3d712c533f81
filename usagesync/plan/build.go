package plan

import (
	"cmp"
	"slices"
)

// Version is the version of the plan document.
const Version = 1

// validDays is how long a plan may be applied: 72 hours, counted in days because a plan knows no clock.
const validDays = 3

// Build makes a plan. It is pure: the same input in any order gives the same plan with the same digest.
func Build(in Input) Plan {
	w := newWorld(in)
	portions := w.resolve()
	u := group(portions)
	steps := []Step{}
	for _, l := range w.allLines(u) {
		if s, ok := w.step(l, u); ok {
			steps = append(steps, s)
		}
	}
	w.holdMoved(steps)
	w.holdSwaps(steps)
	w.holdRun(steps)
	p := Plan{
		Version: Version, Partner: in.Partner, Period: in.Period, State: w.state,
		Day: in.Today, Expires: in.Today.AddDays(validDays), UsageHash: in.Usage.Hash(),
		Steps: steps, Units: w.account(portions, steps), Money: w.money(steps), Findings: w.findings.sorted(),
	}
	p.Digest = p.ComputeDigest()
	return p
}

// step plans one line. ok is false when there is nothing to say of it.
func (w *world) step(l *line, u usage) (s Step, ok bool) {
	s = w.describe(l)
	if why, ok := w.orphaned(l); ok {
		return w.orphan(s, l, why)
	}
	if len(l.sources) == 0 && l.deferred {
		return s, false
	}
	quantity, err := l.combine(w.rules.item(l.item).Combine)
	m := w.match(l)
	s.take(m, quantity)
	if l.doubt && s.Before != nil {
		s.Quantity = s.Before.Quantity // nobody knows what it should be
	}
	switch code, detail := w.blocked(l, m); {
	case m.verb == VerbCreate && quantity.Sign() == 0 && !l.doubt && !l.overflow:
		return s, false
	case code != "":
		s.withhold(code, detail)
	case l.overflow || err != nil:
		s.withhold(NumberTooLarge, "")
	case m.verb == VerbUpdate && m.addition.Quantity == quantity:
		s.Verb = VerbNone
	default:
		code, detail := w.refuse(l, u, s, m)
		if code != "" {
			s.withhold(code, detail)
		}
	}
	s.Sources = w.remember(l, s.Sources)
	s.oneSource()
	w.price(&s, m)
	s.Expect.Settings = w.rules.hash(s, w.Period)
	return s, true
}

// take fills in what the line's addition is to become.
func (s *Step) take(m match, quantity Quantity) {
	s.Verb, s.Quantity, s.AdditionID = m.verb, quantity, m.addition.ID
	if m.addition.ID != "" {
		s.Before = &Before{m.addition.Quantity}
		s.Effective = Date{}
	}
	if s.InvoiceDate.Before(s.Effective) {
		s.InvoiceDate = Date{} // a later invoice, whose date nobody knows yet
	}
}

// blocked returns why nothing at all may be said or done about a line's addition, or nothing.
func (w *world) blocked(l *line, m match) (Code, string) {
	if w.invalid != nil {
		return SettingsInvalid, w.invalid.Error()
	}
	if code, detail := w.eligible(l); code != "" {
		return code, detail
	}
	switch {
	case w.open[l.id]:
		return Unsettled, ""
	case m.code != "":
		return m.code, m.detail
	case l.doubt:
		return UnreadableUsage, ""
	}
	return "", ""
}

// refuse returns why a wanted change must not be made now, or nothing.
func (w *world) refuse(l *line, u usage, s Step, m match) (Code, string) {
	owned, isOwned := w.owned[l.id]
	if isOwned && m.verb == VerbUpdate && m.addition.Quantity != owned.Quantity {
		return EditedByHand, "from " + owned.Quantity.String() + " to " + m.addition.Quantity.String() + byWhom(m.addition)
	}
	if isOwned && w.Period.Before(owned.Period) {
		return SupersededPeriod, owned.Period.String()
	}
	if s.Verb == VerbCreate {
		if code, detail := w.creatable(l, s.Effective); code != "" {
			return code, detail
		}
	}
	if s.falls() {
		if code, detail := w.mayFall(l, u, s.Quantity); code != "" {
			return code, detail
		}
	}
	if w.closed(l) {
		return "", ""
	}
	return w.limits.line(s), ""
}

func byWhom(a Addition) string {
	if a.UpdatedBy == "" {
		return ""
	}
	return " by " + a.UpdatedBy
}

// orphan withholds the end of an addition that nothing feeds any more, as long as it is billed.
func (w *world) orphan(s Step, l *line, why string) (Step, bool) {
	m := w.match(l)
	code, _ := w.eligible(l)
	gone := m.code == AdditionGone || m.code == AdditionEnded || code == AgreementCancelled || code == AgreementEnded
	readable := m.code != AdditionUnreadable && m.code != AdditionsNotRead
	if gone || readable && m.addition.Quantity.Sign() == 0 {
		return s, false
	}
	s.take(m, Quantity{})
	s.Verb = VerbZero
	if m.code == AdditionsNotRead {
		s.withhold(m.code, m.detail)
	}
	s.withhold(Orphaned, why)
	s.Sources = w.owned[l.id].zeroed()
	s.oneSource()
	w.price(&s, m)
	s.Expect.Settings = w.rules.hash(s, w.Period)
	return s, true
}

// zeroed returns the line's sources with no units: what fed it once and does not now.
func (l Line) zeroed() []Source {
	sources := slices.Clone(l.Sources)
	for i := range sources {
		sources[i].Units = Quantity{}
	}
	return sources
}

// describe names a line for people, and says when it is invoiced.
func (w *world) describe(l *line) Step {
	a, _ := w.agreements.effective(l.agreement)
	s := Step{
		ID: l.id, AgreementID: l.agreement, ItemID: l.item, Sources: l.sources,
		Agreement: a.Name, Customer: w.companies[a.CompanyID].Name,
		Item:      cmp.Or(w.items[l.item].Identifier, l.item),
		Effective: w.start(l.agreement), InvoiceDate: a.NextInvoice, Currency: a.Currency,
		Expect: Expect{Agreement: w.agreements.hash(l.agreement)},
	}
	if s.Sources == nil {
		s.Sources = w.owned[l.id].zeroed()
	}
	s.oneSource()
	return s
}

// oneSource names the tenant and the product of a step whose sources have only one.
func (s *Step) oneSource() {
	s.TenantID, s.Product = "", ""
	for i, src := range s.Sources {
		if i == 0 {
			s.TenantID, s.Product = src.TenantID, src.Product
			continue
		}
		if src.TenantID != s.TenantID {
			s.TenantID = ""
		}
		if src.Product != s.Product {
			s.Product = ""
		}
	}
}
