package itest

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// TestUpgrade opens a database of every earlier version, with data written under it.
func TestUpgrade(t *testing.T) {
	for _, d := range []sqlstore.Dialect{sqlstore.SQLite, sqlstore.PostgreSQL} {
		for version := 1; version < latest(t, d); version++ {
			t.Run(fmt.Sprintf("%s from %d", d, version), func(t *testing.T) {
				p := on(t, d)
				db := p.pool(t)
				mustExec(t, db, fixture(t, d, version))

				_, err := sqlstore.Open(t.Context(), db, d, sqlstore.Options{})
				want := &sqlstore.VersionError{Database: version, Code: latest(t, d)}
				if got, ok := errors.AsType[*sqlstore.VersionError](err); !ok || *got != *want {
					t.Fatalf("Open of an older database: %v, want %v", err, want)
				}
				checkFixture(t, p.store(t))

				fresh := on(t, d)
				fresh.store(t)
				if diff := cmp.Diff(columns(t, d, fresh.pool(t)), columns(t, d, db)); diff != "" {
					t.Errorf("the tables differ from those of a new database (-new +upgraded):\n%s", diff)
				}
			})
		}
	}
}

// checkFixture looks for what every fixture holds.
func checkFixture(t *testing.T, s *sqlstore.Store) {
	t.Helper()
	ctx := t.Context()
	got := map[string][]usagesync.Record{}
	for _, of := range []struct {
		partner string
		kind    usagesync.Kind
	}{{"northwind", usagesync.KindSettings}, {"northwind", usagesync.KindLine}, {"northwind", usagesync.KindIntent}, {"southwind", usagesync.KindLine}} {
		page, err := s.Scan(ctx, of.partner, of.kind, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		got[of.partner] = append(got[of.partner], page...)
	}
	record := func(k usagesync.Kind, key string, rev int64, data string) usagesync.Record {
		return usagesync.Record{Kind: k, Key: key, Rev: rev, Data: []byte(data)}
	}
	want := map[string][]usagesync.Record{
		"northwind": {
			record("settings", "current", 7, `{"zone":"Europe/London", "routes" : [ ] }`),
			record("line", "10/441", 1, `{"agreementId":"10","itemId":"441","quantity":"12.5"}`),
			record("line", "9/441", 3, `{"agreementId":"9","itemId":"441","quantity":"0"}`),
			record("line", "B", 1, `{}`),
			record("line", "a", 1, `{}`),
			record("line", "é's", 2, `"Müller & Söhne 😀 \u0000"`),
			record("intent", "10/441", 1, `{"state":"open","fence":["8001","8002"]}`),
		},
		"southwind": {record("line", "9/441", 1, `null`)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}

	if _, err := s.Acquire(ctx, "held", "another", 1); !errors.Is(err, usagesync.ErrHeld) {
		t.Errorf("Acquire of a held lane: %v, want ErrHeld", err)
	}
	current := usagesync.Write{Kind: usagesync.KindSettings, Key: "current", IfRev: 7, Data: []byte("{}")}
	if err := s.Commit(ctx, "northwind", usagesync.Fence{Lane: "held", Token: 4}, current); err != nil {
		t.Errorf("Commit under the lease: %v", err)
	}
	for lane, token := range map[string]int64{"ended": 10, "given back": 3} {
		if l, err := s.Acquire(ctx, lane, "another", 1); err != nil || l.Token != token {
			t.Errorf("Acquire of the lane %q: token %d, want %d: %v", lane, l.Token, token, err)
		}
	}
}

// TestOlderProgramGoesOn writes as a program of version 1 does, to tables that another program has upgraded meanwhile.
func TestOlderProgramGoesOn(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		s := p.store(t)
		mustExec(t, p.pool(t), "INSERT INTO usagesync_record (partner, kind, key, rev, data) VALUES ('partner', 'line', 'x', 1, '{}')")
		if r, err := s.Get(t.Context(), "partner", usagesync.KindLine, "x"); err != nil || r.Rev != 1 {
			t.Errorf("Get returned revision %d, %v", r.Rev, err)
		}
	})
}

// TestWritten holds what version 2 is for: the time of the last write, on the database's clock.
func TestWritten(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		db := p.pool(t)
		s := p.storeOn(t, db, sqlstore.Options{Migrate: true})
		now := map[sqlstore.Dialect]string{
			sqlstore.SQLite:     "SELECT unixepoch() - written / 1000000 FROM usagesync_record",
			sqlstore.PostgreSQL: "SELECT extract(epoch FROM now())::bigint - written / 1000000 FROM usagesync_record",
		}[p.dialect]
		for i, rev := range []int64{usagesync.IfNew, usagesync.IfAny, 2} {
			w := usagesync.Write{Kind: usagesync.KindSettings, Key: "x", IfRev: rev, Data: []byte("1")}
			if err := s.Commit(t.Context(), "partner", usagesync.Fence{}, w); err != nil {
				t.Fatal(err)
			}
			if age := one[int64](t, db, now); age < -2 || age > 60 {
				t.Errorf("write %d: written %d s ago", i, age)
			}
			mustExec(t, db, "UPDATE usagesync_record SET written = 0")
		}
	})
}

func TestMigrateTwice(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		db := p.pool(t)
		for range 2 {
			if err := sqlstore.Migrate(t.Context(), db, p.dialect, sqlstore.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		if n, want := one[int](t, db, "SELECT count(*) FROM usagesync_schema"), latest(t, p.dialect); n != want {
			t.Errorf("%d versions recorded, want %d", n, want)
		}
	})
}

// TestMigrateAtOnce lets many openers, each with connections of its own, find an empty database.
func TestMigrateAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		const openers = 8
		errs := make([]error, openers)
		var wg sync.WaitGroup
		for i := range openers {
			db := p.pool(t)
			wg.Go(func() { _, errs[i] = sqlstore.Open(t.Context(), db, p.dialect, sqlstore.Options{Migrate: true}) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		if n, want := one[int](t, p.pool(t), "SELECT count(*) FROM usagesync_schema"), latest(t, p.dialect); n != want {
			t.Errorf("%d versions recorded, want %d", n, want)
		}
	})
}

func TestNewerDatabase(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		db := p.pool(t)
		p.storeOn(t, db, sqlstore.Options{Migrate: true})
		mustExec(t, db, "INSERT INTO usagesync_schema (version) VALUES (1000)")
		_, open := sqlstore.Open(t.Context(), db, p.dialect, sqlstore.Options{})
		_, migrating := sqlstore.Open(t.Context(), db, p.dialect, sqlstore.Options{Migrate: true})
		for what, err := range map[string]error{
			"Open": open, "Open with Migrate": migrating,
			"Migrate": sqlstore.Migrate(t.Context(), db, p.dialect, sqlstore.Options{}),
		} {
			if e, ok := errors.AsType[*sqlstore.VersionError](err); !ok || e.Database != 1000 {
				t.Errorf("%s: %v, want a *VersionError", what, err)
			}
		}
	})
}

func TestNoTables(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		_, err := sqlstore.Open(t.Context(), p.pool(t), p.dialect, sqlstore.Options{})
		if e, ok := errors.AsType[*sqlstore.VersionError](err); !ok || e.Database != 0 {
			t.Errorf("%v, want a *VersionError", err)
		}
	})
}

// TestOwnTool applies the exported files as a tool of the user's own would.
func TestOwnTool(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		db := p.pool(t)
		for _, name := range files(t, p.dialect) {
			text, err := fs.ReadFile(sqlstore.Migrations(p.dialect), name)
			if err != nil {
				t.Fatal(err)
			}
			mustExec(t, db, string(text))
		}
		p.storeOn(t, db, sqlstore.Options{})
	})
}

// TestPrefixes keeps two stores in one database, and on PostgreSQL a third in a schema whose name needs quotes.
func TestPrefixes(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		db := p.pool(t)
		options := []sqlstore.Options{{}, {Prefix: "acme_"}}
		if p.dialect == sqlstore.PostgreSQL {
			mustExec(t, db, `CREATE SCHEMA "Billing ""2"""`)
			options = append(options, sqlstore.Options{Schema: `Billing "2"`})
		}
		for i, o := range options {
			o.Migrate = true
			s := p.storeOn(t, db, o)
			w := usagesync.Write{Kind: usagesync.KindSettings, Key: "current", IfRev: usagesync.IfNew, Data: fmt.Append(nil, i)}
			if err := s.Commit(t.Context(), "partner", usagesync.Fence{}, w); err != nil {
				t.Errorf("%+v: %v", o, err)
			}
			if l, err := s.Acquire(t.Context(), "lane", "owner", 1); err != nil || l.Token != 1 {
				t.Errorf("%+v: token %d, %v", o, l.Token, err)
			}
		}
	})
}

// TestSearchPath opens a store and then changes where unqualified names lead.
func TestSearchPath(t *testing.T) {
	db := onPostgreSQL(t).pool(t)
	db.SetMaxOpenConns(1)
	s, err := sqlstore.Open(t.Context(), db, sqlstore.PostgreSQL, sqlstore.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, "SET search_path = nowhere")
	if _, err := s.Acquire(t.Context(), "lane", "owner", 1); err != nil {
		t.Errorf("under another search_path: %v", err)
	}
	if _, err := sqlstore.Open(t.Context(), db, sqlstore.PostgreSQL, sqlstore.Options{}); err == nil {
		t.Error("Open without any current schema succeeded")
	}
	if _, err := sqlstore.Open(t.Context(), db, sqlstore.PostgreSQL, sqlstore.Options{Schema: "public"}); err != nil {
		t.Error(err)
	}
}

func on(t *testing.T, d sqlstore.Dialect) place {
	t.Helper()
	if d == sqlstore.SQLite {
		return onSQLite(t)
	}
	return onPostgreSQL(t)
}

func files(t *testing.T, d sqlstore.Dialect) []string {
	t.Helper()
	names, err := fs.Glob(sqlstore.Migrations(d), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func latest(t *testing.T, d sqlstore.Dialect) int {
	t.Helper()
	n := len(files(t, d))
	if n < 2 {
		t.Fatalf("%s has %d migrations", d, n)
	}
	return n
}

func fixture(t *testing.T, d sqlstore.Dialect, version int) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", string(d), fmt.Sprintf("v%d.sql", version)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// columns describes all tables: name, column, type, nullable, default, collation.
func columns(t *testing.T, d sqlstore.Dialect, db *sql.DB) []string {
	t.Helper()
	query := `SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, collation_name)
		FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`
	if d == sqlstore.SQLite {
		query = `SELECT m.name || ' ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk
			FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1`
	}
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var c string
		if err := rows.Scan(&c); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	if err := rows.Err(); err != nil || len(all) < 10 {
		t.Fatalf("%d columns, %v", len(all), err)
	}
	return all
}
