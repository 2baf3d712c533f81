package usagesync_test

import (
	"context"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// crashSource is a source that runs on power.
type crashSource struct {
	*worker
	*power
}

func (s crashSource) Tenants(ctx context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		for t, err := range s.worker.Tenants(ctx) {
			t, dead := powered(s.power, func() (plan.Tenant, error) { return t, err })
			if !yield(t, dead) || dead != nil {
				return
			}
		}
	}
}

func (s crashSource) Usage(ctx context.Context, p plan.Period) (plan.Usage, error) {
	return powered(s.power, func() (plan.Usage, error) { return s.worker.Usage(ctx, p) })
}

// crashDirectory is a crashTarget whose directory runs on power, too.
type crashDirectory struct{ crashTarget }

func (t crashDirectory) Directory(ctx context.Context) (plan.Directory, error) {
	return powered(t.power, func() (plan.Directory, error) { return t.world.Directory(ctx) })
}

// mortal returns a process that dies after so many steps.
func (b *bench) mortal(steps int) (*usagesync.Syncer, *power) {
	b.Helper()
	p := &power{left: steps}
	return b.syncerOf(crashStore{b.store, p}, crashSource{b.worker(), p}, crashDirectory{crashTarget{b.w, p}}), p
}

// work works slices until the run is done, or the process dies.
func (b *bench) work(s *usagesync.Syncer, req usagesync.SliceRequest) error {
	b.Helper()
	for range 1000 {
		out, err := s.RunSlice(b.Context(), req)
		if err != nil || out.State == usagesync.SliceDone {
			return err
		}
		if out.State == usagesync.SliceWait {
			time.Sleep(time.Until(out.Until))
		}
	}
	b.Fatal("the run does not end")
	return nil
}

// convergeBySlices works further runs as a timer would, until one has nothing to write, and checks what they leave: whole
// reports, and the last plan.
func (b *bench) convergeBySlices() {
	b.Helper()
	for range 5 {
		time.Sleep(time.Hour)
		out := b.finish(b.worker().s, attended)
		if len(b.intents()) > 0 || !out.Result.Clean() {
			continue
		}
		want := map[usagesync.Kind]int{
			usagesync.KindCursor: 1, usagesync.KindPull: 0, usagesync.KindFragment: 0, usagesync.KindOutcome: 0,
			usagesync.KindPlan: 3, usagesync.KindUsage: 2 * len(b.reports()),
		}
		if diff := cmp.Diff(want, b.kept()); diff != "" {
			b.Errorf("records (-want +got):\n%s", diff)
		}
		return
	}
	b.Fatalf("not done after 5 runs; intents %+v", b.intents())
}

// reports returns the hashes of the reports of which something is stored.
func (b *bench) reports() map[string]bool {
	b.Helper()
	all := map[string]bool{}
	for _, key := range b.keys(usagesync.KindUsage) {
		all[strings.Split(key, "/")[1]] = true
	}
	return all
}

// The process dies around every call that it makes, in every phase, crossed with everything that can happen to its
// writes; the next one goes on.
func TestSlicesDieAnywhere(t *testing.T) {
	for name, req := range map[string]usagesync.SliceRequest{"one slice": attended, "many": unattended} {
		for _, f := range []fault{none, lost, late, never, refused} {
			every := 4 // calls; each where all goes well otherwise
			if f == none {
				every = 1
			}
			t.Run(name+", "+string(f), func(t *testing.T) {
				inNovember(t, 1, func(outer *bench) {
					deaths := 0
					for n := 0; ; n += every {
						b := busy(outer.T)
						b.w.calls = nil
						foreign := b.foreign()
						b.w.faults = []fault{f, f, f, f, f}
						s, power := b.mortal(n)
						err := b.work(s, req)
						b.w.faults = nil
						b.finish(b.worker().s, attended)
						if f != never && f != refused {
							b.wantBusyDone() // the same run has done everything, whoever began it
						}
						if n := max(b.w.count("tenants"), b.w.count("usage"), b.w.count("directory")); n > 2 {
							b.Errorf("read %d times: once, and once more where that broke off or the run was over", n)
						}
						b.convergeBySlices()
						if n := len(b.reports()); n != 1 {
							b.Errorf("%d reports", n)
						}
						b.wantBusyDone()
						if diff := cmp.Diff(foreign, b.foreign()); diff != "" {
							b.Fatalf("foreign additions changed (-want +got):\n%s", diff)
						}
						if b.Failed() {
							b.Fatalf("dead after %d steps", n)
						}
						if err == nil && power.left > 0 {
							break
						}
						deaths++
					}
					if deaths < 90/every {
						outer.Errorf("only %d deaths", deaths)
					}
					outer.Logf("%d deaths", deaths)
				})
			})
		}
	}
}

// Random schedules: many processes, each of which may die anywhere, with random budgets; writes that go wrong in any way;
// a person who applies plans of their own in between; usage that goes on changing.
func TestSlicesInRandomSchedules(t *testing.T) {
	faults := []fault{none, none, none, lost, late, never, refused}
	budgets := []time.Duration{step, time.Second, time.Minute}
	inNovember(t, 1, func(outer *bench) {
		for seed := range uint64(100) {
			rnd := rand.New(rand.NewPCG(seed, 3))
			b := busy(outer.T)
			foreign := b.foreign()
			pause := time.Duration(rnd.IntN(1000)) * time.Millisecond
			b.w.onList = func(string) error { time.Sleep(pause); return nil }
			for range 2 + rnd.IntN(6) {
				b.w.faults = nil
				for range 8 {
					b.w.faults = append(b.w.faults, faults[rnd.IntN(len(faults))])
				}
				s, _ := b.mortal(rnd.IntN(60))
				for range 1 + rnd.IntN(10) {
					_, _ = s.RunSlice(b.Context(), usagesync.SliceRequest{Budget: budgets[rnd.IntN(len(budgets))], Approve: usagesync.ApproveWithinLimits})
				}
				time.Sleep(time.Duration(rnd.IntN(600)) * time.Second)
				if rnd.IntN(3) == 0 {
					p := b.plan()
					_, _ = b.s.Apply(b.Context(), p, p.Digest)
				}
				b.w.use("2", endpointCode, int64(10+rnd.IntN(5)))
			}
			b.w.faults, b.w.onList = nil, nil
			b.w.use("2", endpointCode, 12)
			b.finish(b.worker().s, attended)
			b.convergeBySlices()
			b.wantBusyDone()
			if diff := cmp.Diff(foreign, b.foreign()); diff != "" {
				b.Fatalf("foreign additions changed (-want +got):\n%s", diff)
			}
			if b.Failed() {
				b.Fatalf("seed %d", seed)
			}
		}
	})
}
