package sqlstore_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// stateError is an error as pgx and lib/pq have it.
type stateError string

func (e stateError) Error() string    { return "SQLSTATE " + string(e) }
func (e stateError) SQLState() string { return string(e) }

// codeError is an error as modernc.org/sqlite has it.
type codeError int

func (e codeError) Error() string { return fmt.Sprintf("code %d", int(e)) }
func (e codeError) Code() int     { return int(e) }

// TestTriedAgain makes every statement of a commit fail twice, and tells what is tried again from what is not.
func TestTriedAgain(t *testing.T) {
	for _, c := range []struct {
		err       error
		statement string
		again     bool
	}{
		{stateError("40001"), "INSERT", true}, // serialization_failure
		{stateError("40001"), "COMMIT", true},
		{stateError("40P01"), "SELECT", true},             // deadlock_detected
		{stateError("55P03"), "SELECT", true},             // lock_not_available
		{stateError("23505"), "INSERT", false},            // unique_violation
		{stateError("53100"), "COMMIT", false},            // disk_full
		{codeError(5), "BEGIN", true},                     // SQLITE_BUSY
		{codeError(5 | 2<<8), "BEGIN", true},              // SQLITE_BUSY_SNAPSHOT
		{codeError(6), "INSERT", true},                    // SQLITE_LOCKED
		{codeError(13), "INSERT", false},                  // SQLITE_FULL
		{codeError(10 | 4<<8), "COMMIT", false},           // SQLITE_IOERR_FSYNC
		{driver.ErrBadConn, "BEGIN", true},                // an idle connection that the server had closed
		{driver.ErrBadConn, "COMMIT", false},              // it may have arrived
		{errors.New("database is locked"), "BEGIN", true}, // drivers whose errors have no such methods
		{errors.New("disk I/O error"), "INSERT", false},
	} {
		t.Run(fmt.Sprintf("%v at %s", c.err, c.statement), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := &fakeDB{}
				s := db.store(t, sqlstore.PostgreSQL, sqlstore.Options{})
				left := 2
				db.fail = func(_ context.Context, said string) error {
					if said == c.statement && left > 0 {
						left--
						return fmt.Errorf("driver: %w", c.err)
					}
					return nil
				}
				err := s.Commit(t.Context(), "partner", usagesync.Fence{Lane: "lane", Token: 1}, write("x"))
				if c.again && (err != nil || left != 0) {
					t.Errorf("%v, %d of 2 failures left", err, left)
				}
				if !c.again && (!errors.Is(err, c.err) || left != 1) {
					t.Errorf("%v, %d of 2 failures left, want the first at once", err, left)
				}
			})
		})
	}
}

func TestPatienceEnds(t *testing.T) {
	for patience, want := range map[time.Duration]time.Duration{0: 10 * time.Second, time.Minute: time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			db := &fakeDB{}
			s := db.store(t, sqlstore.SQLite, sqlstore.Options{Patience: patience})
			busy := codeError(5)
			db.fail = func(_ context.Context, said string) error {
				if said == "BEGIN" || said == "SELECT" {
					return busy
				}
				return nil
			}
			_, get := s.Get(t.Context(), "partner", usagesync.KindLine, "x")
			for what, err := range map[string]error{"Commit": s.Commit(t.Context(), "partner", usagesync.Fence{}, write("x")), "Get": get} {
				e, ok := errors.AsType[*sqlstore.BusyError](err)
				if !ok || !errors.Is(err, busy) || e.Waited < want || e.Waited > want+time.Second {
					t.Errorf("%s: %v, want a *BusyError after %s", what, err, want)
				}
			}
		})
	}
}

func TestCancelledWhileBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &fakeDB{}
		s := db.store(t, sqlstore.SQLite, sqlstore.Options{})
		db.fail = func(_ context.Context, said string) error {
			if said == "BEGIN" {
				return codeError(5)
			}
			return nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		err := s.Commit(ctx, "partner", usagesync.Fence{}, write("x"))
		if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("%v after %s, want the context's error after 1s", err, took)
		}
	})
}
