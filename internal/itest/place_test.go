package itest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

// place is an empty database of a test's own.
type place struct {
	dialect     sqlstore.Dialect
	driver, dsn string
}

// onEach runs a test on both databases.
func onEach(t *testing.T, f func(t *testing.T, p place)) {
	t.Run("SQLite", func(t *testing.T) { f(t, onSQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { f(t, onPostgreSQL(t)) })
}

func onSQLite(tb testing.TB) place {
	tb.Helper()
	dsn, err := sqlstore.SQLiteFile(filepath.Join(tb.TempDir(), "usagesync.db"))
	if err != nil {
		tb.Fatal(err)
	}
	return place{sqlstore.SQLite, "sqlite", dsn}
}

// onPostgreSQL makes a database on the server that USAGESYNC_TEST_POSTGRES names.
func onPostgreSQL(tb testing.TB) place {
	tb.Helper()
	const variable = "USAGESYNC_TEST_POSTGRES"
	server := os.Getenv(variable)
	if server == "" {
		const how = variable + " names no server: run internal/itest/postgres start, then export " +
			variable + "=$(internal/itest/postgres url)"
		if os.Getenv("CI") == "true" {
			tb.Fatal(how)
		}
		tb.Skip(how)
	}
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatalf("%s is no URL", variable) // the error would show the password
	}
	name := "usagesync_test_" + strings.ToLower(rand.Text())
	admin := place{sqlstore.PostgreSQL, "pgx", server}.pool(tb)
	mustExec(tb, admin, "CREATE DATABASE "+name)
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := admin.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
		admin.Close()
	})
	u.Path = "/" + name
	return place{sqlstore.PostgreSQL, "pgx", u.String()}
}

// pool opens one more pool of connections, as another process would.
func (p place) pool(tb testing.TB) *sql.DB {
	tb.Helper()
	db, err := sql.Open(p.driver, p.dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

// store opens a store, with its tables, on one more pool.
func (p place) store(tb testing.TB) *sqlstore.Store {
	tb.Helper()
	return p.storeOn(tb, p.pool(tb), sqlstore.Options{Migrate: true})
}

func (p place) storeOn(tb testing.TB, db *sql.DB, o sqlstore.Options) *sqlstore.Store {
	tb.Helper()
	s, err := sqlstore.Open(tb.Context(), db, p.dialect, o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func mustExec(tb testing.TB, db *sql.DB, query string, args ...any) {
	tb.Helper()
	if _, err := db.ExecContext(tb.Context(), query, args...); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

// one returns the only value of a query's only row.
func one[T any](tb testing.TB, db *sql.DB, query string) T {
	tb.Helper()
	var v T
	if err := db.QueryRowContext(tb.Context(), query).Scan(&v); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return v
}
