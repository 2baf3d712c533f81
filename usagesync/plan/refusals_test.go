package plan_test

import (
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// beside adds a second addition of the item, and a person's word about it.
func beside(n int64, says plan.Siblings) func(*plan.Input) {
	return func(in *plan.Input) {
		other := ours(n)
		other.ID = "3402"
		in.Additions[0].Additions = append(in.Additions[0].Additions, other)
		in.Settings.Consents = []plan.Consent{{AgreementID: agreement, ItemID: item, AdditionID: addition, Siblings: says, Decision: pat}}
	}
}

func TestSiblings(t *testing.T) {
	run(t, []scenario{
		{"a sibling that carries a part is subtracted", func(in *plan.Input) {
			beside(7, plan.SiblingsSubtract)(in)
		}, []string{"update " + line + " 20->13"}, "20 = billed 20", nil},
		{"siblings that carry more than was used", func(in *plan.Input) {
			beside(21, plan.SiblingsSubtract)(in)
		}, []string{"withhold update " + line + " 20->20 siblings-exceed"}, "20 = withheld 20", nil},
		{"a sibling whose quantity is negative", func(in *plan.Input) {
			beside(-7, plan.SiblingsSubtract)(in)
		}, []string{"withhold update " + line + " 20->27 addition-unreadable"}, "20 = withheld 20", nil},
		{"a sibling that is separate", beside(7, plan.SiblingsSeparate), []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
	})
	in := world()
	beside(7, plan.SiblingsSubtract)(&in)
	if got := plan.Build(in).Steps[0].Expect.Siblings; got != plan.SiblingsHash(in.Additions[0].Additions[1:]) {
		t.Errorf("a step that subtracts expects %q of its siblings", got)
	}
}

func TestHandEdits(t *testing.T) {
	edited := func(in *plan.Input) { in.Additions[0].Additions[0].Quantity = plan.Units(25) }
	overwrite := func(in *plan.Input, n int64) {
		edited(in)
		in.Settings.Overwrites = []plan.Overwrite{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(n), Decision: pat}}
	}
	run(t, []scenario{
		{"a hand edit that a person saw may be overwritten", func(in *plan.Input) { overwrite(in, 25) },
			[]string{"update " + line + " 25->20"}, "20 = billed 20", nil},
		{"a later edit needs a new decision", func(in *plan.Input) { overwrite(in, 24) },
			[]string{"withhold update " + line + " 25->20 edited-by-hand"}, "20 = withheld 20", nil},
		{"a hand edit that is accepted is a pin", func(in *plan.Input) {
			edited(in)
			in.Settings.Pins = []plan.Pin{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(25), LastPeriod: october, Decision: pat}}
		}, []string{"none " + line + " 25->25"}, "20 = billed 20", nil},
		{"a pin ends with its last period", func(in *plan.Input) {
			in.Settings.Pins = []plan.Pin{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(25), LastPeriod: october.Prev(), Decision: pat}}
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", []string{"pin-expired"}},
		{"a pin beats the maximum", func(in *plan.Input) {
			in.Settings.Policy.Maximum = new(plan.Units(10))
			in.Settings.Pins = []plan.Pin{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(15), Decision: pat}}
		}, []string{"update " + line + " 20->15"}, "20 = billed 15 + notCharged 5", nil},
		{"a close beats a pin", func(in *plan.Input) {
			in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 0)}
			in.Settings.Closures = []plan.Closure{{TenantID: tenant, LastPeriod: october.Prev(), Decision: pat}}
			in.Settings.Pins = []plan.Pin{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(15), Decision: pat}}
		}, []string{"update " + line + " 20->0"}, "0 = ", []string{"unmapped-product", "usage-after-close"}},
		{"Sophos's own sync is told from a person by its member and the item's name", func(in *plan.Input) {
			edited(in)
			in.Member, in.Directory.Items[0].Identifier, in.Additions[0].Additions[0].UpdatedBy = "psasync", product, "sophos"
		}, []string{"withhold update " + line + " 25->20 second-writer"}, "20 = withheld 20", nil},
		{"what our own member changed was changed by hand", func(in *plan.Input) {
			edited(in)
			in.Member, in.Directory.Items[0].Identifier, in.Additions[0].Additions[0].UpdatedBy = "psasync", product, "psasync"
		}, []string{"withhold update " + line + " 25->20 edited-by-hand"}, "20 = withheld 20", nil},
	})
}

func TestOtherOwners(t *testing.T) {
	another := func(in *plan.Input) {
		in.Additions[0].Additions = append(in.Additions[0].Additions, plan.Addition{ID: "77", AgreementID: agreement, ItemID: "77", Item: product, Quantity: plan.Units(20), Bill: plan.Billable})
	}
	run(t, []scenario{
		{"another addition is called like the product", func(in *plan.Input) {
			standing(in, 18)
			another(in)
		}, []string{"withhold update " + line + " 18->20 second-writer"}, "20 = withheld 20", nil},
		{"one that has ended bills nothing", func(in *plan.Input) {
			standing(in, 18)
			another(in)
			in.Additions[0].Additions[1].Cancelled = plan.NewDate(2026, time.October, 31)
		}, []string{"update " + line + " 18->20"}, "20 = billed 20", nil},
		{"an addition that another partner owns", func(in *plan.Input) {
			standing(in, 18)
			in.Claims = []plan.Claim{{AdditionID: addition, Partner: "other"}}
		}, []string{"withhold update " + line + " 18->20 owned-by-other-partner"}, "20 = withheld 20", nil},
		{"an addition that another partner owns is not adopted either", func(in *plan.Input) {
			unowned(in)
			in.Claims = []plan.Claim{{AdditionID: addition, Partner: "other"}}
			in.Settings.Consents = []plan.Consent{{AgreementID: agreement, ItemID: item, AdditionID: addition, Decision: pat}}
		}, []string{"withhold adopt " + line + " 20->20 owned-by-other-partner"}, "20 = withheld 20", nil},
		{"approving a plan adopts only where that is the policy", func(in *plan.Input) {
			unowned(in)
			in.Settings.Policy.Adopt = new(plan.AdoptPlan)
		}, []string{"adopt " + line + " 20->20"}, "20 = billed 20", nil},
	})
}

func TestMoreFalls(t *testing.T) {
	fw := func(in *plan.Input) {
		standing(in, 4)
		in.Settings.Products[0].Product, in.Lines[0].Sources[0].Product = firewall, firewall
		in.Settings.Aliases = alias("FW-MSP", firewall)
	}
	yesterday := func(in *plan.Input, day int, n int64) {
		standing(in, 4)
		in.Usage.Rows[0].Billable, in.Today = plan.Units(0), plan.NewDate(2026, time.October, 28)
		then := in.Usage
		then.Rows = []plan.UsageRow{row(code, n)}
		in.Earlier = []plan.Reading{{Day: plan.NewDate(2026, time.October, day), Usage: then}}
	}
	zero := []string{"withhold update " + line + " 4->0 zero-unconfirmed"}
	run(t, []scenario{
		{"two readings on different days agree on zero", func(in *plan.Input) { yesterday(in, 27, 0) },
			[]string{"update " + line + " 4->0"}, "0 = ", nil},
		{"a reading on the same day confirms nothing", func(in *plan.Input) { yesterday(in, 28, 0) }, zero, "0 = ", nil},
		{"a reading that showed units confirms nothing", func(in *plan.Input) { yesterday(in, 27, 1) }, zero, "0 = ", nil},
		{"a reading that is incomplete confirms nothing", func(in *plan.Input) {
			yesterday(in, 27, 0)
			in.Earlier[0].Usage.Complete = false
		}, zero, "0 = ", nil},
		{"a reading of a day on which the month was open confirms nothing", func(in *plan.Input) { yesterday(in, 25, 0) }, zero, "0 = ", nil},
		{"an earlier reading confirms nothing against the latest one", func(in *plan.Input) {
			yesterday(in, 27, 1)
			before := in.Earlier[0]
			before.Day, before.Usage.Rows = plan.NewDate(2026, time.October, 26), []plan.UsageRow{row(code, 0)}
			in.Earlier = append(in.Earlier, before)
		}, zero, "0 = ", nil},
		{"every reading of the latest day has to agree", func(in *plan.Input) {
			yesterday(in, 27, 0)
			again := in.Earlier[0]
			again.Usage.Rows = []plan.UsageRow{row(code, 1)}
			in.Earlier = append(in.Earlier, again)
		}, zero, "0 = ", nil},
		{"a reading without rows confirms nothing", func(in *plan.Input) {
			yesterday(in, 27, 0)
			in.Earlier[0].Usage.Rows = nil
		}, zero, "0 = ", nil},
		{"a reading of another month confirms nothing", func(in *plan.Input) {
			yesterday(in, 27, 0)
			in.Earlier[0].Usage.Period = october.Prev()
		}, zero, "0 = ", nil},
		{"a device that is nobody's and of no known product may be any firewall", func(in *plan.Input) {
			fw(in)
			in.Usage.Rows = []plan.UsageRow{{Account: "X116", ProductCode: "XGS-NEW", Billable: plan.Units(1)}}
		}, []string{"withhold update " + line + " 4->0 contributor-missing"}, "1 = unmapped 1", []string{"unassigned-device"}},
		{"one of two customers on a line is mapped to several agreements at once", func(in *plan.Input) {
			standing(in, 24)
			in.Settings.Mapping = plan.MappingRules{Shared: true, Split: true}
			in.Tenants = append(in.Tenants, plan.Tenant{ID: "two", BillingType: plan.BillingUsage})
			for _, a := range []string{agreement, "400"} {
				in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: "two", CompanyID: company, AgreementID: a})
			}
			in.Lines[0].Sources = append(in.Lines[0].Sources, plan.Source{TenantID: "two", Product: product, Units: plan.Units(4)})
		}, []string{"withhold update " + line + " 24->20 contributor-missing"}, "20 = withheld 20", nil},
		{"a mapping to another agreement leaves an orphan, and bills nothing twice", func(in *plan.Input) {
			a := in.Directory.Agreements[0]
			a.ID = "400"
			in.Directory.Agreements = append(in.Directory.Agreements, a)
			in.Additions = append(in.Additions, plan.AgreementAdditions{AgreementID: "400"})
			in.Settings.Routes[0].AgreementID = "400"
		}, []string{"withhold zero " + line + " 20->0 orphaned", "withhold create 400/" + item + " -->20 still-billed"}, "20 = withheld 20", nil},
		{"usage that disappeared is within the limits of a line", func(in *plan.Input) {
			in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 0)}
		}, []string{"withhold update " + line + " 20->0 line-fall-limit"}, "0 = ", []string{"unmapped-product"}},
		{"an older month creates nothing beside a newer one", func(in *plan.Input) {
			in.Lines[0].Period = october.Next()
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Device_Encryption", ItemID: "1400"})
			in.Directory.Items = append(in.Directory.Items, plan.Item{ID: "1400", Price: amount("1")})
			in.Usage.Rows = append(in.Usage.Rows, row("CDE-MSP", 4))
		}, []string{"none " + line + " 20->20", "withhold create 314/1400 -->4 superseded-period"}, "24 = billed 20 + withheld 4", nil},
	})
}

// What fed a line before the month was final is remembered: its rows may still come.
func TestWhatMayStillComeIsRemembered(t *testing.T) {
	in := world()
	in.Today = plan.NewDate(2026, time.October, 28)
	in.Settings.Mapping.Shared = true
	in.Tenants = append(in.Tenants, plan.Tenant{ID: "late", BillingType: plan.BillingUsage})
	in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: "late", CompanyID: company, AgreementID: agreement})
	in.Lines[0].Sources = append(in.Lines[0].Sources, plan.Source{TenantID: "late", Product: product, Units: plan.Units(4)})
	late := func(s plan.Source) bool { return s.TenantID == "late" }
	if s := plan.Build(in).Steps[0]; !slices.ContainsFunc(s.Sources, late) {
		t.Errorf("%s forgets what may still come: %v", said(s), s.Sources)
	}
	in.Today = plan.NewDate(2026, time.November, 2)
	if s := plan.Build(in).Steps[0]; slices.ContainsFunc(s.Sources, late) {
		t.Errorf("%s remembers what is over: %v", said(s), s.Sources)
	}
}

func TestRulesOfALine(t *testing.T) {
	rule := func(in *plan.Input, r plan.Rule) { in.Settings.Rules = append(in.Settings.Rules, r) }
	minimum := func(n int64) plan.Policy { return plan.Policy{Minimum: new(plan.Units(n))} }
	pack := func(in *plan.Input, n int64) { in.Settings.Policy.Pack = new(plan.Units(n)) }
	run(t, []scenario{
		{"offset, then allowance, then the pack size, rounded up", func(in *plan.Input) {
			pack(in, 5)
			in.Settings.Policy.Offset, in.Settings.Policy.Allowance = new(plan.Units(3)), new(plan.Units(2))
		}, []string{"update " + line + " 20->25"}, "20 = billed 20", nil},
		{"an allowance larger than the usage leaves nothing, not less", func(in *plan.Input) {
			standing(in, 4)
			in.Settings.Policy.Allowance = new(plan.Units(25))
		}, []string{"update " + line + " 4->0"}, "20 = notCharged 20", nil},
		{"a maximum is billed at most", func(in *plan.Input) { in.Settings.Policy.Maximum = new(plan.Units(15)) },
			[]string{"update " + line + " 20->15"}, "20 = billed 15 + notCharged 5", nil},
		{"a factor weighs usage", func(in *plan.Input) { in.Settings.Policy.Factor = new(plan.Units(2)) },
			[]string{"update " + line + " 20->40"}, "20 = billed 20", nil},
		{"the rule of a line wins over that of its customer", func(in *plan.Input) {
			rule(in, plan.Rule{TenantID: tenant, Set: minimum(50)})
			rule(in, plan.Rule{AgreementID: agreement, ItemID: item, Set: minimum(22)})
		}, []string{"update " + line + " 20->22"}, "20 = billed 20", nil},
		{"the rule of a customer wins over those of its agreement, type, product and item", func(in *plan.Input) {
			in.Directory.Agreements[0].TypeID = "7"
			for _, r := range []plan.Rule{{AgreementID: agreement, AgreementTypeID: "7", Product: product}, {AgreementTypeID: "7", ItemID: item}, {Product: product}} {
				r.Set = minimum(50)
				rule(in, r)
			}
			rule(in, plan.Rule{TenantID: tenant, Set: minimum(22)})
		}, []string{"update " + line + " 20->22"}, "20 = billed 20", nil},
		{"what a rule leaves open the next one decides", func(in *plan.Input) {
			rule(in, plan.Rule{TenantID: tenant, Set: plan.Policy{Pack: new(plan.Units(10))}})
			rule(in, plan.Rule{AgreementID: agreement, Set: minimum(30)})
		}, []string{"update " + line + " 20->30"}, "20 = billed 20", nil},
		{"a rule ends with its last period", func(in *plan.Input) {
			rule(in, plan.Rule{TenantID: tenant, Set: minimum(50), LastPeriod: october.Prev()})
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"rules of one line that disagree", func(in *plan.Input) {
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Device_Encryption", ItemID: item})
			in.Usage.Rows = append(in.Usage.Rows, row("CDE-MSP", 1))
			rule(in, plan.Rule{Product: product, Set: minimum(50)})
		}, []string{"withhold update " + line + " 20->20 rules-disagree"}, "21 = withheld 21", nil},
		{"rules that can't be kept together", func(in *plan.Input) {
			pack(in, 10)
			rule(in, plan.Rule{TenantID: tenant, Set: minimum(25)})
		}, []string{"withhold update " + line + " 20->20 rules-contradict"}, "20 = withheld 20", nil},
		{"a firewall code that stands for several models", func(in *plan.Input) {
			in.Settings.Products[0].Product, in.Lines[0].Sources[0].Product = firewall, firewall
			in.Settings.Aliases = alias("FW-MSP", firewall)
			in.Usage.Rows = []plan.UsageRow{row("FW-MSP", 10), row("FW-MSP", 9)}
			in.Usage.Rows[1].SKU = "XGS"
		}, []string{"withhold update " + line + " 20->19 mixed-models"}, "19 = withheld 19", nil},
		{"one code at two prices", func(in *plan.Input) {
			in.Usage.Rows = []plan.UsageRow{row(code, 10), row(code, 9)}
			in.Usage.Rows[0].UnitPrice, in.Usage.Rows[1].UnitPrice = "3.10", "2.90"
		}, []string{"withhold update " + line + " 20->19 mixed-models"}, "19 = withheld 19", nil},
		{"a lower tier is not charged beside a higher one where the policy says so", func(in *plan.Input) {
			xdr(in, "1400", 5)
			in.Settings.Policy.Tiers = new(plan.TiersHighest)
			standing(in, 4)
		}, []string{"update " + line + " 4->0", "create 314/1400 -->5"}, "25 = billed 5 + notCharged 20", []string{"tier-overlap"}},
		{"a line stays where it is until a month", func(in *plan.Input) {
			standing(in, 24)
			in.Settings.Policy.NoDecreaseBefore = new(november)
		}, []string{"none " + line + " 24->24"}, "20 = billed 20", nil},
		{"and falls from then on", func(in *plan.Input) {
			standing(in, 24)
			in.Settings.Policy.NoDecreaseBefore = new(october)
		}, []string{"update " + line + " 24->20"}, "20 = billed 20", nil},
		{"the highest quantity of a cycle that is not invoiced", func(in *plan.Input) {
			standing(in, 24)
			in.Settings.Cycles[0].Months, in.Lines[0].Invoice = 3, in.Directory.Agreements[0].NextInvoice
			in.Settings.Policy.Cycle = new(plan.CycleHighest)
		}, []string{"none " + line + " 24->24"}, "20 = billed 20", nil},
		{"the next cycle begins anew", func(in *plan.Input) {
			standing(in, 24)
			in.Settings.Cycles[0].Months, in.Lines[0].Invoice = 3, plan.NewDate(2026, time.August, 15)
			in.Settings.Policy.Cycle = new(plan.CycleHighest)
		}, []string{"update " + line + " 24->20"}, "20 = billed 20", nil},
		{"a cycle that does not recur is never written to", func(in *plan.Input) {
			standing(in, 18)
			in.Settings.Cycles[0].Months = 0
			in.Settings.Policy.Cycle = new(plan.CycleHighest)
		}, []string{"withhold update " + line + " 18->20 cycle-not-recurring"}, "20 = withheld 20", nil},
		{"an item declared for another currency", func(in *plan.Input) {
			empty(in)
			in.Settings.Policy.Currency = new("EUR")
		}, []string{"withhold create " + line + " -->20 item-currency"}, "20 = withheld 20", nil},
	})
}

func TestAnAdditionEndsBeforeTheNextInvoice(t *testing.T) {
	in := world()
	standing(&in, 4)
	in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 0)}
	in.Settings.Policy.Disappeared = new(plan.DisappearedEnd)
	if s := plan.Build(in).Steps[0]; said(s) != "end "+line+" 4->4" || s.End != plan.NewDate(2026, time.November, 14) {
		t.Errorf("%s on %s", said(s), s.End)
	}
}

func TestANewAdditionStartsWhereNothingIsInvoiced(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*plan.Agreement)
		want plan.Date
	}{
		"the next invoice date":          {func(*plan.Agreement) {}, plan.NewDate(2026, 11, 15)},
		"the billing start":              {func(a *plan.Agreement) { a.BillStart = plan.NewDate(2026, 11, 20) }, plan.NewDate(2026, 11, 20)},
		"the agreement's start":          {func(a *plan.Agreement) { a.NextInvoice, a.Start = plan.NewDate(2026, 10, 1), plan.NewDate(2026, 10, 5) }, plan.NewDate(2026, 10, 5)},
		"the month's first day":          {func(a *plan.Agreement) { a.NextInvoice = plan.NewDate(2026, 9, 1) }, plan.NewDate(2026, 10, 1)},
		"the parent's next invoice date": {func(a *plan.Agreement) { a.ParentID, a.NextInvoice = "1", plan.Date{} }, plan.NewDate(2026, 12, 24)},
	} {
		in := world()
		empty(&in)
		parent := in.Directory.Agreements[0]
		parent.ID, parent.NextInvoice = "1", plan.NewDate(2026, 12, 24)
		in.Directory.Agreements = append(in.Directory.Agreements, parent)
		tt.edit(&in.Directory.Agreements[0])
		if s := plan.Build(in).Steps[0]; s.Verb != plan.VerbCreate || s.Effective != tt.want {
			t.Errorf("%s: %s on %s, want %s", name, said(s), s.Effective, tt.want)
		}
	}
}

func TestTheRunLimitForCustomersToZero(t *testing.T) {
	in := changers(4, 0, "9000")
	for i := range in.Lines {
		in.Lines[i].Quantity, in.Additions[i].Additions[0].Quantity = plan.Units(2), plan.Units(2)
	}
	if got := reasons(plan.Build(in)); got[plan.RunZeroLimit] != 4 {
		t.Errorf("four of four customers end: %v", got)
	}
	in.Settings.Closures = []plan.Closure{{TenantID: "tenant-0", LastPeriod: october.Prev(), Decision: pat}}
	if got := reasons(plan.Build(in)); got[""] != 4 {
		t.Errorf("three, and one that a person closed: %v", got)
	}
}

func TestTheMoneyLimitOfTheRun(t *testing.T) {
	for limit, want := range map[string]string{"11.99": "withhold update " + line + " 20->18 run-money-limit", "12": "update " + line + " 20->18"} {
		in := world()
		in.Usage.Rows[0].Billable = plan.Units(18)
		in.Settings.Limits.Money = []plan.MoneyLimit{{Currency: "USD", RunFall: amount(limit)}}
		if got := said(plan.Build(in).Steps[0]); got != want {
			t.Errorf("at most %s: %s, want %s", limit, got, want)
		}
	}
}
