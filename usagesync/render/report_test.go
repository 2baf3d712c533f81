package render_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// TestUnknownIsSeen holds that what a later version may put into a plan is neither lost nor shown as harmless.
func TestUnknownIsSeen(t *testing.T) {
	p := plan.Plan{
		Steps:    []plan.Step{{Verb: "transmogrify", ItemID: "31", AgreementID: "7"}},
		Findings: []plan.Finding{{Code: "new-code", Severity: "doom", Message: "something new"}},
	}
	out := text(t, p, render.Options{})
	withheld := strings.Index(out, "WITHHELD (1)")
	if step := strings.Index(out, "transmogrify"); withheld < 0 || step < withheld {
		t.Errorf("the step is not among the withheld ones:\n%s", out)
	}
	problems := strings.Index(out, "PROBLEMS (1)")
	if found := strings.Index(out, "something new"); problems < 0 || found < problems {
		t.Errorf("the finding is not among the problems:\n%s", out)
	}
}

func TestNothingToDo(t *testing.T) {
	p := sample()
	p.Steps = p.Steps[3:4]
	if out := text(t, p, render.Options{}); !strings.Contains(out, "Nothing is to be written.") || strings.Contains(out, "NOTHING TO DO") {
		t.Errorf("got\n%s", out)
	}
	if out := text(t, p, render.Options{All: true}); !strings.Contains(out, "NOTHING TO DO (1)") {
		t.Errorf("got\n%s", out)
	}
}

// TestUnreadableQuantity holds that a step without a quantity, because its usage can't be read, doesn't show a 0.
func TestUnreadableQuantity(t *testing.T) {
	p := plan.Plan{Steps: []plan.Step{{
		ID: "7/31", Verb: plan.VerbWithhold, Wanted: plan.VerbUpdate, Reason: plan.UnreadableUsage, AgreementID: "7", ItemID: "31", Item: "Endpoint",
	}}}
	if out := text(t, p, render.Options{}); !strings.Contains(out, "    update  Endpoint       -       -    0.00\n") {
		t.Errorf("got\n%s", out)
	}
}

func TestReportNamesTheRunThatIsUndone(t *testing.T) {
	p := sample()
	p.Undoes = "20261102T090000Z-000001"
	if out := text(t, p, render.Options{}); !strings.HasPrefix(out, "PLAN TO UNDO A RUN\n") || !strings.Contains(out, "Undoes       20261102T090000Z-000001\n") {
		t.Errorf("got\n%s", out)
	}
}
