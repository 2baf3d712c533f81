package targettest_test

import (
	"context"
	"errors"
	"slices"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

func brokenDirectories() []broken {
	return []broken{
		{targettest.RuleDirectory, "nothing at all", eachDirectory(func(d *plan.Directory) { *d = plan.Directory{} })},
		{targettest.RuleDirectory, "lacks parents", eachDirectory(func(d *plan.Directory) {
			d.Agreements = slices.DeleteFunc(d.Agreements, func(a plan.Agreement) bool { return a.ID == "317" })
		})},
		{targettest.RuleDirectory, "lacks an item", eachDirectory(func(d *plan.Directory) { d.Items = d.Items[:1] })},
		{targettest.RuleDirectory, "lacks the company", eachDirectory(func(d *plan.Directory) { d.Companies = d.Companies[1:] })},
		{targettest.RuleDirectory, "an item twice", eachDirectory(func(d *plan.Directory) { d.Items = append(d.Items, d.Items[0]) })},
		{targettest.RuleDirectory, "an agreement twice", eachDirectory(func(d *plan.Directory) { d.Agreements = append(d.Agreements, d.Agreements[0]) })},
		{targettest.RuleDirectory, "a company without an id", eachDirectory(func(d *plan.Directory) { d.Companies[1].ID = "" })},
		{targettest.RuleDirectoryAgain, "a company comes and goes", withDirectory(func(t usagesync.Target) directoryFunc {
			var read int
			return func(ctx context.Context) (plan.Directory, error) {
				d, err := t.Directory(ctx)
				if read++; err == nil && read%2 == 0 {
					d.Companies = d.Companies[:1]
				}
				return d, err
			}
		})},

		{targettest.RuleAgreements, "all of them", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, _ []string) ([]plan.Agreement, error) {
				d, err := t.Directory(ctx)
				return d.Agreements, err
			}
		})},
		{targettest.RuleAgreements, "other members than the directory", eachAgreements(func(list []plan.Agreement) []plan.Agreement {
			for i := range list {
				list[i].Status = ""
			}
			return list
		})},
		{targettest.RuleAgreementsParents, "no parents", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				list, err := t.Agreements(ctx, ids)
				return slices.DeleteFunc(list, func(a plan.Agreement) bool { return !slices.Contains(ids, a.ID) }), err
			}
		})},
		{targettest.RuleAgreementsParents, "one level only", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				list, err := t.Agreements(ctx, ids)
				return slices.DeleteFunc(list, func(a plan.Agreement) bool {
					return !slices.Contains(ids, a.ID) && !slices.ContainsFunc(list, func(child plan.Agreement) bool {
						return child.ParentID == a.ID && slices.Contains(ids, child.ID)
					})
				}), err
			}
		})},
		{targettest.RuleAgreementsOnce, "one for each that was asked", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) (all []plan.Agreement, err error) {
				for _, id := range ids {
					list, e := t.Agreements(ctx, []string{id})
					all, err = append(all, list...), errors.Join(err, e)
				}
				return all, errors.Join(err, ctx.Err())
			}
		})},
		{targettest.RuleAgreementsMissing, "an error for the whole batch", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				list, err := t.Agreements(ctx, ids)
				for _, id := range ids {
					if len(list) > 0 && !slices.ContainsFunc(list, func(a plan.Agreement) bool { return a.ID == id }) {
						return nil, errors.New("no such agreement")
					}
				}
				return list, err
			}
		})},
		{targettest.RuleAgreementsMissing, "an error if none is left", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				list, err := t.Agreements(ctx, ids)
				if len(list) == 0 && len(ids) > 0 && err == nil {
					err = errors.New("404")
				}
				return list, err
			}
		})},
		{targettest.RuleAgreementsMissing, "an empty one", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				list, err := t.Agreements(ctx, ids)
				for _, id := range ids {
					if !slices.ContainsFunc(list, func(a plan.Agreement) bool { return a.ID == id }) {
						list = append(list, plan.Agreement{ID: id})
					}
				}
				return list, err
			}
		})},
		{targettest.RuleAgreementsNone, "no condition is all", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				if len(ids) == 0 {
					d, err := t.Directory(ctx)
					return d.Agreements, err
				}
				return t.Agreements(ctx, ids)
			}
		})},
		{targettest.RuleAgreementsNone, "an error without a list", refusing(func(ids []string) bool { return ids == nil })},
		{targettest.RuleAgreementsNone, "an error for an empty list", refusing(func(ids []string) bool { return ids != nil && len(ids) == 0 })},
		{targettest.RuleAgreementsNow, "remembers", func(t usagesync.Target) usagesync.Target {
			seen := map[string][]plan.Agreement{}
			return altered{Target: t, agreements: func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				if len(ids) != 1 {
					return t.Agreements(ctx, ids)
				}
				if _, ok := seen[ids[0]]; !ok {
					list, err := t.Agreements(ctx, ids)
					if err != nil {
						return nil, err
					}
					seen[ids[0]] = list
				}
				return slices.Clone(seen[ids[0]]), ctx.Err()
			}}
		}},
	}
}

// refusing fails on some lists of ids.
func refusing(which func(ids []string) bool) func(usagesync.Target) usagesync.Target {
	return withAgreements(func(t usagesync.Target) agreementsFunc {
		return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
			if which(ids) {
				return nil, errors.New("no ids")
			}
			return t.Agreements(ctx, ids)
		}
	})
}

// eachDirectory changes every directory that is read.
func eachDirectory(change func(*plan.Directory)) func(usagesync.Target) usagesync.Target {
	return withDirectory(func(t usagesync.Target) directoryFunc {
		return func(ctx context.Context) (plan.Directory, error) {
			d, err := t.Directory(ctx)
			if err == nil {
				change(&d)
			}
			return d, err
		}
	})
}
