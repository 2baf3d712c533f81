// Package sqlstore is a [usagesync.Store] on a *sql.DB: a SQLite file, or a PostgreSQL database for several machines. It
// imports no driver; the caller chooses one and names the dialect.
//
//	dsn, err := sqlstore.SQLiteFile("usagesync.db") // mode 0600
//	db, err := sql.Open("sqlite", dsn)              // modernc.org/sqlite
//	store, err := sqlstore.Open(ctx, db, sqlstore.SQLite, sqlstore.Options{Migrate: true})
//
//	db, err := sql.Open("pgx", "postgres://…")      // github.com/jackc/pgx/v5/stdlib
//	store, err := sqlstore.Open(ctx, db, sqlstore.PostgreSQL, sqlstore.Options{Migrate: true})
//
// It is tested with these two drivers. The SQL asks nothing special of a driver but that it executes several statements
// given as one text, when they have no parameters.
//
// # Tables
//
//	usagesync_record  partner, kind, key (these three the primary key), rev, data (JSON), written
//	usagesync_lease   lane (primary key), owner, token, until
//	usagesync_schema  version (primary key), applied
//
// Options.Prefix replaces "usagesync_", Options.Schema puts the tables into a PostgreSQL schema. The times written and until
// are microseconds since 1970 UTC on the database's clock; a lease that was given back has until = 0. To look in:
//
//	SELECT key, data ->> 'state', datetime(written / 1000000, 'unixepoch') FROM usagesync_record WHERE kind = 'intent'; -- SQLite
//	SELECT key, data::json ->> 'state', to_timestamp(written / 1e6) FROM usagesync_record WHERE kind = 'intent';        -- PostgreSQL
//
// Partner, kind, key, lane and owner are texts of at most 800 bytes each, in UTF-8 and without zero bytes; data are UTF-8
// without zero bytes, as JSON is. Anything else is an [*InvalidError] and never reaches the database. Keys order by bytes in
// both dialects, whatever the database's collation.
//
// # Versions
//
// [Migrate], or Open with Options.Migrate, brings the tables from any earlier version to this package's, in one
// transaction; of several programs that try at once, one does it. Without it Open answers a [*VersionError] when the tables
// are older. Tables that are newer are refused always: an old program must not write what it does not understand. A
// program that is running while another one upgrades the tables can go on. [Migrations] are the same SQL files for a tool
// of your own.
//
//	1  records, leases
//	2  usagesync_record.written
//
// # What durable means
//
// When Commit returns nil, a power cut loses nothing, as far as the disk keeps its word. On SQLite every transaction begins
// with synchronous = FULL, in WAL mode; on PostgreSQL with synchronous_commit = on. These are set by the store in each
// transaction, whatever the data source name says, because nobody knows which connection a pool hands out. What cannot be
// set there is checked by Open, which refuses a database without it ([*SettingError]): WAL (so no database in memory), fsync,
// and the encodings UTF-8 and UTF8.
//
// Commit is all or nothing. The fence is checked in the transaction that writes, and the lease's row stays locked until it
// ends, so that nothing lands once a lease has a successor. While a context lasts, it ends every wait: for a connection, for
// the turn to write, for locks. From the moment when COMMIT is sent its answer is awaited, 10 seconds at most, because only
// the database knows what became of the writes: nil means that all are stored, and the context's error that none is. If the
// connection fails just there, the error wraps [ErrOutcomeUnknown]: all or none is stored, so read before writing again. No
// connection goes back to its pool inside a transaction.
//
// # Concurrency
//
// A [Store] is safe for concurrent use. It starts no goroutine and holds no connection between calls; each call needs one.
// Several stores, in any number of processes, may share a database.
//
// SQLite has one writer at a time. The calls of one Store queue for it in memory; several processes take turns by trying
// again. The file belongs on a local disk: WAL does not work across machines. Give the store a *sql.DB of its own, without a
// busy_timeout: SQLite's own waiting does not end with a context. A pool that is limited to one connection works.
//
// On PostgreSQL, commits under one lane take turns, and all others run at once. A machine that is suspended in the middle of a
// transaction loses it after 10 seconds (idle_in_transaction_session_timeout), so that it cannot hold up its successor. The
// store uses no session state, so nothing of it stands in the way of PgBouncer's transaction pooling (untested; pgx then needs
// default_query_exec_mode=exec).
//
// # Clocks
//
// Leases live by the database's clock: PostgreSQL's server, or for SQLite the one machine that all processes share. A
// clock that is set back makes live leases longer by as much; it brings none back to life that was given back or taken.
//
// # Errors
//
// Errors wrap usagesync.ErrNotFound, ErrConflict, ErrFenced and ErrHeld, the context's own error, or the types of this package;
// all others are the driver's. They name kinds, keys and lanes, never data.
//
// What is tried again, for as long as Options.Patience, is a transaction that the database refused because of others, so that
// nothing of it is stored, and a connection that turned out to be closed:
//
//	SQLITE_BUSY, SQLITE_LOCKED (all extended codes)   at any statement
//	40001 serialization_failure                       at any statement
//	40P01 deadlock_detected, 55P03 lock_not_available at any statement
//	driver.ErrBadConn                                 before COMMIT only
//
// When patience ends the error is a [*BusyError], and nothing is stored. The codes are read from the drivers' errors through
// their methods Code() int and SQLState() string.
//
// # Privacy
//
// The tables hold customers' names and quantities, no secrets. [SQLiteFile] creates the file with mode 0600 and refuses one
// that others can read or write. A backup (VACUUM INTO, pg_dump) needs the same care.
//
// # Testing
//
// Use package memstore in tests of your own. This package's tests use a fake driver for what no database does when asked; those
// on real databases, the contract of package storetest among them, are the module internal/itest, which also prints
// what a journalled write costs.
package sqlstore
