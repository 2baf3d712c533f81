package usagesync

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// Source is where usage comes from: Sophos Central through package fromsophos, or anything else, such as a CSV file.
// Implementations are safe for concurrent use.
type Source interface {
	// Tenants walks all customer accounts. An error is yielded once and ends the walk.
	Tenants(ctx context.Context) iter.Seq2[plan.Tenant, error]
	// Usage returns the whole report of a period. A period that has none is ErrNoData; a report that could not be read
	// to its end, or that contradicts itself, is ErrIncomplete. Neither ever means that there was no usage.
	Usage(ctx context.Context, p plan.Period) (plan.Usage, error)
}

// Target is where additions are: ConnectWise through package toconnectwise, or another PSA. Ids are opaque strings.
// Implementations are safe for concurrent use. An error that Stop wraps ends the run. Package targettest holds the
// contract.
type Target interface {
	// Directory returns all companies, agreements and catalog items.
	Directory(ctx context.Context) (plan.Directory, error)
	// Agreements returns the named agreements and all their parents as they are now. One that does not exist is left out.
	Agreements(ctx context.Context, ids []string) ([]plan.Agreement, error)
	// Additions returns all additions of an agreement, ended and future ones too, from one complete read.
	Additions(ctx context.Context, agreement string) ([]plan.Addition, error)
	// Create adds an addition. It sends at most one request, and none after NewAddition.SendBefore. An error means that
	// nobody knows whether it was added, unless NotDone wraps it.
	Create(ctx context.Context, a NewAddition) (plan.Addition, error)
	// Update sets the quantity of an addition, or its last day, and returns it as it is now. An error means that nobody
	// knows whether it was changed, unless NotDone wraps it.
	Update(ctx context.Context, ref AdditionRef, c Change) (plan.Addition, error)
}

// NewAddition is an addition to be created. Price, cost, tax and text are left to the target's own defaults.
type NewAddition struct {
	AgreementID string
	ItemID      string
	Quantity    plan.Quantity
	Effective   plan.Date
	SendBefore  time.Time // the latest moment at which the request may start
}

// AdditionRef names an addition.
type AdditionRef struct {
	AgreementID string
	ID          string
}

// Change is what an update writes: the quantity, or the last day where one is named. Never both.
type Change struct {
	Quantity  plan.Quantity
	Cancelled plan.Date // none: the quantity is written
}

// What a Source reports. Match them with errors.Is.
var (
	ErrNoData     = errors.New("no usage report for this period")
	ErrIncomplete = errors.New("usage report incomplete")
)

// NotDone marks a target's error as proof that the write was not carried out.
func NotDone(err error) error {
	if err == nil {
		return nil
	}
	return &notDone{err}
}

// IsNotDone reports whether an error proves that the write was not carried out.
func IsNotDone(err error) bool {
	_, ok := errors.AsType[*notDone](err)
	return ok
}

type notDone struct{ err error }

func (e *notDone) Error() string { return "not done: " + e.err.Error() }
func (e *notDone) Unwrap() error { return e.err }
