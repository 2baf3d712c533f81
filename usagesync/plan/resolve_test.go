package plan_test

import (
	"slices"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestUsageWithoutALine(t *testing.T) {
	run(t, []scenario{
		{"an unknown product code is reported and counted", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, row("NEW-MSP", 4))
		}, []string{"none " + line + " 20->20"}, "24 = billed 20 + unmapped 4", []string{"unknown-product-code"}},
		{"an own alias resolves it", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, row("NEW-MSP", 4))
			in.Settings.Aliases = alias("NEW-MSP", product)
		}, []string{"update " + line + " 20->24"}, "24 = billed 24", nil},
		{"a product nobody mapped is reported, never created", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, row("CPHISH-MSP", 4))
		}, []string{"none " + line + " 20->20"}, "24 = billed 20 + unmapped 4", []string{"unmapped-product"}},
		{"a product that is off is ignored, its addition stays", func(in *plan.Input) { in.Settings.Products[0].Off = true },
			[]string{"withhold zero " + line + " 20->0 orphaned"}, "20 = ignored 20", []string{"product-off"}},
		{"a customer that nobody mapped", func(in *plan.Input) {
			in.Settings.Routes = nil
			in.Lines, in.Additions = nil, nil
		}, []string{}, "20 = unmapped 20", []string{"unmapped-tenant"}},
		{"a customer that is off", func(in *plan.Input) { in.Settings.Routes[0].Off = true },
			[]string{"withhold zero " + line + " 20->0 orphaned"}, "20 = ignored 20", []string{"tenant-off"}},
		{"two mappings of one rank", func(in *plan.Input) {
			in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: tenant, CompanyID: company, AgreementID: "315"})
			in.Lines = nil
		}, []string{}, "20 = unmapped 20", []string{"ambiguous-route"}},
		{"a mapping that names the product wins", func(in *plan.Input) {
			in.Settings.Mapping.Split = true
			in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: tenant, CompanyID: "9", AgreementID: "315", Products: []string{"Sophos_Device_Encryption"}})
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"an excluded customer is left out on purpose", func(in *plan.Input) {
			empty(in)
			in.Settings.Exclusions = []plan.Exclusion{{TenantID: tenant, Reason: "internal"}}
		}, []string{}, "20 = excluded 20", []string{"excluded"}},
		{"an exclusion ends with its last period", func(in *plan.Input) {
			in.Settings.Exclusions = []plan.Exclusion{{TenantID: tenant, Reason: "trial", LastPeriod: october.Prev()}}
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"a device without a customer is reported", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{Account: "X116", ProductCode: code, Billable: plan.Units(1)})
		}, []string{"none " + line + " 20->20"}, "21 = billed 20 + unmapped 1", []string{"unassigned-device"}},
		{"a device finds its customer by its licence", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{Account: "X116", ProductCode: code, Billable: plan.Units(1)})
			in.Usage.Devices = []plan.Device{{Serial: "X116", TenantID: tenant}}
		}, []string{"update " + line + " 20->21"}, "21 = billed 21", nil},
		{"a serial at two customers is nobody's", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{Account: "x116", ProductCode: code, Billable: plan.Units(1)})
			in.Usage.Devices = []plan.Device{{Serial: "X116", TenantID: tenant}, {Serial: "X116", TenantID: "other"}}
		}, []string{"none " + line + " 20->20"}, "21 = billed 20 + unmapped 1", []string{"unassigned-device"}},
		{"a device without a serial finds nobody", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{ProductCode: code, Billable: plan.Units(1)})
			in.Usage.Devices = []plan.Device{{TenantID: tenant}}
		}, []string{"none " + line + " 20->20"}, "21 = billed 20 + unmapped 1", []string{"unassigned-device"}},
		{"two mappings of which one is off", func(in *plan.Input) {
			off := in.Settings.Routes[0]
			off.Off = true
			in.Settings.Routes = append(in.Settings.Routes, off)
			in.Lines = nil
		}, []string{}, "20 = unmapped 20", []string{"ambiguous-route"}},
		{"a row that can't be read holds its line", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{TenantID: tenant, ProductCode: code, Doubts: []plan.Doubt{{Quantity: plan.QuantityBillable, Why: "is missing"}}})
		}, []string{"withhold update " + line + " 20->20 unreadable-usage"}, "20 = withheld 20", []string{"unreadable-usage"}},
		{"a doubt about a quantity that is not billed is none", func(in *plan.Input) {
			in.Usage.Rows[0].Doubts = []plan.Doubt{{Quantity: plan.QuantityOrdered, Why: "is missing"}}
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"a negative quantity can't be read", func(in *plan.Input) {
			in.Usage.Rows = append(in.Usage.Rows, row(code, -3))
		}, []string{"withhold update " + line + " 20->20 unreadable-usage"}, "20 = withheld 20", []string{"unreadable-usage"}},
		{"a row is usage whatever the billing type is today", func(in *plan.Input) {
			standing(in, 18)
			in.Tenants[0].BillingType = "term"
			in.Usage.Rows[0].Status = "suspended"
		}, []string{"update " + line + " 18->20"}, "20 = billed 20", []string{"account-suspended", "billing-type-changed"}},
		{"a canceled account's last usage is billed", func(in *plan.Input) { in.Usage.Rows[0].Status = "canceled" },
			[]string{"none " + line + " 20->20"}, "20 = billed 20", []string{"account-canceled"}},
	})
}

func TestNothingUnreadableIsClean(t *testing.T) {
	in := world()
	in.Settings.Exclusions = []plan.Exclusion{{TenantID: "other", Reason: "x"}}
	in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{TenantID: "unknown", ProductCode: code, Doubts: []plan.Doubt{{Quantity: plan.QuantityBillable, Why: "is missing"}}})
	if p := plan.Build(in); p.Clean() {
		t.Errorf("a row that nobody can read, and a clean plan: %v", codes(p))
	}
}

func TestNumbersThatDoNotAddUpAreWithheldInAnyOrder(t *testing.T) {
	in := world()
	in.Usage.Rows = []plan.UsageRow{row(code, 9_000_000_000_000), row(code, 1), row(code, 9_000_000_000_000)}
	p := plan.Build(in)
	if p.Steps[0].Reason != plan.NumberTooLarge || p.Clean() {
		t.Errorf("%v, clean %v", saidAll(p), p.Clean())
	}
	slices.Reverse(in.Usage.Rows[:2])
	if q := plan.Build(in); q.Units != p.Units || q.Digest != p.Digest {
		t.Errorf("another order, another plan: %+v, %+v", p.Units, q.Units)
	}
}
