package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/psasync/psasync/usagesync"
)

// Commit implements [usagesync.Store]. Several writes to one record take effect in their order. A context that ends
// before the database is told to commit leaves nothing; after that the answer is waited for, 10 seconds at most, so
// that nil and an error both mean what they say. Where even that fails the error wraps [ErrOutcomeUnknown].
func (s *Store) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	if err := checkWrites(partner, f, w); err != nil {
		return say("commit", err)
	}
	return say("commit", s.write(ctx, func(ctx context.Context, t tx) error {
		if !f.IsZero() {
			if err := t.hold(ctx, f); err != nil {
				return err
			}
		}
		for _, w := range inOneOrder(w) {
			if err := t.apply(ctx, partner, w); err != nil {
				return err
			}
		}
		return nil
	}))
}

func checkWrites(partner string, f usagesync.Fence, writes []usagesync.Write) error {
	if err := checkNames(field{"partner", partner}, field{"lane", f.Lane}); err != nil {
		return err
	}
	for _, w := range writes {
		if err := checkNames(field{"kind", string(w.Kind)}, field{"key", w.Key}); err != nil {
			return err
		}
		if err := checkText("data", string(w.Data)); err != nil {
			return err
		}
	}
	return nil
}

// inOneOrder sorts writes by their records, those to the same one as they were given: whoever locks in the same order never
// meets in a deadlock.
func inOneOrder(writes []usagesync.Write) []usagesync.Write {
	writes = slices.Clone(writes)
	slices.SortStableFunc(writes, func(a, b usagesync.Write) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return writes
}

// hold makes sure that the fence is that of its lane's live lease, and that the lease gets no successor before the
// transaction has ended.
func (t tx) hold(ctx context.Context, f usagesync.Fence) error {
	var token int64
	err := t.conn.QueryRowContext(ctx, t.sql.fence, f.Lane, f.Token).Scan(&token)
	if errors.Is(err, sql.ErrNoRows) {
		err = usagesync.ErrFenced
	}
	if err != nil {
		return fmt.Errorf("lane %q, token %d: %w", f.Lane, f.Token, err)
	}
	return nil
}

// apply carries out one write. Its precondition is part of the statement, so that the database decides who was first.
func (t tx) apply(ctx context.Context, partner string, w usagesync.Write) error {
	id := []any{partner, string(w.Kind), w.Key}
	var done bool
	var err error
	switch {
	case w.Data == nil && w.IfRev == usagesync.IfAny:
		_, err = t.exec(ctx, t.sql.drop, id...)
		done = true
	case w.Data == nil && w.IfRev == usagesync.IfNew:
		done, err = t.exec(ctx, t.sql.create, append(id, "")...)
		if done {
			_, err = t.exec(ctx, t.sql.drop, id...)
		}
	case w.Data == nil:
		done, err = t.exec(ctx, t.sql.remove, append(id, w.IfRev)...)
	case w.IfRev == usagesync.IfAny:
		done, err = t.exec(ctx, t.sql.put, append(id, string(w.Data))...)
	case w.IfRev == usagesync.IfNew:
		done, err = t.exec(ctx, t.sql.create, append(id, string(w.Data))...)
	default:
		done, err = t.exec(ctx, t.sql.replace, append(id, string(w.Data), w.IfRev)...)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s %q: %w", w.Kind, w.Key, err)
	case !done && w.IfRev == usagesync.IfNew:
		return fmt.Errorf("%s %q is there already: %w", w.Kind, w.Key, usagesync.ErrConflict)
	case !done:
		return fmt.Errorf("%s %q is not at revision %d: %w", w.Kind, w.Key, w.IfRev, usagesync.ErrConflict)
	}
	return nil
}
