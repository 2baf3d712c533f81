package usagesync_test

import (
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// ofLine plans one step of each verb: a create, an update and an adoption, each on an agreement of its own.
func ofLine(b *bench) (p plan.Plan, ours, theirs string) {
	b.w.use("2", endpointCode, 10)
	b.sync()
	ours = b.w.on("2", endpointItem)[0].ID
	theirs = b.w.add("3", endpointItem, 5)
	b.consent("3", endpointItem, theirs)
	b.w.use("1", endpointCode, 20)
	b.w.use("2", endpointCode, 12)
	b.w.use("3", endpointCode, 6)
	return b.plan(), ours, theirs
}

func TestApplyRefusesStaleSteps(t *testing.T) {
	type change = func(b *bench, ours, theirs string)
	settings := func(f func(*plan.Settings)) change {
		return func(b *bench, _, _ string) { b.change(f) }
	}
	for name, test := range map[string]struct {
		change  change
		refused map[string]string
	}{
		"nothing changed": {func(*bench, string, string) {}, nil},
		"unrelated settings": {settings(func(s *plan.Settings) {
			s.Exclusions = append(s.Exclusions, plan.Exclusion{TenantID: "t9", Reason: "gone"})
		}), nil},
		"the mapping's item": {settings(func(s *plan.Settings) { s.Products[0].ItemID = mtrItem }),
			map[string]string{"1/501": "settings-changed", "2/501": "settings-changed", "3/501": "settings-changed"}},
		"one customer's route":  {settings(func(s *plan.Settings) { s.Routes[0].Off = true }), map[string]string{"1/501": "settings-changed"}},
		"the consent withdrawn": {settings(func(s *plan.Settings) { s.Consents = nil }), map[string]string{"3/501": "settings-changed"}},
		"agreement invoiced": {func(b *bench, _, _ string) { b.w.agreements[0].NextInvoice = plan.NewDate(2027, 1, 1) },
			map[string]string{"1/501": "agreement-changed"}},
		"agreement cancelled":  {func(b *bench, _, _ string) { b.w.agreements[1].Status = "Cancelled" }, map[string]string{"2/501": "agreement-changed"}},
		"agreement gone":       {func(b *bench, _, _ string) { b.w.agreements[0].ID = "99" }, map[string]string{"1/501": "agreement-changed"}},
		"agreement renamed":    {func(b *bench, _, _ string) { b.w.agreements[0].Name = "new" }, nil},
		"an addition appeared": {func(b *bench, _, _ string) { b.w.add("1", endpointItem, 20) }, map[string]string{"1/501": "addition-appeared"}},
		"an ended addition appeared": {func(b *bench, _, _ string) {
			b.w.edit(b.w.add("1", endpointItem, 20), func(a *plan.Addition) { a.Cancelled = plan.NewDate(2026, 11, 1) })
		}, nil},
		"an addition of another item appeared": {func(b *bench, _, _ string) { b.w.add("1", foreignItem, 20) }, nil},
		"a sibling appeared":                   {func(b *bench, _, _ string) { b.w.add("2", endpointItem, 20) }, map[string]string{"2/501": "addition-appeared"}},
		"quantity edited": {func(b *bench, ours, _ string) { b.w.edit(ours, func(a *plan.Addition) { a.Quantity = plan.Units(11) }) },
			map[string]string{"2/501": "quantity-changed"}},
		"adopted quantity edited": {func(b *bench, _, theirs string) {
			b.w.edit(theirs, func(a *plan.Addition) { a.Quantity = plan.Units(4) })
		}, map[string]string{"3/501": "quantity-changed"}},
		"addition gone": {func(b *bench, ours, _ string) { b.w.remove(ours) }, map[string]string{"2/501": "addition-gone"}},
		"addition ended": {func(b *bench, ours, _ string) {
			b.w.edit(ours, func(a *plan.Addition) { a.Cancelled = plan.NewDate(2026, 11, 15) })
		}, map[string]string{"2/501": "addition-ended"}},
		"addition ends later": {func(b *bench, ours, _ string) {
			b.w.edit(ours, func(a *plan.Addition) { a.Cancelled = plan.NewDate(2026, 11, 16) })
		}, nil},
		"addition of another item": {func(b *bench, ours, _ string) { b.w.edit(ours, func(a *plan.Addition) { a.ItemID = foreignItem }) },
			map[string]string{"2/501": "addition-moved"}},
		"addition unreadable": {func(b *bench, ours, _ string) { b.w.edit(ours, func(a *plan.Addition) { a.Doubt = "1e99" }) },
			map[string]string{"2/501": "addition-unreadable"}},
		"applied by another run": {func(b *bench, _, _ string) {
			b.w.use("2", endpointCode, 13)
			b.sync()
		}, map[string]string{"1/501": "line-changed", "2/501": "line-changed", "3/501": "line-changed"}},
		"a newer month applied": {func(b *bench, _, _ string) {
			b.w.use("2", endpointCode, 13)
			p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Period: october.Next(), Today: plan.NewDate(2026, 11, 30)})
			b.must(err)
			b.apply(p)
		}, map[string]string{"1/501": "superseded-period", "2/501": "superseded-period", "3/501": "superseded-period"}},
		"given up by a person": {func(b *bench, _, _ string) { b.must(b.s.Forget(b.Context(), "2/501", "Ada", "by hand from now on")) },
			map[string]string{"2/501": "line-changed"}},
		"a write on the line is not settled": {func(b *bench, _, _ string) {
			b.w.use("2", endpointCode, 13)
			b.w.faults = []fault{refused, never, refused}
			b.sync()
		}, map[string]string{"2/501": "unsettled"}},
		"the addition became another line's": {func(b *bench, _, theirs string) {
			b.w.edit(theirs, func(a *plan.Addition) { a.ItemID = mtrItem })
			b.w.use("3", mtrCode, 5)
			b.change(func(s *plan.Settings) { s.Consents[0].ItemID = mtrItem })
			b.sync()
		}, map[string]string{"1/501": "line-changed", "2/501": "line-changed", "3/501": "addition-owned"}},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 3, func(b *bench) {
				p, ours, theirs := ofLine(b)
				test.change(b, ours, theirs)
				time.Sleep(31 * time.Second) // what Plan read is not fresh any more
				writes := b.w.writes()
				want := map[string]string{"1/501": "done", "2/501": "done", "3/501": "adopted"}
				for line, reason := range test.refused {
					want[line] = "refused " + reason
				}
				res := b.apply(p)
				b.wantOutcomes(res, want)
				if got, want := b.w.writes()-writes, 3-len(test.refused); got != want {
					b.Errorf("%d writes, want %d", got, want)
				}
				for _, s := range res.Steps {
					if s.Outcome == usagesync.OutcomeRefused && (s.Detail == "" || s.Advice == "") {
						b.Errorf("refused without words: %+v", s)
					}
				}
			})
		})
	}
}

// A consent is asked for again when the step is applied: no digest stands for it.
func TestApplyAdoptsOnlyByConsent(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 6)
		theirs := b.w.add("1", endpointItem, 5)
		p := b.plan()
		s := &p.Steps[0]
		s.Verb, s.Quantity, s.AdditionID = plan.VerbAdopt, plan.Units(6), theirs
		redigest(&p)
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "refused no-consent"})
		s.Verb = plan.VerbUpdate
		redigest(&p)
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "refused line-changed"})
		if b.w.writes() != 0 {
			b.Error("a foreign addition was written")
		}
	})
}

func TestApplyUpdatesBesideSeparateSiblings(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 6)
		theirs := b.w.add("1", endpointItem, 5)
		other := b.w.add("1", endpointItem, 40)
		b.change(func(s *plan.Settings) {
			s.Consents = []plan.Consent{{AgreementID: "1", ItemID: endpointItem, AdditionID: theirs, Siblings: plan.SiblingsSeparate, Decision: plan.Decision{Who: "test"}}}
		})
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "adopted"})
		b.w.use("1", endpointCode, 7)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done"})
		for _, a := range b.w.on("1", endpointItem) {
			if a.ID == other && a.Quantity != plan.Units(40) {
				b.Errorf("the sibling holds %s", a.Quantity)
			}
		}
	})
}
