package plan_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

// A customer converted to a term licence on the 20th, with 80 billable seats: ignoring the row would lose $480, while
// Sophos charges the partner (billing.md section 3).
func TestConvertedToTermInMidMonth(t *testing.T) {
	in := world()
	standing(&in, 0)
	in.Settings.Limits.LineRiseUnits = 100
	in.Tenants[0].BillingType = "term"
	in.Usage.Rows[0].Billable = plan.Units(80)
	p := plan.Build(in)
	if diff := cmp.Diff([]string{"update " + line + " 0->80"}, saidAll(p)); diff != "" {
		t.Fatal(diff)
	}
	if got := p.Steps[0].Monthly.String(); got != "480.00" {
		t.Errorf("money of the step: %s", got)
	}
	if diff := cmp.Diff([]plan.Money{{Currency: "USD", After: amount("480")}}, p.Money); diff != "" {
		t.Error(diff)
	}
}

// 80 seats left behind after a customer changed to a term licence: $480 a month until they complain (section 5).
func TestAnOrphanShowsItsMoney(t *testing.T) {
	in := world()
	standing(&in, 80)
	in.Tenants[0].BillingType, in.Usage.Rows = "term", nil
	p := plan.Build(in)
	if diff := cmp.Diff([]string{"withhold zero " + line + " 80->0 orphaned"}, saidAll(p)); diff != "" {
		t.Fatal(diff)
	}
	if got := p.Steps[0].Monthly.String(); got != "-480.00" {
		t.Errorf("money of the step: %s", got)
	}
	want := []plan.Money{{Currency: "USD", Before: amount("480"), After: amount("480"), Withheld: amount("-480")}}
	if diff := cmp.Diff(want, p.Money); diff != "" {
		t.Error(diff)
	}
	if p.Clean() {
		t.Error("a plan with an orphan is not clean")
	}
}

func TestANewAdditionStartsWhereNothingIsInvoicedYet(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*plan.Agreement)
		want string
	}{
		"the next invoice date":               {func(*plan.Agreement) {}, "2026-11-15"},
		"even when the agreement prorates":    {func(a *plan.Agreement) { a.Prorate = true }, "2026-11-15"},
		"the billing start when it is later":  {func(a *plan.Agreement) { a.BillStart = plan.NewDate(2027, time.January, 15) }, "2027-01-15"},
		"the period when nothing is invoiced": {func(a *plan.Agreement) { a.NextInvoice = plan.NewDate(2026, time.September, 1) }, "2026-10-01"},
	} {
		in := world()
		empty(&in)
		c.edit(&in.Directory.Agreements[0])
		s := plan.Build(in).Steps[0]
		if s.Verb != plan.VerbCreate || s.Effective.String() != c.want {
			t.Errorf("%s: %s on %s, want a create on %s", name, s.Verb, s.Effective, c.want)
		}
		next := in.Directory.Agreements[0].NextInvoice
		if next.Before(s.Effective) {
			next = plan.Date{} // a later one, whose date nobody knows
		}
		if s.InvoiceDate != next {
			t.Errorf("%s: the step names the invoice of %s", name, s.InvoiceDate)
		}
	}
}

func TestEveryCodeExplainsItself(t *testing.T) {
	seen := map[plan.Code]bool{}
	for _, info := range plan.Codes() {
		if seen[info.Code] || info.Message == "" || info.Advice == "" || info.Severity == "" {
			t.Errorf("%q is listed twice or explains too little: %+v", info.Code, info)
		}
		seen[info.Code] = true
	}
	if plan.Code("made-up").Info().Severity != plan.Problem {
		t.Error("an unknown code must look like a problem")
	}
}
