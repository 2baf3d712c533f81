package storetest_test

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

// broken is a store with one fault, and the rule that must notice it.
type broken struct {
	rule storetest.Rule
	name string
	wrap func(usagesync.Store) usagesync.Store // called for every handle
}

func brokenStores() []broken {
	return slices.Concat(
		brokenRecords(), brokenPlaces(), brokenScans(), brokenCommits(), brokenFences(), brokenLeases(),
		brokenReopens(), brokenContexts(), brokenRaces(),
	)
}

type (
	getFunc     func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error)
	scanFunc    func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error)
	commitFunc  func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error
	acquireFunc func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error)
	releaseFunc func(ctx context.Context, l usagesync.Lease) error
)

// altered is a store with some methods replaced.
type altered struct {
	usagesync.Store
	get     getFunc
	scan    scanFunc
	commit  commitFunc
	acquire acquireFunc
	release releaseFunc
}

func (a altered) Get(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
	if a.get == nil {
		return a.Store.Get(ctx, partner, k, key)
	}
	return a.get(ctx, partner, k, key)
}

func (a altered) Scan(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
	if a.scan == nil {
		return a.Store.Scan(ctx, partner, k, after, limit)
	}
	return a.scan(ctx, partner, k, after, limit)
}

func (a altered) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	if a.commit == nil {
		return a.Store.Commit(ctx, partner, f, w...)
	}
	return a.commit(ctx, partner, f, w...)
}

func (a altered) Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
	if a.acquire == nil {
		return a.Store.Acquire(ctx, lane, owner, ttl)
	}
	return a.acquire(ctx, lane, owner, ttl)
}

func (a altered) Release(ctx context.Context, l usagesync.Lease) error {
	if a.release == nil {
		return a.Store.Release(ctx, l)
	}
	return a.release(ctx, l)
}

// eachRecord changes every record that is read.
func eachRecord(change func(*usagesync.Record)) func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store {
		return altered{
			Store: s,
			get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				r, err := s.Get(ctx, partner, k, key)
				change(&r)
				return r, err
			},
			scan: func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				page, err := s.Scan(ctx, partner, k, after, limit)
				for i := range page {
					change(&page[i])
				}
				return page, err
			},
		}
	}
}

// eachWrite changes every write before it is carried out.
func eachWrite(change func(*usagesync.Write)) func(usagesync.Store) usagesync.Store {
	return withCommit(func(s usagesync.Store) commitFunc {
		return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
			w = slices.Clone(w)
			for i := range w {
				change(&w[i])
			}
			return s.Commit(ctx, partner, f, w...)
		}
	})
}

// elsewhere keeps records at other places than asked for.
func elsewhere(move func(partner string, k usagesync.Kind, key string) (string, usagesync.Kind, string)) func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store {
		return altered{
			Store: s,
			get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				p2, k2, key2 := move(partner, k, key)
				r, err := s.Get(ctx, p2, k2, key2)
				r.Kind, r.Key = k, key
				return r, err
			},
			commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				w = slices.Clone(w)
				to := partner
				for i := range w {
					to, w[i].Kind, w[i].Key = move(partner, w[i].Kind, w[i].Key)
				}
				return s.Commit(ctx, to, f, w...)
			},
		}
	}
}

func withScan(alter func(usagesync.Store) scanFunc) func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store { return altered{Store: s, scan: alter(s)} }
}

func withCommit(alter func(usagesync.Store) commitFunc) func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store { return altered{Store: s, commit: alter(s)} }
}

func withAcquire(alter func(usagesync.Store) acquireFunc) func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store { return altered{Store: s, acquire: alter(s)} }
}

func withRelease(alter func(usagesync.Store) releaseFunc) func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store { return altered{Store: s, release: alter(s)} }
}

// everything reads all records of a kind, in order.
func everything(ctx context.Context, s usagesync.Store, partner string, k usagesync.Kind) ([]usagesync.Record, error) {
	return s.Scan(ctx, partner, k, "", 1<<20)
}

// refusedBy reports whether a write's precondition does not hold.
func refusedBy(ctx context.Context, s usagesync.Store, partner string, w usagesync.Write) bool {
	r, err := s.Get(ctx, partner, w.Kind, w.Key)
	if errors.Is(err, usagesync.ErrNotFound) {
		r.Rev = 0
	}
	return w.IfRev != usagesync.IfAny && w.IfRev != r.Rev
}
