package itest

import (
	"errors"

	"modernc.org/sqlite"
)

// sqliteBusy reports whether a statement of a test, which has nobody to try it again, came upon another's transaction.
func sqliteBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == 5
}
