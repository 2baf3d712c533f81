package memstore

import (
	"context"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// Acquire implements [usagesync.Store]. A lease that has ended is never renewed, not even for its own owner: a fence
// that was refused once stays refused.
func (s *Store) Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return usagesync.Lease{}, err
	}
	now := s.now()
	last := s.leases[lane]
	next := usagesync.Lease{Lane: lane, Owner: owner, Token: last.Token, Until: now.Add(ttl)}
	switch live := now.Before(last.Until); {
	case !live:
		next.Token++
	case last.Owner != owner:
		return usagesync.Lease{}, fmt.Errorf("memstore: lane %q until %s: %w", lane, last.Until.Format(time.RFC3339), usagesync.ErrHeld)
	}
	s.leases[lane] = next
	return next, nil
}

// Release implements [usagesync.Store].
func (s *Store) Release(ctx context.Context, l usagesync.Lease) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if last, ok := s.leases[l.Lane]; ok && last.Token == l.Token {
		last.Until = time.Time{}
		s.leases[l.Lane] = last
	}
	return nil
}

// live reports whether a fence is that of its lane's live lease. The mutex is held.
func (s *Store) live(f usagesync.Fence) bool {
	last, ok := s.leases[f.Lane]
	return ok && last.Token == f.Token && s.now().Before(last.Until)
}
