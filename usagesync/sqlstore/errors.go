package sqlstore

import (
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// ErrOutcomeUnknown reports that the connection failed while the database committed: all of the writes are stored, or
// none. Read before writing again.
var ErrOutcomeUnknown = errors.New("the database did not say whether it committed; read before writing again")

// VersionError reports a database whose tables are not of the version that this package works on.
type VersionError struct {
	Database int // the version of the tables, 0 for none
	Code     int // the version that the package needs
}

// Error says which side has to move.
func (e *VersionError) Error() string {
	if e.Database > e.Code {
		return fmt.Sprintf("the tables are of version %d and this program knows up to %d: use the newer program",
			e.Database, e.Code)
	}
	return fmt.Sprintf("the tables are of version %d and this program needs %d: back up, then call Migrate or set Options.Migrate",
		e.Database, e.Code)
}

// SettingError reports a setting of the database under which the store could not keep its promises.
type SettingError struct {
	Setting string // as the database calls it
	Value   string
	Want    string
	Why     string
}

// Error implements error.
func (e *SettingError) Error() string {
	return fmt.Sprintf("the database's %s is %s, not %s: %s", e.Setting, e.Value, e.Want, e.Why)
}

// FileError reports a SQLite file, or its folder, that others on the machine can get at.
type FileError struct {
	Path   string
	Mode   fs.FileMode
	Advice string
}

// Error implements error.
func (e *FileError) Error() string {
	return fmt.Sprintf("%s has the mode %s, but it holds customers and what they pay for: %s", e.Path, e.Mode, e.Advice)
}

// InvalidError reports an argument that the store refuses before it asks the database.
type InvalidError struct {
	Field   string // such as "key"; never its value
	Problem string
}

// Error implements error.
func (e *InvalidError) Error() string { return fmt.Sprintf("%s %s", e.Field, e.Problem) }

// BusyError reports that other users of the database left no room for as long as Options.Patience. Nothing was
// written; the same call may be made again.
type BusyError struct {
	Waited time.Duration
	Err    error // the database's last answer
}

// Error implements error.
func (e *BusyError) Error() string {
	return fmt.Sprintf("the database was busy for %s, nothing was written: find out who holds a transaction open, then try again: %v",
		e.Waited.Round(time.Millisecond), e.Err)
}

// Unwrap returns the database's last answer.
func (e *BusyError) Unwrap() error { return e.Err }

// say adds to an error what was being done.
func say(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlstore: %s: %w", what, err)
}
