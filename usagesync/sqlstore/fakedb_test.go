package sqlstore_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

// fakeDB is a database that says what a test tells it to: for the answers that no real one gives when asked. Package
// internal/itest has the real ones.
type fakeDB struct {
	// fail returns the error of a statement, or nil. Statements are known by their first word, and settings by name.
	fail func(ctx context.Context, statement string) error
	// values are the answers to queries that contain the key, in place of those of a healthy database.
	values map[string]driver.Value

	mu  sync.Mutex
	log []string
}

func (f *fakeDB) open(t *testing.T) *sql.DB {
	t.Helper()
	db := sql.OpenDB(f)
	t.Cleanup(func() { db.Close() })
	return db
}

// store opens a store and forgets what that took.
func (f *fakeDB) store(t *testing.T, d sqlstore.Dialect, o sqlstore.Options) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), f.open(t), d, o)
	if err != nil {
		t.Fatal(err)
	}
	f.said()
	return s
}

// said returns what the database was told since the last call, each statement by its first word.
func (f *fakeDB) said() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	log := f.log
	f.log = nil
	return log
}

func (f *fakeDB) Connect(context.Context) (driver.Conn, error) { return fakeConn{f}, nil }
func (f *fakeDB) Driver() driver.Driver                        { return nil }

func (f *fakeDB) hear(ctx context.Context, query string) error {
	word, _, _ := strings.Cut(query, " ")
	if strings.Contains(query, "BEGIN") {
		word = "BEGIN"
	}
	f.mu.Lock()
	f.log = append(f.log, word)
	f.mu.Unlock()
	if f.fail == nil {
		return nil
	}
	return f.fail(ctx, word)
}

type fakeConn struct{ db *fakeDB }

func (c fakeConn) Prepare(string) (driver.Stmt, error) { return nil, errors.New("not prepared") }
func (c fakeConn) Begin() (driver.Tx, error)           { return nil, errors.New("not begun") }
func (c fakeConn) Close() error                        { return c.db.hear(context.Background(), "close") }

func (c fakeConn) ExecContext(ctx context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	if err := c.db.hear(ctx, query); err != nil {
		return nil, err
	}
	return driver.RowsAffected(1), nil
}

func (c fakeConn) QueryContext(ctx context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	if err := c.db.hear(ctx, query); err != nil {
		return nil, err
	}
	for part, v := range c.db.values {
		if strings.Contains(query, part) {
			return &fakeRow{v}, nil
		}
	}
	for _, h := range healthy() {
		if strings.Contains(query, h.part) {
			return &fakeRow{h.value}, nil
		}
	}
	return nil, errors.New("the fake does not know " + query)
}

type answer struct {
	part  string // of the query
	value driver.Value
}

func healthy() []answer {
	return []answer{
		{"journal_mode", "wal"}, {"synchronous", int64(2)}, {"PRAGMA encoding", "UTF-8"},
		{"fsync", "on"}, {"server_encoding", "UTF8"}, {"current_schema", "public"},
		{"sqlite_master", int64(1)}, {"to_regclass", int64(1)}, {"max(version)", int64(2)},
		{"token", int64(1)},
	}
}

// fakeRow is one row of one column.
type fakeRow struct{ value driver.Value }

func (r *fakeRow) Columns() []string { return []string{"value"} }
func (r *fakeRow) Close() error      { return nil }

func (r *fakeRow) Next(dest []driver.Value) error {
	if r.value == nil {
		return io.EOF
	}
	dest[0], r.value = r.value, nil
	return nil
}
