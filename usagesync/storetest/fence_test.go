package storetest_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenFences() []broken {
	return []broken{
		{storetest.RuleFenceLive, "settings need no lease, others have none", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				for _, w := range w {
					if w.Kind != usagesync.KindSettings {
						return usagesync.ErrFenced
					}
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleFenceLive, "a lane is good for one partner", func(s usagesync.Store) usagesync.Store {
			var mu sync.Mutex
			partners := map[string]string{}
			return altered{Store: s, commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				mu.Lock()
				first, ok := partners[f.Lane]
				if !ok {
					partners[f.Lane] = partner
				}
				mu.Unlock()
				if ok && first != partner && !f.IsZero() {
					return usagesync.ErrFenced
				}
				return s.Commit(ctx, partner, f, w...)
			}}
		}},
		{storetest.RuleFenceLive, "acknowledges without writing", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				if !f.IsZero() {
					w = nil
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleFenceDead, "no fence check", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, _ usagesync.Fence, w ...usagesync.Write) error {
				return s.Commit(ctx, partner, usagesync.Fence{}, w...)
			}
		})},
		{storetest.RuleFenceDead, "fences intents only", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				for _, w := range w {
					if w.Kind != usagesync.KindIntent {
						f = usagesync.Fence{}
					}
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleFenceDead, "accepts an expired lease", latestToken()},
		{storetest.RuleFenceDead, "an error of its own", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				err := s.Commit(ctx, partner, f, w...)
				if errors.Is(err, usagesync.ErrFenced) {
					return errors.New("lease lost")
				}
				return err
			}
		})},
		{storetest.RuleFenceDead, "writes what it refuses", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				err := s.Commit(ctx, partner, f, w...)
				if errors.Is(err, usagesync.ErrFenced) {
					_ = s.Commit(ctx, partner, usagesync.Fence{}, w...)
				}
				return err
			}
		})},
		{storetest.RuleFenceForeign, "takes half a fence for none", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				if f.Token == 0 || f.Lane == "" {
					f = usagesync.Fence{}
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleFenceForeign, "asks for a token at least as large", func(s usagesync.Store) usagesync.Store {
			return altered{Store: s, commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				for older := f; older.Token > 0; older.Token-- {
					if s.Commit(ctx, partner, older) == nil {
						f = older
						break
					}
				}
				return s.Commit(ctx, partner, f, w...)
			}}
		}},
		{storetest.RuleNoFence, "always wants a fence", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				if f.IsZero() {
					return usagesync.ErrFenced
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
	}
}

// latestToken compares tokens and forgets that leases end.
func latestToken() func(usagesync.Store) usagesync.Store {
	var mu sync.Mutex
	tokens := map[string]int64{}
	return func(s usagesync.Store) usagesync.Store {
		return altered{
			Store: s,
			acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, owner, ttl)
				if err == nil {
					mu.Lock()
					defer mu.Unlock()
					tokens[lane] = l.Token
				}
				return l, err
			},
			commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				mu.Lock()
				latest, ok := tokens[f.Lane]
				mu.Unlock()
				if ok && latest == f.Token {
					f = usagesync.Fence{}
				}
				return s.Commit(ctx, partner, f, w...)
			},
		}
	}
}
