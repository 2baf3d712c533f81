package plan

import (
	"cmp"
	"slices"
)

// price previews what a step changes on the invoice.
func (b *builder) price(s *Step, a *about) {
	if a.addition == nil && s.Verb != VerbCreate && s.Wanted != VerbCreate {
		return // nobody knows which addition, so nobody knows its price
	}
	before, after, err := b.worth(s, a)
	if err == nil {
		s.Monthly, err = after.Sub(before)
	}
	if err != nil {
		s.withhold(NumberTooLarge, "its price")
	}
}

// worth returns what an addition costs the customer per cycle before and after a step. A new addition takes its price
// from the catalog item [official docs].
func (b *builder) worth(s *Step, a *about) (before, after Amount, err error) {
	if a.addition == nil {
		after, err = b.items[b.item[s.ItemID]].Price.Times(s.Quantity)
		return before, after, err
	}
	if before, err = a.addition.worth(a.addition.Quantity); err != nil {
		return before, after, err
	}
	after, err = a.addition.worth(s.after())
	return before, after, err
}

// worth returns what q units cost the customer per cycle.
func (a *Addition) worth(q Quantity) (Amount, error) { return a.UnitPrice.Times(a.charged(q)) }

// money adds the steps up per currency.
func (b *builder) money() []Money {
	totals := []Money{}
	for i := range b.steps {
		s, a := &b.steps[i], &b.about[i]
		if a.addition == nil && s.Verb != VerbCreate && s.Wanted != VerbCreate {
			if s.Currency != "" {
				moneyOf(&totals, s.Currency)
			}
			continue
		}
		before, after, err := b.worth(s, a)
		if err != nil {
			continue
		}
		t := moneyOf(&totals, s.Currency)
		if s.Verb == VerbWithhold {
			t.Withheld = t.Withheld.plus(after).plus(Amount{-before.micros})
			after = before
		}
		t.Before, t.After = t.Before.plus(before), t.After.plus(after)
	}
	slices.SortFunc(totals, func(a, b Money) int { return cmp.Compare(a.Currency, b.Currency) })
	return totals
}

// plus adds amounts of a preview, which stays where it is when they don't fit.
func (a Amount) plus(o Amount) Amount {
	if sum, err := a.Add(o); err == nil {
		return sum
	}
	return a
}

// moneyOf returns the total of a currency.
func moneyOf(totals *[]Money, currency string) *Money {
	i := slices.IndexFunc(*totals, func(m Money) bool { return m.Currency == currency })
	if i < 0 {
		i = len(*totals)
		*totals = append(*totals, Money{Currency: currency})
	}
	return &(*totals)[i]
}
