package itest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// TestCancelledAtRandom ends the context of commits at random moments. Nil means that both writes are there, an error that
// neither is. The limit follows the results, so that about half of them are cut short. The store has one connection: it
// must come out of each commit without a transaction.
func TestCancelledAtRandom(t *testing.T) {
	const commits = 200
	onEach(t, func(t *testing.T, p place) {
		db := p.pool(t)
		db.SetMaxOpenConns(1)
		s := p.storeOn(t, db, sqlstore.Options{Migrate: true})
		l, err := s.Acquire(t.Context(), "lane", "owner", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		limit := time.Millisecond
		var done, cut int
		for n := range commits {
			if err := db.PingContext(t.Context()); err != nil { // a new connection, if the last one was given up
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), rand.N(2*limit))
			key := fmt.Sprintf("%08d", n)
			err := s.Commit(ctx, "partner", l.Fence(),
				usagesync.Write{Kind: usagesync.KindIntent, Key: key, IfRev: usagesync.IfNew, Data: []byte("{}")},
				usagesync.Write{Kind: usagesync.KindJournal, Key: key, IfRev: usagesync.IfNew, Data: []byte("{}")})
			cancel()
			switch {
			case err == nil:
				done++
				limit -= limit / 4
			case errors.Is(err, context.DeadlineExceeded):
				cut++
				limit += limit / 4
			default:
				t.Errorf("Commit %d: %v, want the context's error", n, err)
			}
			for _, k := range []usagesync.Kind{usagesync.KindIntent, usagesync.KindJournal} {
				_, got := s.Get(t.Context(), "partner", k, key)
				if there := got == nil; there != (err == nil) {
					t.Fatalf("Commit %d returned %v, but Get of the %s %v", n, err, k, got)
				}
			}
		}
		t.Logf("%d commits done, %d cut short", done, cut)
		if done == 0 || cut == 0 {
			t.Errorf("%d done and %d cut short show nothing", done, cut)
		}
	})
}

// TestLocked commits, and acquires, while somebody else's transaction holds what they need.
func TestLocked(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		db := p.pool(t)
		db.SetMaxOpenConns(1)
		s := p.storeOn(t, db, sqlstore.Options{Migrate: true})
		l, err := s.Acquire(t.Context(), "lane", "owner", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		w := usagesync.Write{Kind: usagesync.KindIntent, Key: "x", IfRev: usagesync.IfAny, Data: []byte("{}")}

		unlock := p.lock(t, lease)
		for what, call := range map[string]func(context.Context) error{
			"Commit":  func(ctx context.Context) error { return s.Commit(ctx, "partner", l.Fence(), w) },
			"Release": func(ctx context.Context) error { return s.Release(ctx, l) },
			"Acquire": func(ctx context.Context) error {
				_, err := s.Acquire(ctx, "lane", "owner", time.Hour)
				return err
			},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			start := time.Now()
			err := call(ctx)
			cancel()
			if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took > 2*time.Second {
				t.Errorf("%s under a lock: %v after %s", what, err, took)
			}
		}
		unlock()

		if _, err := s.Get(t.Context(), "partner", usagesync.KindIntent, "x"); !errors.Is(err, usagesync.ErrNotFound) {
			t.Errorf("Get after a Commit that was cut short: %v, want ErrNotFound", err)
		}
		if err := s.Commit(t.Context(), "partner", l.Fence(), w); err != nil {
			t.Errorf("Commit after the lock was gone: %v", err)
		}
	})
}

// TestFenceHoldsTheLease stops a commit between its fence and its end. Until it has ended, nobody can give the lease back
// or take it: else it could land when the lane is already another's.
func TestFenceHoldsTheLease(t *testing.T) {
	p := onPostgreSQL(t)
	s := p.store(t)
	admin := p.pool(t)
	l, err := s.Acquire(t.Context(), "lane", "owner", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	record := usagesync.Write{Kind: usagesync.KindIntent, Key: "x", IfRev: usagesync.IfAny, Data: []byte("{}")}
	if err := s.Commit(t.Context(), "partner", l.Fence(), record); err != nil {
		t.Fatal(err)
	}
	unlock := p.lock(t, "UPDATE usagesync_record SET rev = rev")
	result := make(chan error)
	go func() { result <- s.Commit(t.Context(), "partner", l.Fence(), record) }()
	const waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
	for one[int](t, admin, waiting) == 0 {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Release(ctx, l); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Release during the commit: %v, want it to wait", err)
	}
	unlock()
	if err := <-result; err != nil {
		t.Errorf("the commit: %v", err)
	}
}

// TestBusy waits no longer than Options.Patience for a SQLite file that somebody else does not give back.
func TestBusy(t *testing.T) {
	p := onSQLite(t)
	p.store(t)
	const patience = 50 * time.Millisecond
	s := p.storeOn(t, p.pool(t), sqlstore.Options{Patience: patience})
	unlock := p.lock(t, lease)
	_, err := s.Acquire(t.Context(), "lane", "owner", time.Hour)
	if e, ok := errors.AsType[*sqlstore.BusyError](err); !ok || e.Waited < patience {
		t.Errorf("%v, want a *BusyError after %s", err, patience)
	}
	unlock()
	if _, err := s.Acquire(t.Context(), "lane", "owner", time.Hour); err != nil {
		t.Error(err)
	}
}

// lease is what a transaction says that holds the lane "lane".
const lease = "UPDATE usagesync_lease SET owner = owner WHERE lane = 'lane'"

// lock begins a transaction that holds what the statement touches, on SQLite the whole file.
func (p place) lock(t *testing.T, statement string) (unlock func()) {
	t.Helper()
	conn, err := p.pool(t).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	begin := map[sqlstore.Dialect]string{sqlstore.SQLite: "BEGIN IMMEDIATE", sqlstore.PostgreSQL: "BEGIN"}[p.dialect]
	for _, query := range []string{begin, statement} {
		if _, err := conn.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
			t.Error(err)
		}
		conn.Close()
	}
}

// TestConnectionLost kills the server's side of every connection between two commits.
func TestConnectionLost(t *testing.T) {
	p := onPostgreSQL(t)
	db := p.pool(t)
	s := p.storeOn(t, db, sqlstore.Options{Migrate: true})
	admin := p.pool(t)
	for n := 1; n <= 5; n++ {
		var err error
		for range 3 { // a connection that was just used is not tried first; the caller hears of it
			if err = s.Commit(t.Context(), "partner", usagesync.Fence{}, pair(n)...); err == nil {
				break
			}
		}
		if err != nil {
			t.Fatalf("commit %d: %v", n, err)
		}
		var killed sql.NullInt64
		query := "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
		if err := admin.QueryRowContext(t.Context(), query).Scan(&killed); err != nil {
			t.Fatal(err)
		}
	}
	if n := journalled(t, s, "partner"); n != 5 {
		t.Errorf("%d of 5 commits stored", n)
	}
}
