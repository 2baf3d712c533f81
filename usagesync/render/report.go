package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// report says everything that a reader needs to approve a plan or to act on it, in the order of reading.
func report(p plan.Plan, all bool) []section {
	var writes, withheld, done []plan.Step
	for _, s := range p.Steps {
		switch {
		case s.Writes():
			writes = append(writes, s)
		case s.Verb == plan.VerbNone:
			done = append(done, s)
		default: // a verb of another version is not written either, and must not go unseen
			withheld = append(withheld, s)
		}
	}
	counts := fmt.Sprintf("%d to write, %d withheld, %d with nothing to do", len(writes), len(withheld), len(done))
	sections := []section{head(p, counts), listSteps("To be written", "After", writes)}
	if len(writes) == 0 {
		sections[1].lead = "Nothing is to be written."
	}
	if len(withheld) > 0 {
		sections = append(sections, listSteps("Withheld", "Wanted", withheld))
	}
	if all && len(done) > 0 {
		sections = append(sections, listSteps("Nothing to do", "After", done))
	}
	sections = append(sections, listFindings(p.Findings)...)
	sections = append(sections, units(p.Units))
	if len(p.Money) > 0 {
		sections = append(sections, money(p.Money))
	}
	return sections
}

func head(p plan.Plan, counts string) section {
	result := "everything found its place"
	if !p.Clean() {
		result = "something is withheld, unmapped or ignored; see below"
	}
	return section{title: "Plan for the usage of " + cmp.Or(p.Period.String(), "no month"), facts: []fact{
		{"Partner", cmp.Or(p.Partner, "none")},
		{"Usage", stateInWords(p.State)},
		{"Made for", cmp.Or(p.Day.String(), "no day")},
		{"Apply until", cmp.Or(p.Expires.String(), "no day")},
		{"Digest", cmp.Or(p.Digest, "none")},
		{"Steps", counts},
		{"Result", result},
	}}
}

func stateInWords(s plan.State) string {
	switch s {
	case plan.StateOpen:
		return "open: quantities only rise"
	case plan.StateClosing:
		return "closing: quantities may fall, but not to zero"
	case plan.StateFinal:
		return "final: the month is over"
	}
	return cmp.Or(string(s), "in no known state")
}

// listSteps shows steps by customer and agreement; outcome is what their quantity is called. A column without a value in
// any step is left out by the formats.
func listSteps(title, outcome string, steps []plan.Step) section {
	t := table{columns: []column{
		{"Customer", above}, {"Agreement", above}, {"Invoice", above},
		{"Verb", left}, {"Item", left}, {"Before", right}, {outcome, right}, {"Change", right},
		{"Starts", below}, {"From", below}, {"Why", below}, {"Advice", below}, {"Step", below},
	}}
	for _, s := range steps {
		before, after := "-", s.Quantity.String()
		switch {
		case s.Before != nil:
			before = s.Before.Quantity.String()
		case s.Quantity.Sign() == 0:
			after = "-" // usage that can't be read has no quantity
		}
		row := []string{
			cmp.Or(s.Customer, "no company name"), agreement(s), invoice(s),
			string(cmp.Or(s.Wanted, s.Verb)), cmp.Or(s.Item, s.ItemID), before, after, change(s.Monthly, s.Currency),
			s.Effective.String(), sources(s), "", "", "",
		}
		if s.Reason != "" {
			info := s.Reason.Info()
			row[10], row[11], row[12] = string(s.Reason)+": "+withDetail(info.Message, s.Detail), info.Advice, s.ID
		}
		t.rows = append(t.rows, row)
	}
	return section{title: fmt.Sprintf("%s (%d)", title, len(steps)), table: t}
}

func agreement(s plan.Step) string {
	if s.Agreement == "" {
		return "agreement " + s.AgreementID
	}
	return withDetail(s.Agreement, "agreement "+s.AgreementID)
}

func invoice(s plan.Step) string {
	if s.InvoiceDate.IsZero() {
		return "no invoice date"
	}
	return "invoice of " + s.InvoiceDate.String()
}

// sources explains a quantity, unless it is simply the units of one product.
func sources(s plan.Step) string {
	if len(s.Sources) == 1 && s.Sources[0].Units == s.Quantity && s.Sources[0].Product == s.Item {
		return ""
	}
	parts := make([]string, len(s.Sources))
	for i, src := range s.Sources {
		parts[i] = src.Units.String() + " " + src.Product
		if s.TenantID == "" {
			parts[i] += " of " + src.TenantID
		}
	}
	return strings.Join(parts, ", ")
}

func change(a plan.Amount, currency string) string {
	sign := ""
	if a.Sign() > 0 {
		sign = "+"
	}
	return strings.TrimSpace(sign + a.String() + " " + currency)
}

func withDetail(s, detail string) string {
	if detail == "" {
		return s
	}
	return s + " (" + detail + ")"
}
