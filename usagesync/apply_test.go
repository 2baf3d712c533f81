package usagesync_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestApplyDoesWhatWasPlannedAndNothingTwice(t *testing.T) {
	inNovember(t, 3, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.use("1", mtrCode, 5)
		b.w.use("2", endpointCode, 7)
		b.w.use("3", endpointCode, 9)
		adopted, right := b.w.add("2", endpointItem, 6), b.w.add("3", endpointItem, 9)
		b.consent("2", endpointItem, adopted)
		b.consent("3", endpointItem, right)
		foreign := b.w.add("1", foreignItem, 3)
		before := b.w.on("1", foreignItem)

		res := b.sync()
		b.wantOutcomes(res, map[string]string{"1/501": "done", "1/502": "done", "2/501": "adopted", "3/501": "adopted"})
		if !res.Clean() {
			b.Error("the result is not clean")
		}
		b.wantOne("1", endpointItem, 20)
		b.wantOne("1", mtrItem, 5)
		b.wantOne("2", endpointItem, 7)
		b.wantOne("3", endpointItem, 9)
		if diff := cmp.Diff(before, b.w.on("1", foreignItem)); diff != "" {
			b.Errorf("foreign addition %s changed:\n%s", foreign, diff)
		}
		if got, want := b.w.writes(), 3; got != want {
			b.Errorf("%d writes, want %d: an adoption that is right already sends nothing", got, want)
		}
		b.wantQuiet()

		b.w.use("1", endpointCode, 22)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done", "1/502": "unchanged", "2/501": "unchanged", "3/501": "unchanged"})
		b.wantOne("1", endpointItem, 22)
		if len(b.intents()) != 0 {
			b.Error("intents left")
		}
	})
}

func TestApplyGoesOnAfterAFailedStep(t *testing.T) {
	inNovember(t, 4, func(b *bench) {
		for _, c := range []string{"1", "2", "3", "4"} {
			b.w.use(c, endpointCode, 2)
		}
		p := b.plan()
		time.Sleep(time.Minute)
		b.w.onList = func(agreement string) error {
			if agreement == "3" {
				return errors.New("503 unavailable")
			}
			return nil
		}
		b.w.faults = []fault{refused, never}
		res := b.apply(p)
		b.wantOutcomes(res, map[string]string{
			"1/501": "failed target-refused", "2/501": "unknown outcome-unknown", "3/501": "failed read-failed", "4/501": "done",
		})
		if res.Clean() {
			b.Error("the result is clean")
		}
		if want := time.Now().Add(usagesync.DefaultSettle); !res.Steps[1].NotBefore.Equal(want) {
			b.Errorf("to be settled at %s, want %s", res.Steps[1].NotBefore, want)
		}
	})
}

func TestApplyStopsWithoutCredentials(t *testing.T) {
	inNovember(t, 3, func(b *bench) {
		for _, c := range []string{"1", "2", "3"} {
			b.w.use(c, endpointCode, 2)
		}
		b.w.faults = []fault{none, revoked}
		p := b.plan()
		res, err := b.s.Apply(b.Context(), p, p.Digest)
		if !usagesync.IsStop(err) {
			b.Fatalf("error %v, want one that stops the run", err)
		}
		b.wantOutcomes(res, map[string]string{"1/501": "done", "2/501": "failed target-refused", "3/501": "skipped stopped"})
		for run, err := range b.s.Runs(b.Context()) {
			b.must(err)
			if run.Stopped == "" || run.Finished.IsZero() || run.Outcomes[usagesync.OutcomeSkipped] != 1 {
				b.Errorf("run %+v", run)
			}
		}
	})
}

func TestApplyWhenCancelled(t *testing.T) {
	for _, verb := range []plan.Verb{plan.VerbCreate, plan.VerbUpdate} {
		t.Run(string(verb), func(t *testing.T) {
			inNovember(t, 3, func(b *bench) {
				if verb == plan.VerbUpdate {
					b.w.use("1", endpointCode, 3)
					b.sync()
				}
				for _, c := range []string{"1", "2", "3"} {
					b.w.use(c, endpointCode, 2)
				}
				p := b.plan()
				writes := b.w.writes()
				ctx, cancel := context.WithCancel(b.Context())
				b.w.onWrite = cancel // while the first write is under way
				res, err := b.s.Apply(ctx, p, p.Digest)
				if !errors.Is(err, context.Canceled) {
					b.Fatalf("error %v", err)
				}
				b.wantOutcomes(res, map[string]string{"1/501": "done", "2/501": "skipped stopped", "3/501": "skipped stopped"})
				b.wantOne("1", endpointItem, 2)
				if n := b.w.writes() - writes; n != 1 {
					b.Errorf("%d writes after the cancellation of the first", n)
				}
				if len(b.intents()) != 0 {
					b.Error("a known outcome was lost")
				}
				b.w.onWrite = nil
				b.wantOutcomes(b.sync(), map[string]string{"1/501": "unchanged", "2/501": "done", "3/501": "done"})
			})
		})
	}
}

func TestApplyStopsWhenReadingIsRefused(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 2)
		b.w.use("2", endpointCode, 2)
		p := b.plan()
		time.Sleep(time.Minute)
		b.w.onList = only("1", usagesync.Stop(errLost))
		res, err := b.s.Apply(b.Context(), p, p.Digest)
		if !usagesync.IsStop(err) {
			b.Errorf("error %v, want one that stops the run", err)
		}
		b.wantOutcomes(res, map[string]string{"1/501": "skipped stopped", "2/501": "skipped stopped"})
	})
}
