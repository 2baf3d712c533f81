package sqlstore_test

import (
	"database/sql/driver"
	"errors"
	"slices"
	"testing"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		dialect sqlstore.Dialect
		options sqlstore.Options
	}{
		"unknown dialect":     {dialect: "mysql"},
		"no dialect":          {},
		"a schema in SQLite":  {sqlstore.SQLite, sqlstore.Options{Schema: "main"}},
		"a prefix with a dot": {sqlstore.PostgreSQL, sqlstore.Options{Prefix: "a.b"}},
	} {
		t.Run(name, func(t *testing.T) {
			db := &fakeDB{}
			_, open := sqlstore.Open(t.Context(), db.open(t), c.dialect, c.options)
			for _, err := range []error{open, sqlstore.Migrate(t.Context(), db.open(t), c.dialect, c.options)} {
				if _, ok := errors.AsType[*sqlstore.InvalidError](err); !ok {
					t.Errorf("%v, want an *InvalidError", err)
				}
			}
			if said := db.said(); said != nil {
				t.Errorf("the database was told %q", said)
			}
		})
	}
}

// TestOpenWritesNothing holds that Open leaves the tables alone unless it is asked to migrate.
func TestOpenWritesNothing(t *testing.T) {
	db := &fakeDB{values: map[string]driver.Value{"to_regclass": int64(0)}}
	_, err := sqlstore.Open(t.Context(), db.open(t), sqlstore.PostgreSQL, sqlstore.Options{})
	if _, ok := errors.AsType[*sqlstore.VersionError](err); !ok {
		t.Errorf("%v, want a *VersionError", err)
	}
	if said := db.said(); slices.Contains(said, "BEGIN") {
		t.Errorf("the database was told %q", said)
	}
}
