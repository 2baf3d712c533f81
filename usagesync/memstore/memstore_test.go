package memstore_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/storetest"
)

func TestContract(t *testing.T) {
	var ahead atomic.Int64
	s := memstore.New(memstore.WithClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }))
	storetest.Test(t, storetest.Harness{
		Open: func(context.Context) (usagesync.Store, error) { return s, nil },
		Expire: func(context.Context, string) error {
			ahead.Add(int64(storetest.MaxTTL))
			return nil
		},
	})
}

// TestContractInBubble runs on the default clock: in a bubble, sleeping is all that it takes for a lease to expire.
func TestContractInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memstore.New()
		err := storetest.Check(t.Context(), storetest.Harness{
			Open: func(context.Context) (usagesync.Store, error) { return s, nil },
			Expire: func(context.Context, string) error {
				time.Sleep(storetest.MaxTTL)
				return nil
			},
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestErrorsSayWhere holds the text that a person sees.
func TestErrorsSayWhere(t *testing.T) {
	ctx := t.Context()
	s := memstore.New(memstore.WithClock(func() time.Time { return time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC) }))
	if _, err := s.Acquire(ctx, "site", "first", time.Minute); err != nil {
		t.Fatal(err)
	}
	_, notFound := s.Get(ctx, "partner", usagesync.KindLine, "l-1")
	_, held := s.Acquire(ctx, "site", "second", time.Minute)
	stale := usagesync.Write{Kind: usagesync.KindLine, Key: "l-1", IfRev: 3, Data: []byte("{}")}
	for _, c := range []struct {
		err  error
		want string
	}{
		{notFound, `memstore: line "l-1": record not found`},
		{held, `memstore: lane "site" until 2026-10-31T12:01:00Z: lease held by another owner`},
		{s.Commit(ctx, "partner", usagesync.Fence{}, stale), `memstore: line "l-1" is at revision 0, not 3: record changed meanwhile`},
		{s.Commit(ctx, "partner", usagesync.Fence{Lane: "site", Token: 7}), `memstore: lane "site", token 7: lease lost`},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("got %v, want %s", c.err, c.want)
		}
	}
}
