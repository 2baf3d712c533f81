package toconnectwise

import (
	"errors"
	"fmt"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/usagesync"
)

// classified names what was read, and ends the run when the credentials are refused.
func classified(what string, err error) error {
	err = fmt.Errorf("%s in ConnectWise: %w", what, err)
	if errors.Is(err, connectwise.ErrUnauthorized) || errors.Is(err, connectwise.ErrForbidden) {
		return usagesync.Stop(err)
	}
	return err
}

// writeError says of a failed write whether it is known not to have been carried out.
func writeError(what string, err error) error {
	if notDone(err) {
		return usagesync.NotDone(classified(what, err))
	}
	return classified(what, err)
}

// notDone reports whether no attempt can have been carried out. The client marks creates itself; of a change that is
// repeated, only the last attempt's answer is known, so that one refusal proves nothing about the attempts before it.
func notDone(err error) bool {
	api, ok := errors.AsType[*connectwise.APIError](err)
	switch {
	case !ok:
		_, refused := errors.AsType[*connectwise.ArgumentError](err)
		return refused
	case errors.Is(err, connectwise.ErrAmbiguous):
		return false
	case errors.Is(err, connectwise.ErrNotSent), errors.Is(err, connectwise.ErrTooLate), errors.Is(err, connectwise.ErrHost):
		return true
	}
	return api.Attempts <= 1 && api.Status >= 400 && api.Status < 500 && api.Status != 408 && api.Code != ""
}
