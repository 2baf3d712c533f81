package plan_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

// scenario changes the settled world and says what the plan must then be. Together the scenarios are the planner's
// contract; each name is one sentence of it.
type scenario struct {
	name     string
	edit     func(*plan.Input)
	steps    []string
	units    string
	findings []string
}

func run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			in := world()
			if s.edit != nil {
				s.edit(&in)
			}
			p := plan.Build(in)
			if diff := cmp.Diff(s.steps, saidAll(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if got := account(t, p.Units); s.units != "" && got != s.units {
				t.Errorf("units: got %q, want %q", got, s.units)
			}
			if diff := cmp.Diff(append([]string{}, s.findings...), codes(p)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

const line = agreement + "/" + item

func TestVerbs(t *testing.T) {
	run(t, []scenario{
		{"nothing to do when the addition is right", nil, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"a rise is an update", func(in *plan.Input) { standing(in, 18) }, []string{"update " + line + " 18->20"}, "20 = billed 20", nil},
		{"a fall in a final month is an update", func(in *plan.Input) { standing(in, 24) }, []string{"update " + line + " 24->20"}, "20 = billed 20", nil},
		{"no addition yet: create", empty, []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"no addition and no usage: nothing", func(in *plan.Input) {
			empty(in)
			in.Usage.Rows[0].Billable = plan.Units(0)
		}, []string{}, "0 = ", nil},
		{"several rows of one product are added up", func(in *plan.Input) {
			standing(in, 22)
			in.Usage.Rows = append(in.Usage.Rows, row(code, 3))
		}, []string{"update " + line + " 22->23"}, "23 = billed 23", nil},
		{"fractions are exact", func(in *plan.Input) {
			q, _ := plan.ParseQuantity("20.000001")
			in.Usage.Rows[0].Billable = q
		}, []string{"update " + line + " 20->20.000001"}, "20.000001 = billed 20.000001", nil},
		{"the quantity the settings name is billed", func(in *plan.Input) {
			in.Settings.Quantity = plan.QuantityActual
			in.Usage.Rows[0].Actual = plan.Units(21)
		}, []string{"update " + line + " 20->21"}, "21 = billed 21", nil},
		{"ids of tenants ignore case", func(in *plan.Input) {
			in.Usage.Rows[0].TenantID = "0B0320AB-0000-4000-8000-000000000001"
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
	})
}

func TestCandidates(t *testing.T) {
	second := func(in *plan.Input) {
		other := ours(7)
		other.ID = "3402"
		in.Additions[0].Additions = append(in.Additions[0].Additions, other)
	}
	consent := func(in *plan.Input, c plan.Consent) {
		c.AgreementID, c.ItemID, c.Who = agreement, item, "Pat"
		in.Settings.Consents = []plan.Consent{c}
	}
	run(t, []scenario{
		{"one addition that is not ours needs consent", unowned,
			[]string{"withhold adopt " + line + " 20->20 needs-consent"}, "20 = withheld 20", nil},
		{"with consent it is adopted and its quantity set", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Quantity = plan.Units(17)
			consent(in, plan.Consent{AdditionID: addition})
		}, []string{"adopt " + line + " 17->20"}, "20 = billed 20", nil},
		{"consent to another addition is no consent to this one", func(in *plan.Input) {
			unowned(in)
			consent(in, plan.Consent{AdditionID: "9999"})
		}, []string{"withhold adopt " + line + " -->20 consent-stale"}, "20 = withheld 20", nil},
		{"several additions are for a person to decide", func(in *plan.Input) {
			unowned(in)
			second(in)
		}, []string{"withhold adopt " + line + " -->20 several-additions"}, "20 = withheld 20", nil},
		{"a link without a word about the others is not enough", func(in *plan.Input) {
			unowned(in)
			second(in)
			consent(in, plan.Consent{AdditionID: addition})
		}, []string{"withhold adopt " + line + " 20->20 several-additions"}, "20 = withheld 20", nil},
		{"a link that says the others are separate adopts", func(in *plan.Input) {
			unowned(in)
			second(in)
			consent(in, plan.Consent{AdditionID: addition, Siblings: plan.SiblingsSeparate})
		}, []string{"adopt " + line + " 20->20"}, "20 = billed 20", nil},
		{"a sibling that appears beside ours withholds", func(in *plan.Input) {
			standing(in, 18)
			second(in)
		}, []string{"withhold update " + line + " 18->20 sibling-addition"}, "20 = withheld 20", nil},
		{"an addition that ended before ours would start is none", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Cancelled = plan.NewDate(2026, time.October, 31)
		}, []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"an addition that ends on the day ours would start is none", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Cancelled = plan.NewDate(2026, time.December, 1)
		}, []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"an addition that begins in the future is a candidate", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Effective = plan.NewDate(2027, time.January, 1)
		}, []string{"withhold adopt " + line + " 20->20 needs-consent"}, "20 = withheld 20", nil},
		{"ours was removed", func(in *plan.Input) { in.Additions[0].Additions = nil },
			[]string{"withhold update " + line + " -->20 addition-gone"}, "20 = withheld 20", nil},
		{"ours was cancelled", func(in *plan.Input) {
			in.Additions[0].Additions[0].Cancelled = plan.NewDate(2026, time.October, 31)
		}, []string{"withhold update " + line + " 20->20 addition-ended"}, "20 = withheld 20", nil},
		{"ours stands for another item now", func(in *plan.Input) { in.Additions[0].Additions[0].ItemID = "77" },
			[]string{"withhold update " + line + " 20->20 addition-moved"}, "20 = withheld 20", nil},
		{"ours was edited by hand", func(in *plan.Input) { in.Additions[0].Additions[0].Quantity = plan.Units(25) },
			[]string{"withhold update " + line + " 25->20 edited-by-hand"}, "20 = withheld 20", nil},
		{"a hand edit that equals the target is no problem", func(in *plan.Input) { in.Lines[0].Quantity = plan.Units(25) },
			[]string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"an addition whose numbers can't be read is left alone", func(in *plan.Input) { in.Additions[0].Additions[0].Doubt = "no quantity" },
			[]string{"withhold update " + line + " 20->20 addition-unreadable"}, "20 = withheld 20", nil},
		{"an open intent blocks its line", func(in *plan.Input) {
			standing(in, 18)
			in.Open = []string{line}
		}, []string{"withhold update " + line + " 18->20 unsettled"}, "20 = withheld 20", nil},
		{"other items of the agreement are none of our business", func(in *plan.Input) {
			other := ours(99)
			other.ID, other.ItemID = "3500", "77"
			in.Additions[0].Additions = append(in.Additions[0].Additions, other)
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
	})
}

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

func TestFalls(t *testing.T) {
	other := "0b0320ab-0000-4000-8000-000000000002"
	shared := func(in *plan.Input) {
		standing(in, 24)
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
			in.Usage.Rows = nil
		}, []string{"update " + line + " 4->0"}, "0 = ", nil},
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

func TestPlaces(t *testing.T) {
	create := func(reason string) []string { return []string{"withhold create " + line + " -->20 " + reason} }
	of := func(edit func(*plan.Input)) func(*plan.Input) {
		return func(in *plan.Input) { empty(in); edit(in) }
	}
	a := func(edit func(*plan.Agreement)) func(*plan.Input) {
		return of(func(in *plan.Input) { edit(&in.Directory.Agreements[0]) })
	}
	run(t, []scenario{
		{"the agreement does not exist", of(func(in *plan.Input) { in.Directory.Agreements = nil }), create("agreement-missing"), "20 = withheld 20", nil},
		{"the agreement is cancelled", a(func(a *plan.Agreement) { a.Cancelled = true }), create("agreement-cancelled"), "20 = withheld 20", nil},
		{"the agreement's status says cancelled", a(func(a *plan.Agreement) { a.Status = "Cancelled" }), create("agreement-cancelled"), "20 = withheld 20", nil},
		{"the agreement has expired", a(func(a *plan.Agreement) { a.Status = "Expired" }), create("agreement-ended"), "20 = withheld 20", nil},
		{"the agreement ended yesterday", a(func(a *plan.Agreement) { a.End = plan.NewDate(2026, 11, 1) }), create("agreement-ended"), "20 = withheld 20", nil},
		{"the agreement begins tomorrow", a(func(a *plan.Agreement) { a.Start = plan.NewDate(2026, 11, 3) }), create("agreement-not-begun"), "20 = withheld 20", nil},
		{"the company is in the recycle bin", of(func(in *plan.Input) { in.Directory.Companies[0].Deleted = true }), create("company-deleted"), "20 = withheld 20", nil},
		{"the company does not exist", of(func(in *plan.Input) { in.Directory.Companies = nil }), create("company-missing"), "20 = withheld 20", nil},
		{"the agreement is another company's", of(func(in *plan.Input) { in.Settings.Routes[0].CompanyID = "251" }), create("company-mismatch"), "20 = withheld 20", nil},
		{"the cycle is not monthly", of(func(in *plan.Input) { in.Settings.Cycles[0].Months = 3 }), create("cycle-not-monthly"), "20 = withheld 20", nil},
		{"nobody classified the cycle", of(func(in *plan.Input) { in.Settings.Cycles = nil }), create("cycle-unknown"), "20 = withheld 20", nil},
		{"there is no next invoice date", a(func(a *plan.Agreement) { a.NextInvoice = plan.Date{} }), create("no-invoice-date"), "20 = withheld 20", nil},
		{"the additions were not read", of(func(in *plan.Input) { in.Additions = nil }), create("additions-not-read"), "20 = withheld 20", nil},
		{"the item does not exist", of(func(in *plan.Input) { in.Directory.Items = nil }), create("item-missing"), "20 = withheld 20", nil},
		{"the item is inactive", of(func(in *plan.Input) { in.Directory.Items[0].Inactive = true }), create("item-inactive"), "20 = withheld 20", nil},
		{"the item is a bundle of ConnectWise", of(func(in *plan.Input) { in.Directory.Items[0].Class = "Bundle" }), create("item-is-bundle"), "20 = withheld 20", nil},
		{"the item has no price", of(func(in *plan.Input) { in.Directory.Items[0].Price = plan.Amount{} }), create("item-unpriced"), "20 = withheld 20", nil},
		{"the item has no price, and that is meant so", of(func(in *plan.Input) {
			in.Directory.Items[0].Price = plan.Amount{}
			in.Settings.Items = []plan.ItemRule{{ItemID: item, AllowUnpriced: true}}
		}), []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"settings that contradict themselves withhold everything", of(func(in *plan.Input) { in.Settings.TimeZone = "Mars/Olympus" }), create("settings-invalid"), "20 = withheld 20", nil},
		{"a child takes status and dates from its topmost parent", a(func(a *plan.Agreement) { a.ParentID = "1" }), create("agreement-missing"), "20 = withheld 20", nil},
		{"a cancelled parent cancels its child", of(func(in *plan.Input) {
			parent := in.Directory.Agreements[0]
			parent.ID, parent.Cancelled = "1", true
			in.Directory.Agreements[0].ParentID = "1"
			in.Directory.Agreements = append(in.Directory.Agreements, parent)
		}), create("agreement-cancelled"), "20 = withheld 20", nil},
		{"parents in a circle are no agreement", of(func(in *plan.Input) {
			parent := in.Directory.Agreements[0]
			parent.ID, parent.ParentID = "1", agreement
			in.Directory.Agreements[0].ParentID = "1"
			in.Directory.Agreements = append(in.Directory.Agreements, parent)
		}), create("agreement-missing"), "20 = withheld 20", nil},
	})
}

func TestLimits(t *testing.T) {
	usage := func(n int64) func(*plan.Input) {
		return func(in *plan.Input) { in.Usage.Rows[0].Billable = plan.Units(n) }
	}
	run(t, []scenario{
		{"a fall by half of many seats", usage(10), []string{"withhold update " + line + " 20->10 line-fall-limit"}, "10 = withheld 10", nil},
		{"a fall by less than half", usage(11), []string{"update " + line + " 20->11"}, "11 = billed 11", nil},
		{"a fall of few seats by more than half", func(in *plan.Input) {
			standing(in, 4)
			usage(0)(in)
		}, []string{"update " + line + " 4->0"}, "0 = ", nil},
		{"a rise of 25 and by 200 percent", func(in *plan.Input) {
			standing(in, 12)
			usage(37)(in)
		}, []string{"withhold update " + line + " 12->37 line-rise-limit"}, "37 = withheld 37", nil},
		{"a rise of 24", func(in *plan.Input) {
			standing(in, 12)
			usage(36)(in)
		}, []string{"update " + line + " 12->36"}, "36 = billed 36", nil},
		{"a create of 251", func(in *plan.Input) {
			empty(in)
			usage(251)(in)
		}, []string{"withhold create " + line + " -->251 create-limit"}, "251 = withheld 251", nil},
		{"a create of 250", func(in *plan.Input) {
			empty(in)
			usage(250)(in)
		}, []string{"create " + line + " -->250"}, "250 = billed 250", nil},
		{"all falls together: more than 20 units and 10 percent", func(in *plan.Input) {
			standing(in, 100)
			usage(79)(in)
		}, []string{"withhold update " + line + " 100->79 run-fall-limit"}, "79 = withheld 79", nil},
		{"all falls together: 20 units", func(in *plan.Input) {
			standing(in, 100)
			usage(80)(in)
		}, []string{"update " + line + " 100->80"}, "80 = billed 80", nil},
		{"all falls together: 21 of 210 units", func(in *plan.Input) {
			standing(in, 210)
			usage(189)(in)
		}, []string{"update " + line + " 210->189"}, "189 = billed 189", nil},
	})
}

func TestWhatIsCharged(t *testing.T) {
	run(t, []scenario{
		{"units that the base fee includes are not charged", func(in *plan.Input) { in.Additions[0].Additions[0].LessIncluded = plan.Units(5) },
			[]string{"none " + line + " 20->20"}, "20 = billed 15 + notCharged 5", nil},
		{"an addition that is not billed charges nothing", func(in *plan.Input) { in.Additions[0].Additions[0].Bill = plan.NoCharge },
			[]string{"none " + line + " 20->20"}, "20 = notCharged 20", nil},
		{"a bundle sold per seat counts its largest product", func(in *plan.Input) {
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Central_Phish_Threat", ItemID: item})
			in.Settings.Items = []plan.ItemRule{{ItemID: item, Combine: plan.CombineMax}}
			in.Usage.Rows = append(in.Usage.Rows, row("CPHISH-MSP", 18))
		}, []string{"none " + line + " 20->20"}, "38 = billed 20 + notCharged 18", nil},
		{"a bundle sold as a whole counts once", func(in *plan.Input) {
			standing(in, 1)
			in.Settings.Items = []plan.ItemRule{{ItemID: item, Combine: plan.CombineAny}}
		}, []string{"none " + line + " 1->1"}, "20 = billed 1 + notCharged 19", nil},
	})
}
