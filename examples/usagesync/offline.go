package main

import (
	"context"
	"errors"
	"iter"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// offline is the source and the target of commands that only read the store.
type offline struct{}

var errOffline = errors.New("this command reads the store only")

func (offline) Tenants(context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) { yield(plan.Tenant{}, errOffline) }
}

func (offline) Usage(context.Context, plan.Period) (plan.Usage, error) {
	return plan.Usage{}, errOffline
}

func (offline) Directory(context.Context) (plan.Directory, error) {
	return plan.Directory{}, errOffline
}

func (offline) Agreements(context.Context, []string) ([]plan.Agreement, error) {
	return nil, errOffline
}

func (offline) Additions(context.Context, string) ([]plan.Addition, error) { return nil, errOffline }

func (offline) Create(context.Context, usagesync.NewAddition) (plan.Addition, error) {
	return plan.Addition{}, usagesync.NotDone(errOffline)
}

func (offline) Update(context.Context, usagesync.AdditionRef, usagesync.Change) (plan.Addition, error) {
	return plan.Addition{}, usagesync.NotDone(errOffline)
}
