package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/storetest"
)

// stickyStore is somebody's own store with a fault: it shows the page that begins at the given key.
type stickyStore struct{ *memstore.Store }

func (s stickyStore) Scan(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
	page, err := s.Store.Scan(ctx, partner, k, after, limit)
	if r, e := s.Get(ctx, partner, k, after); e == nil && limit > 0 {
		page = append([]usagesync.Record{r}, page[:min(len(page), limit-1)]...)
	}
	return page, err
}

// Check names every rule that a store breaks. In a test, Test does the same with a subtest for each rule.
func ExampleCheck() {
	var ahead atomic.Int64 // the clock is read by other goroutines while Expire moves it
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	store := stickyStore{memstore.New(memstore.WithClock(clock))}

	err := storetest.Check(context.Background(), storetest.Harness{
		Open: func(context.Context) (usagesync.Store, error) { return store, nil },
		Expire: func(context.Context, string) error {
			ahead.Add(int64(storetest.MaxTTL))
			return nil
		},
	})

	if v, ok := errors.AsType[*storetest.Violation](err); ok {
		fmt.Println(v.Rule)
		fmt.Println(v.Detail)
	}
	// Output:
	// scan-after
	// Scan after "\t", limit 1 returned ["\t"], want ["\n"]
}
