package plan_test

import (
	"slices"
	"testing"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestDigestMembers(t *testing.T) {
	in := world()
	in.Usage.Rows = nil
	xdr(&in, "1400", 20)
	in.Releases = []plan.Release{{Step: line, Decision: pat}}
	p := plan.Build(in)
	fall := 0
	if len(p.Steps[fall].After) != 1 || p.Steps[fall].Release == nil {
		t.Fatal(saidAll(p))
	}
	for name, tamper := range map[string]func(*plan.Step){
		"id":            func(s *plan.Step) { s.ID = "x" },
		"company":       func(s *plan.Step) { s.CompanyID = "x" },
		"type":          func(s *plan.Step) { s.TypeID = "x" },
		"currency":      func(s *plan.Step) { s.Currency = "x" },
		"before":        func(s *plan.Step) { s.Before = nil },
		"end":           func(s *plan.Step) { s.End = october.First() },
		"what is first": func(s *plan.Step) { s.After = nil },
		"another first": func(s *plan.Step) { s.After[0] = "x" },
		"no release":    func(s *plan.Step) { s.Release = nil },
		"who":           func(s *plan.Step) { s.Release.Who = "x" },
		"why":           func(s *plan.Step) { s.Release.Why = "x" },
		"when":          func(s *plan.Step) { s.Release.When = "x" },
		"siblings":      func(s *plan.Step) { s.Expect.Siblings = "x" },
		"a source":      func(s *plan.Step) { s.Sources = append(s.Sources, plan.Source{TenantID: "x"}) },
		"source tenant": func(s *plan.Step) { s.Sources[0].TenantID = "x" },
		"product":       func(s *plan.Step) { s.Sources[0].Product = "x" },
	} {
		changed := roundTrip(t, p)
		tamper(&changed.Steps[fall])
		if changed.ComputeDigest() == p.Digest {
			t.Errorf("%s: the digest does not cover it", name)
		}
	}
	withheld := p.Steps[fall]
	withheld.ID, withheld.Verb = "other", plan.VerbWithhold
	more := p
	more.Steps = append(slices.Clone(p.Steps), withheld)
	if more.ComputeDigest() != p.Digest {
		t.Error("a withheld step changes the digest")
	}
}

func TestAgreementHashMembers(t *testing.T) {
	list := world().Directory.Agreements
	for name, edit := range map[string]func(*plan.Agreement){
		"company": func(a *plan.Agreement) { a.CompanyID = "x" }, "currency": func(a *plan.Agreement) { a.Currency = "x" }, "type": func(a *plan.Agreement) { a.TypeID = "x" },
		"start": func(a *plan.Agreement) { a.Start = october.First() }, "end": func(a *plan.Agreement) { a.End = october.First() },
		"billing start": func(a *plan.Agreement) { a.BillStart = october.First() },
	} {
		changed := slices.Clone(list)
		edit(&changed[0])
		if plan.AgreementHash(changed, agreement) == plan.AgreementHash(list, agreement) {
			t.Errorf("%s: the hash does not cover it", name)
		}
	}
}

// Whatever a step was resolved from makes it stale when it changes.
func TestSettingsHashMembers(t *testing.T) {
	in := world()
	standing(&in, 18)
	base := func(s *plan.Settings) {
		s.Consents = []plan.Consent{{AgreementID: agreement, ItemID: item, AdditionID: addition, Decision: pat}}
		s.Pins = []plan.Pin{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(20), Decision: pat}}
		s.Overwrites = []plan.Overwrite{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(20), Decision: pat}}
		s.Rules = []plan.Rule{{TenantID: tenant, Set: plan.Policy{Minimum: new(plan.Units(1))}}}
		s.Aliases = []catalog.Alias{{Code: "OWN", Product: product}}
		s.Limits.Money = []plan.MoneyLimit{{Currency: "USD", RunFall: amount("1000")}}
	}
	base(&in.Settings)
	step := plan.Build(in).Steps[0]
	for name, edit := range map[string]func(*plan.Settings){
		"pin's quantity":       func(s *plan.Settings) { s.Pins[0].Quantity = plan.Units(21) },
		"pin's last period":    func(s *plan.Settings) { s.Pins[0].LastPeriod = november },
		"overwrite's quantity": func(s *plan.Settings) { s.Overwrites[0].Quantity = plan.Units(21) },
		"consent's addition":   func(s *plan.Settings) { s.Consents[0].AdditionID = "x" },
		"siblings":             func(s *plan.Settings) { s.Consents[0].Siblings = plan.SiblingsSeparate },
		"closure":              func(s *plan.Settings) { s.Closures = []plan.Closure{{TenantID: tenant, LastPeriod: september}} },
		"route off":            func(s *plan.Settings) { s.Routes[0].Off = true },
		"route's company":      func(s *plan.Settings) { s.Routes[0].CompanyID = "x" },
		"route's agreement":    func(s *plan.Settings) { s.Routes[0].AgreementID = "x" },
		"mapping off":          func(s *plan.Settings) { s.Products[0].Off = true },
		"mapping's item":       func(s *plan.Settings) { s.Products[0].ItemID = "x" },
		"mapping of a customer": func(s *plan.Settings) {
			s.Products = append(s.Products, plan.ProductMapping{Product: product, TenantID: tenant, ItemID: "x"})
		},
		"rule":          func(s *plan.Settings) { s.Rules[0].Set.Minimum = new(plan.Units(2)) },
		"rule's end":    func(s *plan.Settings) { s.Rules[0].LastPeriod = september },
		"alias":         func(s *plan.Settings) { s.Aliases[0].Group = "x" },
		"money limit":   func(s *plan.Settings) { s.Limits.Money[0].RunFall = amount("1") },
		"closing day":   func(s *plan.Settings) { s.ClosingDay = 20 },
		"final after":   func(s *plan.Settings) { s.FinalAfterDays = 3 },
		"cycle":         func(s *plan.Settings) { s.Cycles[0].Months = 3 },
		"factor":        func(s *plan.Settings) { s.Policy.Factor = new(plan.Units(2)) },
		"tiers":         func(s *plan.Settings) { s.Policy.Tiers = new(plan.TiersHighest) },
		"timing":        func(s *plan.Settings) { s.Policy.Timing = new(plan.TimingArrears) },
		"no decrease":   func(s *plan.Settings) { s.Policy.NoDecreaseBefore = new(november) },
		"maximum of 0":  func(s *plan.Settings) { s.Policy.Maximum = new(plan.Quantity{}) },
		"unpriced":      func(s *plan.Settings) { s.Policy.AllowUnpriced = new(true) },
		"disappeared":   func(s *plan.Settings) { s.Policy.Disappeared = new(plan.DisappearedKeep) },
		"adopt":         func(s *plan.Settings) { s.Policy.Adopt = new(plan.AdoptPlan) },
		"cycle policy":  func(s *plan.Settings) { s.Policy.Cycle = new(plan.CycleHighest) },
		"item currency": func(s *plan.Settings) { s.Policy.Currency = new("EUR") },
	} {
		changed := world().Settings
		base(&changed)
		edit(&changed)
		if plan.Prepare(changed).Hash(step, october) == step.Expect.Settings {
			t.Errorf("%s: a change does not make the step stale", name)
		}
	}
	same := world().Settings
	base(&same)
	same.Pins = append(same.Pins, plan.Pin{AgreementID: "1", ItemID: item, Decision: pat})
	same.Rules = append(same.Rules, plan.Rule{TenantID: "other", Set: plan.Policy{Minimum: new(plan.Units(2))}})
	same.Schedule.Mode = plan.ModeDaily
	if plan.Prepare(same).Hash(step, october) != step.Expect.Settings {
		t.Error("settings of others make the step stale")
	}
}
