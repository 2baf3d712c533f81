package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
)

func Example() {
	ctx := context.Background()
	store := memstore.New()

	lease, err := store.Acquire(ctx, "our-site", "worker-1", time.Minute)
	if err != nil {
		fmt.Println(err)
		return
	}
	line := usagesync.Write{Kind: usagesync.KindLine, Key: "8001/441", IfRev: usagesync.IfNew, Data: []byte(`{"quantity":"14"}`)}
	fmt.Println(store.Commit(ctx, "partner", lease.Fence(), line))
	fmt.Println(store.Commit(ctx, "partner", lease.Fence(), line))

	_ = store.Release(ctx, lease)
	err = store.Commit(ctx, "partner", lease.Fence(), line)
	fmt.Println(errors.Is(err, usagesync.ErrFenced))
	// Output:
	// <nil>
	// memstore: line "8001/441" is at revision 1, not 0: record changed meanwhile
	// true
}
