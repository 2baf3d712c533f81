package sqlstore_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

func TestSQLiteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b%?#.db")
	for range 2 {
		dsn, err := sqlstore.SQLiteFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(dsn, "file:///") || !strings.HasSuffix(dsn, "/a%20b%25%3F%23.db?mode=rw") {
			t.Errorf("data source name %s", dsn)
		}
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
			t.Errorf("mode %s, %v", info.Mode(), err)
		}
	}
}

func TestSQLiteFileRelative(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := sqlstore.SQLiteFile("usagesync.db"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("usagesync.db"); err != nil {
		t.Error(err)
	}
}

func TestSQLiteFileOpenToOthers(t *testing.T) {
	for _, c := range []struct {
		name string
		file string // whose mode is changed
		mode fs.FileMode
		ok   bool
	}{
		{"others may read it", "usagesync.db", 0o604, false},
		{"the group may read it", "usagesync.db", 0o640, false},
		{"others may write it", "usagesync.db", 0o602, false},
		{"read only", "usagesync.db", 0o400, true},
		{"others may read its log", "usagesync.db-wal", 0o644, false},
		{"others may write its index", "usagesync.db-shm", 0o602, false},
		{"others may read the folder", ".", 0o755, true},
		{"others may write the folder", ".", 0o777, false},
		{"as in /tmp", ".", 0o777 | fs.ModeSticky, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "usagesync.db")
			for _, name := range []string{path, path + "-wal", path + "-shm"} {
				if err := os.WriteFile(name, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			changed := filepath.Join(dir, c.file)
			if err := os.Chmod(changed, c.mode); err != nil {
				t.Fatal(err)
			}
			_, err := sqlstore.SQLiteFile(path)
			e, refused := errors.AsType[*sqlstore.FileError](err)
			if refused == c.ok || refused && (e.Path != changed || !strings.Contains(err.Error(), "chmod")) {
				t.Errorf("%v, allowed: %t", err, c.ok)
			}
		})
	}
}

func TestSQLiteFileOfNothing(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"", ":memory:"} {
		_, err := sqlstore.SQLiteFile(path)
		if _, ok := errors.AsType[*sqlstore.InvalidError](err); !ok {
			t.Errorf("%q: %v, want an *InvalidError", path, err)
		}
	}
	if _, err := sqlstore.SQLiteFile(dir); err == nil {
		t.Error("a folder was taken for a file")
	}
	if _, err := sqlstore.SQLiteFile(filepath.Join(dir, "missing", "usagesync.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, want %v", err, fs.ErrNotExist)
	}
}
