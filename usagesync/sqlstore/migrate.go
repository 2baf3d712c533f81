package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"strings"
)

//go:embed migrations
var migrations embed.FS

// Migrations returns the numbered SQL files that make and change the tables of a dialect, for people who apply them with a
// tool of their own. Each brings the tables from the version before to its own number and ends by recording that number.
// They name the tables with the default prefix and without a schema.
func Migrations(d Dialect) fs.FS {
	files, err := fs.Sub(migrations, "migrations/"+string(d))
	if err != nil {
		return embed.FS{}
	}
	return files
}

// Migrate creates the tables or brings them up to date, in one transaction. Several programs may call it at once: one
// of them does it. A database newer than this package is a [*VersionError]. Options.Migrate has no meaning here.
func Migrate(ctx context.Context, db *sql.DB, d Dialect, o Options) error {
	s, err := connect(ctx, db, d, o)
	if err != nil {
		return say("migrate", err)
	}
	steps, err := stepsOf(d)
	if err == nil {
		err = s.migrate(ctx, steps)
	}
	return say("migrate", err)
}

// stepsOf returns the texts of a dialect's files in their order: the first leads to version 1.
func stepsOf(d Dialect) ([]string, error) {
	files := Migrations(d)
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	var steps []string
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(text))
	}
	return steps, nil
}

func (s *Store) migrate(ctx context.Context, steps []string) error {
	return s.write(ctx, func(ctx context.Context, t tx) error {
		if s.sql.migrate != "" {
			if _, err := t.conn.ExecContext(ctx, s.sql.migrate, s.lockID()); err != nil {
				return err
			}
		}
		have, err := s.version(ctx, t.conn)
		if err != nil {
			return err
		}
		if have > len(steps) {
			return &VersionError{Database: have, Code: len(steps)}
		}
		for i, text := range steps[have:] {
			if _, err := t.conn.ExecContext(ctx, strings.ReplaceAll(text, defaultPrefix, s.table(""))); err != nil {
				return fmt.Errorf("to version %d: %w", have+i+1, err)
			}
		}
		return nil
	})
}

// lockID is the number by which migrations of the same tables know each other.
func (s *Store) lockID() int64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(s.table("schema")))
	return int64(hash.Sum64())
}

func (s *Store) checkVersion(ctx context.Context, want int) error {
	var have int
	err := s.patiently(ctx, func() error {
		var err error
		have, err = s.version(ctx, s.db)
		return err
	})
	if err == nil && have != want {
		err = &VersionError{Database: have, Code: want}
	}
	return err
}

// version reads the version of the tables, 0 when there are none.
func (s *Store) version(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (int, error) {
	var n int
	if err := db.QueryRowContext(ctx, s.sql.tables, s.table("schema")).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	err := db.QueryRowContext(ctx, s.sql.version).Scan(&n)
	return n, err
}
