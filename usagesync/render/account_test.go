package render_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// TestSumsAreThePlans gives the plan sums that nobody would get by adding up, and expects exactly those.
func TestSumsAreThePlans(t *testing.T) {
	p := sample()
	p.Units = plan.Account{
		Total: plan.Units(1009), Billed: plan.Units(2), NotCharged: plan.Units(3), Deferred: plan.Units(5),
		Excluded: plan.Units(7), Withheld: plan.Units(11), Unmapped: plan.Units(13), Ignored: plan.Units(17),
	}
	p.Money = []plan.Money{{Currency: "CHF", Before: amount("19.23"), After: amount("2.9"), Withheld: amount("31")}}
	out := text(t, p, render.Options{})

	want := map[string]string{
		"billed": "2", "not charged": "3", "deferred": "5", "excluded": "7", "withheld": "11", "unmapped": "13", "ignored": "17",
		"total": "1009",
	}
	got := map[string]string{}
	for line := range strings.Lines(out[strings.Index(out, "UNITS"):]) {
		for name := range want {
			if rest, ok := strings.CutPrefix(line, "  "+name+" "); ok {
				got[name] = strings.Fields(rest)[0]
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if !strings.Contains(out, "The parts make 58, not the total: don't apply this plan") {
		t.Errorf("the report doesn't say that the account does not add up:\n%s", out)
	}
	if !strings.Contains(out, "  CHF        19.23   2.90  -16.33    +31.00\n") {
		t.Errorf("money is not the plan's:\n%s", out)
	}

	p.Units = plan.Account{Total: quantity("9223372036854"), Billed: quantity("9223372036854"), Ignored: quantity("9223372036854")}
	if out := text(t, p, render.Options{}); !strings.Contains(out, "too large to be added up: don't apply this plan") {
		t.Errorf("the report doesn't say that the account overflows:\n%s", out)
	}
}

// TestBuiltPlan holds that what Build computed agrees with itself as it is shown: the parts of the account, and the
// change of a currency, which is the sum of its steps' changes.
func TestBuiltPlan(t *testing.T) {
	const product, tenant = "Sophos_Intercept_X_Advanced", "5a8f6d1c-0000-4000-8000-00000000000a"
	october := plan.NewPeriod(2026, 10)
	p := plan.Build(plan.Input{
		Partner: "alpine-it", Period: october, Today: plan.NewDate(2026, 11, 3),
		Settings: plan.Settings{
			Products: []plan.ProductMapping{{Product: product, ItemID: "31"}},
			Routes:   []plan.Route{{TenantID: tenant, CompanyID: "5", AgreementID: "7"}},
			Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
		},
		Tenants: []plan.Tenant{{ID: tenant, Name: "Acme", BillingType: plan.BillingUsage}},
		Usage: plan.Usage{Period: october, Complete: true, Rows: []plan.UsageRow{
			{TenantID: tenant, ProductCode: "CIXA-MSP", Billable: plan.Units(20)},
			{TenantID: tenant, ProductCode: "NEVER-SEEN", Billable: plan.Units(4)},
		}},
		Directory: plan.Directory{
			Companies: []plan.Company{{ID: "5", Name: "Acme"}},
			Agreements: []plan.Agreement{{
				ID: "7", Name: "Monthly", CompanyID: "5", Status: "Active", CycleID: "2", Currency: "USD",
				Start: plan.NewDate(2025, 1, 1), BillStart: plan.NewDate(2025, 1, 1), NextInvoice: plan.NewDate(2026, 12, 1),
			}},
			Items: []plan.Item{{ID: "31", Identifier: product, Class: "Agreement", Price: amount("6.95")}},
		},
		Additions: []plan.AgreementAdditions{{AgreementID: "7"}},
	})
	out := text(t, p, render.Options{})
	for _, want := range []string{
		"create  " + product + "       -     20  +139.00 USD\n",
		"  USD         0.00  139.00  +139.00      0.00\n",
		"The parts add up to the total.",
		"product code \"NEVER-SEEN\"",
		p.Digest,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
