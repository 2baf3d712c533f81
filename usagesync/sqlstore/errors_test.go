package sqlstore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

// TestErrorsSayWhatToDo holds the texts that a person sees.
func TestErrorsSayWhatToDo(t *testing.T) {
	for want, err := range map[string]error{
		"the tables are of version 1 and this program needs 2: back up, then call Migrate or set Options.Migrate": &sqlstore.VersionError{Database: 1, Code: 2},
		"the tables are of version 3 and this program knows up to 2: use the newer program":                       &sqlstore.VersionError{Database: 3, Code: 2},
		"the database's fsync is off, not on: because":                                                            &sqlstore.SettingError{Setting: "fsync", Value: "off", Want: "on", Why: "because"},
		"/x has the mode -rw-r--r--, but it holds customers and what they pay for: chmod 600":                     &sqlstore.FileError{Path: "/x", Mode: 0o644, Advice: "chmod 600"},
		"key is not UTF-8": &sqlstore.InvalidError{Field: "key", Problem: "is not UTF-8"},
		"the database was busy for 10s, nothing was written: find out who holds a transaction open, then try again: locked": &sqlstore.BusyError{Waited: 10 * time.Second, Err: errors.New("locked")},
	} {
		if err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
}
