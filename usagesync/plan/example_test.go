package plan_test

import (
	"fmt"

	"github.com/psasync/psasync/usagesync/plan"
)

// A month of usage against an addition that says something else.
func ExampleBuild() {
	p := plan.Build(plan.Input{
		Partner: "msp",
		Period:  plan.NewPeriod(2026, 10),
		Today:   plan.NewDate(2026, 11, 2),
		Settings: plan.Settings{
			Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: "1350"}},
			Routes:   []plan.Route{{TenantID: "acme", CompanyID: "250", AgreementID: "314"}},
			Cycles:   []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
		},
		Tenants: []plan.Tenant{{ID: "acme", Name: "Acme", BillingType: plan.BillingUsage}},
		Usage: plan.Usage{Period: plan.NewPeriod(2026, 10), Complete: true, Rows: []plan.UsageRow{
			{TenantID: "acme", ProductCode: "CIXA-MSP", Billable: plan.Units(25)},
			{TenantID: "acme", ProductCode: "BRAND-NEW", Billable: plan.Units(3)},
		}},
		Directory: plan.Directory{
			Companies:  []plan.Company{{ID: "250", Name: "Acme Co"}},
			Agreements: []plan.Agreement{{ID: "314", CompanyID: "250", CycleID: "2", NextInvoice: plan.NewDate(2026, 11, 15)}},
		},
		Additions: []plan.AgreementAdditions{{AgreementID: "314", Additions: []plan.Addition{
			{ID: "3401", AgreementID: "314", ItemID: "1350", Quantity: plan.Units(24), Bill: plan.Billable},
		}}},
		Lines: []plan.Line{{AgreementID: "314", ItemID: "1350", AdditionID: "3401", Quantity: plan.Units(24)}},
	})
	for _, s := range p.Steps {
		fmt.Println(s.Verb, s.AdditionID, s.Before.Quantity, "->", s.Quantity, s.InvoiceDate)
	}
	for _, f := range p.Findings {
		fmt.Println(f.Message)
	}
	fmt.Println(p.Units.Total, "units read,", p.Units.Billed, "billed,", p.Units.Unmapped, "unmapped")
	// Output:
	// update 3401 24 -> 25 2026-11-15
	// Acme: product code "BRAND-NEW": the product code is in no table
	// 28 units read, 25 billed, 3 unmapped
}
