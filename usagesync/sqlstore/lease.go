package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// Acquire implements [usagesync.Store]. Times are those of the database's clock, in whole microseconds (SQLite:
// milliseconds). A lease that has ended is never renewed, not even for its own owner.
func (s *Store) Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
	what := "acquire a lease"
	if err := checkNames(field{"lane", lane}, field{"owner", owner}); err != nil {
		return usagesync.Lease{}, say(what, err)
	}
	l := usagesync.Lease{Lane: lane, Owner: owner}
	err := s.write(ctx, func(ctx context.Context, t tx) error {
		var until int64
		err := t.conn.QueryRowContext(ctx, t.sql.acquire, lane, owner, ttl.Microseconds()).Scan(&l.Token, &until)
		if errors.Is(err, sql.ErrNoRows) {
			return t.held(ctx, lane)
		}
		l.Until = time.UnixMicro(until).UTC()
		return err
	})
	if err != nil {
		return usagesync.Lease{}, say(what, err)
	}
	return l, nil
}

// held says until when another owner has the lane.
func (t tx) held(ctx context.Context, lane string) error {
	var until int64
	if err := t.conn.QueryRowContext(ctx, t.sql.held, lane).Scan(&until); err != nil {
		return err
	}
	return fmt.Errorf("lane %q until %s: %w", lane, time.UnixMicro(until).UTC().Format(time.RFC3339), usagesync.ErrHeld)
}

// Release implements [usagesync.Store].
func (s *Store) Release(ctx context.Context, l usagesync.Lease) error {
	what := "release a lease"
	if err := checkNames(field{"lane", l.Lane}); err != nil {
		return say(what, err)
	}
	return say(what, s.write(ctx, func(ctx context.Context, t tx) error {
		_, err := t.exec(ctx, t.sql.release, l.Lane, l.Token)
		return err
	}))
}
