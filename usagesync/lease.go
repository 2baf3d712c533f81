package usagesync

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"
)

// How a run's times fit together: a step is sent with at least half of the lease left, within freshness, and its request
// ends so early that the outcome can be recorded, or the lease renewed, before the other half is over.
const (
	leaseTTL    = 2 * time.Minute
	freshness   = 10 * time.Second                    // from an intent to the latest start of its request
	commitTime  = 10 * time.Second                    // for one commit that must not be lost when the caller's context ends
	requestTime = leaseTTL/2 - freshness - commitTime // for one write, from its latest start to its answer
)

// lease is the lane's lease as one run holds it.
type lease struct {
	s     *Syncer
	held  Lease
	owner string
	until time.Time // on our own clock, counted from before the request: never later than the store's
}

// acquire takes the lane's lease. The random part of the owner keeps two runs apart that were given the same name.
func (s *Syncer) acquire(ctx context.Context) (*lease, error) {
	l := &lease{s: s, owner: s.cfg.Owner + "/" + rand.Text()}
	if err := l.take(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *lease) take(ctx context.Context) error {
	start := time.Now()
	held, err := l.s.cfg.Store.Acquire(ctx, l.s.cfg.Lane, l.owner, leaseTTL)
	if err != nil {
		return storeError(fmt.Sprintf("take the lease of lane %q", l.s.cfg.Lane), err)
	}
	l.held, l.until = held, start.Add(leaseTTL)
	return nil
}

// left returns how long the lease is surely still ours.
func (l *lease) left() time.Duration { return l.s.left(l.until) }

// left returns the time until t on both clocks, because the monotonic one stands still while a machine is suspended.
func (s *Syncer) left(t time.Time) time.Duration {
	now := time.Now()
	return min(t.Sub(now), t.Round(0).Sub(now.Round(0)))
}

// keep renews the lease when less than half of it is left. A lease that ended meanwhile is lost even if nobody else
// took it: what the run knows of the lane may be out of date.
func (l *lease) keep(ctx context.Context) error {
	if l.left() >= leaseTTL/2 {
		return nil
	}
	ours := l.held
	err := l.take(ctx)
	switch {
	case errors.Is(err, ErrHeld):
		return storeError("renew the lease", ErrFenced)
	case err == nil && l.held.Token != ours.Token:
		l.release(ctx)
		l.held = ours
		return storeError("renew the lease", ErrFenced)
	}
	return err
}

// during runs f and keeps the lease meanwhile, however long f takes. When the lease is lost, f's context ends.
func (l *lease) during(ctx context.Context, f func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	var keeper sync.WaitGroup
	var lost error
	keeper.Go(func() {
		tick := time.NewTicker(leaseTTL / 4)
		defer tick.Stop()
		for lost == nil {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				ctx, cancel := outlive(ctx, commitTime)
				lost = l.keep(ctx)
				cancel()
			}
		}
		stop(lost)
	})
	err := f(ctx)
	stop(nil)
	keeper.Wait()
	if lost != nil {
		return lost
	}
	return err
}

// release gives the lease back, also after the caller's context ended. A release that fails costs the next run the
// rest of the lease, nothing more.
func (l *lease) release(ctx context.Context) {
	ctx, cancel := outlive(ctx, commitTime)
	defer cancel()
	if err := l.s.cfg.Store.Release(ctx, l.held); err != nil {
		l.s.log.WarnContext(ctx, "lease not released", "lane", l.held.Lane, "error", err)
	}
}

// outlive returns a context that a cancelled caller does not end, only a limit: what has begun is brought to its end.
func outlive(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), limit)
}
