package sqlstore_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

func write(key string) usagesync.Write {
	return usagesync.Write{Kind: usagesync.KindIntent, Key: key, IfRev: usagesync.IfAny, Data: []byte(`{"quantity":"14"}`)}
}

// TestTransactionsEnd holds what a store says to its database, and how it leaves the connection, whatever goes wrong.
func TestTransactionsEnd(t *testing.T) {
	broken := errors.New("connection reset by peer")
	failing := func(statements ...string) func(context.Context, string) error {
		return func(_ context.Context, said string) error {
			if slices.Contains(statements, said) {
				return broken
			}
			return nil
		}
	}
	for _, c := range []struct {
		name string
		fail func(context.Context, string) error
		said []string
		want error
	}{
		{"all is well", failing(), []string{"BEGIN", "SELECT", "INSERT", "COMMIT"}, nil},
		{"no transaction", failing("BEGIN"), []string{"BEGIN", "close"}, broken},
		{"the fence cannot be read", failing("SELECT"), []string{"BEGIN", "SELECT", "ROLLBACK"}, broken},
		{"a write fails", failing("INSERT"), []string{"BEGIN", "SELECT", "INSERT", "ROLLBACK"}, broken},
		{"and the rollback too", failing("INSERT", "ROLLBACK"), []string{"BEGIN", "SELECT", "INSERT", "ROLLBACK", "close"}, broken},
		{"no answer to COMMIT", failing("COMMIT"), []string{"BEGIN", "SELECT", "INSERT", "COMMIT", "close"}, sqlstore.ErrOutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := &fakeDB{}
			s := db.store(t, sqlstore.PostgreSQL, sqlstore.Options{})
			db.fail = c.fail
			err := s.Commit(t.Context(), "partner", usagesync.Fence{Lane: "lane", Token: 1}, write("x"))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if diff := cmp.Diff(c.said, db.said()); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCancelledWhere ends the context inside one statement after the other.
func TestCancelledWhere(t *testing.T) {
	for _, c := range []struct {
		during string
		said   []string
		want   error
	}{
		{"BEGIN", []string{"BEGIN", "close"}, context.Canceled},
		{"SELECT", []string{"BEGIN", "SELECT", "ROLLBACK"}, context.Canceled},
		{"INSERT", []string{"BEGIN", "SELECT", "INSERT", "ROLLBACK"}, context.Canceled},
		{"COMMIT", []string{"BEGIN", "SELECT", "INSERT", "COMMIT"}, nil}, // the database did commit, so that is the answer
	} {
		t.Run(c.during, func(t *testing.T) {
			db := &fakeDB{}
			s := db.store(t, sqlstore.PostgreSQL, sqlstore.Options{})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			db.fail = func(inner context.Context, said string) error {
				if said == c.during {
					cancel()
				}
				return inner.Err()
			}
			err := s.Commit(ctx, "partner", usagesync.Fence{Lane: "lane", Token: 1}, write("x"))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if diff := cmp.Diff(c.said, db.said()); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCancelledAfterTheLastWrite ends the context when all statements have succeeded, but COMMIT has not been said.
func TestCancelledAfterTheLastWrite(t *testing.T) {
	db := &fakeDB{}
	s := db.store(t, sqlstore.SQLite, sqlstore.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	db.fail = func(_ context.Context, said string) error {
		if said == "INSERT" {
			cancel()
		}
		return nil
	}
	if err := s.Commit(ctx, "partner", usagesync.Fence{}, write("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if diff := cmp.Diff([]string{"BEGIN", "INSERT", "ROLLBACK"}, db.said()); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
}

// TestOneWriterOnSQLite lets a second caller wait for its turn, not for the file, and give up when its context ends.
func TestOneWriterOnSQLite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &fakeDB{}
		s := db.store(t, sqlstore.SQLite, sqlstore.Options{})
		leave := make(chan struct{})
		db.fail = func(_ context.Context, said string) error {
			if said == "INSERT" {
				<-leave
			}
			return nil
		}
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { first <- s.Commit(t.Context(), "partner", usagesync.Fence{}, write("x")) }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { second <- s.Commit(ctx, "partner", usagesync.Fence{}, write("y")) }()
		synctest.Wait()
		cancel()
		if err := <-second; !errors.Is(err, context.Canceled) {
			t.Errorf("the second: %v, want %v", err, context.Canceled)
		}
		close(leave)
		if err := <-first; err != nil {
			t.Errorf("the first: %v", err)
		}
		if diff := cmp.Diff([]string{"BEGIN", "INSERT", "COMMIT"}, db.said()); diff != "" {
			t.Errorf("statements (-want +got):\n%s", diff)
		}
	})
}
