package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// noteSteps records what a person should know of the steps beside their reasons.
func (b *builder) noteSteps() {
	for i := range b.steps {
		s, a := &b.steps[i], &b.about[i]
		if !b.noteRestated(s, a) {
			b.noteInvoice(s, a)
		}
		switch {
		case s.Release == nil:
		case s.Verb == VerbWithhold:
			b.noteStep(ReleaseUnused, s, Amount{}, fmt.Sprintf("%s, withheld for %s", s.Item, s.Reason))
		default:
			b.noteStep(Released, s, s.Monthly, fmt.Sprintf("%s, by %s: %s", s.Item, s.Release.Who, cmp.Or(s.Release.Why, "no reason given")))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.releases)) {
		if !slices.ContainsFunc(b.steps, func(s Step) bool { return s.ID == id }) {
			b.findings.add(ReleaseUnused, Finding{}, "", "line "+id)
		}
	}
	for _, p := range b.settings.Pins {
		if !p.LastPeriod.IsZero() && p.LastPeriod.Next() == b.in.Period {
			b.findings.add(PinExpired, Finding{}, "", fmt.Sprintf("line %s, %s by %s", LineID(p.AgreementID, p.ItemID), p.Quantity, p.Who))
		}
	}
}

// noteStep records a finding about a step.
func (b *builder) noteStep(code Code, s *Step, amount Amount, detail string) {
	b.findings.add(code, Finding{TenantID: s.TenantID, Product: s.Product, Currency: s.Currency, Amount: amount}, cmp.Or(s.Customer, s.AgreementID), detail)
}

// noteRestated compares the report with what was applied of the same period before: a difference is a restatement, and
// where its invoice is generated already and too much was billed, a credit is due. It reports whether there is one.
func (b *builder) noteRestated(s *Step, a *about) (restated bool) {
	was, ok := b.applied[lineKey{s.AgreementID, s.ItemID}]
	if !ok && (a.owned == nil || a.owned.Period != b.in.Period) {
		return false
	}
	if !ok {
		was = *a.owned
	}
	if was.Period != b.in.Period || b.state == StateOpen { // an open month grows
		return false
	}
	invoiced := !was.Invoice.IsZero() && was.Invoice.Before(a.contract.terms.NextInvoice)
	for _, tenant := range tenantsOf(was.Sources, a.fed) {
		before, now := unitsOf(was.Sources, tenant), unitsOf(a.fed, tenant)
		if before == now || before < 0 || now < 0 {
			continue
		}
		difference := Quantity{now - before}
		code := Restated
		if invoiced && difference.Sign() < 0 {
			code = CreditDue
		}
		about := Finding{TenantID: tenant, Product: s.Product, Units: difference, Currency: s.Currency, Amount: b.priceOf(s, a, difference)}
		name := tenant
		if t, known := b.tenant[tenant]; known {
			name = b.name(t, nil)
		}
		b.findings.add(code, about, name, fmt.Sprintf("%s, %s was applied with %s, now %s", s.Item, b.in.Period, Quantity{before}, Quantity{now}))
		restated = true
	}
	return restated
}

// priceOf returns what units more or less cost on a step's addition.
func (b *builder) priceOf(s *Step, a *about, units Quantity) Amount {
	price := b.items[b.item[s.ItemID]].Price
	if a.addition != nil {
		if a.addition.Bill != Billable {
			return Amount{}
		}
		price = a.addition.UnitPrice
	}
	worth, err := price.Times(units)
	if err != nil {
		return Amount{}
	}
	return worth
}

// tenantsOf returns the folded tenants of sources, each once, in order.
func tenantsOf(lists ...[]Source) []string {
	var ids []string
	for _, list := range lists {
		for i := range list {
			ids = append(ids, foldID(list[i].TenantID))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// unitsOf adds up what a tenant brings, in millionths.
func unitsOf(sources []Source, tenant string) int64 {
	var sum int64
	for i := range sources {
		if foldID(sources[i].TenantID) == tenant {
			sum = saturate(sum, sources[i].Units.micros)
		}
	}
	return sum
}
