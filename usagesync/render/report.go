package render

import (
	"cmp"
	"fmt"

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
	sections = append(sections, listFindings(p.Findings, "Problems", "Warnings", "Notes")...)
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
	title := "Plan for the usage of " + cmp.Or(p.Period.String(), "no month")
	if p.Undoes != "" {
		title = "Plan to undo a run"
	}
	return section{title: title, about: "Plan", facts: []fact{
		{"Partner", cmp.Or(p.Partner, "none")},
		{"Undoes", p.Undoes},
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
	}}
	for _, f := range notes(plan.Step{}) {
		t.columns = append(t.columns, column{f.name, below})
	}
	for _, s := range steps {
		before, after := quantities(s)
		row := []string{
			customer(s), agreement(s), invoice(s),
			string(cmp.Or(s.Wanted, s.Verb)), cmp.Or(s.Item, s.ItemID), before, after, change(s.Monthly, s.Currency),
		}
		for _, f := range notes(s) {
			row = append(row, f.value)
		}
		t.rows = append(t.rows, row)
	}
	return section{title: fmt.Sprintf("%s (%d)", title, len(steps)), table: t}
}

// notes is what stands below a step.
func notes(s plan.Step) []fact {
	advice, id := "", ""
	if s.Reason != "" {
		advice, id = s.Reason.Info().Advice, s.ID
	}
	return append(particulars(s, trace(s)), fact{"Advice", advice}, fact{"Step", id})
}
