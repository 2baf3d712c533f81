package plan_test

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// feeds adds up the rows of a line, by tenant and product. ok is false when one can't be read.
func (r reference) feeds(agreement, item string) (feeds []feed, ok bool) {
	ok = true
	for _, row := range r.in.Usage.Rows {
		f := r.fate(row)
		if f.part != "line" || f.agreement != agreement || !slices.Contains(f.items, item) {
			continue
		}
		terms := r.policy(spot{agreement, f.tenant, f.product, item})
		n, readable := units(row, terms)
		ok = ok && readable
		if r.included(f) {
			n = new(big.Rat)
		}
		i := slices.IndexFunc(feeds, func(o feed) bool { return o.tenant == f.tenant && o.product == f.product })
		if i < 0 {
			i = len(feeds)
			feeds = append(feeds, feed{f.tenant, f.product, new(big.Rat), terms})
		}
		feeds[i].units = new(big.Rat).Add(feeds[i].units, n)
	}
	slices.SortFunc(feeds, func(a, b feed) int {
		return cmp.Or(cmp.Compare(a.tenant, b.tenant), cmp.Compare(a.product, b.product))
	})
	return feeds, ok
}

// lineTerms are the terms of a policy that belong to the line, with their defaults, in words that can be compared.
func lineTerms(p plan.Policy) [13]string {
	q := func(q *plan.Quantity) string { return told(q, plan.Quantity{}).String() }
	maximum := "none"
	if p.Maximum != nil {
		maximum = p.Maximum.String()
	}
	return [...]string{
		string(told(p.Combine, plan.CombineSum)), q(p.Offset), q(p.Allowance), q(p.Pack), q(p.Minimum), maximum,
		string(told(p.Disappeared, plan.DisappearedZero)), told(p.NoDecreaseBefore, plan.Period{}).String(), string(told(p.Timing, plan.TimingAdvance)),
		string(told(p.Cycle, plan.CycleReport)), string(told(p.Adopt, plan.AdoptReview)), told(p.Currency, ""), map[bool]string{true: "unpriced"}[told(p.AllowUnpriced, false)],
	}
}

// line calculates what the addition of a step is to bill once the step is done.
func (r reference) line(s plan.Step) total {
	feeds, ok := r.feeds(s.AgreementID, s.ItemID)
	t := total{feeds: feeds, withheld: !ok}
	var was []plan.Source
	owned := slices.IndexFunc(r.in.Lines, func(l plan.Line) bool { return l.ID() == s.ID })
	if owned >= 0 {
		was = r.in.Lines[owned].Sources
	}
	policies := []plan.Policy{}
	for _, f := range feeds {
		policies = append(policies, f.terms)
	}
	if len(feeds) == 0 {
		for _, src := range was {
			policies = append(policies, r.policy(spot{s.AgreementID, src.TenantID, src.Product, s.ItemID}))
		}
	}
	p := r.in.Settings.Policy
	if len(policies) > 0 {
		p = policies[0]
	}
	for _, other := range policies {
		t.withheld = t.withheld || lineTerms(other) != lineTerms(p)
	}
	t.quantity = r.chain(feeds, p)
	t.withheld = t.withheld || contradicts(p)
	t.quantity = new(big.Rat).Sub(t.quantity, r.siblings(s))
	zero := len(feeds) == 0 && (r.allClosed(was) || s.Release != nil && r.orphan(s, was))
	t.withheld = t.withheld || t.quantity.Sign() < 0 && !r.pinned(s) && !zero
	if s.Before != nil {
		t.quantity = r.held(t.quantity, s, p, owned)
		if len(feeds) == 0 && told(p.Disappeared, plan.DisappearedZero) == plan.DisappearedKeep {
			t.quantity = rat(s.Before.Quantity)
		}
	}
	for _, pin := range r.in.Settings.Pins {
		if plan.LineID(pin.AgreementID, pin.ItemID) == s.ID && r.pinned(s) {
			t.quantity = rat(pin.Quantity)
		}
	}
	if zero {
		t.quantity = new(big.Rat)
	}
	return t
}

// chain makes one quantity of what feeds a line.
func (r reference) chain(feeds []feed, p plan.Policy) *big.Rat {
	q := new(big.Rat)
	for _, f := range feeds {
		weighed := new(big.Rat).Mul(f.units, rat(told(f.terms.Factor, plan.Units(1))))
		switch told(p.Combine, plan.CombineSum) {
		case plan.CombineSum:
			q.Add(q, weighed)
		case plan.CombineMax:
			q = higher(q, weighed)
		case plan.CombineAny:
			if weighed.Sign() > 0 {
				q = big.NewRat(1, 1)
			}
		}
	}
	q = new(big.Rat).Add(q, rat(told(p.Offset, plan.Quantity{})))
	q.Sub(q, rat(told(p.Allowance, plan.Quantity{})))
	q = higher(q, new(big.Rat))
	if p.Pack != nil {
		packs := new(big.Rat).Quo(q, rat(*p.Pack))
		whole := new(big.Int).Quo(packs.Num(), packs.Denom())
		if !packs.IsInt() {
			whole.Add(whole, big.NewInt(1))
		}
		q = new(big.Rat).Mul(new(big.Rat).SetInt(whole), rat(*p.Pack))
	}
	q = higher(q, rat(told(p.Minimum, plan.Quantity{})))
	if p.Maximum != nil {
		q = lower(q, rat(*p.Maximum))
	}
	return q
}

// contradicts reports whether a minimum or maximum is no multiple of the pack, or the two cross.
func contradicts(p plan.Policy) bool {
	minimum := rat(told(p.Minimum, plan.Quantity{}))
	if p.Maximum != nil && rat(*p.Maximum).Cmp(minimum) < 0 {
		return true
	}
	if p.Pack == nil {
		return false
	}
	multiple := func(q *big.Rat) bool { return new(big.Rat).Quo(q, rat(*p.Pack)).IsInt() }
	return !multiple(minimum) || p.Maximum != nil && !multiple(rat(*p.Maximum))
}

// start is the day on which a new addition would start.
func (r reference) start(agreement string) plan.Date {
	a := r.agreement(agreement)
	day := r.in.Period.First()
	for _, d := range []plan.Date{a.Start, a.BillStart, a.NextInvoice} {
		if day.Before(d) {
			day = d
		}
	}
	return day
}

// siblings add up what the other live additions of the item carry, where a person said so.
func (r reference) siblings(s plan.Step) *big.Rat {
	sum := new(big.Rat)
	c, ok := r.in.Settings.Consent(s.AgreementID, s.ItemID)
	if !ok || c.AdditionID != s.AdditionID || c.Siblings != plan.SiblingsSubtract {
		return sum
	}
	for _, list := range r.in.Additions {
		for _, a := range list.Additions {
			others := slices.ContainsFunc(r.in.Lines, func(l plan.Line) bool {
				return l.AgreementID == s.AgreementID && l.AdditionID == a.ID && l.ItemID != s.ItemID
			})
			if list.AgreementID == s.AgreementID && a.ItemID == s.ItemID && a.ID != s.AdditionID && !others && !a.Ended(r.start(s.AgreementID)) {
				sum.Add(sum, rat(a.Quantity))
			}
		}
	}
	return sum
}

// held keeps a quantity up: until a month, and, where not every month is invoiced, until the cycle is.
func (r reference) held(q *big.Rat, s plan.Step, p plan.Policy, owned int) *big.Rat {
	before := rat(s.Before.Quantity)
	if r.in.Period.Before(told(p.NoDecreaseBefore, plan.Period{})) {
		return higher(q, before)
	}
	a := r.agreement(s.AgreementID)
	monthly := slices.ContainsFunc(r.in.Settings.Cycles, func(c plan.Cycle) bool { return c.ID == a.CycleID && c.Months == 1 })
	if owned >= 0 && !monthly && told(p.Cycle, plan.CycleReport) == plan.CycleHighest && r.in.Lines[owned].Invoice == a.NextInvoice {
		return higher(q, before)
	}
	return q
}

func (r reference) pinned(s plan.Step) bool {
	return slices.ContainsFunc(r.in.Settings.Pins, func(p plan.Pin) bool {
		return plan.LineID(p.AgreementID, p.ItemID) == s.ID && (p.LastPeriod.IsZero() || !p.LastPeriod.Before(r.in.Period))
	})
}

func (r reference) allClosed(was []plan.Source) bool {
	return len(was) > 0 && !slices.ContainsFunc(was, func(s plan.Source) bool { return !r.closed(s.TenantID) })
}

// orphan reports whether nothing that fed a line can feed it any more: its customer is gone or not on monthly usage, or
// is not mapped to this line.
func (r reference) orphan(s plan.Step, was []plan.Source) bool {
	return !slices.ContainsFunc(was, func(src plan.Source) bool {
		if r.excluded(src.TenantID, src.Product) || r.closed(src.TenantID) {
			return true
		}
		known := slices.ContainsFunc(r.in.Tenants, func(t plan.Tenant) bool {
			return strings.EqualFold(t.ID, src.TenantID) && (t.BillingType == "" || t.BillingType == plan.BillingUsage)
		})
		route, routed := r.route(src.TenantID, src.Product)
		m, mapped := r.mapping(src.TenantID, src.Product, s.AgreementID)
		return known && routed && !route.Off && route.AgreementID == s.AgreementID && mapped && !m.Off && slices.Contains(append([]string{m.ItemID}, m.Also...), s.ItemID)
	})
}

// account adds up the parts of the account that rows decide alone.
func (r reference) account() map[string]*big.Rat {
	parts := map[string]*big.Rat{}
	for _, part := range []string{"total", "excluded", "unmapped", "ignored"} {
		parts[part] = new(big.Rat)
	}
	for _, row := range r.in.Usage.Rows {
		f := r.fate(row)
		n, _ := units(row, r.policy(f.first()))
		parts["total"].Add(parts["total"], n)
		if sum, ok := parts[f.part]; ok {
			sum.Add(sum, n)
		}
	}
	return parts
}

// unplaced reports whether a tenant has usage, or a row nobody can read, that reaches no line and that nobody left out.
func (r reference) unplaced(tenant string) bool {
	return slices.ContainsFunc(r.in.Usage.Rows, func(row plan.UsageRow) bool {
		f := r.fate(row)
		n, readable := units(row, r.policy(f.first()))
		return f.tenant == strings.ToLower(tenant) && (f.part == "unmapped" || f.part == "ignored") && (n.Sign() > 0 || !readable)
	})
}

// ended reports whether persons closed or excluded everything that fed a line.
func (r reference) ended(was []plan.Source) bool {
	return len(was) > 0 && !slices.ContainsFunc(was, func(s plan.Source) bool { return !r.closed(s.TenantID) && !r.excluded(s.TenantID, s.Product) })
}

// agreed reports whether the latest earlier day of this month's closing, on which complete reports were read, shows
// nothing used on a line either.
func (r reference) agreed(s plan.Step) bool {
	var latest plan.Date
	used := false
	for _, e := range r.in.Earlier {
		then := r
		then.in.Today = e.Day
		counts := e.Day.Before(r.in.Today) && e.Usage.Complete && len(e.Usage.Rows) > 0 && e.Usage.Period == r.in.Period && then.state() != plan.StateOpen
		if !counts || e.Day.Before(latest) {
			continue
		}
		if latest.Before(e.Day) {
			latest, used = e.Day, false
		}
		then.in.Today, then.in.Usage.Rows = r.in.Today, e.Usage.Rows
		feeds, readable := then.feeds(s.AgreementID, s.ItemID)
		used = used || !readable || slices.ContainsFunc(feeds, func(f feed) bool { return f.units.Sign() > 0 })
	}
	return !latest.IsZero() && !used
}
