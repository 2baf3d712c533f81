package usagesync_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// power is what a process runs on: after so many steps it is gone. Every call of a store or target takes one step before
// it and one after it, so that a process dies around each of them.
type power struct {
	mu   sync.Mutex
	left int
}

func (p *power) step() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left <= 0 {
		return errCrashed
	}
	p.left--
	return nil
}

func powered[T any](p *power, do func() (T, error)) (T, error) {
	var none T
	if err := p.step(); err != nil {
		return none, err
	}
	v, err := do()
	if dead := p.step(); dead != nil {
		return none, dead
	}
	return v, err
}

type crashStore struct {
	usagesync.Store
	*power
}

func (s crashStore) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	_, err := powered(s.power, func() (int, error) { return 0, s.Store.Commit(ctx, partner, f, w...) })
	return err
}

func (s crashStore) Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
	return powered(s.power, func() (usagesync.Lease, error) { return s.Store.Acquire(ctx, lane, owner, ttl) })
}

func (s crashStore) Release(ctx context.Context, l usagesync.Lease) error {
	_, err := powered(s.power, func() (int, error) { return 0, s.Store.Release(ctx, l) })
	return err
}

type crashTarget struct {
	*world
	*power
}

func (t crashTarget) Agreements(ctx context.Context, ids []string) ([]plan.Agreement, error) {
	return powered(t.power, func() ([]plan.Agreement, error) { return t.world.Agreements(ctx, ids) })
}

func (t crashTarget) Additions(ctx context.Context, id string) ([]plan.Addition, error) {
	return powered(t.power, func() ([]plan.Addition, error) { return t.world.Additions(ctx, id) })
}

func (t crashTarget) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	return powered(t.power, func() (plan.Addition, error) { return t.world.Create(ctx, n) })
}

func (t crashTarget) Update(ctx context.Context, r usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	return powered(t.power, func() (plan.Addition, error) { return t.world.Update(ctx, r, c) })
}

// busy is a bench where a run has a step of every kind: two creates on one agreement, an update, an adoption with and one
// without a request, an addition that is right, and foreign additions.
func busy(t *testing.T) *bench {
	b := newBench(t, 4)
	b.w.use("2", endpointCode, 10)
	b.w.use("2", mtrCode, 4)
	b.sync()
	b.consent("3", endpointItem, b.w.add("3", endpointItem, 5))
	b.consent("4", endpointItem, b.w.add("4", endpointItem, 8))
	for _, agreement := range []string{"1", "2", "3", "4"} {
		b.w.add(agreement, foreignItem, 20)
	}
	b.w.use("1", endpointCode, 20)
	b.w.use("1", mtrCode, 20)
	b.w.use("2", endpointCode, 12)
	b.w.use("3", endpointCode, 6)
	b.w.use("4", endpointCode, 8)
	return b
}

func (b *bench) foreign() (all []plan.Addition) {
	for _, a := range b.w.all {
		if a.ItemID == foreignItem {
			all = append(all, a)
		}
	}
	return all
}

// converge syncs as a timer would, until nothing is left to do.
func (b *bench) converge() {
	b.Helper()
	for range 5 {
		time.Sleep(window + time.Minute)
		p, open := b.plan(), b.intents()
		b.apply(p)
		if len(open) == 0 && !slices.ContainsFunc(p.Steps, plan.Step.Writes) {
			return
		}
	}
	b.Fatalf("not done after 5 runs; intents %+v", b.intents())
}

func (b *bench) wantBusyDone() {
	b.Helper()
	b.wantOne("1", endpointItem, 20)
	b.wantOne("1", mtrItem, 20)
	b.wantOne("2", endpointItem, 12)
	b.wantOne("2", mtrItem, 4)
	b.wantOne("3", endpointItem, 6)
	b.wantOne("4", endpointItem, 8)
}

// The process dies around every call that it makes, crossed with everything that can happen to its writes.
func TestApplyDiesAnywhere(t *testing.T) {
	for _, f := range []fault{none, lost, late, never, refused} {
		t.Run(string(f), func(t *testing.T) {
			inNovember(t, 1, func(outer *bench) {
				deaths := 0
				for n := 0; ; n++ {
					b := busy(outer.T)
					foreign := b.foreign()
					p := b.plan()
					b.w.faults = []fault{f, f, f, f, f}
					power := &power{left: n}
					_, err := b.syncer(crashStore{b.store, power}, crashTarget{b.w, power}).Apply(b.Context(), p, p.Digest)
					b.w.faults = nil
					b.converge()
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
				if deaths < 30 {
					b := outer
					b.Errorf("only %d deaths", deaths)
				}
				outer.Logf("%d deaths", deaths)
			})
		})
	}
}

// Random schedules: every run may die anywhere, every write may go wrong in any way, and usage goes on changing.
func TestApplyInRandomSchedules(t *testing.T) {
	faults := []fault{none, none, lost, late, never, refused}
	inNovember(t, 1, func(outer *bench) {
		for seed := range uint64(100) {
			rnd := rand.New(rand.NewPCG(seed, 2))
			b := busy(outer.T)
			foreign := b.foreign()
			for range 1 + rnd.IntN(4) {
				b.w.faults = nil
				for range 8 {
					b.w.faults = append(b.w.faults, faults[rnd.IntN(len(faults))])
				}
				p := b.plan()
				power := &power{left: rnd.IntN(80)}
				_, _ = b.syncer(crashStore{b.store, power}, crashTarget{b.w, power}).Apply(b.Context(), p, p.Digest)
				time.Sleep(time.Duration(rnd.IntN(600)) * time.Second)
				b.w.use("2", endpointCode, int64(10+rnd.IntN(5)))
			}
			b.w.faults = nil
			b.w.use("2", endpointCode, 12)
			b.converge()
			b.wantBusyDone()
			if diff := cmp.Diff(foreign, b.foreign()); diff != "" {
				b.Fatalf("foreign additions changed (-want +got):\n%s", diff)
			}
			if b.Failed() {
				b.Fatal(fmt.Sprint("seed ", seed))
			}
		}
	})
}
