package render_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// explanation has every part that an explanation can have. Its rows make its sources, those make its first link, and
// the last link is the step's quantity.
func explanation() plan.Explanation {
	pack, factor := plan.Units(5), quantity("0.5")
	step := sample().Steps[0]
	step.Product, step.Quantity, step.Monthly = "", quantity("17.5"), amount("38.225")
	step.Agreement = "2026 | [Gold] <Security>"
	step.Sources = []plan.Source{
		{TenantID: bakery, Product: "Sophos_Email_Advanced", Units: plan.Units(8)},
		{TenantID: bakery, Product: "Sophos_Intercept_X_Advanced", Units: plan.Units(14)},
	}
	return plan.Explanation{
		Step: step,
		Sources: []plan.SourceDetail{
			{
				TenantID: bakery, Tenant: "Bäckerei Huber & Söhne", Product: "Sophos_Email_Advanced", Quantity: plan.QuantityActual,
				Rows:  []plan.RowDetail{{ProductCode: "EMA-MSP", Description: "日本語の製品", Product: "Sophos_Email_Advanced", Units: plan.Units(8)}},
				Units: plan.Units(8), Factor: factor,
			},
			{
				TenantID: bakery, Product: "Sophos_Intercept_X_Advanced", Quantity: plan.QuantityBillable, Rows: []plan.RowDetail{
					{ProductCode: "CIXA-MSP", Description: "Central Intercept X Advanced", OrderLine: "L-1", Product: "Sophos_Intercept_X_Advanced", Units: quantity("10.25")},
					{ProductCode: "CIXA-MSP", Description: "=1+1", OrderLine: "L-2", Product: "Sophos_Intercept_X_Advanced", Units: quantity("3.75")},
					{ProductCode: "CIXA-MSP", OrderLine: "L-3", Product: "Sophos_Intercept_X_Advanced", Doubt: "billable quantity -1 is negative"},
					{ProductCode: "CIXE-MSP", OrderLine: "L-4", Product: "Sophos_Intercept_X_Advanced", Units: plan.Units(2), Code: plan.TierOverlap},
				},
				Units: plan.Units(14), Factor: plan.Units(1),
			},
		},
		Links: []plan.Link{
			{Rule: "combine", Value: "sum", Quantity: plan.Units(18)},
			{Rule: "offset", Value: "-4", Quantity: plan.Units(14)},
			{Rule: "pack", Value: "5", Quantity: plan.Units(15)},
			{Rule: "minimum", Value: "17.5", Quantity: quantity("17.5")},
		},
		Rules: []plan.RuleUse{
			{Source: bakery + " Sophos_Email_Advanced", Rule: plan.Rule{
				TenantID: bakery, Product: "Sophos_Email_Advanced", Set: plan.Policy{Quantity: new(plan.QuantityActual), Factor: &factor},
			}},
			{Rule: plan.Rule{
				AgreementTypeID: "4", AgreementID: "1204", ItemID: "31", LastPeriod: plan.NewPeriod(2027, time.March),
				Set: plan.Policy{Pack: &pack}, Reason: "sold in packs, see contract <17> & its annex", Who: "Dana", When: "2026-10-01T09:00:00Z",
			}},
			{Rule: plan.Rule{Set: plan.Policy{
				Tiers: new(plan.TiersHighest), Combine: new(plan.CombineSum), Offset: new(quantity("-4")), Allowance: new(plan.Quantity{}),
				Minimum: new(quantity("17.5")), Maximum: new(plan.Units(500)), Disappeared: new(plan.DisappearedEnd),
				NoDecreaseBefore: new(plan.NewPeriod(2026, time.July)), Timing: new(plan.TimingArrears), Cycle: new(plan.CycleHighest),
				Adopt: new(plan.AdoptReview), Currency: new("EUR"), AllowUnpriced: new(false),
			}}},
		},
		Aside: []plan.RowDetail{
			{ProductCode: "XYZ-MSP", Description: "Sophos XYZ", OrderLine: "L-9", Units: plan.Units(5), Code: plan.UnknownProductCode},
			{ProductCode: "SPT-MSP", Product: "Sophos_Phish_Threat", Code: plan.ProductOff, Doubt: "billable quantity is missing"},
		},
		Others: []plan.ElsewhereItem{{Product: "Sophos_Email_Advanced", ItemID: "41"}},
	}
}

// comparison is of the sample and a plan in which everything about a line differs, a line is gone, and one is new.
func comparison() plan.Comparison {
	after := sample()
	u, c, released, end := &after.Steps[0], &after.Steps[1], &after.Steps[7], &after.Steps[8]
	u.Quantity, u.Monthly, u.InvoiceDate = plan.Units(24), amount("83.40"), plan.NewDate(2027, time.January, 1)
	u.Sources[0].Units, u.Before, u.AdditionID = plan.Units(24), before(18), "9077"
	c.Verb, c.Wanted, c.Reason, c.Detail = plan.VerbWithhold, plan.VerbCreate, plan.ItemUnpriced, "item 40"
	c.Effective = plan.NewDate(2027, time.January, 1)
	released.After, released.Release = nil, nil
	end.Wanted, end.End, end.Quantity = plan.VerbZero, plan.Date{}, plan.Quantity{}
	fresh := after.Steps[3]
	fresh.ID, fresh.ItemID, fresh.Item, fresh.Verb, fresh.Before, fresh.AdditionID = "1310/90", "90", "Sophos_Wireless", plan.VerbCreate, nil, ""
	fresh.Monthly, fresh.Currency = amount("27.00"), "CHF"
	after.Steps = append(append(after.Steps[:4:4], fresh), after.Steps[5:]...)
	after.Findings[1] = worth(finding(plan.StillBilled, "Café Résumé: Sophos_Email_Advanced", bakery, "Sophos_Email_Advanced", 3), "EUR", "20.85")
	after.Units.Billed, after.Units.Withheld, after.Units.Total = quantity("89.5"), plan.Units(318), quantity("423.5")
	after.Money = []plan.Money{
		{Currency: "CHF", After: amount("27")},
		{Currency: "EUR", Before: amount("250.10"), After: amount("263.50"), Withheld: amount("2195.80")},
		{Currency: "USD", Before: amount("108.00"), After: amount("99.00")},
	}
	return plan.Compare(sample(), after)
}

// settingsChanges has a list with entries removed and added, an object with members changed, and a plain value.
func settingsChanges(t *testing.T) []plan.SettingsChange {
	t.Helper()
	was := plan.Settings{
		TimeZone: "Europe/Vienna",
		Products: []plan.ProductMapping{{Product: "Sophos_Email_Advanced", ItemID: "33"}, {Product: "Sophos_Wireless", ItemID: "90", Off: true}},
		Policy:   plan.Policy{Combine: new(plan.CombineSum), Tiers: new(plan.TiersBoth)},
		Limits:   plan.Limits{LineFallUnits: 7, CreateUnits: 100},
	}
	is := plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Email_Advanced", ItemID: "40", Also: []string{"41", "42"}}, was.Products[1]},
		Policy:   plan.Policy{Combine: new(plan.CombineMax), Tiers: new(plan.TiersBoth)},
		Rules:    []plan.Rule{{ItemID: "40", Set: plan.Policy{Offset: new(quantity("-2.5"))}, Reason: `agreed with Huber & Söhne, see "=1+1"` + "\u202e"}},
		Limits:   plan.Limits{LineFallUnits: 7, CreateUnits: 100, RunZeroTenants: 9},
	}
	changes, err := plan.DiffSettings(was, is)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

// documents are all documents that are not a plan, by the name of their golden files.
func documents(t *testing.T) map[string]render.Document {
	t.Helper()
	return map[string]render.Document{
		"explanation": render.Explanation(explanation()),
		"comparison":  render.Comparison(comparison()),
		"settings":    render.SettingsChanges(settingsChanges(t)),
	}
}

// shapes are all ways to show a document, by the ending of their golden files.
func shapes() map[string]func(render.Document, io.Writer) error {
	text := func(width int) func(render.Document, io.Writer) error {
		return func(d render.Document, w io.Writer) error { return d.Text(w, render.Options{Width: width}) }
	}
	return map[string]func(render.Document, io.Writer) error{
		".txt": text(0), "-40.txt": text(40),
		".md": render.Document.Markdown, ".csv": render.Document.CSV, ".json": render.Document.JSON,
	}
}

func show(t *testing.T, d render.Document, shape func(render.Document, io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := shape(d, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestDocumentStays holds that showing a document in one way changes nothing for the next.
func TestDocumentStays(t *testing.T) {
	e, c := explanation(), comparison()
	shown := map[string]render.Document{"explanation": render.Explanation(e), "comparison": render.Comparison(c)}
	for range 2 {
		for name, d := range shown {
			for ending, shape := range shapes() {
				if got, want := show(t, d, shape), show(t, documents(t)[name], shape); got != want {
					t.Fatalf("%s%s is another one the second time:\n%s", name, ending, got)
				}
			}
		}
	}
	if diff := cmp.Diff(explanation(), e) + cmp.Diff(comparison(), c); diff != "" {
		t.Errorf("the values changed (-want +got):\n%s", diff)
	}
}

func TestDocumentWriterError(t *testing.T) {
	broken := errors.New("disk full")
	for name, d := range documents(t) {
		for ending, shape := range shapes() {
			r, w := io.Pipe()
			if err := r.CloseWithError(broken); err != nil {
				t.Fatal(err)
			}
			if err := shape(d, w); !errors.Is(err, broken) {
				t.Errorf("%s%s: got %v, want %v wrapped", name, ending, err, broken)
			}
		}
	}
}

func TestEmptyDocuments(t *testing.T) {
	for name, d := range map[string]render.Document{
		"explanation": render.Explanation(plan.Explanation{Sources: []plan.SourceDetail{{}}}),
		"comparison":  render.Comparison(plan.Comparison{Lines: []plan.Difference{{After: &plan.Step{}}, {Line: "7/31"}}}),
		"nothing":     render.Comparison(plan.Comparison{}),
		"settings":    render.SettingsChanges(nil),
	} {
		for ending, shape := range shapes() {
			if out := show(t, d, shape); out == "" || !strings.HasSuffix(out, "\n") || strings.Contains(out, "null") {
				t.Errorf("%s%s: got %q", name, ending, out)
			}
		}
	}
}

func TestDocumentsReadBack(t *testing.T) {
	docs := documents(t)
	readsBack(t, docs["explanation"], explanation())
	readsBack(t, docs["comparison"], comparison())
	changes := settingsChanges(t)
	var got []plan.SettingsChange
	if err := json.Unmarshal([]byte(show(t, docs["settings"], render.Document.JSON)), &got); err != nil {
		t.Fatal(err)
	}
	for i, c := range got {
		if c.Place != changes[i].Place || compact(t, c.Before) != compact(t, changes[i].Before) || compact(t, c.After) != compact(t, changes[i].After) {
			t.Errorf("got %s, want %s", c, changes[i])
		}
	}
}

func readsBack[T any](t *testing.T, d render.Document, want T) {
	t.Helper()
	var got T
	if err := json.Unmarshal([]byte(show(t, d, render.Document.JSON)), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func compact(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	if raw == nil {
		return ""
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(v)
}

// FuzzDocuments puts any text into every text of the documents: no format may let it act.
func FuzzDocuments(f *testing.F) {
	for _, s := range []string{"Acme", "", "\x1b[2J", "a\nSOURCES (0)", "\u202egnp.exe", "日本語の会社", "\xff", "| a \\| b `", "=1+1", "\t@x", "-", `", itemId "31`, strings.Repeat("wide日", 50)} {
		f.Add(s, 80)
		f.Add(s, 40)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		e, c := explanation(), comparison()
		fill(reflect.ValueOf(&e).Elem(), s)
		fill(reflect.ValueOf(&c).Elem(), s)
		raw, err := json.Marshal(map[string]any{s: s, "list": []string{s}})
		if err != nil {
			t.Fatal(err)
		}
		changes := []plan.SettingsChange{{Place: s, Before: raw, After: []byte(`"x"`)}, {Place: s, After: []byte(s)}}
		width = width % 300
		limit := max(render.MinWidth, width)
		if width == 0 {
			limit = render.DefaultWidth
		}
		for _, d := range []render.Document{render.Explanation(e), render.Comparison(c), render.SettingsChanges(changes)} {
			out := show(t, d, func(d render.Document, w io.Writer) error { return d.Text(w, render.Options{Width: width}) })
			for line := range strings.SplitSeq(out, "\n") {
				harmless(t, line, limit)
			}
			for line := range strings.SplitSeq(show(t, d, render.Document.Markdown), "\n") {
				if strings.IndexFunc(line, unseen) >= 0 || line != "" && !strings.ContainsAny(line[:1], "#|") && bars(line) > 0 {
					t.Errorf("%q", line)
				}
			}
			for _, row := range parse(t, show(t, d, render.Document.CSV)) {
				for _, cell := range row {
					_, notNumber := plan.ParseAmount(cell)
					if first := strings.TrimLeft(cell, ` "`); notNumber != nil && strings.IndexAny(first, "=+-@") == 0 || strings.IndexFunc(cell, unseen) >= 0 {
						t.Errorf("%q may act", cell)
					}
				}
			}
		}
	})
}
