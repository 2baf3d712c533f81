package usagesync_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestApplyTheSamePlanAgain(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.use("2", endpointCode, 5)
		p := b.plan()
		b.w.faults = []fault{none, refused}
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "done", "2/501": "failed target-refused"})
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "unchanged already-applied", "2/501": "done"})
		b.wantOne("1", endpointItem, 20)
		b.wantOne("2", endpointItem, 5)
	})
}

func TestApplyToZero(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.sync()
		b.w.use("1", endpointCode, 0)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done"})
		b.wantOne("1", endpointItem, 0)
		b.wantQuiet()
	})
}

func TestApplyComparesTheAnswer(t *testing.T) {
	for name, twist := range map[string]func(*plan.Addition){
		"quantity":   func(a *plan.Addition) { a.Quantity = plan.Units(200) },
		"item":       func(a *plan.Addition) { a.ItemID = foreignItem },
		"agreement":  func(a *plan.Addition) { a.AgreementID = "2" },
		"date":       func(a *plan.Addition) { a.Effective = plan.NewDate(2026, 11, 1) },
		"unreadable": func(a *plan.Addition) { a.Doubt = "1e99" },
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 20)
				b.w.twist = func(a plan.Addition) plan.Addition { twist(&a); return a }
				res := b.sync()
				b.wantOutcomes(res, map[string]string{"1/501": "failed answer-differs"})
				if len(b.lines()) != 0 {
					b.Error("the addition is owned")
				}
				in := b.intents()
				if len(in) != 1 || in[0].State != usagesync.IntentQuarantined || len(in[0].Candidates) != 1 {
					b.Fatalf("intents %+v, want one in quarantine", in)
				}
				b.w.twist = nil
				time.Sleep(time.Hour)
				b.wantOutcomes(b.sync(), map[string]string{"1/501": "withheld unsettled"})
			})
		})
	}
}

// An answer that names no addition is no answer: the create is read back.
func TestApplyWithoutAnID(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.twist = func(plan.Addition) plan.Addition { return plan.Addition{} }
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "unknown answer-differs"})
		time.Sleep(usagesync.DefaultSettle)
		b.sync()
		b.wantOne("1", endpointItem, 20)
	})
}

func TestApplyComparesTheAnswerToAnUpdate(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.sync()
		b.w.use("1", endpointCode, 21)
		b.w.twist = func(a plan.Addition) plan.Addition { a.ID = "other"; return a }
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "unknown answer-differs"})
		if l := b.lines()["1/501"]; l.Quantity != plan.Units(20) {
			b.Errorf("line %+v is verified at an answer that differs", l)
		}
		time.Sleep(usagesync.DefaultSettle)
		b.sync()
		b.wantOne("1", endpointItem, 21)
	})
}

// Cancelled between its intent and its request, a write is not sent, and that is known.
func TestApplyWhenCancelledBehindAnIntent(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 2)
		b.w.use("2", endpointCode, 2)
		p := b.plan()
		ctx, cancel := context.WithCancel(b.Context())
		store := slowStore{Store: b.store, after: func(k usagesync.Kind) {
			if k == usagesync.KindIntent {
				cancel()
			}
		}}
		res, err := b.syncer(store, b.w).Apply(ctx, p, p.Digest)
		if !errors.Is(err, context.Canceled) {
			b.Fatalf("error %v", err)
		}
		b.wantOutcomes(res, map[string]string{"1/501": "failed not-sent", "2/501": "skipped stopped"})
		if b.w.writes() != 0 || len(b.intents()) != 0 {
			b.Errorf("%d writes, intents %+v", b.w.writes(), b.intents())
		}
	})
}
