package plan_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// released lets the line's step through.
func released(in *plan.Input) {
	in.Releases = []plan.Release{{Step: line, Decision: plan.Decision{Who: "Pat", Why: "checked"}}}
}

// xdr maps the tier above to another item, and adds what is used of it.
func xdr(in *plan.Input, item string, n int64) {
	in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Intercept_X_Advanced_XDR", ItemID: item})
	in.Directory.Items = append(in.Directory.Items, plan.Item{ID: item, Identifier: "Acme XDR " + item, Price: amount("8")})
	in.Usage.Rows = append(in.Usage.Rows, row("CIXAXDR", n))
}

// orphan takes the customer away.
func orphan(in *plan.Input) {
	in.Tenants, in.Usage.Rows = nil, []plan.UsageRow{{TenantID: "other", ProductCode: code}}
	in.Settings.Exclusions = []plan.Exclusion{{TenantID: "other", Reason: "internal"}}
}

// What a person let through must still not be hidden from what nobody can let through.
func TestReleases(t *testing.T) {
	prices := func(in *plan.Input) {
		in.Usage.Rows = []plan.UsageRow{row(code, 11), row(code, 9)}
		in.Usage.Rows[0].UnitPrice, in.Usage.Rows[1].UnitPrice = "3.10", "2.90"
		released(in)
	}
	run(t, []scenario{
		{"an orphan that a person released becomes zero, whatever the minimum", func(in *plan.Input) {
			orphan(in)
			released(in)
			in.Settings.Policy.Minimum = new(plan.Units(5))
		}, []string{"update " + line + " 20->0"}, "0 = ", []string{"excluded", "released"}},
		{"an orphan that a person released stays when the report is incomplete", func(in *plan.Input) {
			orphan(in)
			released(in)
			in.Usage.Complete = false
		}, []string{"withhold update " + line + " 20->0 usage-incomplete"}, "0 = ", []string{"release-unused", "excluded"}},
		{"an orphan that a person released stays when somebody edited it since", func(in *plan.Input) {
			orphan(in)
			released(in)
			in.Lines[0].Quantity = plan.Units(18)
		}, []string{"withhold update " + line + " 20->0 edited-by-hand"}, "0 = ", []string{"release-unused", "excluded"}},
		{"an orphan of which nobody knows where it is mapped can't be released", func(in *plan.Input) {
			in.Settings.Mapping.Split = true
			in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: tenant, CompanyID: company, AgreementID: "400"})
			released(in)
		}, []string{"withhold zero " + line + " 20->0 ambiguous-route"}, "20 = unmapped 20", []string{"ambiguous-route", "release-unused"}},
		{"prices that a person released are added up", func(in *plan.Input) {
			prices(in)
			standing(in, 18)
		}, []string{"update " + line + " 18->20"}, "20 = billed 20", []string{"released"}},
		{"prices that a person released change nothing when the addition is right", prices,
			[]string{"none " + line + " 20->20"}, "20 = billed 20", []string{"released"}},
		{"prices that a person released don't hide a hand edit", func(in *plan.Input) {
			prices(in)
			in.Additions[0].Additions[0].Quantity = plan.Units(25)
		}, []string{"withhold update " + line + " 25->20 edited-by-hand"}, "20 = withheld 20", []string{"release-unused"}},
		{"prices that a person released don't hide a double allowance", func(in *plan.Input) {
			prices(in)
			in.Additions[0].Additions[0].LessIncluded = plan.Units(5)
			in.Settings.Policy.Allowance = new(plan.Units(5))
		}, []string{"withhold update " + line + " 20->15 double-allowance"}, "20 = withheld 20", []string{"release-unused"}},
		{"a second writer that a person released does not hide an item without a price", func(in *plan.Input) {
			empty(in)
			in.Additions[0].Additions = []plan.Addition{{ID: "77", AgreementID: agreement, ItemID: "77", Item: product, Quantity: plan.Units(20), Bill: plan.Billable}}
			in.Directory.Items[0].Price = plan.Amount{}
			released(in)
		}, []string{"withhold create " + line + " -->20 item-unpriced"}, "20 = withheld 20", []string{"release-unused"}},
		{"an open month that a person released does not hide firewalls that are not due", func(in *plan.Input) {
			standing(in, 24)
			in.Today = plan.NewDate(2026, time.October, 2)
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: firewall, ItemID: item})
			in.Settings.Aliases = alias("FW-MSP", firewall)
			in.Usage.Rows = append(in.Usage.Rows, row("FW-MSP", 4))
			released(in)
		}, []string{"withhold update " + line + " 24->20 not-due"}, "24 = deferred 4 + withheld 20", []string{"release-unused", "not-due"}},
		{"a hand edit can't be released", func(in *plan.Input) {
			in.Additions[0].Additions[0].Quantity = plan.Units(25)
			released(in)
		}, []string{"withhold update " + line + " 25->20 edited-by-hand"}, "20 = withheld 20", []string{"release-unused"}},
		{"a fall in an open month can be released", func(in *plan.Input) {
			standing(in, 24)
			in.Today = plan.NewDate(2026, time.October, 2)
			released(in)
		}, []string{"update " + line + " 24->20"}, "20 = billed 20", []string{"released"}},
	})
}

func TestChangesOfLicence(t *testing.T) {
	moved := func(in *plan.Input, to string, from, n int64) {
		standing(in, from)
		in.Usage.Rows = nil
		xdr(in, to, n)
	}
	run(t, []scenario{
		{"the rise comes first, and the fall waits for it", func(in *plan.Input) { moved(in, "1400", 20, 20) },
			[]string{"update " + line + " 20->0", "create 314/1400 -->20"}, "20 = billed 20", nil},
		{"the limit for a line judges the net", func(in *plan.Input) { moved(in, "1400", 20, 10) },
			[]string{"withhold update " + line + " 20->0 line-fall-limit", "withhold create 314/1400 -->10 line-fall-limit"}, "10 = withheld 10", nil},
		{"the money limit for a line judges the net", func(in *plan.Input) {
			moved(in, "1400", 20, 20)
			in.Settings.Limits.Money = []plan.MoneyLimit{{Currency: "USD", LineChange: amount("40")}}
		}, []string{"update " + line + " 20->0", "create 314/1400 -->20"}, "20 = billed 20", nil},
		{"and holds it when it is over", func(in *plan.Input) {
			moved(in, "1400", 20, 20)
			in.Settings.Limits.Money = []plan.MoneyLimit{{Currency: "USD", LineChange: amount("39.99")}}
		}, []string{"withhold update " + line + " 20->0 line-money-limit", "withhold create 314/1400 -->20 line-money-limit"}, "20 = withheld 20", nil},
		{"the money limit of the run judges the net", func(in *plan.Input) {
			moved(in, "1400", 20, 20)
			in.Settings.Limits.Money = []plan.MoneyLimit{{Currency: "USD", RunFall: amount("1")}}
		}, []string{"update " + line + " 20->0", "create 314/1400 -->20"}, "20 = billed 20", nil},
		{"a fall that a person decided is not in the net", func(in *plan.Input) {
			moved(in, "1400", 60, 20)
			in.Settings.Exclusions = []plan.Exclusion{{Product: product, Reason: "not sold any more"}}
		}, []string{"update " + line + " 60->0", "create 314/1400 -->20"}, "20 = billed 20", nil},
	})
	in := world()
	moved(&in, "1400", 20, 20)
	if steps := plan.Build(in).Steps; !slices.Equal(steps[0].After, []string{"314/1400"}) || steps[1].After != nil {
		t.Errorf("after %v and %v", steps[0].After, steps[1].After)
	}
}

// changers returns a world of many customers with 10 seats each, who change to another licence with so many seats, on an
// item of which the id is before or behind that of the old one.
func changers(n int, seats int64, item string) plan.Input {
	in := world()
	in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Intercept_X_Advanced_XDR", ItemID: item})
	in.Directory.Items = append(in.Directory.Items, plan.Item{ID: item, Identifier: "Acme XDR", Price: amount("8")})
	in.Tenants, in.Settings.Routes, in.Usage.Rows, in.Additions, in.Lines = nil, nil, nil, nil, nil
	template := in.Directory.Agreements[0]
	in.Directory.Agreements = nil
	for i := range n {
		tenant, agreement := fmt.Sprint("tenant-", i), fmt.Sprint(400+i)
		a := template
		a.ID = agreement
		in.Directory.Agreements = append(in.Directory.Agreements, a)
		in.Tenants = append(in.Tenants, plan.Tenant{ID: tenant, BillingType: plan.BillingUsage})
		in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: tenant, CompanyID: company, AgreementID: agreement})
		was, l := ours(10), owned(10)
		was.ID, was.AgreementID, l.AdditionID, l.AgreementID = "9"+agreement, agreement, "9"+agreement, agreement
		l.Sources[0].TenantID = tenant
		in.Additions = append(in.Additions, plan.AgreementAdditions{AgreementID: agreement, Additions: []plan.Addition{was}})
		in.Lines = append(in.Lines, l)
		in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{TenantID: tenant, ProductCode: "CIXAXDR", Billable: plan.Units(seats)})
	}
	return in
}

func reasons(p plan.Plan) map[plan.Code]int {
	n := map[plan.Code]int{}
	for _, s := range p.Steps {
		n[s.Reason]++
	}
	return n
}

func TestRunLimitsCountChangesOfLicenceNet(t *testing.T) {
	for _, item := range []string{"9", "9000"} {
		if got := reasons(plan.Build(changers(10, 10, item))); got[""] != 20 {
			t.Errorf("item %s: 10 customers go on with as many seats: %v", item, got)
		}
		if got := reasons(plan.Build(changers(10, 7, item))); got[plan.RunFallLimit] != 10 || got[plan.SwapHeld] != 10 {
			t.Errorf("item %s: 30 of 100 seats are lost: %v", item, got)
		}
		if got := reasons(plan.Build(changers(10, 8, item))); got[""] != 20 {
			t.Errorf("item %s: 20 of 100 seats are lost, which is not more than the limit: %v", item, got)
		}
	}
}

// Two changes of licence that share a line are no way round the limits of the run.
func TestRunLimitsCountSharedChangesOfLicenceOnce(t *testing.T) {
	in := changers(2, 0, "9000")
	in.Settings.Mapping = plan.MappingRules{Shared: true, Split: true}
	// Both customers share line 400/1350, of which 45 seats go; one gets 22 seats more on 400/9000, the other 2 on 401/9000.
	in.Settings.Routes[1].AgreementID = "400"
	in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: "tenant-1", CompanyID: company, AgreementID: "401", Products: []string{"Sophos_Intercept_X_Advanced_XDR"}})
	in.Lines = in.Lines[:1]
	in.Lines[0].Sources = []plan.Source{{TenantID: "tenant-0", Product: product, Units: plan.Units(100)}, {TenantID: "tenant-1", Product: product, Units: plan.Units(10)}}
	in.Lines[0].Quantity, in.Additions[0].Additions[0].Quantity, in.Additions[1].Additions = plan.Units(110), plan.Units(110), nil
	in.Usage.Rows = []plan.UsageRow{
		{TenantID: "tenant-0", ProductCode: code, Billable: plan.Units(60)}, {TenantID: "tenant-1", ProductCode: code, Billable: plan.Units(5)},
		{TenantID: "tenant-0", ProductCode: "CIXAXDR", Billable: plan.Units(22)}, {TenantID: "tenant-1", ProductCode: "CIXAXDR", Billable: plan.Units(45)},
	}
	if got := saidAll(plan.Build(in)); !slices.Equal(got, []string{"update 400/1350 110->65", "create 400/9000 -->22", "create 401/9000 -->45"}) {
		t.Errorf("22 seats more in all: %q", got)
	}
	in.Usage.Rows[3].Billable = plan.Units(2)
	if got := reasons(plan.Build(in)); got[plan.RunFallLimit] != 1 || got[plan.SwapHeld] != 2 {
		t.Errorf("21 of 110 seats less in all: %v", got)
	}
}

func TestWhatHoldsALineUp(t *testing.T) {
	run(t, []scenario{
		{"a minimum survives usage that disappeared", func(in *plan.Input) {
			in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 0)}
			in.Settings.Policy.Minimum = new(plan.Units(11))
		}, []string{"update " + line + " 20->11"}, "0 = ", []string{"unmapped-product"}},
		{"a minimum survives an exclusion", func(in *plan.Input) {
			in.Settings.Exclusions = []plan.Exclusion{{TenantID: tenant, Reason: "left"}}
			in.Settings.Policy.Minimum = new(plan.Units(5))
		}, []string{"update " + line + " 20->5"}, "20 = excluded 20", []string{"excluded"}},
		{"a minimum does not survive a close", func(in *plan.Input) {
			in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 0)}
			in.Settings.Closures = []plan.Closure{{TenantID: tenant, LastPeriod: october.Prev(), Decision: pat}}
			in.Settings.Policy.Minimum = new(plan.Units(5))
		}, []string{"update " + line + " 20->0"}, "0 = ", []string{"unmapped-product", "usage-after-close"}},
		{"a minimum does not survive a close of what is excluded too", func(in *plan.Input) {
			in.Settings.Exclusions = []plan.Exclusion{{TenantID: tenant, Reason: "left"}}
			in.Settings.Closures = []plan.Closure{{TenantID: tenant, LastPeriod: october.Prev(), Decision: pat}}
			in.Settings.Policy.Minimum = new(plan.Units(5))
		}, []string{"update " + line + " 20->0"}, "20 = excluded 20", []string{"excluded"}},
		{"no decrease before a month holds an addition that is adopted, too", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Quantity = plan.Units(24)
			in.Settings.Consents = []plan.Consent{{AgreementID: agreement, ItemID: item, AdditionID: addition, Decision: pat}}
			in.Settings.Policy.NoDecreaseBefore = new(november)
		}, []string{"adopt " + line + " 24->24"}, "20 = billed 20", nil},
		{"an addition of quantity 0 does not end in an open month", func(in *plan.Input) {
			standing(in, 0)
			in.Usage.Rows = []plan.UsageRow{row("CDE-MSP", 0)}
			in.Settings.Policy.Disappeared = new(plan.DisappearedEnd)
			in.Today = plan.NewDate(2026, time.October, 2)
		}, []string{"withhold end " + line + " 0->0 period-open"}, "0 = ", []string{"unmapped-product"}},
	})
}

func TestFurtherItems(t *testing.T) {
	also := func(in *plan.Input) {
		in.Settings.Products[0].Also = []string{"1400"}
		in.Directory.Items = append(in.Directory.Items, plan.Item{ID: "1400", Identifier: "Setup", Price: amount("1")})
		in.Usage.Rows[0].Ordered = plan.Units(25)
	}
	run(t, []scenario{
		{"units that are billed on a further item are counted once", also,
			[]string{"none " + line + " 20->20", "create 314/1400 -->20"}, "20 = billed 20", nil},
		{"a further item has its own quantity", func(in *plan.Input) {
			also(in)
			in.Settings.Rules = []plan.Rule{{ItemID: "1400", Set: plan.Policy{Quantity: new(plan.QuantityOrdered)}}}
		}, []string{"none " + line + " 20->20", "create 314/1400 -->25"}, "20 = billed 20", nil},
		{"units of which a further item is withheld are withheld", func(in *plan.Input) {
			also(in)
			in.Directory.Items[1].Inactive = true
		}, []string{"none " + line + " 20->20", "withhold create 314/1400 -->20 item-inactive"}, "20 = withheld 20", nil},
		{"also when that item has its own quantity", func(in *plan.Input) {
			also(in)
			in.Settings.Rules = []plan.Rule{{ItemID: "1400", Set: plan.Policy{Quantity: new(plan.QuantityOrdered)}}}
			in.Directory.Items[1].Inactive = true
		}, []string{"none " + line + " 20->20", "withhold create 314/1400 -->25 item-inactive"}, "20 = withheld 20", nil},
		{"a quantity that only the further item needs and nobody can read holds that one", func(in *plan.Input) {
			also(in)
			in.Settings.Rules = []plan.Rule{{ItemID: "1400", Set: plan.Policy{Quantity: new(plan.QuantityOrdered)}}}
			in.Usage.Rows[0].Doubts = []plan.Doubt{{Quantity: plan.QuantityOrdered, Why: "is missing"}}
		}, []string{"none " + line + " 20->20", "withhold create 314/1400 -->0 unreadable-usage"}, "20 = withheld 20", nil},
	})
}

func TestNothingChangesItsInput(t *testing.T) {
	in := world()
	in.Lines = append(in.Lines, in.Lines[0])
	in.Lines[1].AdditionID = "twice"
	plan.Build(in)
	if in.Lines[1].AdditionID != "twice" || in.Lines[0].AdditionID != addition {
		t.Errorf("Build changed the caller's lines: %+v", in.Lines)
	}
}

// The reason is the same whatever the order of the rows.
func TestSeveralMixedCodesInAnyOrder(t *testing.T) {
	in := world()
	in.Settings.Aliases = alias("CIXA-NEW", product)
	in.Usage.Rows = nil
	for _, c := range []string{"CIXA-NEW", code} {
		for _, price := range []string{"3.10", "2.90"} {
			r := row(c, 5)
			r.UnitPrice = price
			in.Usage.Rows = append(in.Usage.Rows, r)
		}
	}
	first := plan.Build(in).Steps[0]
	slices.Reverse(in.Usage.Rows)
	if second := plan.Build(in).Steps[0]; first.Reason != plan.MixedModels || first.Detail != second.Detail {
		t.Errorf("%s: %q, then %q", said(first), first.Detail, second.Detail)
	}
}

// A customer who goes on for two others has the routes of both, also those that one of them had from a third: which of
// them holds is for a person to decide.
func TestMovesFromSeveralCustomers(t *testing.T) {
	in := world()
	in.Settings.Closures = []plan.Closure{
		{TenantID: "first", LastPeriod: september, MovedTo: tenant, Decision: pat},
		{TenantID: "second", LastPeriod: september, MovedTo: tenant, Decision: pat},
		{TenantID: "third", LastPeriod: september, MovedTo: "second", Decision: pat},
	}
	in.Settings.Routes[0].TenantID = "first"
	empty(&in)
	if got := saidAll(plan.Build(in)); !slices.Equal(got, []string{"create " + line + " -->20"}) {
		t.Errorf("one has a route: %q", got)
	}
	in.Settings.Mapping.Split = true
	in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: "third", CompanyID: company, AgreementID: "400"})
	if got := codes(plan.Build(in)); !slices.Equal(got, []string{"ambiguous-route"}) {
		t.Errorf("two have different ones: %q", got)
	}
}

// An addition that is not ours and stays as it is makes no fall of ours smaller.
func TestAdditionsOfOthersAreNoBaseOfTheRunLimits(t *testing.T) {
	in := world()
	standing(&in, 100)
	in.Usage.Rows[0].Billable = plan.Units(79)
	in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Device_Encryption", ItemID: "1400"})
	in.Additions[0].Additions = append(in.Additions[0].Additions, plan.Addition{ID: "77", AgreementID: agreement, ItemID: "1400", Quantity: plan.Units(1000), Bill: plan.Billable})
	in.Usage.Rows = append(in.Usage.Rows, row("CDE-MSP", 4))
	want := []string{"withhold update " + line + " 100->79 run-fall-limit", "withhold adopt 314/1400 1000->4 needs-consent"}
	if got := saidAll(plan.Build(in)); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
