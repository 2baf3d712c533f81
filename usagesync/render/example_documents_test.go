package render_test

import (
	"fmt"
	"os"
	"time"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// october is what a month of one customer looks like: 13 seats that are sold in packs of 5, on an addition of 10, and
// a product that nobody mapped yet. Most programs have an Input from their store instead.
func october() plan.Input {
	period := plan.NewPeriod(2026, time.October)
	const intercept = "Sophos_Intercept_X_Advanced"
	return plan.Input{
		Partner: "alpine-it", Period: period, Today: plan.NewDate(2026, time.November, 3),
		Settings: plan.Settings{
			Products: []plan.ProductMapping{{Product: intercept, ItemID: "31"}},
			Routes:   []plan.Route{{TenantID: "5a8f6d1c", CompanyID: "250", AgreementID: "1204"}},
			Rules:    []plan.Rule{{ItemID: "31", Set: plan.Policy{Pack: new(plan.Units(5))}, Reason: "sold in packs"}},
			Cycles:   []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
		},
		Tenants: []plan.Tenant{{ID: "5a8f6d1c", Name: "Bäckerei Huber", BillingType: plan.BillingUsage}},
		Usage: plan.Usage{Period: period, Complete: true, Rows: []plan.UsageRow{
			{TenantID: "5a8f6d1c", ProductCode: "CIXA-MSP", Description: "Intercept X Advanced", OrderLine: "L-1", Billable: plan.Units(9)},
			{TenantID: "5a8f6d1c", ProductCode: "CIXA-MSP", Description: "Intercept X Advanced", OrderLine: "L-2", Billable: plan.Units(4)},
			{TenantID: "5a8f6d1c", ProductCode: "NEW-MSP", Description: "Brand new", OrderLine: "L-3", Billable: plan.Units(2)},
		}},
		Directory: plan.Directory{
			Companies: []plan.Company{{ID: "250", Name: "Bäckerei Huber & Söhne"}},
			Agreements: []plan.Agreement{{
				ID: "1204", Name: "Managed Security", CompanyID: "250", TypeID: "4", CycleID: "2", Currency: "EUR",
				NextInvoice: plan.NewDate(2026, time.November, 15),
			}},
			Items: []plan.Item{
				{ID: "31", Identifier: intercept, Price: euros("6.95")}, {ID: "40", Identifier: "Mail protection", Price: euros("1.80")},
			},
		},
		Additions: []plan.AgreementAdditions{{AgreementID: "1204", Additions: []plan.Addition{
			{ID: "9001", AgreementID: "1204", ItemID: "31", Quantity: plan.Units(10), UnitPrice: euros("6.95"), Bill: plan.Billable},
		}}},
		Lines: []plan.Line{{AgreementID: "1204", ItemID: "31", AdditionID: "9001", Quantity: plan.Units(10)}},
	}
}

func euros(s string) plan.Amount {
	a, err := plan.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

// Why is the quantity of a line what it is?
func ExampleExplanation() {
	why, err := plan.Explain(october(), plan.LineID("1204", "31"))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := render.Explanation(why).Text(os.Stdout, render.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// HOW A QUANTITY CAME ABOUT
	//
	//   Line       1204/31
	//   Customer   Bäckerei Huber & Söhne (company 250)
	//   Agreement  Managed Security (agreement 1204), agreement type 4
	//   Item       Sophos_Intercept_X_Advanced (item 31)
	//   Step       update addition 9001 from 10 to 15
	//   Invoice    +34.75 EUR per billing cycle, invoice of 2026-11-15
	//
	// USAGE ROWS (2)
	//
	//     Product code  Description           Order line  Units
	//
	//   Bäckerei Huber (tenant 5a8f6d1c)
	//     Sophos_Intercept_X_Advanced, billable quantity
	//     CIXA-MSP      Intercept X Advanced  L-1             9
	//     CIXA-MSP      Intercept X Advanced  L-2             4
	//
	//   The rows add up to what each source brings.
	//
	// SOURCES (1)
	//
	//     Product                      Units
	//
	//   Bäckerei Huber (tenant 5a8f6d1c)
	//     Sophos_Intercept_X_Advanced     13
	//
	// FROM THE SOURCES TO THE QUANTITY
	//
	//   Rule     Value  Quantity
	//   combine  sum          13
	//   pack     5            15
	//
	// RULES THAT WERE SET (1)
	//
	//   the whole line
	//     itemId "31"
	//       Sets    pack 5
	//       Reason  sold in packs
	//
	// ROWS THAT REACH NO LINE (1)
	//
	//   Product code  Description  Order line  Units
	//   NEW-MSP       Brand new    L-3             2
	//     Why     unknown-product-code: the product code is in no table
	//     Advice  say which product it is: add an alias; or exclude it with a reason
}

// What if the seats were sold in packs of 10, and the new product were billed too?
func ExampleComparison() {
	in := october()
	before := plan.Build(in)
	in.Settings.Rules = []plan.Rule{{ItemID: "31", Set: plan.Policy{Pack: new(plan.Units(10))}, Reason: "sold in packs"}}
	in.Settings.Aliases = []catalog.Alias{{Code: "NEW-MSP", Product: "Sophos_Email_Advanced"}}
	in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Email_Advanced", ItemID: "40"})
	after := plan.Build(in)
	if err := render.Comparison(plan.Compare(before, after)).Text(os.Stdout, render.Options{Width: 76}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// WHAT CHANGES BETWEEN TWO PLANS
	//
	//   Lines     1 changed, 0 only in the first plan, 1 only in the second
	//   Findings  0 new, 1 gone
	//
	// LINES (2)
	//
	//     Verb              Item                         First  Second  Difference
	//
	//   Bäckerei Huber & Söhne (company 250)
	//     Managed Security (agreement 1204)
	//     update            Sophos_Intercept_X_Advanced     15      20  +34.75 EUR
	//     no step → create  Mail protection                  -       2   +3.60 EUR
	//       Invoice  2026-11-15
	//       Starts   2026-11-15
	//       From     2 Sophos_Email_Advanced
	//
	// PROBLEMS THAT ARE GONE (1)
	//
	//   unknown-product-code
	//     say which product it is: add an alias; or exclude it with a reason
	//     - Bäckerei Huber: product code "NEW-MSP" (Brand new): the product code
	//       is in no table (units: 2)
	//
	// UNITS
	//
	//   Where        First  Second  Difference
	//   billed          13      15          +2
	//   not charged      0       0           0
	//   deferred         0       0           0
	//   excluded         0       0           0
	//   withheld         0       0           0
	//   unmapped         2       0          -2
	//   ignored          0       0           0
	//   total           15      15           0
	//
	// MONEY PER BILLING CYCLE
	//
	//   Currency   First  Second  Difference  Withheld, first  Withheld, second
	//   EUR       104.25  142.60      +38.35             0.00              0.00
	//
	//   What the additions of the first and of the second plan come to once it is
	//   applied; a preview, never written.
}

// The same explanation as a file for a spreadsheet.
func ExampleDocument_CSV() {
	why, err := plan.Explain(october(), plan.LineID("1204", "31"))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := render.Explanation(why).CSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// line,part,number,tenantId,tenant,product,productCode,description,orderLine,rule,value,units,factor,quantity,code,message,itemId,source
	// 1204/31,row,1,5a8f6d1c,Bäckerei Huber,Sophos_Intercept_X_Advanced,CIXA-MSP,Intercept X Advanced,L-1,,billable,9,,,,,,
	// 1204/31,row,1,5a8f6d1c,Bäckerei Huber,Sophos_Intercept_X_Advanced,CIXA-MSP,Intercept X Advanced,L-2,,billable,4,,,,,,
	// 1204/31,source,1,5a8f6d1c,Bäckerei Huber,Sophos_Intercept_X_Advanced,,,,,billable,13,1,,,,,
	// 1204/31,link,1,,,,,,,combine,sum,,,13,,,,
	// 1204/31,link,2,,,,,,,pack,5,,,15,,,,
	// 1204/31,step,1,,,,,,,,update,,,15,,,31,
	// 1204/31,rule,1,,,,,,,,"{""itemId"":""31"",""set"":{""pack"":5},""reason"":""sold in packs""}",,,,,,,
	// 1204/31,aside,1,,,,NEW-MSP,Brand new,L-3,,,2,,,unknown-product-code,unknown-product-code: the product code is in no table,,
}

// What did somebody change in the settings?
func ExampleSettingsChanges() {
	before, after := october().Settings, october().Settings
	after.Rules = []plan.Rule{{ItemID: "31", Set: plan.Policy{Pack: new(plan.Units(10))}, Reason: "sold in packs"}}
	after.ClosingDay = 28
	changes, err := plan.DiffSettings(before, after)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := render.SettingsChanges(changes).Text(os.Stdout, render.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// CHANGES OF THE SETTINGS (3)
	//
	//     Change
	//
	//   closingDay
	//     added
	//       After  28
	//
	//   rules
	//     removed
	//       Before  itemId "31", set {pack 5}, reason "sold in packs"
	//     added
	//       After  itemId "31", set {pack 10}, reason "sold in packs"
}

// The same changes for a ticket.
func ExampleDocument_Markdown() {
	before, after := october().Settings, october().Settings
	after.ClosingDay = 28
	changes, err := plan.DiffSettings(before, after)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := render.SettingsChanges(changes).Markdown(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # Changes of the settings (1)
	//
	// | Place | Change | After |
	// | --- | --- | --- |
	// | closingDay | added | 28 |
}
