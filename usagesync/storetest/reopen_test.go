package storetest_test

import (
	"context"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenReopens() []broken {
	return []broken{
		{storetest.RuleReopenRecords, "loses the last commit", losesLastCommit()},
		{storetest.RuleReopenRecords, "keeps everything in the process", func(usagesync.Store) usagesync.Store {
			return memstore.New()
		}},
		{storetest.RuleReopenLeases, "keeps leases in the process", func(s usagesync.Store) usagesync.Store {
			own := memstore.New()
			return altered{
				Store:   s,
				acquire: own.Acquire,
				release: own.Release,
				commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
					if err := own.Commit(ctx, partner, f); err != nil {
						return err
					}
					return s.Commit(ctx, partner, usagesync.Fence{}, w...)
				},
			}
		}},
		{storetest.RuleReopenLeases, "releases all leases on opening", func() func(usagesync.Store) usagesync.Store {
			var taken []usagesync.Lease
			var mu sync.Mutex
			return func(s usagesync.Store) usagesync.Store {
				mu.Lock()
				defer mu.Unlock()
				for _, l := range taken {
					_ = s.Release(context.Background(), l)
				}
				taken = nil
				return altered{Store: s, acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
					mu.Lock()
					defer mu.Unlock()
					l, err := s.Acquire(ctx, lane, owner, ttl)
					taken = append(taken, l)
					return l, err
				}}
			}
		}()},
	}
}

// losesLastCommit takes the last commit back when the store is opened again, as one does that acknowledged before its
// data were on disk.
func losesLastCommit() func(usagesync.Store) usagesync.Store {
	var mu sync.Mutex
	var undo []usagesync.Write
	var of string
	return func(s usagesync.Store) usagesync.Store {
		mu.Lock()
		defer mu.Unlock()
		_ = s.Commit(context.Background(), of, usagesync.Fence{}, undo...)
		undo = nil
		return altered{Store: s, commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
			mu.Lock()
			defer mu.Unlock()
			var before []usagesync.Write
			for _, w := range w {
				r, _ := s.Get(ctx, partner, w.Kind, w.Key)
				before = append(before, usagesync.Write{Kind: w.Kind, Key: w.Key, IfRev: usagesync.IfAny, Data: r.Data})
			}
			err := s.Commit(ctx, partner, f, w...)
			if err == nil {
				undo, of = before, partner
			}
			return err
		}}
	}
}
