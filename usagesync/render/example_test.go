package render_test

import (
	"fmt"
	"os"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// small returns what plan.Build made of one customer whose seats rose from 12 to 14. Most programs have a plan from a
// Syncer instead.
func small() plan.Plan {
	price, err := plan.ParseAmount("13.90")
	if err != nil {
		panic(err)
	}
	source := plan.Source{TenantID: "5a8f6d1c", Product: "Sophos_Intercept_X_Advanced", Units: plan.Units(14)}
	return plan.Plan{
		Version: 1, Partner: "alpine-it", Period: plan.NewPeriod(2026, time.October), State: plan.StateFinal,
		Day: plan.NewDate(2026, time.November, 3), Expires: plan.NewDate(2026, time.November, 6), Digest: "3f1c0b",
		Steps: []plan.Step{{
			ID: "1204/31", Verb: plan.VerbUpdate, Sources: []plan.Source{source}, TenantID: source.TenantID, Product: source.Product,
			Customer: "Bäckerei Huber & Söhne", CompanyID: "250", AgreementID: "1204", Agreement: "Managed Security", ItemID: "31", Item: source.Product,
			AdditionID: "9001", Before: &plan.Before{Quantity: plan.Units(12)}, Quantity: plan.Units(14),
			InvoiceDate: plan.NewDate(2026, time.December, 1), Currency: "EUR", Monthly: price,
		}},
		Findings: []plan.Finding{{
			Code: plan.UnmappedTenant, Severity: plan.Problem, Message: "O'Neill Dental: the customer is mapped to no agreement",
			Advice: plan.UnmappedTenant.Info().Advice, TenantID: "77be02aa", Units: plan.Units(3),
		}},
		Units: plan.Account{Total: plan.Units(17), Billed: plan.Units(14), Unmapped: plan.Units(3)},
	}
}

func ExampleText() {
	if err := render.Text(os.Stdout, small(), render.Options{Width: 72}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// PLAN FOR THE USAGE OF 2026-10
	//
	//   Partner      alpine-it
	//   Usage        final: the month is over
	//   Made for     2026-11-03
	//   Apply until  2026-11-06
	//   Digest       3f1c0b
	//   Steps        1 to write, 0 withheld, 0 with nothing to do
	//   Result       something is withheld, unmapped or ignored; see below
	//
	// TO BE WRITTEN (1)
	//
	//     Verb    Item                         Before  After      Change
	//
	//   Bäckerei Huber & Söhne (company 250)
	//     Managed Security (agreement 1204), invoice of 2026-12-01
	//     update  Sophos_Intercept_X_Advanced      12     14  +13.90 EUR
	//
	// PROBLEMS (1)
	//
	//   unmapped-tenant
	//     map the customer to a company and an agreement, or exclude it with a
	//     reason
	//     - O'Neill Dental: the customer is mapped to no agreement (units: 3)
	//
	// UNITS
	//
	//   Where        Units  Meaning
	//   billed          14  reach an addition that is billed
	//   not charged      0  in an allowance, a bundle or an unbilled addition
	//   deferred         0  not due yet
	//   excluded         0  left out by a stored exclusion
	//   withheld         0  on a withheld step
	//   unmapped         3  nobody said where they go
	//   ignored          0  their sync is switched off
	//   total           17  in the usage report
	//
	//   The parts add up to the total.
}

func ExampleMarkdown() {
	if err := render.Markdown(os.Stdout, small(), render.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # Plan for the usage of 2026-10
	//
	// | Plan | Value |
	// | --- | --- |
	// | Partner | alpine-it |
	// | Usage | final: the month is over |
	// | Made for | 2026-11-03 |
	// | Apply until | 2026-11-06 |
	// | Digest | 3f1c0b |
	// | Steps | 1 to write, 0 withheld, 0 with nothing to do |
	// | Result | something is withheld, unmapped or ignored; see below |
	//
	// ## To be written (1)
	//
	// | Customer | Agreement | Invoice | Verb | Item | Before | After | Change |
	// | --- | --- | --- | --- | --- | --: | --: | --: |
	// | Bäckerei Huber & Söhne (company 250) | Managed Security (agreement 1204) | invoice of 2026-12-01 | update | Sophos_Intercept_X_Advanced | 12 | 14 | +13.90 EUR |
	//
	// ## Problems (1)
	//
	// | Code | Advice | Finding |
	// | --- | --- | --- |
	// | unmapped-tenant | map the customer to a company and an agreement, or exclude it with a reason | O'Neill Dental: the customer is mapped to no agreement (units: 3) |
	//
	// ## Units
	//
	// | Where | Units | Meaning |
	// | --- | --: | --- |
	// | billed | 14 | reach an addition that is billed |
	// | not charged | 0 | in an allowance, a bundle or an unbilled addition |
	// | deferred | 0 | not due yet |
	// | excluded | 0 | left out by a stored exclusion |
	// | withheld | 0 | on a withheld step |
	// | unmapped | 3 | nobody said where they go |
	// | ignored | 0 | their sync is switched off |
	// | total | 17 | in the usage report |
	//
	// The parts add up to the total.
}

func ExampleCSV() {
	if err := render.CSV(os.Stdout, small(), render.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// period,id,verb,wanted,reason,detail,message,advice,customer,agreementId,agreement,itemId,item,additionId,before,quantity,effectiveDate,invoiceDate,currency,monthly,sourceNumber,tenantId,product,units,companyId,agreementTypeId,endDate,after,releasedBy,releaseReason,releasedAt
	// 2026-10,1204/31,update,,,,,,Bäckerei Huber & Söhne,1204,Managed Security,31,Sophos_Intercept_X_Advanced,9001,12,14,,2026-12-01,EUR,13.90,1,5a8f6d1c,Sophos_Intercept_X_Advanced,14,250,,,,,,
}

func ExampleFindingsCSV() {
	if err := render.FindingsCSV(os.Stdout, small()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// period,code,severity,message,advice,tenantId,product,units,currency,amount
	// 2026-10,unmapped-tenant,problem,O'Neill Dental: the customer is mapped to no agreement,"map the customer to a company and an agreement, or exclude it with a reason",77be02aa,,3,,
}

func ExampleJSON() {
	p := small()
	p.Steps, p.Findings = nil, nil
	if err := render.JSON(os.Stdout, p); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "version": 1,
	//   "partner": "alpine-it",
	//   "period": "2026-10",
	//   "state": "final",
	//   "day": "2026-11-03",
	//   "expires": "2026-11-06",
	//   "usageHash": "",
	//   "digest": "3f1c0b",
	//   "steps": [],
	//   "findings": [],
	//   "units": {
	//     "total": 17,
	//     "billed": 14,
	//     "notCharged": 0,
	//     "deferred": 0,
	//     "excluded": 0,
	//     "withheld": 0,
	//     "unmapped": 3,
	//     "ignored": 0
	//   },
	//   "money": []
	// }
}
