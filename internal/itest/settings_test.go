package itest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// TestDurable reads the settings under which a commit is carried out, on a connection that came with others.
func TestDurable(t *testing.T) {
	write := usagesync.Write{Kind: usagesync.KindSettings, Key: "x", IfRev: usagesync.IfAny, Data: []byte("1")}
	t.Run("SQLite", func(t *testing.T) {
		p := onSQLite(t)
		p.store(t)
		p.dsn += "&_pragma=synchronous(OFF)"
		db := p.pool(t)
		db.SetMaxOpenConns(1)
		s := p.storeOn(t, db, sqlstore.Options{})
		mustExec(t, db, "PRAGMA synchronous = OFF")
		if err := s.Commit(t.Context(), "partner", usagesync.Fence{}, write); err != nil {
			t.Fatal(err)
		}
		if level := one[int](t, db, "PRAGMA synchronous"); level != 2 {
			t.Errorf("synchronous is %d, want 2, FULL", level)
		}
		if mode := one[string](t, db, "PRAGMA journal_mode"); mode != "wal" {
			t.Errorf("journal_mode is %s, want wal", mode)
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		p := onPostgreSQL(t)
		p.store(t)
		p.dsn += "&synchronous_commit=off&default_transaction_isolation=serializable&default_transaction_read_only=on"
		db := p.pool(t)
		s := p.storeOn(t, db, sqlstore.Options{})
		mustExec(t, db, `BEGIN READ WRITE; CREATE TABLE seen (name text, value text);
			CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				INSERT INTO seen SELECT name, setting FROM pg_settings WHERE name IN
					('synchronous_commit', 'transaction_isolation', 'idle_in_transaction_session_timeout');
				RETURN NULL;
			END $$;
			CREATE TRIGGER see AFTER INSERT ON usagesync_record EXECUTE FUNCTION see(); COMMIT`)
		if err := s.Commit(t.Context(), "partner", usagesync.Fence{}, write); err != nil {
			t.Fatal(err)
		}
		got := one[string](t, db, "SELECT string_agg(name || '=' || value, ' ' ORDER BY name) FROM seen")
		const want = "idle_in_transaction_session_timeout=10000 synchronous_commit=on transaction_isolation=read committed"
		if got != want {
			t.Errorf("a commit ran under %s, want %s", got, want)
		}
	})
}

// TestRefused holds the databases in which the store would not be what it promises.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		place   func(t *testing.T) place
		setting string
	}{
		{"in memory", func(*testing.T) place { return place{sqlstore.SQLite, "sqlite", ":memory:"} }, "journal_mode"},
		{"UTF-16", func(t *testing.T) place {
			p := onSQLite(t)
			mustExec(t, p.pool(t), "PRAGMA encoding = 'UTF-16'; CREATE TABLE theirs (a)")
			return p
		}, "encoding"},
		{"LATIN1", func(t *testing.T) place {
			p := onPostgreSQL(t)
			const name = "latin1"
			admin := p.pool(t)
			mustExec(t, admin, "DROP DATABASE IF EXISTS "+name)
			mustExec(t, admin, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'")
			t.Cleanup(func() {
				if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
					t.Error(err)
				}
			})
			p.dsn = p.dsn[:strings.LastIndex(p.dsn, "/")] + "/" + name + "?sslmode=disable"
			return p
		}, "server_encoding"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.place(t)
			_, err := sqlstore.Open(t.Context(), p.pool(t), p.dialect, sqlstore.Options{Migrate: true})
			if e, ok := errors.AsType[*sqlstore.SettingError](err); !ok || e.Setting != c.setting {
				t.Errorf("%v, want a *SettingError of %s", err, c.setting)
			}
		})
	}
}

// TestPrivateFiles looks at all files that SQLite makes.
func TestPrivateFiles(t *testing.T) {
	p := onSQLite(t)
	s := p.store(t)
	if err := s.Commit(t.Context(), "partner", usagesync.Fence{}, pair(1)...); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimSuffix(strings.TrimPrefix(p.dsn, "file://"), "?mode=rw")
	names, err := filepath.Glob(path + "*")
	if err != nil || len(names) != 3 {
		t.Fatalf("files %q, want the database, its -wal and its -shm: %v", names, err)
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || info.Mode() != fs.FileMode(0o600) {
			t.Errorf("%s has the mode %s, %v", filepath.Base(name), info.Mode(), err)
		}
	}
	if _, err := sqlstore.SQLiteFile(path); err != nil {
		t.Errorf("SQLiteFile of an open database: %v", err)
	}
}

// TestAwkwardPath opens the file that the name says, whatever a URI makes of its characters.
func TestAwkwardPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "50% über #1 & more?mode=memory .db")
	dsn, err := sqlstore.SQLiteFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := place{sqlstore.SQLite, "sqlite", dsn}
	p.store(t)
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("nothing was written to %q: %v", path, err)
	}
	gone := place{sqlstore.SQLite, "sqlite", strings.Replace(dsn, "50", "51", 1)}
	if _, err := sqlstore.Open(t.Context(), gone.pool(t), sqlstore.SQLite, sqlstore.Options{Migrate: true}); err == nil {
		t.Error("a file that is not there was created, for anybody to read")
	}
}
