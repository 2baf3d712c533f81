package plan

import (
	"cmp"
	"slices"
)

// account says where every unit of the report went. The units of a line are shared out by its step, those of other
// portions by their own bucket; the sum is the total.
func (w *world) account(portions []portion, steps []Step) Account {
	var u Account
	add := func(to *Quantity, n Quantity) {
		sum, err := to.Add(n)
		if err != nil {
			w.findings.add(NumberTooLarge, Finding{}, "", "the account of units")
			return
		}
		*to = sum
	}
	for _, p := range portions {
		add(&u.Total, p.units)
		switch p.bucket {
		case excluded:
			add(&u.Excluded, p.units)
		case unmapped:
			add(&u.Unmapped, p.units)
		case ignored:
			add(&u.Ignored, p.units)
		case deferred:
			add(&u.Deferred, p.units)
		case onLine:
		}
	}
	for _, s := range steps {
		var units int64
		for _, src := range s.Sources {
			units = saturate(units, src.Units.micros)
		}
		if s.Verb == VerbWithhold {
			add(&u.Withheld, Quantity{units})
			continue
		}
		if s.Verb == VerbCreate && s.InvoiceDate.IsZero() {
			add(&u.Deferred, Quantity{units})
			continue
		}
		charged := min(units, w.charged(s).micros)
		add(&u.Billed, Quantity{charged})
		add(&u.NotCharged, Quantity{units - charged})
	}
	return u
}

// charged returns the units of a step's addition that the customer pays for.
func (w *world) charged(s Step) Quantity {
	a, ok := w.addition(s)
	if !ok {
		return s.Quantity
	}
	return a.charged(s.Quantity)
}

// charged returns how many of q units an addition bills beyond those that its base fee includes.
func (a Addition) charged(q Quantity) Quantity {
	if a.Bill != Billable {
		return Quantity{}
	}
	return Quantity{max(0, q.micros-max(0, a.LessIncluded.micros))}
}

func (w *world) addition(s Step) (Addition, bool) {
	list := w.additions[s.AgreementID]
	i := slices.IndexFunc(list, func(a Addition) bool { return a.ID == s.AdditionID })
	if i < 0 {
		return Addition{}, false
	}
	return list[i], true
}

// price previews what a step changes on the invoice.
func (w *world) price(s *Step, m match) {
	if m.addition.ID == "" && m.verb != VerbCreate {
		return // nobody knows which addition, so nobody knows its price
	}
	before, after, err := w.worth(*s, m.addition)
	if err == nil {
		s.Monthly, err = after.Sub(before)
	}
	if err != nil {
		s.withhold(NumberTooLarge, "its price")
	}
}

// worth returns what an addition costs the customer per cycle before and after a step. A new addition takes its price
// from the catalog item [official docs].
func (w *world) worth(s Step, a Addition) (before, after Amount, err error) {
	if a.ID == "" {
		after, err = w.items[s.ItemID].Price.Times(s.Quantity)
		return before, after, err
	}
	if before, err = a.UnitPrice.Times(a.charged(a.Quantity)); err != nil {
		return before, after, err
	}
	after, err = a.UnitPrice.Times(a.charged(s.Quantity))
	return before, after, err
}

// money adds the steps up per currency.
func (w *world) money(steps []Step) []Money {
	totals := []Money{}
	for _, s := range steps {
		i := slices.IndexFunc(totals, func(m Money) bool { return m.Currency == s.Currency })
		if i < 0 {
			i, totals = len(totals), append(totals, Money{Currency: s.Currency})
		}
		a, found := w.addition(s)
		if !found && s.Verb != VerbCreate && s.Wanted != VerbCreate {
			continue
		}
		before, after, err := w.worth(s, a)
		if err != nil {
			continue
		}
		t := &totals[i]
		if s.Verb == VerbWithhold {
			t.Withheld.micros += after.micros - before.micros
			after = before
		}
		t.Before.micros += before.micros
		t.After.micros += after.micros
	}
	slices.SortFunc(totals, func(a, b Money) int { return cmp.Compare(a.Currency, b.Currency) })
	return totals
}
