package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

// text writes down the plans of a scenario for people.
func (s golden) text(t *testing.T) string {
	t.Helper()
	texts := make([]string, len(s.acts))
	for i, a := range s.acts {
		texts[i] = a.text(t)
	}
	return strings.Join(texts, "\n")
}

func (a act) text(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s, planned on %s, valid to %s\n", a.plan.Period, a.plan.State, a.plan.Day, a.plan.Expires)
	b.WriteString(a.steps(t))
	writeFindings(&b, a.plan.Findings)
	fmt.Fprintf(&b, "units  %s\n", account(t, a.plan.Units))
	for _, m := range a.plan.Money {
		fmt.Fprintf(&b, "money  %s %s -> %s", m.Currency, m.Before, m.After)
		if m.Withheld.Sign() != 0 {
			fmt.Fprintf(&b, ", withheld %s", signed(m.Withheld))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// block is a step as text: the cells of its line, and what stands below it.
type block struct {
	cells [5]string // verb, customer, item, quantities, money and invoice
	below string
}

// customers are one agreement's steps, written once for all customers in a row that have the same.
type customers struct {
	agreement, last string // name of the last one
	times           int
	steps           []block
}

func (c customers) like(o customers) bool {
	return slices.EqualFunc(c.steps, o.steps, func(a, b block) bool {
		a.cells[1], b.cells[1] = "", ""
		return a == b
	})
}

// crowd is from how many steps on nobody reads how each number came about.
const crowd = 20

func (a act) steps(t *testing.T) string {
	t.Helper()
	var list []customers
	for _, s := range a.plan.Steps {
		step := blockOf(s)
		if len(a.plan.Steps) < crowd {
			step.below += a.chain(t, s)
		}
		if n := len(list); n > 0 && list[n-1].agreement == s.AgreementID {
			list[n-1].steps = append(list[n-1].steps, step)
			continue
		}
		list = append(once(list), customers{s.AgreementID, s.Customer, 1, []block{step}})
	}
	var width [5]int
	var blocks []block
	for _, c := range once(list) {
		for _, b := range c.steps {
			if c.times > 1 {
				b.cells[1] = fmt.Sprintf("%s to %s (%d)", b.cells[1], c.last, c.times)
			}
			for i, cell := range b.cells {
				width[i] = max(width[i], len(cell))
			}
			blocks = append(blocks, b)
		}
	}
	var b strings.Builder
	for _, block := range blocks {
		line := ""
		for i, cell := range block.cells {
			line += fmt.Sprintf("%-*s  ", width[i], cell)
		}
		fmt.Fprintf(&b, "%s\n%s", strings.TrimRight(line, " "), block.below)
	}
	return b.String()
}

// once joins the last two customers of a list if their steps are alike.
func once(list []customers) []customers {
	n := len(list)
	if n < 2 || !list[n-2].like(list[n-1]) {
		return list
	}
	list[n-2].times += list[n-1].times
	list[n-2].last = list[n-1].last
	return list[:n-1]
}

func blockOf(s plan.Step) block {
	verb, quantities := string(s.Verb), s.Quantity.String()
	if s.Wanted != "" {
		verb += " " + string(s.Wanted)
	}
	if s.Verb == plan.VerbEnd || s.Wanted == plan.VerbEnd {
		quantities = "ended"
	}
	if s.Before != nil {
		quantities = s.Before.Quantity.String() + " -> " + quantities
	}
	money := ""
	if s.Monthly.Sign() != 0 {
		money = signed(s.Monthly) + " " + s.Currency
	}
	switch {
	case s.Verb == plan.VerbNone:
	case !s.InvoiceDate.IsZero():
		money += " on the invoice of " + s.InvoiceDate.String()
	case s.Writes():
		money += " on a later invoice"
	}
	money = strings.TrimSpace(money)
	below := ""
	say := func(what, format string, args ...any) {
		below += strings.TrimRight(fmt.Sprintf("    %-9s "+format, append([]any{what}, args...)...), " ") + "\n"
	}
	if s.Reason != "" {
		say("because", "%s", strings.TrimSuffix(string(s.Reason)+": "+s.Detail, ": "))
	}
	if !s.Effective.IsZero() {
		say("starts", "%s", s.Effective)
	}
	if !s.End.IsZero() {
		say("ends", "%s", s.End)
	}
	if len(s.After) > 0 {
		say("after", "%s", strings.ReplaceAll(strings.Join(s.After, ", "), s.AgreementID+"/", ""))
	}
	if s.Release != nil {
		say("released", "by %s: %s", s.Release.Who, s.Release.Why)
	}
	if len(s.Sources) > 1 {
		for _, src := range s.Sources {
			say("source", "%s %s %s", src.TenantID, src.Product, src.Units)
		}
	}
	return block{[5]string{verb, s.Customer, s.Item, quantities, money}, below}
}

// chain says how a number came about, as far as it is not just the billable units of the report.
func (a act) chain(t *testing.T, s plan.Step) string {
	t.Helper()
	x, err := plan.Explain(a.in, s.ID)
	if err != nil {
		t.Error(err)
	}
	below := ""
	for _, src := range x.Sources {
		if src.Quantity != plan.QuantityBillable || src.Factor != plan.Units(1) {
			below += fmt.Sprintf("    counts    %s %s, %s %s x %s\n", src.TenantID, src.Product, src.Quantity, src.Units, src.Factor)
		}
	}
	for _, o := range x.Others {
		below += fmt.Sprintf("    also on   %s\n", o.ItemID)
	}
	if len(x.Links) < 2 {
		return below
	}
	links := make([]string, len(x.Links))
	for i, l := range x.Links {
		links[i] = strings.TrimSpace(l.Rule+" "+l.Value) + " = " + l.Quantity.String()
	}
	return below + "    quantity  " + strings.Join(links, "; ") + "\n"
}

// writeFindings writes findings; of a code that stands more than a few times the first ones.
func writeFindings(b *strings.Builder, findings []plan.Finding) {
	const few = 3
	seen := map[plan.Code]int{}
	for i, f := range findings {
		seen[f.Code]++
		switch last := i+1 == len(findings) || findings[i+1].Code != f.Code; {
		case seen[f.Code] <= few:
			fmt.Fprintf(b, "%s %s: %s%s\n", f.Severity, f.Code, f.Message, worth(f))
		case last:
			fmt.Fprintf(b, "%s %s: %d more\n", f.Severity, f.Code, seen[f.Code]-few)
		}
	}
}

// worth says what a finding comes to.
func worth(f plan.Finding) string {
	text := ""
	if f.Units.Sign() != 0 {
		text += fmt.Sprintf(" [%s units]", f.Units)
	}
	if f.Amount.Sign() != 0 {
		text += fmt.Sprintf(" [%s %s]", signed(f.Amount), f.Currency)
	}
	return text
}

func signed(a plan.Amount) string {
	if a.Sign() > 0 {
		return "+" + a.String()
	}
	return a.String()
}

const scenarioManual = `# Golden scenarios

Each folder is one rule of the planner as a story. This file is written by the test (` + "`go test -run Scenario -update`" + `).

- ` + "`story.md`" + `: the rule in one line. Money in it stands in the plan, or the test fails.
- ` + "`input.json`" + `: what differs from a small settled world, as a JSON Merge Patch (RFC 7396) over ` + "`base.json`" + `. What is a list
  in plan.Input is an object here, with a name for each element that only patches use; a null takes an element away.
- ` + "`input-2.json`, `input-3.json`" + `: what is different then; each goes over the world before it.
- ` + "`customers.json`" + `: makes many customers of the one: so many like it, so many with a patch.
- ` + "`plan.txt`" + `: the plan of each world: steps with their reasons, findings, the account of units, money per cycle.

The numbers of the sections are those of the manual's rules: which month, which invoice, what a row proves, the line, what
may fall, which addition, dates, approval, limits, the account of units; then mapping, directory and settings.

The settled world: October 2026 is over, it is the 2nd of November. Acme uses 20 seats of Intercept X Advanced, and its
addition on agreement Acme Monthly says 20, at $6. The next invoice is that of 15 November.
`

// scenarioIndex lists all scenarios with their stories.
func scenarioIndex(all []golden) string {
	var b strings.Builder
	b.WriteString(scenarioManual)
	last := ""
	for _, s := range all {
		section, name, _ := strings.Cut(s.name, "/")
		if section != last {
			fmt.Fprintf(&b, "\n## %s\n\n", section)
			last = section
		}
		fmt.Fprintf(&b, "- [%s](%s/plan.txt): %s\n", name, s.name, s.story)
	}
	return b.String()
}
