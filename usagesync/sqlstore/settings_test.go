package sqlstore_test

import (
	"database/sql/driver"
	"errors"
	"testing"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		dialect sqlstore.Dialect
		setting string
		value   driver.Value
		ok      bool
	}{
		{sqlstore.SQLite, "journal_mode", "WAL", true},
		{sqlstore.SQLite, "journal_mode", "delete", false}, // what SQLite answers where WAL is not possible
		{sqlstore.SQLite, "synchronous", int64(1), false},
		{sqlstore.SQLite, "encoding", "UTF-16le", false},
		{sqlstore.PostgreSQL, "fsync", "off", false},
		{sqlstore.PostgreSQL, "server_encoding", "SQL_ASCII", false},
	} {
		db := &fakeDB{values: map[string]driver.Value{c.setting: c.value}}
		_, err := sqlstore.Open(t.Context(), db.open(t), c.dialect, sqlstore.Options{})
		e, refused := errors.AsType[*sqlstore.SettingError](err)
		if refused == c.ok || refused && e.Setting != c.setting {
			t.Errorf("%s %v: %v", c.setting, c.value, err)
		}
	}
}
