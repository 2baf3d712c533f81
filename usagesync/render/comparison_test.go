package render_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// TestDifferencesMakeTheMoney adds up what the lines differ in: it is the difference of the invoices, also where a step
// is withheld in one of the plans, because what is withheld changes nothing.
func TestDifferencesMakeTheMoney(t *testing.T) {
	first := plan.Build(october())
	for name, change := range map[string]func(*plan.Settings){
		"packs of 10":    func(s *plan.Settings) { s.Rules[0].Set.Pack = new(plan.Units(10)) },
		"packs of 500":   func(s *plan.Settings) { s.Rules[0].Set.Pack = new(plan.Units(500)) }, // withheld by a limit
		"at most 4":      func(s *plan.Settings) { s.Rules[0].Set = plan.Policy{Maximum: new(plan.Units(4))} },
		"nothing at all": func(*plan.Settings) {},
	} {
		in := october()
		change(&in.Settings)
		second := plan.Build(in)
		rows := cells(t, render.Comparison(plan.Compare(first, second)), "Lines")
		var sum plan.Amount
		for _, row := range rows {
			difference, err := sum.Add(amount(strings.TrimPrefix(strings.TrimSuffix(row["Difference"], " EUR"), "+")))
			if err != nil {
				t.Fatal(err)
			}
			sum = difference
		}
		want, err := second.Money[0].After.Sub(first.Money[0].After)
		if err != nil {
			t.Fatal(err)
		}
		if sum != want {
			t.Errorf("%s: the lines make %s, the money %s: %v", name, sum, want, rows)
		}
	}
}

// TestWithheldChangesNothing holds that a withheld step shows what the addition holds, not what was wanted.
func TestWithheldChangesNothing(t *testing.T) {
	in := october()
	first := plan.Build(in)
	in.Settings.Rules[0].Set.Pack = new(plan.Units(500))
	rows := cells(t, render.Comparison(plan.Compare(first, plan.Build(in))), "Lines")
	want := []map[string]string{{
		"Customer": "Bäckerei Huber & Söhne (company 250)", "Agreement": "Managed Security (agreement 1204)", "Item": "Sophos_Intercept_X_Advanced",
		"Verb": "update → withhold", "First": "15", "Second": "10", "Difference": "-34.75 EUR", "Wanted": "none → update (500)",
		"Why": "none → " + string(plan.LineRiseLimit) + ": " + plan.LineRiseLimit.Info().Message,
	}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSamePlans(t *testing.T) {
	out := said(t, render.Comparison(plan.Compare(sample(), sample())))
	for _, want := range []string{"The two plans would do and withhold the same.", "0 changed, 0 only in the first plan, 0 only in the second"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// cells returns the rows of a Markdown table by the titles of its columns.
func cells(t *testing.T, d render.Document, title string) []map[string]string {
	t.Helper()
	_, part, ok := strings.Cut(show(t, d, render.Document.Markdown), "## "+title+" (")
	if !ok {
		t.Fatalf("no %s", title)
	}
	part, _, _ = strings.Cut(part, "\n## ")
	var columns []string
	var rows []map[string]string
	for line := range strings.Lines(part) {
		inner, ok := strings.CutPrefix(strings.TrimSuffix(line, " |\n"), "| ")
		switch fields := strings.Split(inner, " | "); {
		case !ok || strings.HasPrefix(inner, "---"):
		case columns == nil:
			columns = fields
		default:
			row := map[string]string{}
			for i, f := range fields {
				row[columns[i]] = f
			}
			rows = append(rows, row)
		}
	}
	return rows
}
