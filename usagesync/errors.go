package usagesync

import (
	"errors"
	"fmt"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// Stop marks a target's or source's error as the end of the run: no further request can succeed, such as after
// credentials were refused. It combines with NotDone in either order.
func Stop(err error) error {
	if err == nil {
		return nil
	}
	return &stop{err}
}

// IsStop reports whether an error ends the run.
func IsStop(err error) bool {
	_, ok := errors.AsType[*stop](err)
	return ok
}

type stop struct{ err error }

func (e *stop) Error() string { return e.err.Error() }
func (e *stop) Unwrap() error { return e.err }

// PlanError says in which phase a plan could not be made. There is never a plan from a part of the data.
type PlanError struct {
	Period plan.Period
	Phase  Phase
	Err    error
}

func (e *PlanError) Error() string {
	text := fmt.Sprintf("plan %s: read %s: %v", e.Period, e.Phase, e.Err)
	if advice := e.Advice(); advice != "" {
		text += " (" + advice + ")"
	}
	return text
}

// Unwrap returns what the source, the target or the store said.
func (e *PlanError) Unwrap() error { return e.Err }

// Advice says what to do next.
func (e *PlanError) Advice() string {
	switch {
	case errors.Is(e.Err, ErrNoData):
		return "wait until the month's report is there, or choose another period; nothing was changed"
	case errors.Is(e.Err, ErrIncomplete):
		return "plan again later; a part of a report is never billed"
	case IsStop(e.Err):
		return "check the credentials and their rights"
	case e.Phase == PhaseSettings:
		return "correct the settings"
	}
	return "plan again; nothing was changed"
}

// DigestError says that a plan is not the one that was approved. Nothing was sent.
type DigestError struct {
	Approved string // the digest that was given to Apply
	Declared string // the digest that stands in the plan
	Computed string // the digest of what the plan says now
}

func (e *DigestError) Error() string {
	return fmt.Sprintf("plan refused: approved digest %s, the plan declares %s and holds %s; plan again and approve that",
		brief(e.Approved), brief(e.Declared), brief(e.Computed))
}

// ExpiredError says that a plan is too old to be applied. Nothing was sent.
type ExpiredError struct{ Expires, Today plan.Date }

func (e *ExpiredError) Error() string {
	return fmt.Sprintf("plan refused: it was valid until %s, today is %s; plan again", e.Expires, e.Today)
}

// PartnerError says that a plan is for another partner. Nothing was sent.
type PartnerError struct{ Plan, Syncer string }

func (e *PartnerError) Error() string {
	return fmt.Sprintf("plan refused: it is for partner %q, this is %q", e.Plan, e.Syncer)
}

// MalformedError says that a plan holds what no planner makes. Nothing was sent.
type MalformedError struct{ Step, Problem string }

func (e *MalformedError) Error() string {
	return fmt.Sprintf("plan refused: step %q: %s; plan again", e.Step, e.Problem)
}

// StoreError says that the store failed. It ends a run, because nothing may be written that the journal can't hold.
// It wraps ErrHeld when another run has the lane, and ErrFenced when this one lost it.
type StoreError struct {
	Op  string
	Err error
}

func (e *StoreError) Error() string { return "store: " + e.Op + ": " + e.Err.Error() }

// Unwrap returns what the store said.
func (e *StoreError) Unwrap() error { return e.Err }

func storeError(op string, err error) error {
	if err == nil {
		return nil
	}
	return &StoreError{op, err}
}

func brief(digest string) string {
	if len(digest) > 12 {
		return digest[:12]
	}
	if digest == "" {
		return "(none)"
	}
	return digest
}

// clip bounds a text that goes into a record.
func clip(text string) string {
	const most = 300
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}
