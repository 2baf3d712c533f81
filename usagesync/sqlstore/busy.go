package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

const (
	shortestWait = time.Millisecond
	longestWait  = 20 * time.Millisecond
)

// patiently calls once, again while all that is wrong is that others use the database too, and waits a little longer
// each time. The waiting is not left to SQLite's busy_timeout, which goes on after ctx has ended.
func (s *Store) patiently(ctx context.Context, once func() error) error {
	start := time.Now()
	for wait := shortestWait; ; wait = min(2*wait, longestWait) {
		err := once()
		switch {
		case err == nil || errors.Is(err, ErrOutcomeUnknown):
			return err
		case ctx.Err() != nil: // drivers say it in many ways
			return ctx.Err()
		case !isBusy(err) && !errors.Is(err, driver.ErrBadConn):
			return err
		case time.Since(start) >= s.patience:
			return &BusyError{Waited: time.Since(start), Err: err}
		}
		if err := sleep(ctx, wait/2+rand.N(wait/2)); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// isBusy reports whether the database refused the whole transaction only because of what others are doing. It knows the
// drivers' errors by their methods, and by the text of those that have none.
func isBusy(err error) bool {
	if e, ok := errors.AsType[interface {
		error
		SQLState() string // pgx, lib/pq
	}](err); ok {
		return slices.Contains([]string{
			"40001", // serialization_failure
			"40P01", // deadlock_detected
			"55P03", // lock_not_available: the caller's own lock_timeout
		}, e.SQLState())
	}
	if e, ok := errors.AsType[interface {
		error
		Code() int // modernc.org/sqlite
	}](err); ok {
		primary := e.Code() & 0xff
		return primary == 5 || primary == 6 // SQLITE_BUSY, SQLITE_LOCKED
	}
	return err != nil && (strings.Contains(err.Error(), "database is locked") || strings.Contains(err.Error(), "database table is locked"))
}
