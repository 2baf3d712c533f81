package storetest_test

import (
	"context"
	"errors"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

// A moment between a check and what it guards, in the bubble's time: long enough for everybody else to check too.
const moment = time.Millisecond

func brokenRaces() []broken {
	return []broken{
		{storetest.RuleLostUpdate, "checks the revision, then writes", withCommit(checkThenWrite(func(w usagesync.Write) bool { return w.IfRev > 0 }))},
		{storetest.RuleLostUpdate, "swallows conflicts", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				time.Sleep(moment)
				err := s.Commit(ctx, partner, f, w...)
				if errors.Is(err, usagesync.ErrConflict) {
					return nil
				}
				return err
			}
		})},
		{storetest.RuleOneCreator, "checks for the record, then writes", withCommit(checkThenWrite(func(w usagesync.Write) bool { return w.IfRev == usagesync.IfNew }))},
		{storetest.RuleOneHolder, "checks for a lease, then takes it", withAcquire(func(s usagesync.Store) acquireFunc {
			return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, "nobody", ttl)
				if err != nil {
					return s.Acquire(ctx, lane, owner, ttl)
				}
				time.Sleep(moment)
				_ = s.Release(ctx, l)
				l, err = s.Acquire(ctx, lane, owner, ttl)
				if err != nil {
					l = usagesync.Lease{Lane: lane, Owner: owner, Token: 99}
				}
				return l, nil
			}
		})},
		{storetest.RuleTakeover, "checks the fence, then writes", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				if err := s.Commit(ctx, partner, f); err != nil {
					return err
				}
				if !f.IsZero() {
					time.Sleep(moment)
				}
				return s.Commit(ctx, partner, usagesync.Fence{}, w...)
			}
		})},
	}
}

// checkThenWrite looks at some preconditions a moment before it writes without them.
func checkThenWrite(careless func(usagesync.Write) bool) func(usagesync.Store) commitFunc {
	return func(s usagesync.Store) commitFunc {
		return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
			if len(w) != 1 || !careless(w[0]) {
				return s.Commit(ctx, partner, f, w...)
			}
			if refusedBy(ctx, s, partner, w[0]) {
				return usagesync.ErrConflict
			}
			time.Sleep(moment)
			blind := w[0]
			blind.IfRev = usagesync.IfAny
			return s.Commit(ctx, partner, f, blind)
		}
	}
}
