package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/usagesync"
)

// explainError says what to do next about the errors that an operator meets.
func explainError(err error) string {
	next := ""
	switch {
	case errors.Is(err, usagesync.ErrHeld):
		next = "another sync is running; wait for it, or, if its process died, two minutes"
	case errors.Is(err, usagesync.ErrNoData):
		next = "Sophos has no usage report of this month yet; try again after the 26th, or name another --period"
	case errors.Is(err, usagesync.ErrIncomplete):
		next = "the usage report could not be read to its end; nothing was planned. Try again"
	case errors.Is(err, usagesync.ErrConflict):
		next = "somebody else changed the settings at the same moment; try again"
	case errors.Is(err, sophos.ErrUnauthorized), errors.Is(err, connectwise.ErrUnauthorized):
		next = "check the credentials with: usagesync doctor"
	case errors.Is(err, sophos.ErrNotSent), errors.Is(err, connectwise.ErrNotSent):
		next = "check the network and the hosts with: usagesync doctor"
	}
	if next == "" {
		return err.Error()
	}
	return fmt.Sprintf("%v\nNext: %s", err, next)
}

// closestError says that a name is not known, and which ones are close to it.
type closestError struct {
	what, name string
	closest    []string
}

func (e *closestError) Error() string {
	text := fmt.Sprintf("%s %q is not known", e.what, e.name)
	if len(e.closest) > 0 {
		text += "; did you mean " + strings.Join(e.closest, " or ")
	}
	return text
}
