package storetest_test

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenLeases() []broken {
	return []broken{
		{storetest.RuleLeaseExclusive, "everybody is the same owner", everyOwner("somebody")},
		{storetest.RuleLeaseExclusive, "owners ignore case", withAcquire(func(s usagesync.Store) acquireFunc {
			return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, strings.ToLower(owner), ttl)
				l.Owner = owner
				return l, err
			}
		})},
		{storetest.RuleLeaseExclusive, "a refused attempt ends the lease", withAcquire(func(s usagesync.Store) acquireFunc {
			return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, owner, ttl)
				if errors.Is(err, usagesync.ErrHeld) {
					_ = releaseUpTo(ctx, s, usagesync.Lease{Lane: lane, Token: 1}, 10)
				}
				return l, err
			}
		})},
		{storetest.RuleLeaseExclusive, "an error of its own", withAcquire(func(s usagesync.Store) acquireFunc {
			return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, owner, ttl)
				if errors.Is(err, usagesync.ErrHeld) {
					return l, errors.New("lease held by another owner")
				}
				return l, err
			}
		})},
		{storetest.RuleLeaseRenew, "renews with a new token", func(s usagesync.Store) usagesync.Store {
			held := map[string]usagesync.Lease{}
			return altered{Store: s, acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				if l, ok := held[lane]; ok && l.Owner == owner {
					_ = s.Release(ctx, l)
				}
				l, err := s.Acquire(ctx, lane, owner, ttl)
				if err == nil && strings.Contains(lane, string(storetest.RuleLeaseRenew)) {
					held[lane] = l
				}
				return l, err
			}}
		}},
		{storetest.RuleLeaseRenew, "renews for no longer", func(s usagesync.Store) usagesync.Store {
			until := map[usagesync.Fence]time.Time{}
			return altered{Store: s, acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, owner, ttl)
				if err != nil || !strings.Contains(lane, string(storetest.RuleLeaseRenew)) {
					return l, err
				}
				if first, ok := until[l.Fence()]; ok {
					l.Until = first
				}
				until[l.Fence()] = l.Until
				return l, nil
			}}
		}},
		{storetest.RuleLeaseRenew, "adds the time to what is left", func(s usagesync.Store) usagesync.Store {
			var left time.Duration
			return altered{Store: s, acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				if strings.Contains(lane, string(storetest.RuleLeaseRenew)) {
					left += ttl
					ttl = left
				}
				return s.Acquire(ctx, lane, owner, ttl)
			}}
		}},
		{storetest.RuleLeaseExpiry, "never expires for others", eternal()},
		{storetest.RuleLeaseExpiry, "the first owner comes back", firstOwnerWins()},
		{storetest.RuleLeaseTokens, "starts over after a release", func(s usagesync.Store) usagesync.Store {
			lanes := map[string]string{} // a lane has a new name after every release
			return altered{
				Store: s,
				acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
					l, err := s.Acquire(ctx, lane+lanes[lane], owner, ttl)
					l.Lane = lane
					return l, err
				},
				release: func(_ context.Context, l usagesync.Lease) error {
					if strings.Contains(l.Lane, string(storetest.RuleLeaseTokens)) {
						lanes[l.Lane] += "'"
					}
					return nil
				},
			}
		}},
		{storetest.RuleLeaseTokens, "renews what has expired", func(s usagesync.Store) usagesync.Store {
			last := map[string]usagesync.Lease{}
			return altered{Store: s, acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, owner, ttl)
				if err != nil || !strings.Contains(lane, string(storetest.RuleLeaseTokens)) {
					return l, err
				}
				if old, ok := last[lane]; ok && old.Owner == owner {
					l.Token = old.Token
				}
				last[lane] = l
				return l, nil
			}}
		}},
		{storetest.RuleLeaseTokens, "tokens begin at zero", withAcquire(func(s usagesync.Store) acquireFunc {
			return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
				l, err := s.Acquire(ctx, lane, owner, ttl)
				l.Token--
				return l, err
			}
		})},
		{storetest.RuleLeaseRelease, "does nothing", withRelease(func(usagesync.Store) releaseFunc {
			return func(context.Context, usagesync.Lease) error { return nil }
		})},
		{storetest.RuleLeaseRelease, "releases whoever holds the lane", withRelease(func(s usagesync.Store) releaseFunc {
			return func(ctx context.Context, l usagesync.Lease) error { return releaseUpTo(ctx, s, l, l.Token+10) }
		})},
		{storetest.RuleLeaseRelease, "releases the owner's later lease", func(s usagesync.Store) usagesync.Store {
			return altered{Store: s, release: func(ctx context.Context, l usagesync.Lease) error {
				if _, err := s.Acquire(ctx, l.Lane, l.Owner, time.Hour); err != nil {
					return nil
				}
				return releaseUpTo(ctx, s, l, l.Token+10)
			}}
		}},
		{storetest.RuleLeaseRelease, "error for what is not held", withRelease(func(s usagesync.Store) releaseFunc {
			return func(ctx context.Context, l usagesync.Lease) error {
				if err := s.Commit(ctx, "", l.Fence()); err != nil {
					return err
				}
				return s.Release(ctx, l)
			}
		})},
		{storetest.RuleLanesApart, "one lane for all", func(s usagesync.Store) usagesync.Store {
			return altered{
				Store: s,
				acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
					l, err := s.Acquire(ctx, oneLane(lane), owner, ttl)
					l.Lane = lane
					return l, err
				},
				commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
					f.Lane = oneLane(f.Lane)
					return s.Commit(ctx, partner, f, w...)
				},
				release: func(ctx context.Context, l usagesync.Lease) error {
					l.Lane = oneLane(l.Lane)
					return s.Release(ctx, l)
				},
			}
		}},
	}
}

// oneLane drops what a rule adds to the name of its lane.
func oneLane(lane string) string {
	before, _, ok := strings.Cut(lane, "-lane")
	if !ok {
		return lane
	}
	return before + "-lane"
}

// everyOwner takes all leases in one owner's name.
func everyOwner(name string) func(usagesync.Store) usagesync.Store {
	return withAcquire(func(s usagesync.Store) acquireFunc {
		return func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
			l, err := s.Acquire(ctx, lane, name, ttl)
			l.Owner = owner
			return l, err
		}
	})
}

// releaseUpTo releases every lease of a lane from the given one's token on.
func releaseUpTo(ctx context.Context, s usagesync.Store, l usagesync.Lease, token int64) error {
	for ; l.Token <= token; l.Token++ {
		if err := s.Release(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// eternal takes leases for so long that no clock ends them.
func eternal() func(usagesync.Store) usagesync.Store {
	return withAcquire(func(s usagesync.Store) acquireFunc {
		return func(ctx context.Context, lane, owner string, _ time.Duration) (usagesync.Lease, error) {
			return s.Acquire(ctx, lane, owner, 100*365*24*time.Hour)
		}
	})
}

// firstOwnerWins gives a lane back to the owner who had it first.
func firstOwnerWins() func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store {
		first := map[string]string{}
		return altered{Store: s, acquire: func(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
			l, err := s.Acquire(ctx, lane, owner, ttl)
			if !strings.Contains(lane, string(storetest.RuleLeaseExpiry)) {
				return l, err
			}
			if _, ok := first[lane]; !ok {
				first[lane] = owner
			}
			if errors.Is(err, usagesync.ErrHeld) && first[lane] == owner {
				return usagesync.Lease{Lane: lane, Owner: owner, Token: 99}, nil
			}
			return l, err
		}}
	}
}
