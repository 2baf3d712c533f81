package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

// A program imports a driver for its name, here modernc.org/sqlite.
func Example() {
	ctx := context.Background()
	dsn, err := sqlstore.SQLiteFile("usagesync.db")
	if err != nil {
		fmt.Println(err) // others may read the file; the error says what to do
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
	_ = store // for usagesync.Config.Store
}

// Where changes to a database go through a tool, that tool applies the files of Migrations, and Open only checks.
func ExampleMigrations() {
	files := sqlstore.Migrations(sqlstore.PostgreSQL)
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range entries {
		fmt.Println(e.Name())
	}
	// Output:
	// 0001_records_and_leases.sql
	// 0002_record_written.sql
}
