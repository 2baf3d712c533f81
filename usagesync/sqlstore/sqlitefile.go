package sqlstore

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// SQLiteFile makes sure that a SQLite file exists and that only its owner can read it (mode 0600), and returns the data
// source name with which any SQLite driver that understands URIs opens it:
//
//	dsn, err := sqlstore.SQLiteFile("usagesync.db")
//	db, err := sql.Open("sqlite", dsn) // modernc.org/sqlite
//
// A file that others may read or write, or a folder in which others may replace it, is a [*FileError]: the mode is then
// somebody's choice, or its content may be known already. SQLite gives the files that it puts beside it the same mode.
// On Windows, where files have no such modes, nothing is refused.
func SQLiteFile(path string) (string, error) {
	if path == "" || path == ":memory:" {
		return "", say("file", &InvalidError{"path", "names no file, and a store has to outlive its program"})
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", say("file", err)
	}
	if err := create(abs); err != nil {
		return "", say("create the database", err)
	}
	if runtime.GOOS != "windows" {
		if err := checkPrivate(abs); err != nil {
			return "", say("file", err)
		}
	}
	// mode=rw: a file that vanished is an error, not a new one that anybody can read.
	u := url.URL{Scheme: "file", Path: uriPath(abs), RawQuery: "mode=rw"}
	return u.String(), nil
}

func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func checkPrivate(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			return &FileError{name, info.Mode(), "name a regular file"}
		case info.Mode().Perm()&0o077 != 0:
			return &FileError{name, info.Mode(), "take it from the others with chmod 600"}
		}
	}
	dir := filepath.Dir(path)
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0 {
		return &FileError{dir, info.Mode(), "anybody can replace the database in it; use another folder, or chmod o-w"}
	}
	return nil
}

// uriPath is an absolute path as a file URI has it: /C:/data on Windows.
func uriPath(abs string) string {
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs
	}
	return abs
}
