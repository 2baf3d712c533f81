package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"
)

const (
	commitTime   = 10 * time.Second // for the database's answer to COMMIT
	rollbackTime = time.Second      // for a transaction that nobody wants any more; then its connection is closed
)

// tx is a transaction under way, on a connection of its own. It is no *sql.Tx: that cannot say BEGIN IMMEDIATE, starts a
// goroutine, and drops a COMMIT's answer when the context ends.
type tx struct {
	conn *sql.Conn
	sql  *statements
}

// exec reports whether the statement changed a row.
func (t tx) exec(ctx context.Context, query string, args ...any) (bool, error) {
	res, err := t.conn.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// write carries out f in a transaction, all of it or nothing, again while the database is busy.
func (s *Store) write(ctx context.Context, f func(context.Context, tx) error) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return s.patiently(ctx, func() error { return s.once(ctx, f) })
}

// enter waits for the turn to write, where there is one.
func (s *Store) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.turn == nil {
		return func() {}, nil
	}
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Store) once(ctx context.Context, f func(context.Context, tx) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, s.sql.begin); err != nil {
		if !isBusy(err) {
			discard(conn)
		}
		return err
	}
	err = f(ctx, tx{conn, &s.sql})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		rollback(ctx, conn)
		return err
	}
	return commit(ctx, conn)
}

// commit asks the database to commit and waits for its answer even when ctx ends: only that says what became of the
// writes.
func commit(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	_, err := conn.ExecContext(ctx, "COMMIT")
	if err == nil {
		return nil
	}
	discard(conn)
	if isBusy(err) {
		return err // the database said no
	}
	return fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
}

// rollback leaves the connection without a transaction, or closes it.
func rollback(ctx context.Context, conn *sql.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		discard(conn)
	}
}

// discard closes a connection instead of giving it back to the pool; the database rolls back what was open on it.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}
