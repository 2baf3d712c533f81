package targettest_test

import (
	"context"
	"errors"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

func brokenContexts() []broken {
	return []broken{
		{targettest.RuleCancelled, "reads the directory on", withDirectory(func(t usagesync.Target) directoryFunc {
			return func(ctx context.Context) (plan.Directory, error) { return t.Directory(context.WithoutCancel(ctx)) }
		})},
		{targettest.RuleCancelled, "reads agreements on", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				return t.Agreements(context.WithoutCancel(ctx), ids)
			}
		})},
		{targettest.RuleCancelled, "reads additions on", withAdditions(func(t usagesync.Target) additionsFunc {
			return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				return t.Additions(context.WithoutCancel(ctx), agreement)
			}
		})},
		{targettest.RuleCancelled, "creates on", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(context.WithoutCancel(ctx), n)
				return a, errors.Join(err, ctx.Err())
			}
		})},
		{targettest.RuleCancelled, "updates on", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(context.WithoutCancel(ctx), ref, c)
				return a, errors.Join(err, ctx.Err())
			}
		})},
		{targettest.RuleCancelled, "calls a deadline something else", withAdditions(func(t usagesync.Target) additionsFunc {
			return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				list, err := t.Additions(ctx, agreement)
				if errors.Is(err, context.DeadlineExceeded) {
					err = errors.New("would exceed context deadline")
				}
				return list, err
			}
		})},
		{targettest.RuleCutShort, "says that what it did was not done", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if ctx.Err() != nil {
					err = usagesync.NotDone(ctx.Err())
				}
				return a, err
			}
		})},
		{targettest.RuleCutShort, "gives up quietly", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				if ctx.Err() != nil {
					return plan.Addition{}, nil
				}
				return t.Create(ctx, n)
			}
		})},
		{targettest.RuleCutShort, "sends again", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if err == nil && ctx.Err() != nil {
					return t.Create(context.WithoutCancel(ctx), n)
				}
				return a, err
			}
		})},
	}
}
