package sqlstore

import "strings"

// Dialect says which database a *sql.DB talks to.
type Dialect string

// The dialects. Their values are also the names of the folders with their migrations.
const (
	SQLite     Dialect = "sqlite"     // 3.37 or later
	PostgreSQL Dialect = "postgresql" // 12 or later, with the encoding UTF8
)

// traits are the parts of the statements in which the dialects differ.
type traits struct {
	parameter string // what parameter numbers follow
	begin     string // opens a transaction that will be durable, and in which nobody else writes what it has looked at
	lock      string // behind the SELECT of a row that must stay as it is until the transaction ends
	now       string // the database's clock in microseconds since 1970 UTC, as it is and not as the transaction began
	settings  []setting
	tables    string // counts the tables of a name
	migrate   string // keeps other migrations out until the transaction ends, where begin does not do that already
}

func (d Dialect) traits() (traits, bool) {
	switch d {
	case SQLite:
		return traits{
			parameter: "?",
			begin:     "PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
			now:       "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000",
			settings:  sqliteSettings(),
			tables:    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1",
		}, true
	case PostgreSQL:
		return traits{
			parameter: "$",
			// The time limit frees the rows that a suspended machine holds, long before TCP finds out.
			begin: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;" +
				" SET LOCAL synchronous_commit = on; SET LOCAL idle_in_transaction_session_timeout = '10s'",
			lock:     "FOR UPDATE",
			now:      "CAST(floor(extract(epoch FROM clock_timestamp()) * 1000000) AS bigint)",
			settings: postgresqlSettings(),
			tables:   "SELECT count(to_regclass($1))",
			migrate:  "SELECT pg_advisory_xact_lock($1)",
		}, true
	default:
		return traits{}, false
	}
}

// statements are the texts of everything that a store says to its database.
type statements struct {
	begin string

	get, scan                          string
	create, put, replace, drop, remove string
	acquire, held, release, fence      string
	tables, version, migrate           string
}

// write fills the traits of a dialect and the names of the tables into the statements.
func (t traits) write(tables func(name string) string) statements {
	words := strings.NewReplacer(
		"{record}", tables("record"), "{lease}", tables("lease"), "{schema}", tables("schema"),
		"{now}", t.now, "{lock}", t.lock, "$", t.parameter,
	)
	return statements{
		begin: t.begin,

		get:  words.Replace(`SELECT rev, data FROM {record} WHERE partner = $1 AND kind = $2 AND key = $3`),
		scan: words.Replace(`SELECT key, rev, data FROM {record} WHERE partner = $1 AND kind = $2 AND key > $3 ORDER BY key LIMIT $4`),

		create: words.Replace(`INSERT INTO {record} (partner, kind, key, rev, data, written) VALUES ($1, $2, $3, 1, $4, {now})
			ON CONFLICT (partner, kind, key) DO NOTHING`),
		put: words.Replace(`INSERT INTO {record} AS was (partner, kind, key, rev, data, written) VALUES ($1, $2, $3, 1, $4, {now})
			ON CONFLICT (partner, kind, key) DO UPDATE SET rev = was.rev + 1, data = excluded.data, written = excluded.written`),
		replace: words.Replace(`UPDATE {record} SET rev = rev + 1, data = $4, written = {now}
			WHERE partner = $1 AND kind = $2 AND key = $3 AND rev = $5`),
		drop:   words.Replace(`DELETE FROM {record} WHERE partner = $1 AND kind = $2 AND key = $3`),
		remove: words.Replace(`DELETE FROM {record} WHERE partner = $1 AND kind = $2 AND key = $3 AND rev = $4`),

		// A lease that has ended is never renewed, not even for its own owner: a fence that was refused once stays refused.
		acquire: words.Replace(`INSERT INTO {lease} AS was (lane, owner, token, until) VALUES ($1, $2, 1, {now} + $3)
			ON CONFLICT (lane) DO UPDATE SET owner = excluded.owner, until = {now} + $3,
				token = was.token + CASE WHEN was.owner = excluded.owner AND was.until > {now} THEN 0 ELSE 1 END
				WHERE was.owner = excluded.owner OR was.until <= {now}
			RETURNING token, until`),
		held:    words.Replace(`SELECT until FROM {lease} WHERE lane = $1`),
		release: words.Replace(`UPDATE {lease} SET until = 0 WHERE lane = $1 AND token = $2`),
		fence:   words.Replace(`SELECT token FROM {lease} WHERE lane = $1 AND token = $2 AND until > {now} {lock}`),

		tables:  words.Replace(t.tables),
		version: words.Replace(`SELECT coalesce(max(version), 0) FROM {schema}`),
		migrate: words.Replace(t.migrate),
	}
}
