package faultmatrix

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// place names a database.
type place struct {
	Dialect     sqlstore.Dialect
	Driver, DSN string
}

// base is a database of the test's own, with the store's tables, as the test sees it. All worlds of a test share one, each
// under a partner of its own.
type base struct {
	place
	db    *sql.DB
	store *sqlstore.Store
}

func onSQLite(t *testing.T) *base {
	t.Helper()
	dsn, err := sqlstore.SQLiteFile(filepath.Join(t.TempDir(), "usagesync.db"))
	if err != nil {
		t.Fatal(err)
	}
	return open(t, place{sqlstore.SQLite, "sqlite", dsn})
}

// onPostgreSQL makes a database on the server that USAGESYNC_TEST_POSTGRES names.
func onPostgreSQL(t *testing.T) *base {
	t.Helper()
	const variable = "USAGESYNC_TEST_POSTGRES"
	server := os.Getenv(variable)
	if server == "" {
		const how = variable + " names no server: run internal/itest/postgres start, then export " +
			variable + "=$(internal/itest/postgres url)"
		if os.Getenv("CI") == "true" {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is no URL", variable) // the error would show the password
	}
	admin := place{sqlstore.PostgreSQL, "pgx", server}.pool(t)
	name := "usagesync_matrix_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := admin.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	u.Path = "/" + name
	return open(t, place{sqlstore.PostgreSQL, "pgx", u.String()})
}

func open(t *testing.T, p place) *base {
	t.Helper()
	b := &base{place: p, db: p.pool(t)}
	var err error
	if b.store, err = sqlstore.Open(t.Context(), b.db, p.Dialect, sqlstore.Options{Migrate: true}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (p place) pool(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open(p.Driver, p.DSN)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// expire ends the lease of a lane, as the store's clock does two minutes later.
func (b *base) expire(ctx context.Context, lane string) error {
	_, err := b.db.ExecContext(ctx, "UPDATE usagesync_lease SET until = 1 WHERE lane = $1 AND until > 1", lane)
	return err
}

// bury records what the death of a partner's process means: its lease ends, and nothing that it intended will be sent
// from now on. What it did send may still arrive, so the settle window counts from here. Without the test, time would
// come to the same: two minutes for the lease, up to 50 seconds for the latest moment at which the request might start.
func (b *base) bury(ctx context.Context, partner string) error {
	if err := b.expire(ctx, partner); err != nil {
		return err
	}
	records, err := b.store.Scan(ctx, partner, usagesync.KindIntent, "", 100)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	for _, r := range records {
		var in usagesync.Intent
		if err := json.Unmarshal(r.Data, &in); err != nil {
			return err
		}
		if !in.SendBefore.After(now) {
			continue
		}
		in.SendBefore = now
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		w := usagesync.Write{Kind: r.Kind, Key: r.Key, IfRev: r.Rev, Data: data}
		if err := b.store.Commit(ctx, partner, usagesync.Fence{}, w); err != nil {
			return err
		}
	}
	return nil
}
