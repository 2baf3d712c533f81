package storetest_test

import (
	"context"
	"errors"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenContexts() []broken {
	return []broken{
		{storetest.RuleCancelled, "reads on", func(s usagesync.Store) usagesync.Store {
			return altered{Store: s, get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				return s.Get(context.WithoutCancel(ctx), partner, k, key)
			}}
		}},
		{storetest.RuleCancelled, "scans on", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				return s.Scan(context.WithoutCancel(ctx), partner, k, after, limit)
			}
		})},
		{storetest.RuleCancelled, "writes on", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				return errors.Join(s.Commit(context.WithoutCancel(ctx), partner, f, w...), ctx.Err())
			}
		})},
		{storetest.RuleCancelled, "takes the lease on", withAcquire(func(s usagesync.Store) acquireFunc {
			return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(context.WithoutCancel(ctx), lane, owner, ttl)
				return l, errors.Join(err, ctx.Err())
			}
		})},
		{storetest.RuleCancelled, "releases on", withRelease(func(s usagesync.Store) releaseFunc {
			return func(ctx context.Context, l usagesync.Lease) error {
				return errors.Join(s.Release(context.WithoutCancel(ctx), l), ctx.Err())
			}
		})},
		{storetest.RuleCancelled, "hides why a commit stopped", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				if ctx.Err() != nil {
					return errors.New("stopped")
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleCancelled, "hides why it took no lease", withAcquire(func(s usagesync.Store) acquireFunc {
			return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				if ctx.Err() != nil {
					return usagesync.Lease{}, usagesync.ErrHeld
				}
				return s.Acquire(ctx, lane, owner, ttl)
			}
		})},
		{storetest.RuleCutShort, "looks at the context between writes", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				for _, w := range w {
					if refusedBy(context.WithoutCancel(ctx), s, partner, w) {
						return usagesync.ErrConflict
					}
				}
				return oneByOne(s)(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleCutShort, "gives up quietly", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				if ctx.Err() != nil {
					return nil
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
	}
}
