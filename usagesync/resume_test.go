package usagesync_test

import (
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

var attended = usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits}

// A create that is committed late is waited for, in one run.
func TestSliceWaitsForTheSettleWindow(t *testing.T) {
	for _, f := range []fault{lost, late, never} {
		for name, req := range map[string]usagesync.SliceRequest{"one slice": attended, "many": unattended} {
			t.Run(string(f)+", "+name, func(t *testing.T) {
				inNovember(t, 3, func(b *bench) {
					for _, tenant := range b.w.tenants {
						b.w.use(tenant.ID[1:], endpointCode, 3)
					}
					b.w.faults = []fault{none, f}
					out, _ := b.until(b.s, req, usagesync.SliceWait)
					if want := time.Now().Add(window); !out.Until.Equal(want) || out.Phase != usagesync.PhaseApply || out.Done != 2 || out.Total != 3 {
						b.Errorf("%+v, want to wait until %s", out, want)
					}
					b.wantOne("3", endpointItem, 3) // everything else is done
					if again := b.slice(b.s, req); again.State != usagesync.SliceWait || !again.Until.Equal(out.Until) {
						b.Errorf("too early: %+v", again)
					}
					time.Sleep(time.Until(out.Until))
					out = b.finish(b.worker().s, req)
					b.wantOutcomes(*out.Result, map[string]string{"1/501": "done", "2/501": "done", "3/501": "done"})
					if len(out.Result.Settled) != 1 || !out.Result.Clean() {
						b.Errorf("settled %+v", out.Result.Settled)
					}
					b.wantOne("2", endpointItem, 3)
					b.wantQuiet()
				})
			})
		}
	}
}

// A settle window that ends while the slice does something else is no reason to end the run without a verdict.
func TestSettleWindowEndsDuringASlice(t *testing.T) {
	inNovember(t, 12, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 3)
		}
		b.w.faults = []fault{lost}
		b.w.onWrite = func() { time.Sleep(40 * time.Second) }
		out := b.slice(b.s, usagesync.SliceRequest{Budget: time.Hour, Approve: usagesync.ApproveWithinLimits})
		if out.State != usagesync.SliceWait || out.Until.IsZero() || out.Until.After(time.Now()) || out.Done != 11 {
			b.Errorf("%+v, want to go on at once", out)
		}
		out = b.slice(b.s, attended)
		if out.State != usagesync.SliceDone || out.Result.Count(usagesync.OutcomeDone) != 12 {
			b.Errorf("%+v", out)
		}
	})
}

// A target that loses every request doesn't hold up the run for ever.
func TestWriteThatIsLostAgainAndAgain(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.w.use("2", endpointCode, 3)
		b.w.faults = []fault{never, none, never, never, never}
		out := b.finish(b.s, attended)
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "failed outcome-unknown", "2/501": "done"})
		if n := b.w.count("create"); n != 3 || len(b.intents()) != 0 {
			b.Errorf("%d creates, intents %+v", n, b.intents())
		}
		b.w.faults = nil
		b.finish(b.s, attended)
		b.wantOne("1", endpointItem, 3)
	})
}

// A write that waits to be settled since before the run is settled before it is planned: no extra run is needed.
func TestRunSettlesBeforeItPlans(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.w.faults = []fault{lost}
		b.sync()
		time.Sleep(window)
		b.w.use("1", endpointCode, 4)
		out := b.finish(b.s, unattended)
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "done"})
		if s := out.Result.Settled; len(s) != 1 || s[0].Verdict != usagesync.VerdictDone {
			b.Errorf("settled %+v", s)
		}
		b.wantOne("1", endpointItem, 4)
	})
}

// An unsettled write on a line that the plan withholds is waited for, too.
func TestRunWaitsForWhatItDidNotWrite(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.w.faults = []fault{lost}
		b.sync()
		out, _ := b.until(b.s, unattended, usagesync.SliceWait)
		if !out.Until.Equal(time.Now().Add(window)) {
			b.Errorf("%+v", out)
		}
		out = b.finish(b.s, unattended)
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "withheld unsettled"})
		b.wantOne("1", endpointItem, 3)
	})
}

// A write whose agreement can't be read doesn't hold up the run: it stays for the next one.
func TestRunEndsWithoutAVerdict(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.w.faults = []fault{lost}
		out, _ := b.until(b.s, attended, usagesync.SliceWait)
		time.Sleep(time.Until(out.Until))
		b.w.onList = only("1", errLost)
		out = b.slice(b.s, attended)
		if out.State != usagesync.SliceDone || out.Result.Clean() || len(b.intents()) != 1 {
			b.Fatalf("%+v", out)
		}
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "refused unsettled"})
		b.w.onList = nil
		b.finish(b.s, attended)
		b.wantOne("1", endpointItem, 3)
	})
}

// Many writes to settle are settled within the budget, some in each slice.
func TestSettlingKeepsTheBudget(t *testing.T) {
	inNovember(t, 6, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 3)
			b.w.faults = append(b.w.faults, lost)
		}
		out, _ := b.until(b.s, attended, usagesync.SliceWait)
		time.Sleep(time.Until(out.Until))
		b.w.onList = func(string) error { time.Sleep(20 * time.Second); return nil }
		for _, want := range []int{3, 0} {
			out = b.slice(b.s, usagesync.SliceRequest{Budget: 45 * time.Second})
			if left := len(b.intents()); left != want {
				b.Errorf("%d intents left, want %d: %+v", left, want, out)
			}
		}
		if out.State != usagesync.SliceDone || out.Result.Count(usagesync.OutcomeDone) != 6 || len(out.Result.Settled) != 6 {
			b.Errorf("%+v", out)
		}
	})
}

// Steps that were refused or failed in one slice have the same result in the last one, and are not tried again.
func TestOutcomesOfEarlierSlices(t *testing.T) {
	inNovember(t, 4, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 3)
		}
		out, _ := b.until(b.s, usagesync.SliceRequest{}, usagesync.SliceWait)
		b.w.add("2", endpointItem, 3)
		b.must(b.s.Approve(b.Context(), out.Digest, "anna"))
		b.w.faults = []fault{refused}
		b.w.calls = nil
		out = b.finish(b.s, usagesync.SliceRequest{Budget: step})
		b.wantOutcomes(*out.Result, map[string]string{
			"1/501": "failed target-refused", "2/501": "refused addition-appeared", "3/501": "done", "4/501": "done",
		})
		for _, s := range out.Result.Steps[:2] {
			if s.Detail == "" || s.Advice == "" {
				b.Errorf("%+v", s)
			}
		}
		if n := b.w.count("list"); n != 4 {
			b.Errorf("%d lists, want one per step", n)
		}
	})
}
