package memstore_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
)

// TestLeaseEndsAtUntil pins the moment: a lease is live before Until and not at it.
func TestLeaseEndsAtUntil(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		s := memstore.New()
		start := time.Now()
		l, err := s.Acquire(ctx, "site", "first", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if want := start.Add(time.Minute); !l.Until.Equal(want) {
			t.Errorf("Until is %s, want %s", l.Until, want)
		}

		time.Sleep(time.Minute - time.Nanosecond)
		if err := s.Commit(ctx, "partner", l.Fence()); err != nil {
			t.Errorf("Commit just before Until: %v", err)
		}
		if _, err := s.Acquire(ctx, "site", "second", time.Minute); !errors.Is(err, usagesync.ErrHeld) {
			t.Errorf("Acquire just before Until: %v, want ErrHeld", err)
		}

		time.Sleep(time.Nanosecond)
		if err := s.Commit(ctx, "partner", l.Fence()); !errors.Is(err, usagesync.ErrFenced) {
			t.Errorf("Commit at Until: %v, want ErrFenced", err)
		}
		next, err := s.Acquire(ctx, "site", "second", time.Minute)
		if err != nil || next.Token <= l.Token {
			t.Errorf("Acquire at Until: token %d after %d, %v", next.Token, l.Token, err)
		}
	})
}
