package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

const (
	arrow  = " → "
	absent = "none"
)

// comparison says what a reader needs to know of two plans who knows the first one.
func comparison(c plan.Comparison) []section {
	lines := differences(c.Lines)
	if c.Same() {
		lines.lead = "The two plans would do and withhold the same."
	}
	sections := []section{overview(c), lines}
	sections = append(sections, listFindings(c.Appeared, "New problems", "New warnings", "New notes")...)
	sections = append(sections, listFindings(c.Gone, "Problems that are gone", "Warnings that are gone", "Notes that are gone")...)
	sections = append(sections, accounts(c.Units))
	if len(c.Money) > 0 {
		sections = append(sections, moneyPairs(c.Money))
	}
	return sections
}

func overview(c plan.Comparison) section {
	changed, first, second := 0, 0, 0
	for _, d := range c.Lines {
		switch {
		case d.Before == nil:
			second++
		case d.After == nil:
			first++
		default:
			changed++
		}
	}
	return section{title: "What changes between two plans", about: "Comparison", facts: []fact{
		{"Lines", fmt.Sprintf("%d changed, %d only in the first plan, %d only in the second", changed, first, second)},
		{"Findings", fmt.Sprintf("%d new, %d gone", len(c.Appeared), len(c.Gone))},
	}}
}

// differences shows a row for each line: what its step does, which quantity that leaves the addition with, and how much
// it differs in money. What else differs stands below it.
func differences(list []plan.Difference) section {
	t := table{columns: []column{
		{"Customer", above}, {"Agreement", above},
		{"Verb", left}, {"Item", left}, {"First", right}, {"Second", right}, {"Difference", right},
	}}
	for _, f := range aspects(nil) {
		t.columns = append(t.columns, column{f.name, below})
	}
	for _, d := range list {
		was, is := aspects(d.Before), aspects(d.After)
		s := *cmp.Or(d.After, d.Before, &plan.Step{ID: d.Line})
		row := []string{
			customer(s), agreement(s), becomes(verb(d.Before), verb(d.After)), cmp.Or(s.Item, s.ItemID),
			holds(d.Before), holds(d.After), difference(d, s.Currency),
		}
		for i := range was {
			switch {
			case d.Before == nil || d.After == nil:
				row = append(row, cmp.Or(was[i].value, is[i].value))
			case was[i] == is[i]:
				row = append(row, "")
			default:
				row = append(row, becomes(cmp.Or(was[i].value, absent), cmp.Or(is[i].value, absent)))
			}
		}
		t.rows = append(t.rows, row)
	}
	return section{title: fmt.Sprintf("Lines (%d)", len(list)), table: t}
}

// becomes is a change, or the value itself where it is none.
func becomes(was, is string) string {
	if was == is {
		return is
	}
	return was + arrow + is
}

func verb(s *plan.Step) string {
	if s == nil {
		return "no step"
	}
	return string(s.Verb)
}

// holds is the quantity that a plan leaves the line's addition with. What is withheld changes nothing.
func holds(s *plan.Step) string {
	if s == nil {
		return "-"
	}
	before, after := quantities(*s)
	if s.Writes() || s.Verb == plan.VerbNone {
		return after
	}
	return before
}

// difference is how much more the line's step changes its invoice in the second plan.
func difference(d plan.Difference, currency string) string {
	return less(monthly(d.After), monthly(d.Before), currency)
}

func monthly(s *plan.Step) plan.Amount {
	if s == nil || !s.Writes() {
		return plan.Amount{}
	}
	return s.Monthly
}

// less is a difference of money, which is shown and never used.
func less(a, b plan.Amount, currency string) string {
	d, err := a.Sub(b)
	if err != nil {
		return "too large"
	}
	return change(d, currency)
}

// aspects is what two steps of one line may differ in, beside what the table's cells show.
func aspects(s *plan.Step) []fact {
	if s == nil {
		s = &plan.Step{}
	}
	var wanted, found, invoiced string
	if _, after := quantities(*s); s.Wanted != "" {
		wanted = strings.TrimSuffix(withDetail(string(s.Wanted), after), " (-)")
	}
	if s.Before != nil {
		found = s.Before.Quantity.String()
	}
	if !s.InvoiceDate.IsZero() {
		invoiced = s.InvoiceDate.String()
	}
	return append([]fact{{"Wanted", wanted}, {"Addition", s.AdditionID}, {"Found", found}, {"Invoice", invoiced}},
		particulars(*s, sources(*s))...)
}

// accounts shows where the units went in both plans.
func accounts(u [2]plan.Account) section {
	t := table{columns: []column{{"Where", left}, {"First", right}, {"Second", right}, {"Difference", right}}}
	was, is := buckets(u[0]), buckets(u[1])
	for i := range was {
		t.rows = append(t.rows, unitsRow(was[i].name, was[i].units, is[i].units))
	}
	t.rows = append(t.rows, unitsRow("total", u[0].Total, u[1].Total))
	return section{title: "Units", table: t}
}

func unitsRow(name string, was, is plan.Quantity) []string {
	d, err := is.Sub(was)
	moved := d.String()
	switch {
	case err != nil:
		moved = "too large"
	case d.Sign() > 0:
		moved = "+" + moved
	}
	return []string{name, was.String(), is.String(), moved}
}

func moneyPairs(list []plan.MoneyPair) section {
	t := table{columns: []column{
		{"Currency", left}, {"First", right}, {"Second", right}, {"Difference", right}, {"Withheld, first", right}, {"Withheld, second", right},
	}}
	for _, p := range list {
		t.rows = append(t.rows, []string{
			cmp.Or(p.Currency, "none"), p.Before.After.String(), p.After.After.String(), less(p.After.After, p.Before.After, ""),
			change(p.Before.Withheld, ""), change(p.After.Withheld, ""),
		})
	}
	return section{
		title: "Money per billing cycle", table: t,
		note: "What the additions of the first and of the second plan come to once it is applied; a preview, never written.",
	}
}
