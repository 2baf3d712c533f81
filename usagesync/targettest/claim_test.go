package targettest_test

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

func brokenClaims() []broken {
	stopping := func(_ *plan.Addition, err error) error { return usagesync.Stop(err) }
	patient := func(_ *plan.Addition, err error) error {
		if usagesync.IsStop(err) {
			return usagesync.NotDone(errDenied)
		}
		return err
	}
	return []broken{
		{targettest.RuleOneRecord, "a missing agreement ends the run", withAdditions(func(t usagesync.Target) additionsFunc {
			return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				list, err := t.Additions(ctx, agreement)
				return list, usagesync.Stop(err)
			}
		})},
		{targettest.RuleOneRecord, "every error of a create ends the run", eachMade(stopping)},
		{targettest.RuleOneRecord, "every error of an update ends the run", eachUpdated(stopping)},
		{targettest.RuleOneRecord, "a create on a missing agreement ends the run", eachMade(func(_ *plan.Addition, err error) error {
			if err != nil && strings.Contains(err.Error(), "not found") {
				return usagesync.Stop(err)
			}
			return err
		})},
		{targettest.RuleOneRecord, "a lost answer ends the run", eachMade(func(_ *plan.Addition, err error) error {
			if errors.Is(err, errReset) {
				return usagesync.Stop(err)
			}
			return err
		})},
		{targettest.RuleOneRecord, "lateness ends the run", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if time.Now().After(n.SendBefore) {
					err = usagesync.Stop(err)
				}
				return a, err
			}
		})},

		{targettest.RuleDenied, "directory", withDirectory(func(t usagesync.Target) directoryFunc {
			return func(ctx context.Context) (plan.Directory, error) {
				d, err := t.Directory(ctx)
				return d, patient(nil, err)
			}
		})},
		{targettest.RuleDenied, "agreements", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				list, err := t.Agreements(ctx, ids)
				return list, patient(nil, err)
			}
		})},
		{targettest.RuleDenied, "additions", withAdditions(func(t usagesync.Target) additionsFunc {
			return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				list, err := t.Additions(ctx, agreement)
				return list, patient(nil, err)
			}
		})},
		{targettest.RuleDenied, "create", eachMade(patient)},
		{targettest.RuleDenied, "update", eachUpdated(patient)},
		{targettest.RuleDenied, "writes with other credentials", func(t usagesync.Target) usagesync.Target {
			s := t.(*system)
			return altered{Target: t, create: func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if usagesync.IsStop(err) {
					s.edit(func() { s.put(plan.Addition{AgreementID: n.AgreementID, ItemID: n.ItemID, Quantity: n.Quantity}) })
				}
				return a, err
			}}
		}},
	}
}
