package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// Store keeps records and leases in a SQL database. It is safe for concurrent use, and other stores, of this process or
// of others, may work on the same database. It does not own its *sql.DB: closing that is all the closing there is.
// Make one with [Open].
type Store struct {
	db       *sql.DB
	sql      statements
	table    func(name string) string
	patience time.Duration
	turn     chan struct{} // of SQLite, which has one writer at a time: who waits here does not poll the file
}

var _ usagesync.Store = (*Store)(nil)

// Options set up a store. The zero value is right for a database of its own.
type Options struct {
	// Schema is the PostgreSQL schema of the tables; it has to exist. Empty: the current one of the connections, as it
	// is when the store is opened. SQLite has no schemas.
	Schema string
	// Prefix begins the name of every table: up to 40 lower-case letters, digits and underscores. Empty: "usagesync_".
	Prefix string
	// Migrate lets Open create the tables or bring them up to date, as the function [Migrate] does.
	Migrate bool
	// Patience is how long one call goes on trying while the database is busy with others. 0: 10 seconds.
	Patience time.Duration
}

// Open returns the store in db. It checks that the settings of the database let it keep its promises (else a
// [*SettingError]) and that the tables are of this package's version (else a [*VersionError]). A SQLite file is
// switched to WAL.
func Open(ctx context.Context, db *sql.DB, d Dialect, o Options) (*Store, error) {
	s, err := connect(ctx, db, d, o)
	if err != nil {
		return nil, say("open", err)
	}
	steps, err := stepsOf(d)
	if err == nil && o.Migrate {
		err = s.migrate(ctx, steps)
	}
	if err == nil {
		err = s.checkVersion(ctx, len(steps))
	}
	if err != nil {
		return nil, say("open", err)
	}
	return s, nil
}

// connect checks everything but the tables.
func connect(ctx context.Context, db *sql.DB, d Dialect, o Options) (*Store, error) {
	t, ok := d.traits()
	if !ok {
		return nil, &InvalidError{"dialect", "is neither SQLite nor PostgreSQL"}
	}
	if d == SQLite && o.Schema != "" {
		return nil, &InvalidError{"Options.Schema", "is set, but SQLite has no schemas: use Options.Prefix"}
	}
	prefix := cmp.Or(o.Prefix, defaultPrefix)
	if err := checkPrefix(prefix); err != nil {
		return nil, err
	}
	s := &Store{db: db, patience: cmp.Or(o.Patience, 10*time.Second)}
	if d == SQLite {
		s.turn = make(chan struct{}, 1)
	}
	schema := o.Schema
	err := s.patiently(ctx, func() error {
		err := checkSettings(ctx, db, t.settings)
		if err == nil && d == PostgreSQL && schema == "" {
			schema, err = currentSchema(ctx, db)
		}
		return err
	})
	s.table = naming(schema, prefix)
	s.sql = t.write(s.table)
	return s, err
}
