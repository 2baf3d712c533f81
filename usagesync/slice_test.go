package usagesync_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// step is a budget that is spent when the slice begins, so that it does one thing.
const step time.Duration = -1

// unattended is a request whose slices do one thing each.
var unattended = usagesync.SliceRequest{Budget: step, Approve: usagesync.ApproveWithinLimits}

// worker is a process that works slices: its source and target write down every call.
type worker struct {
	*world
	s *usagesync.Syncer
}

func (w *worker) note(call string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
}

func (w *worker) Tenants(ctx context.Context) iter.Seq2[plan.Tenant, error] {
	w.note("tenants")
	return w.world.Tenants(ctx)
}

func (w *worker) Usage(ctx context.Context, p plan.Period) (plan.Usage, error) {
	w.note("usage")
	return w.world.Usage(ctx, p)
}

// worker returns a new process.
func (b *bench) worker() *worker {
	b.Helper()
	w := &worker{world: b.w}
	w.s = b.syncerOf(b.store, w, w)
	return w
}

func (b *bench) syncerOf(store usagesync.Store, source usagesync.Source, target usagesync.Target) *usagesync.Syncer {
	b.Helper()
	s, err := usagesync.New(usagesync.Config{Partner: "msp", Source: source, Target: target, Store: store, Member: "api"})
	b.must(err)
	return s
}

// slice works one slice that must not fail.
func (b *bench) slice(s *usagesync.Syncer, req usagesync.SliceRequest) usagesync.Slice {
	b.Helper()
	out, err := s.RunSlice(b.Context(), req)
	b.must(err)
	return out
}

// until works slices until one says so, and returns it with how many there were.
func (b *bench) until(s *usagesync.Syncer, req usagesync.SliceRequest, state usagesync.SliceState) (usagesync.Slice, int) {
	b.Helper()
	for n := 1; n < 1000; n++ {
		if out := b.slice(s, req); out.State == state {
			return out, n
		}
	}
	b.Fatalf("no slice is %s", state)
	return usagesync.Slice{}, 0
}

// finish works slices as a job engine would, until the run is done.
func (b *bench) finish(s *usagesync.Syncer, req usagesync.SliceRequest) usagesync.Slice {
	b.Helper()
	for range 1000 {
		switch out := b.slice(s, req); {
		case out.State == usagesync.SliceDone:
			return out
		case out.State == usagesync.SliceWait && out.Until.IsZero():
			b.Fatalf("waits for a person: %+v", out)
		case out.State == usagesync.SliceWait:
			time.Sleep(time.Until(out.Until))
		}
	}
	b.Fatal("the run does not end")
	return usagesync.Slice{}
}

// A run by slices is Plan and Apply: the same plan, the same requests, the same additions.
func TestSlicesDoWhatPlanAndApplyDo(t *testing.T) {
	for name, budget := range map[string]time.Duration{"in one slice": 0, "in many": step} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(outer *bench) {
				whole := busy(outer.T)
				whole.w.calls = nil
				p := whole.plan()
				want := whole.apply(p)

				b := busy(outer.T)
				b.w.calls = nil
				out := b.finish(b.s, usagesync.SliceRequest{Budget: budget, Approve: usagesync.ApproveWithinLimits})
				if out.Digest != p.Digest || out.Period != october || out.Phase != usagesync.PhaseApply || out.ApprovedBy != "within-limits" {
					b.Errorf("%+v, want plan %s", out, p.Digest)
				}
				stored, err := b.s.StoredPlan(b.Context(), p.Digest)
				b.must(err)
				if diff := cmp.Diff(p, stored); diff != "" {
					b.Errorf("plan (-Plan +slices):\n%s", diff)
				}
				if diff := cmp.Diff(want.Steps, out.Result.Steps); diff != "" {
					b.Errorf("results (-Apply +slices):\n%s", diff)
				}
				if out.Done != 5 || out.Total != 5 || !out.Result.Clean() || out.Result.Run != out.Run || out.Result.Settled == nil {
					b.Errorf("%+v", out)
				}
				if diff := cmp.Diff(whole.w.all, b.w.all); diff != "" {
					b.Errorf("additions (-Apply +slices):\n%s", diff)
				}
				if diff := cmp.Diff(whole.lines(), b.lines()); diff != "" {
					b.Errorf("lines (-Apply +slices):\n%s", diff)
				}
				if budget == 0 && len(whole.w.calls) != len(b.w.calls) {
					b.Errorf("requests %v, want %v", b.w.calls, whole.w.calls)
				}
				if got := len(b.facts(out.Run)); got != 2*4+1 {
					b.Errorf("%d journal entries of the run", got)
				}
				var runs []usagesync.Run
				for run, err := range b.s.Runs(b.Context()) {
					b.must(err)
					runs = append(runs, run)
				}
				if last := runs[len(runs)-1]; len(runs) != 2 || last.ID != out.Run || last.Finished.IsZero() || last.ApprovedBy != "within-limits" || last.Outcomes[usagesync.OutcomeDone] != 3 {
					b.Errorf("runs %+v", runs)
				}
				b.wantQuiet()
			})
		})
	}
}

// Whatever the budget, usage and directory are read once, an agreement once to plan, and once more before each of its
// writes, unless that was just now.
func TestRequestsOfSlices(t *testing.T) {
	for name, budget := range map[string]time.Duration{"one thing per slice": step, "an hour": time.Hour} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 45, func(b *bench) {
				for _, tenant := range b.w.tenants[:7] {
					b.w.use(tenant.ID[1:], endpointCode, 3)
				}
				w := b.worker()
				b.finish(w.s, usagesync.SliceRequest{Budget: budget, Approve: usagesync.ApproveWithinLimits})
				got := map[string]int{}
				for _, c := range b.w.calls {
					word, _, _ := strings.Cut(c, " ")
					got[word]++
				}
				want := map[string]int{"tenants": 1, "usage": 1, "directory": 1, "list": 45, "agreements": 1, "create": 7}
				if budget == step {
					want["list"], want["agreements"] = 45+7, 7 // no slice has a fresh reading
				}
				if diff := cmp.Diff(want, got); diff != "" {
					b.Errorf("requests (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestSliceEndsWithItsBudget(t *testing.T) {
	inNovember(t, 10, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 3)
		}
		b.w.onWrite = func() { time.Sleep(10 * time.Second) }
		req := usagesync.SliceRequest{Budget: 35 * time.Second, Approve: usagesync.ApproveWithinLimits}
		for _, want := range []int{4, 8} {
			start := time.Now()
			out := b.slice(b.s, req)
			if took := time.Since(start); out.State != usagesync.SliceMore || out.Done != want || out.Total != 10 || took != 40*time.Second {
				b.Errorf("%+v in %s, want %d steps", out, took, want)
			}
			if _, err := b.s.Settle(b.Context()); err != nil {
				b.Errorf("the lease was not given back: %v", err)
			}
		}
		if out := b.slice(b.s, req); out.State != usagesync.SliceDone || out.Result.Count(usagesync.OutcomeDone) != 10 {
			b.Errorf("%+v", out)
		}
	})
}

// Two processes that take turns are one run.
func TestWorkersAlternate(t *testing.T) {
	inNovember(t, 1, func(outer *bench) {
		b := busy(outer.T)
		b.w.calls = nil
		workers := []*worker{b.worker(), b.worker()}
		var runs []string
		for n := 0; ; n++ {
			out := b.slice(workers[n%2].s, unattended)
			runs = append(runs, out.Run)
			if out.Run != runs[0] {
				b.Fatalf("slices of runs %v", runs)
			}
			if out.State == usagesync.SliceDone {
				break
			}
		}
		if len(runs) < 8 || b.w.count("usage") != 1 || b.w.count("create") != 2 {
			b.Errorf("%d slices, calls %v", len(runs), b.w.calls)
		}
		b.wantBusyDone()
	})
}

// A slice that finds another one at work is told when to come back, and reads nothing.
func TestSliceWaitsForTheLease(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		other := b.worker()
		var told []usagesync.Slice
		look := func() { told = append(told, b.slice(other.s, unattended)) }
		b.w.onList = func(string) error { look(); return nil }
		b.w.onWrite = func() {
			b.w.mu.Unlock()
			defer b.w.mu.Lock()
			look()
		}
		b.finish(b.s, usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits})
		if len(told) != 2 || b.w.count("usage") != 0 {
			b.Fatalf("told %+v", told)
		}
		for _, out := range told {
			if out.State != usagesync.SliceWait || !out.Until.Equal(time.Now().Add(2*time.Minute)) {
				b.Errorf("%+v", out)
			}
		}
	})
}

// A day later there is a new run, of what is used then.
func TestNextRun(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		first := b.finish(b.s, unattended)
		b.w.use("1", endpointCode, 4)
		time.Sleep(24 * time.Hour)
		second := b.finish(b.s, unattended)
		if second.Run <= first.Run || second.Result.Count(usagesync.OutcomeDone) != 1 {
			b.Errorf("second run %+v", second)
		}
		third := b.finish(b.s, usagesync.SliceRequest{}) // nothing to write, so nothing to approve
		if third.ApprovedBy != "nothing-to-write" || third.Total != 0 || third.Result.Count(usagesync.OutcomeUnchanged) != 1 {
			b.Errorf("third run %+v", third)
		}
		b.wantOne("1", endpointItem, 4)
	})
}

func TestSliceRequest(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		req := unattended
		req.Period, req.Today = october.Prev(), plan.NewDate(2026, 11, 1)
		first := b.slice(b.s, req)
		if first.Period != october.Prev() || first.Phase != usagesync.PhasePull || first.Done != 1 || first.Total != 3 {
			b.Errorf("%+v", first)
		}
		out := b.finish(b.s, unattended) // the run that goes on keeps its own
		if out.Run != first.Run || out.Period != october.Prev() {
			b.Errorf("%+v", out)
		}
		p, err := b.s.StoredPlan(b.Context(), out.Digest)
		b.must(err)
		if p.Day != req.Today {
			b.Errorf("planned for %s", p.Day)
		}
	})
}

// Lost credentials end a slice, not the run.
func TestSliceWithoutCredentials(t *testing.T) {
	inNovember(t, 4, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 3)
		}
		req := usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits}
		b.w.faults = []fault{refused, none, revoked}
		out, err := b.s.RunSlice(b.Context(), req)
		if !usagesync.IsStop(err) || out.State != "" || out.Phase != usagesync.PhaseApply || out.Done != 2 {
			b.Fatalf("%+v, %v", out, err)
		}
		out = b.finish(b.s, req)
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "failed target-refused", "2/501": "done", "3/501": "done", "4/501": "done"})
		if n := b.w.count("create"); n != 5 {
			b.Errorf("%d creates, want 5: what was refused is not tried again in the same run", n)
		}
	})
}

// A slice that its caller ends records what it knows.
func TestSliceWhenCancelled(t *testing.T) {
	inNovember(t, 3, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 3)
		}
		ctx, cancel := context.WithCancel(b.Context())
		b.w.faults = []fault{none, refused}
		b.w.onWrite = func() {
			if len(b.w.faults) == 1 {
				cancel()
			}
		}
		req := usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits}
		if _, err := b.s.RunSlice(ctx, req); !errors.Is(err, context.Canceled) {
			b.Fatal(err)
		}
		b.w.onWrite = nil
		b.wantOne("1", endpointItem, 3)
		out := b.slice(b.worker().s, req)
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "done", "2/501": "failed target-refused", "3/501": "done"})
		if n := b.w.writes(); n != 3 {
			b.Errorf("%d writes, want 3: what the first slice knew is not lost", n)
		}
	})
}
