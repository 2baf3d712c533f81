package plan_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestDigestCoversWhatApplyReads(t *testing.T) {
	in := world()
	standing(&in, 18)
	p := plan.Build(in)
	if p.Digest == "" || p.Digest != p.ComputeDigest() {
		t.Fatalf("digest %q is not the computed one", p.Digest)
	}
	tampered := map[string]func(*plan.Plan){
		"partner":    func(p *plan.Plan) { p.Partner = "other" },
		"period":     func(p *plan.Plan) { p.Period = p.Period.Next() },
		"undoes":     func(p *plan.Plan) { p.Undoes = "20261102T090000Z-000001" },
		"expiry":     func(p *plan.Plan) { p.Expires = p.Expires.AddDays(1) },
		"usage":      func(p *plan.Plan) { p.UsageHash = "x" },
		"quantity":   func(p *plan.Plan) { p.Steps[0].Quantity = plan.Units(21) },
		"before":     func(p *plan.Plan) { p.Steps[0].Before = &plan.Before{Quantity: plan.Units(1)} },
		"addition":   func(p *plan.Plan) { p.Steps[0].AdditionID = "3402" },
		"agreement":  func(p *plan.Plan) { p.Steps[0].AgreementID = "315" },
		"item":       func(p *plan.Plan) { p.Steps[0].ItemID = "1351" },
		"verb":       func(p *plan.Plan) { p.Steps[0].Verb = plan.VerbAdopt },
		"invoice":    func(p *plan.Plan) { p.Steps[0].InvoiceDate = october.First() },
		"effective":  func(p *plan.Plan) { p.Steps[0].Effective = october.First() },
		"sources":    func(p *plan.Plan) { p.Steps[0].Sources[0].Units = plan.Units(1) },
		"stale hash": func(p *plan.Plan) { p.Steps[0].Expect.Agreement = "x" },
		"settings":   func(p *plan.Plan) { p.Steps[0].Expect.Settings = "x" },
		"a step":     func(p *plan.Plan) { p.Steps = nil },
	}
	for name, tamper := range tampered {
		copied := roundTrip(t, p)
		if copied.ComputeDigest() != p.Digest {
			t.Fatal("a plan that went through JSON has another digest")
		}
		tamper(&copied)
		if copied.ComputeDigest() == p.Digest {
			t.Errorf("%s: the digest does not cover it", name)
		}
	}
	bare, listed := p, roundTrip(t, p)
	bare.Steps, listed.Steps[0].Sources = []plan.Step{p.Steps[0]}, []plan.Source{}
	if bare.Steps[0].Sources = nil; bare.ComputeDigest() != listed.ComputeDigest() {
		t.Error("no sources and an empty list of sources are one thing")
	}
	shown := roundTrip(t, p)
	shown.Steps[0].Customer, shown.Findings = "renamed", nil
	if shown.ComputeDigest() != p.Digest {
		t.Error("a renamed customer must not need a new approval")
	}
}

func roundTrip(t *testing.T, p plan.Plan) plan.Plan {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var q plan.Plan
	if err := json.Unmarshal(b, &q); err != nil {
		t.Fatal(err)
	}
	return q
}

func TestUsageHashIgnoresOrder(t *testing.T) {
	u := plan.Usage{Period: october, Complete: true, Rows: []plan.UsageRow{row("A", 1), row("B", 2), row("A", 1)}}
	first := u.Hash()
	slices.Reverse(u.Rows)
	if u.Hash() != first {
		t.Error("the order of rows changes the hash")
	}
	u.Rows = u.Rows[:2]
	if u.Hash() == first {
		t.Error("a row that stands twice counts once")
	}
}

func TestAgreementHashIgnoresUnrelatedEdits(t *testing.T) {
	list := world().Directory.Agreements
	before := plan.AgreementHash(list, agreement)
	edits := map[string]struct {
		edit    func(*plan.Agreement)
		changes bool
	}{
		"name":         {func(a *plan.Agreement) { a.Name = "Renamed" }, false},
		"type":         {func(a *plan.Agreement) { a.TypeName = "Other" }, false},
		"cycle's name": {func(a *plan.Agreement) { a.CycleName = "Every month" }, false},
		"status":       {func(a *plan.Agreement) { a.Status = "Cancelled" }, true},
		"cancelled":    {func(a *plan.Agreement) { a.Cancelled = true }, true},
		"next invoice": {func(a *plan.Agreement) { a.NextInvoice = plan.NewDate(2027, time.January, 1) }, true},
		"cycle":        {func(a *plan.Agreement) { a.CycleID = "3" }, true},
		"parent":       {func(a *plan.Agreement) { a.ParentID = "1" }, true},
		"prorate":      {func(a *plan.Agreement) { a.Prorate = true }, true},
	}
	for name, e := range edits {
		changed := slices.Clone(list)
		e.edit(&changed[0])
		if got := plan.AgreementHash(changed, agreement) != before; got != e.changes {
			t.Errorf("%s: hash changed %v, want %v", name, got, e.changes)
		}
	}
}

func TestSettingsHashKnowsOnlyItsOwnStep(t *testing.T) {
	in := world()
	standing(&in, 18)
	step := plan.Build(in).Steps[0]
	other := in.Settings
	other.Routes = append(slices.Clone(other.Routes), plan.Route{TenantID: "someone else", CompanyID: "1", AgreementID: "1"})
	if plan.Prepare(other).Hash(step, october) != step.Expect.Settings {
		t.Error("another customer's mapping makes the step stale")
	}
	for name, edit := range map[string]func(*plan.Settings){
		"alias":     func(s *plan.Settings) { s.Aliases = alias("NEW", product) },
		"mapping":   func(s *plan.Settings) { s.Products = nil },
		"route":     func(s *plan.Settings) { s.Routes = nil },
		"exclusion": func(s *plan.Settings) { s.Exclusions = []plan.Exclusion{{TenantID: tenant, Reason: "x"}} },
		"consent":   func(s *plan.Settings) { s.Consents = []plan.Consent{{AgreementID: agreement, ItemID: item}} },
		"limits":    func(s *plan.Settings) { s.Limits.LineFallUnits = 1 },
		"cycles":    func(s *plan.Settings) { s.Cycles = nil },
		"quantity":  func(s *plan.Settings) { s.Policy.Quantity = new(plan.QuantityActual) },
		"item":      func(s *plan.Settings) { s.Policy.Combine = new(plan.CombineMax) },
	} {
		changed := in.Settings
		edit(&changed)
		if plan.Prepare(changed).Hash(step, october) == step.Expect.Settings {
			t.Errorf("%s: a change does not make the step stale", name)
		}
	}
}
