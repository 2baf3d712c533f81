package render

import (
	"slices"
	"strconv"

	"github.com/psasync/psasync/usagesync/plan"
)

// comparisonRows has one row for each value that differs, under the names that the plan's own CSV gives them.
func comparisonRows(c plan.Comparison) [][]string {
	rows := [][]string{{"part", "number", "id", "change", "customer", "agreement", "item", "field", "before", "after"}}
	add := func(part string, number int, id string, s plan.Step, was, is []fact) {
		change := "changed"
		switch {
		case was == nil:
			was, change = blank(is), "appeared"
		case is == nil:
			is, change = blank(was), "gone"
		}
		for i := range was {
			if was[i].value != is[i].value {
				rows = append(rows, []string{
					part, strconv.Itoa(number), id, change, s.Customer, s.Agreement, s.Item, was[i].name, was[i].value, is[i].value,
				})
			}
		}
	}
	for i, d := range c.Lines {
		s := d.After
		if s == nil {
			s = d.Before
		}
		if s != nil {
			add("line", i+1, d.Line, *s, lineCells(d.Before), lineCells(d.After))
		}
	}
	for i, f := range c.Appeared {
		add("finding", i+1, string(f.Code), plan.Step{}, nil, findingCells(f)[1:])
	}
	for i, f := range c.Gone {
		add("finding", len(c.Appeared)+i+1, string(f.Code), plan.Step{}, findingCells(f)[1:], nil)
	}
	add("units", 1, "", plan.Step{}, accountCells(c.Units[0]), accountCells(c.Units[1]))
	for i, p := range c.Money {
		add("money", i+1, p.Currency, plan.Step{}, moneyCells(p.Before), moneyCells(p.After))
	}
	return rows
}

// lineCells are the columns of a step beside its id, and all its sources as one.
func lineCells(s *plan.Step) []fact {
	if s == nil {
		return nil
	}
	return slices.Concat(stepCells(*s)[1:], laterCells(*s), []fact{{"sources", sources(*s)}})
}

func accountCells(u plan.Account) []fact {
	var cells []fact
	for _, b := range buckets(u) {
		cells = append(cells, fact{b.name, b.units.String()})
	}
	return append(cells, fact{"total", u.Total.String()})
}

func moneyCells(m plan.Money) []fact {
	return []fact{{"before", m.Before.String()}, {"after", m.After.String()}, {"withheld", m.Withheld.String()}}
}

func blank(cells []fact) []fact {
	cells = slices.Clone(cells)
	for i := range cells {
		cells[i].value = ""
	}
	return cells
}

// comparisonValue returns c with every list at least empty.
func comparisonValue(c plan.Comparison) plan.Comparison {
	c.Lines, c.Appeared, c.Gone, c.Money = slices.Clone(list(c.Lines)), list(c.Appeared), list(c.Gone), list(c.Money)
	for i := range c.Lines {
		for _, s := range []**plan.Step{&c.Lines[i].Before, &c.Lines[i].After} {
			if *s != nil {
				*s = new(withSources(**s))
			}
		}
	}
	return c
}
