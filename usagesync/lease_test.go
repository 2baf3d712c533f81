package usagesync_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// slowStore runs a hook around each commit that writes a kind of record, and looks at no context that ended meanwhile.
type slowStore struct {
	usagesync.Store
	before func(k usagesync.Kind)
	after  func(k usagesync.Kind)
}

func (s slowStore) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	if s.before != nil {
		s.before(w[0].Kind)
	}
	err := s.Store.Commit(context.WithoutCancel(ctx), partner, f, w...)
	if s.after != nil {
		s.after(w[0].Kind)
	}
	return err
}

func TestTwoSyncersAtOnce(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		p := b.plan()
		other := b.syncer(b.store, b.w)
		var loser error
		b.w.onWrite = func() {
			b.w.mu.Unlock()
			defer b.w.mu.Lock()
			_, loser = other.Apply(b.Context(), p, p.Digest)
		}
		b.apply(p)
		if !errors.Is(loser, usagesync.ErrHeld) {
			b.Errorf("the second syncer was told %v, want ErrHeld", loser)
		}
		b.w.onWrite = nil
		if _, err := other.Apply(b.Context(), p, p.Digest); err != nil {
			b.Errorf("after the first one: %v", err)
		}
		b.wantOne("1", endpointItem, 20)
	})
}

// Two runs of one Syncer, or of two that share a name, are two owners.
func TestOneSyncerTwiceAtOnce(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		p := b.plan()
		var loser error
		b.w.onWrite = func() {
			b.w.mu.Unlock()
			defer b.w.mu.Lock()
			_, loser = b.s.Settle(b.Context())
		}
		b.apply(p)
		if !errors.Is(loser, usagesync.ErrHeld) {
			b.Errorf("told %v, want ErrHeld", loser)
		}
	})
}

// A run that stood still until its lease ended sends nothing, whether it slept before its intent or after it, and whether
// another run worked meanwhile or not.
func TestZombie(t *testing.T) {
	for name, test := range map[string]struct {
		sleepBefore, other bool
		outcome            string
	}{
		"before the intent":                      {true, false, "skipped stopped"},
		"before the intent, another run worked":  {true, true, "skipped stopped"},
		"behind the intent":                      {false, false, "unknown not-recorded"},
		"behind the intent, another run settled": {false, true, "unknown not-recorded"},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 20)
				p := b.plan()
				slept := false
				sleep := func(k usagesync.Kind) {
					if k != usagesync.KindIntent || slept {
						return
					}
					slept = true
					time.Sleep(window + 10*time.Second)
					if test.other {
						b.apply(p)
					}
				}
				store := slowStore{Store: b.store, after: sleep}
				if test.sleepBefore {
					store = slowStore{Store: b.store, before: sleep}
				}
				res, err := b.syncer(store, b.w).Apply(b.Context(), p, p.Digest)
				if !errors.Is(err, usagesync.ErrFenced) {
					b.Fatalf("told %v, want ErrFenced", err)
				}
				b.wantOutcomes(res, map[string]string{"1/501": test.outcome})
				want := 0
				if test.other {
					want = 1
				}
				if got := b.w.count("create"); got != want {
					b.Errorf("%d creates, want %d", got, want)
				}
				b.converge()
				b.wantOne("1", endpointItem, 20)
			})
		})
	}
}

// The update of a zombie would write an old quantity over what another run set.
func TestZombieDoesNotUpdate(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.sync()
		b.w.use("1", endpointCode, 21)
		p := b.plan()
		store := slowStore{Store: b.store, after: func(k usagesync.Kind) {
			if k == usagesync.KindIntent {
				time.Sleep(time.Minute)
			}
		}}
		res, err := b.syncer(store, b.w).Apply(b.Context(), p, p.Digest)
		b.must(err)
		b.wantOutcomes(res, map[string]string{"1/501": "failed not-sent"})
		if n := b.w.count("update"); n != 0 {
			b.Errorf("%d updates", n)
		}
	})
}

func TestZombieWhileReading(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		p := b.plan()
		time.Sleep(time.Minute)
		b.w.onList = func(string) error { time.Sleep(2 * time.Minute); return nil }
		res, err := b.s.Apply(b.Context(), p, p.Digest)
		if !errors.Is(err, usagesync.ErrFenced) || b.w.writes() != 0 || len(b.intents()) != 0 {
			b.Errorf("told %v, %d writes, want ErrFenced and none", err, b.w.writes())
		}
		b.wantOutcomes(res, map[string]string{"1/501": "skipped stopped"})
	})
}

func TestApplyRenewsItsLease(t *testing.T) {
	inNovember(t, 10, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 2)
		}
		b.w.onWrite = func() { time.Sleep(40 * time.Second) }
		if res := b.sync(); res.Count(usagesync.OutcomeDone) != 10 {
			b.Errorf("%d steps done in a run that takes longer than a lease", res.Count(usagesync.OutcomeDone))
		}
	})
}

// Writes that use up all of their time leave enough of the lease to say so.
func TestApplyKeepsItsLeaseWhileTheTargetHangs(t *testing.T) {
	inNovember(t, 4, func(b *bench) {
		for _, tenant := range b.w.tenants[:3] {
			b.w.use(tenant.ID[1:], endpointCode, 2)
		}
		b.sync()
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 3)
			b.w.use(tenant.ID[1:], mtrCode, 3)
		}
		for range 8 {
			b.w.faults = append(b.w.faults, hanging)
		}
		if res := b.sync(); res.Count(usagesync.OutcomeUnknown) != 8 {
			b.Errorf("%+v", res)
		}
		b.converge()
		for _, tenant := range b.w.tenants {
			b.wantOne(tenant.ID[1:], endpointItem, 3)
			b.wantOne(tenant.ID[1:], mtrItem, 3)
		}
	})
}

// No request may outlive the lease under which it was sent.
func TestWritesEndWithTheLease(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 2)
		b.sync()
		b.w.use("1", endpointCode, 3)
		b.w.use("1", mtrCode, 4)
		p := b.plan()
		target := deadlines{world: b.w, store: b.store, bench: b}
		s := b.syncer(b.store, target)
		if _, err := s.Apply(b.Context(), p, p.Digest); err != nil {
			b.Fatal(err)
		}
	})
}

type deadlines struct {
	*world
	store usagesync.Store
	bench *bench
}

func (d deadlines) check(ctx context.Context) {
	end, ok := ctx.Deadline()
	_, err := d.store.Acquire(ctx, "msp", "another", time.Second)
	if !ok || !errors.Is(err, usagesync.ErrHeld) {
		d.bench.Errorf("a write without a deadline, or without a lease: %v", err)
	}
	if left := time.Until(end); left > 50*time.Second {
		d.bench.Errorf("a write may take %s, but the lease may have only a minute left, and its outcome must be recorded", left)
	}
}

func (d deadlines) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	d.check(ctx)
	if left := time.Until(n.SendBefore); left > 10*time.Second {
		d.bench.Errorf("a create may be sent for %s", left)
	}
	return d.world.Create(ctx, n)
}

func (d deadlines) Update(ctx context.Context, r usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	d.check(ctx)
	return d.world.Update(ctx, r, c)
}
