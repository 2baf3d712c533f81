package plan_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestFalls(t *testing.T) {
	other := "0b0320ab-0000-4000-8000-000000000002"
	shared := func(in *plan.Input) {
		standing(in, 24)
		in.Settings.Mapping.Shared = true
		in.Tenants = append(in.Tenants, plan.Tenant{ID: other, Name: "Beta", BillingType: plan.BillingUsage})
		in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: other, CompanyID: company, AgreementID: agreement})
		in.Lines[0].Sources = append(in.Lines[0].Sources, plan.Source{TenantID: other, Product: product, Units: plan.Units(4)})
	}
	run(t, []scenario{
		{"an open month never lowers", func(in *plan.Input) {
			standing(in, 24)
			in.Today = plan.NewDate(2026, time.October, 2)
		}, []string{"withhold update " + line + " 24->20 period-open"}, "20 = withheld 20", nil},
		{"an open month raises", func(in *plan.Input) {
			standing(in, 18)
			in.Today = plan.NewDate(2026, time.October, 2)
		}, []string{"update " + line + " 18->20"}, "20 = billed 20", nil},
		{"a closing month lowers", func(in *plan.Input) {
			standing(in, 24)
			in.Today = plan.NewDate(2026, time.October, 26)
		}, []string{"update " + line + " 24->20"}, "20 = billed 20", nil},
		{"a closing month does not end", func(in *plan.Input) {
			standing(in, 4)
			in.Usage.Rows[0].Billable = plan.Units(0)
			in.Today = plan.NewDate(2026, time.October, 26)
		}, []string{"withhold update " + line + " 4->0 zero-unconfirmed"}, "0 = ", nil},
		{"an incomplete report never lowers", func(in *plan.Input) {
			standing(in, 24)
			in.Usage.Complete = false
		}, []string{"withhold update " + line + " 24->20 usage-incomplete"}, "20 = withheld 20", nil},
		{"usage that disappeared is zero when the customer is still there", func(in *plan.Input) {
			standing(in, 4)
			in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 0)}
		}, []string{"update " + line + " 4->0"}, "0 = ", []string{"unmapped-product"}},
		{"a report without any row lowers nothing", func(in *plan.Input) {
			standing(in, 4)
			in.Usage.Rows = nil
		}, []string{"withhold update " + line + " 4->0 usage-incomplete"}, "0 = ", nil},
		{"a stray row of a customer who is gone does not make the orphan a zero", func(in *plan.Input) {
			standing(in, 4)
			in.Tenants, in.Usage.Rows = nil, []plan.UsageRow{row("CDE-MSP", 0)}
		}, []string{"withhold zero " + line + " 4->0 orphaned"}, "0 = ", []string{"unmapped-product"}},
		{"usage that is switched off forbids a fall as unmapped usage does", func(in *plan.Input) {
			standing(in, 4)
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Device_Encryption", ItemID: "9", Off: true})
			in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 4)}
		}, []string{"withhold update " + line + " 4->0 possible-rename"}, "4 = ignored 4", []string{"product-off"}},
		{"a customer who is excluded may end, whatever the limit for a line", func(in *plan.Input) {
			in.Settings.Exclusions = []plan.Exclusion{{TenantID: tenant, Reason: "left"}}
		}, []string{"update " + line + " 20->0"}, "20 = excluded 20", []string{"excluded"}},
		{"a firewall whose customer nobody knows any more forbids a fall", func(in *plan.Input) {
			standing(in, 4)
			in.Usage.Rows = []plan.UsageRow{{Account: "X116", ProductCode: code, Billable: plan.Units(4)}}
		}, []string{"withhold update " + line + " 4->0 contributor-missing"}, "4 = unmapped 4", []string{"unassigned-device"}},
		{"half of a change of licence is withheld", func(in *plan.Input) {
			standing(in, 4)
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Intercept_X_Advanced_XDR", ItemID: "9"})
			in.Usage.Rows = []plan.UsageRow{row("CIXAXDR", 4)}
		}, []string{"withhold create 314/9 -->4 item-missing", "withhold update " + line + " 4->0 swap-held"}, "4 = withheld 4", nil},
		{"usage that moved to another item is not billed twice", func(in *plan.Input) {
			in.Settings.Products[0].ItemID = "1400"
			in.Directory.Items = append(in.Directory.Items, plan.Item{ID: "1400", Price: amount("6")})
		}, []string{"withhold zero " + line + " 20->0 orphaned", "withhold create 314/1400 -->20 still-billed"}, "20 = withheld 20", nil},
		{"unmapped usage of the customer forbids a fall", func(in *plan.Input) {
			standing(in, 24)
			in.Usage.Rows = append(in.Usage.Rows, row("NEW-MSP", 4))
		}, []string{"withhold update " + line + " 24->20 possible-rename"}, "24 = withheld 20 + unmapped 4", []string{"unknown-product-code"}},
		{"unmapped usage of the customer forbids the end of what disappeared", func(in *plan.Input) {
			standing(in, 4)
			in.Usage.Rows = []plan.UsageRow{row("NEW-MSP", 4)}
		}, []string{"withhold update " + line + " 4->0 possible-rename"}, "4 = unmapped 4", []string{"unknown-product-code"}},
		{"a customer who is gone leaves an orphan", func(in *plan.Input) {
			in.Tenants, in.Usage.Rows = nil, nil
		}, []string{"withhold zero " + line + " 20->0 orphaned"}, "0 = ", nil},
		{"a customer who changed to a term licence leaves an orphan", func(in *plan.Input) {
			in.Tenants[0].BillingType, in.Usage.Rows = "term", nil
		}, []string{"withhold zero " + line + " 20->0 orphaned"}, "0 = ", nil},
		{"an orphan that bills nothing is no orphan", func(in *plan.Input) {
			standing(in, 0)
			in.Tenants, in.Usage.Rows = nil, nil
		}, []string{}, "0 = ", nil},
		{"an orphan on a cancelled agreement bills nothing", func(in *plan.Input) {
			in.Tenants, in.Usage.Rows = nil, nil
			in.Directory.Agreements[0].Cancelled = true
		}, []string{}, "0 = ", nil},
		{"one of two customers on a line is gone: no fall", func(in *plan.Input) {
			shared(in)
			in.Tenants = in.Tenants[:1]
		}, []string{"withhold update " + line + " 24->20 contributor-missing"}, "20 = withheld 20", nil},
		{"one of two customers on a line is gone: it may still rise", func(in *plan.Input) {
			shared(in)
			in.Tenants = in.Tenants[:1]
			in.Usage.Rows[0].Billable = plan.Units(30)
		}, []string{"update " + line + " 24->30"}, "30 = billed 30", nil},
		{"one of two customers on a line is excluded: it may fall", func(in *plan.Input) {
			shared(in)
			in.Tenants = in.Tenants[:1]
			in.Settings.Exclusions = []plan.Exclusion{{TenantID: other, Reason: "left"}}
		}, []string{"update " + line + " 24->20"}, "20 = billed 20", nil},
		{"one of two customers on a line uses nothing: it falls", shared, []string{"update " + line + " 24->20"}, "20 = billed 20", nil},
		{"an older month is only reported", func(in *plan.Input) {
			standing(in, 18)
			in.Lines[0].Period = october.Next()
		}, []string{"withhold update " + line + " 18->20 superseded-period"}, "20 = withheld 20", nil},
		{"a firewall is not due in an open month", func(in *plan.Input) {
			in.Today = plan.NewDate(2026, time.October, 2)
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Central_Firewall_Adv", ItemID: "1400"})
			in.Settings.Aliases = alias("FW-MSP", "Sophos_Central_Firewall_Adv")
			in.Usage.Rows = append(in.Usage.Rows, row("FW-MSP", 2))
		}, []string{"none " + line + " 20->20"}, "22 = billed 20 + deferred 2", []string{"not-due"}},
	})
}

func TestFallsOfAdoptedAdditions(t *testing.T) {
	run(t, []scenario{
		{"an addition that is adopted falls only by the same rules", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Quantity = plan.Units(24)
			in.Settings.Consents = []plan.Consent{{AgreementID: agreement, ItemID: item, AdditionID: addition, Decision: plan.Decision{Who: "Pat"}}}
			in.Usage.Rows = append(in.Usage.Rows, row("NEW-MSP", 4))
		}, []string{"withhold adopt " + line + " 24->20 possible-rename"}, "24 = withheld 20 + unmapped 4", []string{"unknown-product-code"}},
	})
}

// A contributor that is missing is not forgotten by a month in which the line stood or rose: it would fall the month
// after.
func TestAMissingContributorIsRemembered(t *testing.T) {
	in := world()
	standing(&in, 24)
	in.Lines[0].Sources = append(in.Lines[0].Sources, plan.Source{TenantID: "gone", Product: product, Units: plan.Units(4)})
	in.Usage.Rows[0].Billable = plan.Units(24)
	p := plan.Build(in)
	if diff := cmp.Diff([]string{"none " + line + " 24->24"}, saidAll(p)); diff != "" {
		t.Fatal(diff)
	}
	in = carryOut(in, p)
	in.Period, in.Usage.Period, in.Today = october.Next(), october.Next(), plan.NewDate(2026, time.December, 2)
	in.Usage.Rows = []plan.UsageRow{row(code, 20)}
	if diff := cmp.Diff([]string{"withhold update " + line + " 24->20 contributor-missing"}, saidAll(plan.Build(in))); diff != "" {
		t.Error(diff)
	}
}
