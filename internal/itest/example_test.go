package itest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// A store in a SQLite file: the whole of it, with modernc.org/sqlite.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "usagesync")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()

	dsn, err := sqlstore.SQLiteFile(filepath.Join(dir, "usagesync.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	store, err := sqlstore.Open(ctx, db, sqlstore.SQLite, sqlstore.Options{Migrate: true})
	if err != nil {
		fmt.Println(err)
		return
	}

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
	// sqlstore: commit: line "8001/441" is there already: record changed meanwhile
	// true
}
