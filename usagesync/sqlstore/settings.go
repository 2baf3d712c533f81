package sqlstore

import (
	"context"
	"database/sql"
	"strings"
)

// setting is one answer that the database must give before a store relies on it.
type setting struct {
	name, want, why string
	query           []string // the last one answers
}

func sqliteSettings() []setting {
	return []setting{
		{"journal_mode", "wal", "the store needs a file on a local disk, in WAL mode", []string{"PRAGMA journal_mode = WAL"}},
		{"synchronous", "2", "an acknowledged write must survive a power cut", []string{"PRAGMA synchronous = FULL", "PRAGMA synchronous"}},
		{"encoding", "UTF-8", "keys would not be in byte order; use a new file", []string{"PRAGMA encoding"}},
	}
}

func postgresqlSettings() []setting {
	return []setting{
		{"fsync", "on", "an acknowledged write must survive a power cut", []string{"SHOW fsync"}},
		{"server_encoding", "UTF8", "keys could not be kept byte for byte; create the database with ENCODING 'UTF8'", []string{"SHOW server_encoding"}},
	}
}

// checkSettings makes sure of what holds for the whole database. What holds for one connection is set in every
// transaction, because nobody knows which connections a pool will have.
func checkSettings(ctx context.Context, db *sql.DB, all []setting) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, s := range all {
		var value string
		for _, q := range s.query {
			value, err = ask(ctx, conn, q)
			if err != nil {
				return err
			}
		}
		if !strings.EqualFold(value, s.want) {
			return &SettingError{Setting: s.name, Value: value, Want: s.want, Why: s.why}
		}
	}
	return nil
}

// ask returns the one value with which a statement answers, "" if it has none.
func ask(ctx context.Context, conn *sql.Conn, query string) (string, error) {
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var value string
	if rows.Next() {
		err = rows.Scan(&value)
	}
	if err == nil {
		err = rows.Err()
	}
	return value, err
}

func currentSchema(ctx context.Context, db *sql.DB) (string, error) {
	var schema sql.NullString
	if err := db.QueryRowContext(ctx, "SELECT current_schema()").Scan(&schema); err != nil {
		return "", err
	}
	if !schema.Valid {
		return "", &InvalidError{"Options.Schema", "is empty, and no schema of the connection's search_path exists: name one"}
	}
	return schema.String, nil
}
