package usagesync_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// keys returns the keys of the records of a kind.
func (b *bench) keys(k usagesync.Kind) (all []string) {
	b.Helper()
	for after := ""; ; {
		page, err := b.store.Scan(b.Context(), "msp", k, after, 100)
		b.must(err)
		for _, r := range page {
			all = append(all, r.Key)
			after = r.Key
		}
		if len(page) < 100 {
			return all
		}
	}
}

// kept counts the records that runs by slices keep.
func (b *bench) kept() map[usagesync.Kind]int {
	b.Helper()
	n := map[usagesync.Kind]int{}
	for _, k := range []usagesync.Kind{
		usagesync.KindCursor, usagesync.KindUsage, usagesync.KindPull, usagesync.KindFragment, usagesync.KindPlan, usagesync.KindOutcome,
	} {
		n[k] = len(b.keys(k))
	}
	return n
}

// What is left of a finished run: its plan until the next run begins, its report, and where it stands.
func TestRunsClearUp(t *testing.T) {
	inNovember(t, 3, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		want := map[usagesync.Kind]int{
			usagesync.KindCursor: 1, usagesync.KindUsage: 2, usagesync.KindPull: 0, usagesync.KindFragment: 0,
			usagesync.KindPlan: 2, usagesync.KindOutcome: 0,
		}
		first := b.finish(b.s, unattended)
		if diff := cmp.Diff(want, b.kept()); diff != "" {
			b.Errorf("after a run (-want +got):\n%s", diff)
		}
		time.Sleep(time.Hour)
		again := refusing{b.store, func(w usagesync.Write) bool { return w.Kind == usagesync.KindUsage }}
		b.finish(b.syncer(again, b.w), unattended) // of the same report, which is stored once
		if diff := cmp.Diff(want, b.kept()); diff != "" {
			b.Errorf("after a second one (-want +got):\n%s", diff)
		}
		if _, err := b.s.StoredPlan(b.Context(), first.Digest); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("the first plan: %v", err)
		}

		b.w.use("2", endpointCode, 3)
		out, _ := b.until(b.s, usagesync.SliceRequest{Budget: step}, usagesync.SliceWait)
		if n := b.kept(); n[usagesync.KindPull] != 4 || n[usagesync.KindFragment] != 3 || n[usagesync.KindUsage] != 4 {
			b.Errorf("at the gate: %v", n)
		}
		b.must(b.s.Reject(b.Context(), out.Digest, "anna"))
		b.w.use("2", endpointCode, -1)
		b.finish(b.s, unattended)
		if diff := cmp.Diff(want, b.kept()); diff != "" {
			b.Errorf("after a run that was rejected, and another one (-want +got):\n%s", diff)
		}
	})
}

// Nothing of an intent is ever cleared away.
func TestClearingUpSparesIntents(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.w.use("2", endpointCode, 3)
		b.w.faults = []fault{lost, lost}
		out := b.slice(b.s, usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits})
		if len(b.intents()) != 2 || out.State != usagesync.SliceWait {
			b.Fatalf("%+v", out)
		}
		ours := b.w.on("2", endpointItem)[0]
		ours.ID = "another of the same"
		b.w.all = append(b.w.all, ours)
		time.Sleep(5 * 24 * time.Hour) // the plan expired meanwhile
		out = b.finish(b.s, unattended)
		b.wantOne("1", endpointItem, 3)
		if in := b.intents(); len(in) != 1 || in[0].State != usagesync.IntentQuarantined {
			b.Errorf("intents %+v", in)
		}
		if out.Result.Settled[0].Verdict != usagesync.VerdictDone || out.Result.Settled[1].Verdict != usagesync.VerdictQuarantined {
			b.Errorf("settled %+v", out.Result.Settled)
		}
		for run, err := range b.s.Runs(b.Context()) {
			b.must(err)
			if stopped := run.ID != out.Run; stopped != strings.Contains(run.Stopped, "expired") || run.Finished.IsZero() {
				b.Errorf("run %+v", run)
			}
		}
	})
}

func TestUnreadableCursor(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		for _, data := range []string{`{"run":"x","phase":"dance","expires":"2026-12-31"}`, `{"run":1}`} {
			b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{Kind: usagesync.KindCursor, Key: "current", IfRev: usagesync.IfAny, Data: []byte(data)}))
			out, err := b.s.RunSlice(b.Context(), unattended)
			if _, ok := errors.AsType[*usagesync.StoreError](err); !ok || out.State != "" {
				b.Errorf("%s: %+v, %v", data, out, err)
			}
		}
	})
}

func TestSliceNeedsSettings(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{Kind: usagesync.KindSettings, Key: "current", IfRev: usagesync.IfAny, Data: []byte(`{"unknown":1}`)}))
		_, err := b.s.RunSlice(b.Context(), unattended)
		if got, ok := errors.AsType[*usagesync.PlanError](err); !ok || got.Phase != usagesync.PhaseSettings {
			b.Error(err)
		}
	})
}

// The last finished month is that of where months are counted.
func TestRunOfTheLastFinishedMonth(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.change(func(s *plan.Settings) { s.TimeZone = "Pacific/Auckland" })
		time.Sleep(time.Until(time.Date(2026, time.November, 30, 12, 0, 0, 0, time.UTC))) // 1 December there
		if out := b.slice(b.s, unattended); out.Period != october.Next() {
			b.Errorf("run of %s", out.Period)
		}
	})
}
