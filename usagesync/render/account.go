package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// listFindings shows findings by severity, then by code, in their order, under a title for each severity. A severity that
// is not in the list is a problem: nothing unknown may look harmless.
func listFindings(findings []plan.Finding, problems, warnings, notes string) []section {
	titles := []string{problems, warnings, notes}
	tables := make([]table, len(titles))
	for i := range tables {
		tables[i].columns = []column{{"Code", above}, {"Advice", above}, {"Finding", bullet}}
	}
	for _, f := range findings {
		t := &tables[0]
		switch f.Severity {
		case plan.Warning:
			t = &tables[1]
		case plan.Info:
			t = &tables[2]
		default:
		}
		var worth []string
		if f.Units.Sign() != 0 {
			worth = append(worth, "units: "+f.Units.String())
		}
		if f.Amount.Sign() != 0 {
			worth = append(worth, strings.TrimSpace(f.Amount.String()+" "+f.Currency)+" per billing cycle")
		}
		t.rows = append(t.rows, []string{string(cmp.Or(f.Code, "no code")), f.Advice, withDetail(f.Message, strings.Join(worth, ", "))})
	}
	var sections []section
	for i, t := range tables {
		if len(t.rows) > 0 {
			sections = append(sections, section{title: fmt.Sprintf("%s (%d)", titles[i], len(t.rows)), table: t})
		}
	}
	return sections
}

type bucket struct {
	name    string
	units   plan.Quantity
	meaning string
}

func buckets(u plan.Account) []bucket {
	return []bucket{
		{"billed", u.Billed, "reach an addition that is billed"},
		{"not charged", u.NotCharged, "in an allowance, a bundle or an unbilled addition"},
		{"deferred", u.Deferred, "not due yet"},
		{"excluded", u.Excluded, "left out by a stored exclusion"},
		{"withheld", u.Withheld, "on a withheld step"},
		{"unmapped", u.Unmapped, "nobody said where they go"},
		{"ignored", u.Ignored, "their sync is switched off"},
	}
}

// units shows the plan's account of units. The numbers are the plan's own; the sum only checks them.
func units(u plan.Account) section {
	t := table{columns: []column{{"Where", left}, {"Units", right}, {"Meaning", left}}}
	var sum plan.Quantity
	var overflow error
	for _, b := range buckets(u) {
		t.rows = append(t.rows, []string{b.name, b.units.String(), b.meaning})
		if overflow == nil {
			sum, overflow = sum.Add(b.units)
		}
	}
	t.rows = append(t.rows, []string{"total", u.Total.String(), "in the usage report"})
	s := section{title: "Units", table: t, note: "The parts add up to the total."}
	switch {
	case overflow != nil:
		s.note = "The parts are too large to be added up: don't apply this plan, and report it as an error of the program."
	case sum != u.Total:
		s.note = fmt.Sprintf("The parts make %s, not the total: don't apply this plan, and report it as an error of the program.", sum)
	}
	return s
}

func money(list []plan.Money) section {
	t := table{columns: []column{
		{"Currency", left}, {"Before", right}, {"After", right}, {"Change", right}, {"Withheld", right},
	}}
	for _, m := range list {
		difference := "too large"
		if d, err := m.After.Sub(m.Before); err == nil {
			difference = change(d, "")
		}
		t.rows = append(t.rows, []string{cmp.Or(m.Currency, "none"), m.Before.String(), m.After.String(), difference, change(m.Withheld, "")})
	}
	return section{
		title: "Money per billing cycle", table: t,
		note: "A preview of these additions, never written. Withheld is what the withheld steps would have changed.",
	}
}
