package plan

import (
	"cmp"
	"slices"
)

// Difference is how one line differs between two plans.
type Difference struct {
	Line   string   `json:"line"`
	Before *Step    `json:"before,omitempty"` // none: only in the second plan
	After  *Step    `json:"after,omitempty"`  // none: only in the first plan
	Fields []string `json:"fields,omitempty"` // what differs: verb, quantity, reason, invoiceDate, ...
}

// Comparison is what changed between two plans: of the same month after a change of settings (a what-if), or of two
// months.
type Comparison struct {
	Lines    []Difference `json:"lines"`    // by agreement, then item
	Appeared []Finding    `json:"appeared"` // findings of the second plan only
	Gone     []Finding    `json:"gone"`     // findings of the first plan only
	Units    [2]Account   `json:"units"`
	Money    []MoneyPair  `json:"money"`
}

// MoneyPair is what two plans come to in one currency.
type MoneyPair struct {
	Currency string `json:"currency"`
	Before   Money  `json:"before"`
	After    Money  `json:"after"`
}

// Same reports whether the two plans would do and withhold the same.
func (c Comparison) Same() bool { return len(c.Lines) == 0 }

// Compare says what changed from one plan to another. Digests, hashes and the day of the plans are no difference.
func Compare(before, after Plan) Comparison {
	c := Comparison{Lines: []Difference{}, Units: [2]Account{before.Units, after.Units}, Money: moneyPairs(before.Money, after.Money)}
	was, is := stepsByID(before.Steps), stepsByID(after.Steps)
	for _, s := range before.Steps {
		next, ok := is[s.ID]
		if !ok {
			c.Lines = append(c.Lines, Difference{Line: s.ID, Before: &s})
		} else if fields := differing(&s, &next); len(fields) > 0 {
			c.Lines = append(c.Lines, Difference{s.ID, &s, &next, fields})
		}
	}
	for _, s := range after.Steps {
		if _, ok := was[s.ID]; !ok {
			c.Lines = append(c.Lines, Difference{Line: s.ID, After: &s})
		}
	}
	slices.SortFunc(c.Lines, func(a, b Difference) int {
		x, y := cmp.Or(a.After, a.Before), cmp.Or(b.After, b.Before)
		return cmp.Or(compareIDs(x.AgreementID, y.AgreementID), compareIDs(x.ItemID, y.ItemID))
	})
	c.Appeared, c.Gone = without(after.Findings, before.Findings), without(before.Findings, after.Findings)
	return c
}

func stepsByID(steps []Step) map[string]Step {
	m := make(map[string]Step, len(steps))
	for _, s := range steps {
		m[s.ID] = s
	}
	return m
}

// differing names what a reader of two steps of one line sees differ.
func differing(a, b *Step) []string {
	var fields []string
	for _, f := range [...]struct {
		name    string
		differs bool
	}{
		{"verb", a.Verb != b.Verb || a.Wanted != b.Wanted},
		{"reason", a.Reason != b.Reason || a.Detail != b.Detail},
		{"before", beforeOf(a) != beforeOf(b) || (a.Before == nil) != (b.Before == nil)},
		{"quantity", a.Quantity != b.Quantity},
		{"additionId", a.AdditionID != b.AdditionID},
		{"sources", !slices.Equal(a.Sources, b.Sources)},
		{"effectiveDate", a.Effective != b.Effective},
		{"endDate", a.End != b.End},
		{"invoiceDate", a.InvoiceDate != b.InvoiceDate},
		{"monthly", a.Monthly != b.Monthly},
		{"after", !slices.Equal(a.After, b.After)},
		{"release", (a.Release == nil) != (b.Release == nil)},
	} {
		if f.differs {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// without returns the findings of a list that another one does not have.
func without(list, other []Finding) []Finding {
	known := make(map[Finding]bool, len(other))
	for _, f := range other {
		known[f] = true
	}
	return slices.DeleteFunc(append([]Finding{}, list...), func(f Finding) bool { return known[f] })
}

func moneyPairs(before, after []Money) []MoneyPair {
	pairs := []MoneyPair{}
	at := func(currency string) *MoneyPair {
		i := slices.IndexFunc(pairs, func(p MoneyPair) bool { return p.Currency == currency })
		if i < 0 {
			i = len(pairs)
			pairs = append(pairs, MoneyPair{Currency: currency, Before: Money{Currency: currency}, After: Money{Currency: currency}})
		}
		return &pairs[i]
	}
	for _, m := range before {
		at(m.Currency).Before = m
	}
	for _, m := range after {
		at(m.Currency).After = m
	}
	slices.SortFunc(pairs, func(a, b MoneyPair) int { return cmp.Compare(a.Currency, b.Currency) })
	return pairs
}
