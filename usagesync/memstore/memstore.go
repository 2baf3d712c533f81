package memstore

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// Store keeps records and leases in memory. It is safe for concurrent use. Make one with [New].
type Store struct {
	now func() time.Time

	mu      sync.Mutex
	shelves map[shelfID]shelf
	leases  map[string]usagesync.Lease // the last lease of every lane, ended ones too: tokens never go back
}

var _ usagesync.Store = (*Store)(nil)

// Option sets up a store.
type Option func(*Store)

// WithClock replaces time.Now as the clock by which leases end. The function must be safe for concurrent use.
func WithClock(now func() time.Time) Option {
	return func(s *Store) { s.now = now }
}

// New makes an empty store.
func New(opts ...Option) *Store {
	s := &Store{now: time.Now, shelves: map[shelfID]shelf{}, leases: map[string]usagesync.Lease{}}
	for _, o := range opts {
		o(s)
	}
	return s
}

// Get implements [usagesync.Store].
func (s *Store) Get(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return usagesync.Record{}, err
	}
	r, ok := s.shelves[shelfID{partner, k}].get(key)
	if !ok {
		return usagesync.Record{}, fmt.Errorf("memstore: %s %q: %w", k, key, usagesync.ErrNotFound)
	}
	return clone(r), nil
}

// Scan implements [usagesync.Store]. A limit of 0 or less returns nothing.
func (s *Store) Scan(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.shelves[shelfID{partner, k}].page(after, limit), nil
}

// Commit implements [usagesync.Store]. Several writes to one record take effect in their order, and each one's
// IfRev is compared with what the writes before it left.
func (s *Store) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if !f.IsZero() && !s.live(f) {
		return fmt.Errorf("memstore: lane %q, token %d: %w", f.Lane, f.Token, usagesync.ErrFenced)
	}
	staged, err := s.stage(partner, w)
	if err != nil {
		return err
	}
	for id, r := range staged {
		s.shelves[id.shelf] = s.shelves[id.shelf].with(id.key, r)
	}
	return nil
}

type recordID struct {
	shelf shelfID
	key   string
}

// stage works out what the writes leave of every record they name, nil for none, and changes nothing.
func (s *Store) stage(partner string, writes []usagesync.Write) (map[recordID]*usagesync.Record, error) {
	staged := make(map[recordID]*usagesync.Record, len(writes))
	for _, w := range writes {
		id := recordID{shelfID{partner, w.Kind}, w.Key}
		old, ok := staged[id]
		if !ok {
			old, _ = s.shelves[id.shelf].get(id.key)
		}
		var rev int64
		if old != nil {
			rev = old.Rev
		}
		if w.IfRev != usagesync.IfAny && w.IfRev != rev {
			return nil, fmt.Errorf("memstore: %s %q is at revision %d, not %d: %w", w.Kind, w.Key, rev, w.IfRev, usagesync.ErrConflict)
		}
		staged[id] = nil
		if w.Data != nil {
			r := clone(&usagesync.Record{Kind: w.Kind, Key: w.Key, Rev: rev + 1, Data: w.Data})
			staged[id] = &r
		}
	}
	return staged, nil
}
