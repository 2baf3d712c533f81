package render_test

import (
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

const (
	bakery  = "5a8f6d1c-0000-4000-8000-000000000001"
	clinic  = "5a8f6d1c-0000-4000-8000-000000000002"
	brewery = "5a8f6d1c-0000-4000-8000-000000000003"
	tiny    = "5a8f6d1c-0000-4000-8000-000000000007"
)

// sample is a plan with everything in it: every verb, several sources, two currencies, findings of each severity, and
// names of many kinds. Its account and its money agree with its steps.
func sample() plan.Plan {
	invoice := plan.NewDate(2026, time.December, 1)
	step := func(s plan.Step) plan.Step {
		s.ID, s.InvoiceDate = plan.LineID(s.AgreementID, s.ItemID), invoice
		s.CompanyID, s.TypeID = "2"+s.AgreementID, "4"
		s.Expect = plan.Expect{Agreement: "a1", Settings: "5e"}
		if len(s.Sources) == 1 {
			s.TenantID, s.Product = s.Sources[0].TenantID, s.Sources[0].Product
		}
		return s
	}
	return plan.Plan{
		Version: 1, Partner: "alpine-it", Period: plan.NewPeriod(2026, time.October), State: plan.StateFinal,
		Day: plan.NewDate(2026, time.November, 3), Expires: plan.NewDate(2026, time.November, 6),
		UsageHash: "77aa", Digest: strings.Repeat("0123456789abcdef", 4),
		Steps: []plan.Step{
			step(plan.Step{
				Verb: plan.VerbUpdate, Customer: "Bäckerei Huber & Söhne GmbH", AgreementID: "1204", Agreement: "Managed Security",
				ItemID: "31", Item: "Sophos_Intercept_X_Advanced", AdditionID: "9001",
				Sources: []plan.Source{{TenantID: bakery, Product: "Sophos_Intercept_X_Advanced", Units: plan.Units(14)}},
				Before:  before(12), Quantity: plan.Units(14), Currency: "EUR", Monthly: amount("13.90"),
			}),
			step(plan.Step{
				Verb: plan.VerbCreate, Customer: "Bäckerei Huber & Söhne GmbH", AgreementID: "1204", Agreement: "Managed Security",
				ItemID: "40", Item: "Rundum-Schutz Büro (unsere Marke, je Arbeitsplatz und Server)",
				TenantID: bakery, Sources: []plan.Source{
					{TenantID: bakery, Product: "Sophos_Email_Advanced", Units: plan.Units(12)},
					{TenantID: bakery, Product: "Sophos_Phish_Threat", Units: plan.Units(2)},
				},
				Quantity: plan.Units(14), Effective: invoice, Currency: "EUR", Monthly: amount("98.00"),
			}),
			step(plan.Step{
				Verb: plan.VerbAdopt, Customer: "O'Neill Dental, P.C.", AgreementID: "1310", Agreement: "2026 | [Gold] <Dental>",
				ItemID: "31", Item: "Sophos_Intercept_X_Advanced", AdditionID: "9050",
				Sources: []plan.Source{{TenantID: clinic, Product: "Sophos_Intercept_X_Advanced", Units: quantity("7.5")}},
				Before:  before(9), Quantity: quantity("7.5"), Currency: "USD", Monthly: amount("-9.00"),
			}),
			step(plan.Step{
				Verb: plan.VerbNone, Customer: "O'Neill Dental, P.C.", AgreementID: "1310", Agreement: "2026 | [Gold] <Dental>",
				ItemID: "33", Item: "日本語の製品", AdditionID: "9051",
				Sources: []plan.Source{{TenantID: clinic, Product: "Sophos_Email_Advanced", Units: plan.Units(9)}},
				Before:  before(9), Quantity: plan.Units(9), Currency: "USD",
			}),
			step(plan.Step{
				Verb: plan.VerbWithhold, Wanted: plan.VerbZero, Reason: plan.Orphaned,
				Detail:   "Zăganu Brewing is no longer on monthly usage (billing type term)",
				Customer: "Zăganu Brewing", AgreementID: "1402", Agreement: "Monthly", ItemID: "31", Item: "Sophos_Intercept_X_Advanced",
				AdditionID: "9100", Sources: []plan.Source{{TenantID: brewery, Product: "Sophos_Intercept_X_Advanced"}},
				Before: before(80), Currency: "USD", Monthly: amount("-480.00"),
			}),
			step(plan.Step{
				Verb: plan.VerbWithhold, Wanted: plan.VerbCreate, Reason: plan.CreateLimit,
				Customer: "=HYPERLINK(\"http://x\")\x1b[31m\nPROBLEMS\u202e", AgreementID: "1500", Agreement: "-1+2",
				ItemID: "31", Item: "Sophos_Intercept_X_Advanced",
				Sources: []plan.Source{
					{TenantID: clinic, Product: "Sophos_Intercept_X_Advanced", Units: plan.Units(300)},
					{TenantID: brewery, Product: "Sophos_Intercept_X_Advanced", Units: plan.Units(4)},
				},
				Product: "Sophos_Intercept_X_Advanced", Quantity: plan.Units(304), Effective: invoice,
				Currency: "EUR", Monthly: amount("2112.80"),
			}),
			step(plan.Step{
				Verb: plan.VerbEnd, Customer: "Tiny & Co", AgreementID: "1600", ItemID: "50", Item: "Sophos_Phish_Threat", AdditionID: "9200",
				Sources: []plan.Source{{TenantID: tiny, Product: "Sophos_Phish_Threat"}},
				Before:  before(4), Quantity: plan.Units(4), End: invoice.AddDays(-1), Currency: "EUR", Monthly: amount("-10.00"),
			}),
			withSiblings(step(plan.Step{
				Verb: plan.VerbUpdate, Customer: "Tiny & Co", AgreementID: "1600", ItemID: "60", Item: "Sophos_Email_Advanced", AdditionID: "9201",
				Sources: []plan.Source{{TenantID: tiny, Product: "Sophos_Email_Advanced", Units: plan.Units(40)}},
				Before:  before(100), Quantity: plan.Units(40), Currency: "EUR", Monthly: amount("-60.00"),
				After: []string{"1600/50", "1204/31"}, Release: &plan.Release{Step: "1600/60", Decision: plan.Decision{
					Who: "Ana", Why: "the customer laid off half its staff, checked by phone", When: "2026-11-03T09:30:00Z",
				}},
			})),
			step(plan.Step{
				Verb: plan.VerbWithhold, Wanted: plan.VerbEnd, Reason: plan.EditedByHand, Detail: "3, was 5",
				Customer: "Tiny & Co", AgreementID: "1600", ItemID: "70", Item: "Sophos_Wireless", AdditionID: "9202",
				Sources: []plan.Source{{TenantID: tiny, Product: "Sophos_Wireless"}},
				Before:  before(3), Quantity: plan.Units(3), End: invoice.AddDays(-1), Currency: "EUR", Monthly: amount("-15.00"),
			}),
		},
		Findings: []plan.Finding{
			finding(plan.UnknownProductCode, `Bäckerei Huber & Söhne GmbH: product code "XYZ-MSP", Sophos XYZ`, bakery, "XYZ-MSP", 5),
			finding(plan.UnmappedTenant, "Café Résumé: Sophos_Email_Advanced", "5a8f6d1c-0000-4000-8000-000000000004", "Sophos_Email_Advanced", 3),
			finding(plan.UnmappedTenant, "Łódź Logistics: Sophos_Email_Advanced", "5a8f6d1c-0000-4000-8000-000000000005", "Sophos_Email_Advanced", 2),
			finding(plan.BillingTypeChanged, "O'Neill Dental, P.C.: billing type term", clinic, "", 0),
			worth(finding(plan.CreditDue, "Tiny & Co: Sophos_Email_Advanced, 2026-09", tiny, "Sophos_Email_Advanced", 60), "EUR", "60.00"),
			finding(plan.Excluded, "Alpine IT (own account): Sophos_Email_Advanced", "5a8f6d1c-0000-4000-8000-000000000006", "Sophos_Email_Advanced", 6),
		},
		Units: plan.Account{
			Total: quantity("404.5"), Billed: quantity("84.5"), Excluded: plan.Units(6), Withheld: plan.Units(304), Unmapped: plan.Units(10),
		},
		Money: []plan.Money{
			{Currency: "EUR", Before: amount("208.40"), After: amount("250.30"), Withheld: amount("2097.80")},
			{Currency: "USD", Before: amount("588.00"), After: amount("579.00"), Withheld: amount("-480.00")},
		},
	}
}

func finding(code plan.Code, about, tenant, product string, units int64) plan.Finding {
	info := code.Info()
	return plan.Finding{
		Code: code, Severity: info.Severity, Message: about + ": " + info.Message, Advice: info.Advice,
		TenantID: tenant, Product: product, Units: plan.Units(units),
	}
}

func worth(f plan.Finding, currency, value string) plan.Finding {
	f.Currency, f.Amount = currency, amount(value)
	return f
}

func withSiblings(s plan.Step) plan.Step {
	s.Expect.Siblings = "5b"
	return s
}

func before(n int64) *plan.Before { return &plan.Before{Quantity: plan.Units(n)} }

func quantity(s string) plan.Quantity {
	q, err := plan.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

func amount(s string) plan.Amount {
	a, err := plan.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

func text(t *testing.T, p plan.Plan, opts render.Options) string {
	t.Helper()
	var b strings.Builder
	if err := render.Text(&b, p, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
