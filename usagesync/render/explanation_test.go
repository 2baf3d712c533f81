package render_test

import (
	"io"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// said returns a document as text that is wide enough to wrap nothing.
func said(t *testing.T, d render.Document) string {
	t.Helper()
	return show(t, d, func(d render.Document, w io.Writer) error { return d.Text(w, render.Options{Width: 300}) })
}

// TestProofSaysWhatDoesNotAddUp holds that the sum below the rows is made of the rows, and of those that count.
func TestProofSaysWhatDoesNotAddUp(t *testing.T) {
	const fine = "The rows add up to what each source brings."
	e := explanation()
	if out := said(t, render.Explanation(e)); !strings.Contains(out, fine) {
		t.Errorf("no %q in\n%s", fine, out)
	}
	e.Sources[1].Units = plan.Units(16) // as if the row of the lower tier counted
	if out := said(t, render.Explanation(e)); strings.Contains(out, fine) || !strings.Contains(out, "make 14, not the 16 that it says") {
		t.Errorf("the report doesn't say that the rows make another number:\n%s", out)
	}
	e.Sources[1].Rows[0].Units, e.Sources[1].Rows[1].Units = quantity("9223372036854"), quantity("9223372036854")
	if out := said(t, render.Explanation(e)); !strings.Contains(out, "too large to be added up") {
		t.Errorf("the report doesn't say that the rows overflow:\n%s", out)
	}
}

func TestOutcome(t *testing.T) {
	line := func(verb, wanted plan.Verb) plan.Step {
		return plan.Step{Verb: verb, Wanted: wanted, AdditionID: "9001", Before: before(12), Quantity: plan.Units(14)}
	}
	fresh := plan.Step{Verb: plan.VerbWithhold, Wanted: plan.VerbCreate, Quantity: plan.Units(3)}
	unreadable := plan.Step{Verb: plan.VerbWithhold, Wanted: plan.VerbCreate, Reason: plan.UnreadableUsage}
	for want, s := range map[string]plan.Step{
		"update addition 9001 from 12 to 14":         line(plan.VerbUpdate, ""),
		"adopt addition 9001 from 12 to 14":          line(plan.VerbAdopt, ""),
		"end addition 9001 of 12":                    line(plan.VerbEnd, ""),
		"addition 9001 stays at 14":                  line(plan.VerbNone, ""),
		"withheld: zero addition 9001 from 12 to 14": line(plan.VerbWithhold, plan.VerbZero),
		"withheld: end addition 9001 of 12":          line(plan.VerbWithhold, plan.VerbEnd),
		"withheld: create an addition of 3":          fresh,
		"withheld: create an addition":               unreadable,
		"transmogrify addition 9001 from 12 to 14":   line("transmogrify", ""),
	} {
		if out := said(t, render.Explanation(plan.Explanation{Step: s})); !strings.Contains(out, "  Step       "+want+"\n") {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// TestNothingFeedsTheLine covers an addition that nothing feeds any more: what fed it before is named.
func TestNothingFeedsTheLine(t *testing.T) {
	out := said(t, render.Explanation(plan.Explanation{Step: sample().Steps[4], Links: []plan.Link{{Rule: "combine", Value: "sum"}}}))
	for _, want := range []string{
		"Nothing feeds this line now.", "From       0 Sophos_Intercept_X_Advanced", "Why        orphaned: ", "Advice     close the customer",
		"combine  sum           0",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
