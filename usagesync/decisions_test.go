package usagesync_test

import (
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// inDecember goes on to 2 December, when November is over and December's invoice comes next.
func (b *bench) inDecember() {
	b.Helper()
	time.Sleep(time.Until(time.Date(2026, time.December, 2, 9, 0, 0, 0, time.UTC)))
	for i := range b.w.agreements {
		b.w.agreements[i].NextInvoice = plan.NewDate(2026, 12, 15)
	}
}

// wantStep checks the one step of a plan.
func (b *bench) wantStep(verb plan.Verb, reason plan.Code, quantity int64) plan.Step {
	b.Helper()
	p := b.plan()
	if len(p.Steps) != 1 || p.Steps[0].Verb != verb || p.Steps[0].Reason != reason || p.Steps[0].Quantity != plan.Units(quantity) {
		b.Fatalf("steps %+v, want one: %s %d %s", p.Steps, verb, quantity, reason)
	}
	return p.Steps[0]
}

// byHand sets what the one addition holds, as a person would in ConnectWise.
func (b *bench) byHand(quantity int64) {
	b.w.edit(b.w.on("1", endpointItem)[0].ID, func(a *plan.Addition) {
		a.Quantity, a.UpdatedBy, a.UpdatedAt = plan.Units(quantity), "carla", time.Now().UTC().Format(time.RFC3339)
	})
}

// edited is October with 20 seats billed, and then 25 entered by hand while the report says 22.
func edited(t *testing.T, f func(b *bench, s plan.Step)) {
	t.Helper()
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.sync()
		b.wantOne("1", endpointItem, 20)
		time.Sleep(time.Hour)
		b.byHand(25)
		b.w.use("1", endpointCode, 22)
		time.Sleep(time.Hour)
		s := b.wantStep(plan.VerbWithhold, plan.EditedByHand, 22)
		b.sync()
		b.wantHeld(25)
		f(b, s)
	})
}

// wantHeld checks that the addition still holds what a person entered.
func (b *bench) wantHeld(quantity int64) {
	b.Helper()
	if got := b.w.on("1", endpointItem); len(got) != 1 || got[0].Quantity != plan.Units(quantity) {
		b.Errorf("additions %+v, want the %d that were entered by hand", got, quantity)
	}
}

// Accepted for October: 25 seats are invoiced for it, and in November usage counts again.
func TestAHandEditIsAccepted(t *testing.T) {
	edited(t, func(b *bench, s plan.Step) {
		b.decide(func(set *plan.Settings) error { return set.Accept(s, october, b.now()) })
		b.wantStep(plan.VerbNone, "", 25)
		b.sync()
		b.wantOne("1", endpointItem, 25)
		b.inDecember()
		b.w.use("1", endpointCode, 23)
		b.wantStep(plan.VerbUpdate, "", 23)
		b.sync()
		b.wantOne("1", endpointItem, 23)
	})
}

// Three more by hand than were used, five more than were billed: they stay five more than are used.
func TestAHandEditBecomesAnOffset(t *testing.T) {
	edited(t, func(b *bench, s plan.Step) {
		line := b.lines()[s.ID]
		b.decide(func(set *plan.Settings) error { return set.Offset(s, line, october, b.now()) })
		again := b.decide(func(set *plan.Settings) error { return set.Offset(s, line, october, b.now()) })
		if len(again.Changes) != 0 {
			b.Errorf("decided twice, added twice: %s", again.Changes)
		}
		b.wantStep(plan.VerbUpdate, "", 27)
		b.sync()
		b.wantOne("1", endpointItem, 27)
		b.inDecember()
		b.w.use("1", endpointCode, 18)
		b.sync()
		b.wantOne("1", endpointItem, 23)

		// Somebody edits again, and the offset grows by what they added.
		time.Sleep(time.Hour)
		b.byHand(24)
		b.w.use("1", endpointCode, 20)
		time.Sleep(time.Hour)
		s = b.wantStep(plan.VerbWithhold, plan.EditedByHand, 25)
		b.decide(func(set *plan.Settings) error { return set.Offset(s, b.lines()[s.ID], october.Next(), b.now()) })
		b.sync()
		b.wantOne("1", endpointItem, 26)
	})
}

// Overwritten: usage counts at once, and a later edit needs a new decision even when it is to the same quantity.
func TestAHandEditIsOverwritten(t *testing.T) {
	edited(t, func(b *bench, s plan.Step) {
		b.decide(func(set *plan.Settings) error { return set.Overwrite(s, b.now()) })
		b.wantStep(plan.VerbUpdate, "", 22)
		b.sync()
		b.wantOne("1", endpointItem, 22)
		b.inDecember()
		b.w.use("1", endpointCode, 23)
		b.sync()
		b.wantOne("1", endpointItem, 23)
		time.Sleep(time.Hour)
		b.byHand(25)
		time.Sleep(time.Hour)
		s = b.wantStep(plan.VerbWithhold, plan.EditedByHand, 23)
		b.decide(func(set *plan.Settings) error { return set.Overwrite(s, b.now()) })
		b.sync()
		b.wantOne("1", endpointItem, 23)
	})
}

// A plan that counted on an overwrite is not carried out once the person took it back.
func TestAnOverwriteThatWasTakenBack(t *testing.T) {
	edited(t, func(b *bench, s plan.Step) {
		b.decide(func(set *plan.Settings) error { return set.Overwrite(s, b.now()) })
		p := b.plan()
		b.change(func(set *plan.Settings) { set.Overwrites = nil })
		time.Sleep(time.Minute)
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "refused settings-changed"})
		b.wantHeld(25)
	})
}

// now is Dana's decision at this moment.
func (b *bench) now() plan.Decision {
	d := dana
	d.When = time.Now().UTC().Format(time.RFC3339)
	return d
}

// A release is for one plan: who and why stand in it, and the next plan withholds again.
func TestAReleasedStep(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.sync()
		b.w.use("1", endpointCode, 8)
		b.wantStep(plan.VerbWithhold, plan.LineFallLimit, 8)
		release, err := plan.ReleaseOf(b.plan(), "1/501", dana)
		b.must(err)
		held := b.plan()
		p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Releases: []plan.Release{release}})
		b.must(err)
		if p.Digest == held.Digest || p.Steps[0].Verb != plan.VerbUpdate || p.Steps[0].Release == nil || *p.Steps[0].Release != release {
			b.Errorf("released: %+v", p.Steps[0])
		}
		release.Why = ""
		if _, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Releases: []plan.Release{release}}); err == nil {
			b.Error("a release without a reason was planned")
		}
		b.wantStep(plan.VerbWithhold, plan.LineFallLimit, 8)
		b.apply(p)
		b.wantOne("1", endpointItem, 8)
	})
}

// A second writer's edit is not a hand edit: once the other program is off, releasing the step takes the line back.
func TestASecondWriterIsReleased(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.names = map[string]string{endpointItem: endpoint}
		b.w.use("1", endpointCode, 20)
		b.sync()
		b.byHand(19)
		s := b.wantStep(plan.VerbWithhold, plan.SecondWriter, 20)
		if _, err := b.s.Edit(b.Context(), dana, func(set *plan.Settings) error { return set.Overwrite(s, b.now()) }); err == nil {
			b.Error("another program's edit was taken for a person's")
		}
		release, err := plan.ReleaseOf(b.plan(), s.ID, dana)
		b.must(err)
		p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Releases: []plan.Release{release}})
		b.must(err)
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "done"})
		b.wantOne("1", endpointItem, 20)
	})
}

// A customer left in the middle of nowhere: 80 seats stay billed until somebody closes it, in every plan.
func TestALeaverIsClosed(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 80)
		b.sync()
		b.inDecember()
		b.w.use("1", endpointCode, -1)
		b.w.use("9", endpointCode, 1) // somebody else's: the report is not empty
		b.w.tenants[0].BillingType = "term"
		b.wantStep(plan.VerbWithhold, plan.Orphaned, 0)
		b.sync()
		b.wantOne("1", endpointItem, 80)
		b.decide(func(set *plan.Settings) error { return set.Close("T1", october, b.now()) })
		b.wantStep(plan.VerbUpdate, "", 0)
		b.sync()
		b.wantOne("1", endpointItem, 0)
		b.decide(func(set *plan.Settings) error { return set.Close("t1", october, b.now()) })
		b.wantStep(plan.VerbNone, "", 0)
	})
}

// A customer goes on as another account in Sophos Central: its line goes on too.
func TestACustomerMoves(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.sync()
		b.inDecember()
		b.w.use("1", endpointCode, -1)
		b.w.tenants = []plan.Tenant{{ID: "t7", Name: "Customer 1 again", BillingType: plan.BillingUsage}}
		b.w.use("7", endpointCode, 22)
		b.wantStep(plan.VerbWithhold, plan.Orphaned, 0)
		b.decide(func(set *plan.Settings) error { return set.Move("t1", "t7", october, b.now()) })
		b.wantStep(plan.VerbUpdate, "", 22)
		b.sync()
		b.wantOne("1", endpointItem, 22)
	})
}

// An agreement is renewed: October's usage stays where it was billed, November's goes to the new agreement, whose copied
// addition is adopted by its own consent.
func TestAnAgreementIsRenewed(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.sync()
		b.inDecember()
		next := b.w.agreements[0]
		next.ID, next.Name, next.Start, next.BillStart = "2", "Agreement 2", plan.NewDate(2026, 12, 1), plan.NewDate(2026, 12, 1)
		b.w.agreements[0].Status, b.w.agreements[0].End = plan.StatusExpired, plan.NewDate(2026, 11, 30)
		b.w.agreements = append(b.w.agreements, next)
		copied := b.w.add("2", endpointItem, 20)
		b.w.use("1", endpointCode, 23)
		b.wantStep(plan.VerbWithhold, plan.AgreementEnded, 23)
		b.decide(func(set *plan.Settings) error { return set.Renew("1", next, october.Next(), b.now()) })
		step := b.wantStep(plan.VerbWithhold, plan.NeedsConsent, 23)
		b.decide(func(set *plan.Settings) error { return set.Adopt(step, b.now()) })
		b.sync()
		b.wantOne("2", endpointItem, 23)
		if is := b.w.on("2", endpointItem)[0].ID; is != copied {
			b.Errorf("addition %s, not the copied one, %s", is, copied)
		}
		b.wantHeld(20)
	})
}
