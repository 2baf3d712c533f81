package targettest_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

func brokenAdditions() []broken {
	seeded := plan.NewDate(2026, time.December, 1)
	return []broken{
		{targettest.RuleAdditions, "no ended ones", without(func(a plan.Addition) bool { return !a.Cancelled.IsZero() })},
		{targettest.RuleAdditions, "no future ones", without(func(a plan.Addition) bool { return seeded.Before(a.Effective) })},
		{targettest.RuleAdditions, "only what is charged", without(func(a plan.Addition) bool { return a.Bill != plan.Billable })},
		{targettest.RuleAdditions, "none of 0", without(func(a plan.Addition) bool { return a.Quantity.Sign() == 0 && a.AgreementID != "318" })},
		{targettest.RuleAdditions, "one for each item", eachList(func(list []plan.Addition) []plan.Addition {
			if len(list) > page {
				return list
			}
			return slices.CompactFunc(list, func(a, b plan.Addition) bool { return a.ItemID == b.ItemID })
		})},
		{targettest.RuleAdditions, "those of its parents too", withAdditions(func(t usagesync.Target) additionsFunc {
			return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				list, err := t.Additions(ctx, agreement)
				if agreement == "315" && err == nil {
					return t.Additions(ctx, "314")
				}
				return list, err
			}
		})},
		{targettest.RuleAdditionsPaging, "the first page", eachList(func(list []plan.Addition) []plan.Addition {
			return list[:min(len(list), page)]
		})},
		{targettest.RuleAdditionsPaging, "pages that overlap", eachList(func(list []plan.Addition) []plan.Addition {
			if len(list) > page {
				return slices.Insert(list, page, list[page-1])
			}
			return list
		})},
		{targettest.RuleAdditionsValues, "whole quantities", eachListed(func(a *plan.Addition) { a.Quantity = wholePart(a.Quantity) })},
		{targettest.RuleAdditionsValues, "no included units", eachListed(func(a *plan.Addition) { a.LessIncluded = plan.Quantity{} })},
		{targettest.RuleAdditionsValues, "no price", eachListed(func(a *plan.Addition) { a.UnitPrice = plan.Amount{} })},
		{targettest.RuleAdditionsValues, "all is charged", eachListed(func(a *plan.Addition) { a.Bill = plan.Billable })},
		{targettest.RuleAdditionsValues, "a day off", eachListed(func(a *plan.Addition) { a.Effective = a.Effective.AddDays(-1) })},
		{targettest.RuleAdditionsValues, "no end", eachListed(func(a *plan.Addition) { a.Cancelled = plan.Date{} })},
		{targettest.RuleAdditionsValues, "doubts all", eachListed(func(a *plan.Addition) { a.Doubt = "who knows" })},
		{targettest.RuleAdditionsMissing, "an empty list", withAdditions(func(t usagesync.Target) additionsFunc {
			return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				list, err := t.Additions(ctx, agreement)
				if agreement == "999" && ctx.Err() == nil {
					return nil, nil
				}
				return list, err
			}
		})},
		{targettest.RuleAdditionsNow, "forgets nothing", func(t usagesync.Target) usagesync.Target {
			var mu sync.Mutex
			seen := map[string]plan.Addition{}
			return altered{Target: t, additions: func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				mu.Lock()
				defer mu.Unlock()
				list, err := t.Additions(ctx, agreement)
				for _, a := range list {
					seen[a.ID] = a
				}
				for _, a := range seen {
					if err == nil && a.AgreementID == agreement && !slices.ContainsFunc(list, func(b plan.Addition) bool { return a.ID == b.ID }) {
						list = append(list, a)
					}
				}
				return list, err
			}}
		}},
		{targettest.RuleAdditionsNow, "remembers", func(t usagesync.Target) usagesync.Target {
			var mu sync.Mutex
			seen := map[string][]plan.Addition{}
			return altered{Target: t, additions: func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				mu.Lock()
				defer mu.Unlock()
				list, err := t.Additions(ctx, agreement)
				if before, ok := seen[agreement]; ok && err == nil {
					list = before
				}
				seen[agreement] = list
				return slices.Clone(list), err
			}}
		}},
	}
}

func without(which func(plan.Addition) bool) func(usagesync.Target) usagesync.Target {
	return eachList(func(list []plan.Addition) []plan.Addition { return slices.DeleteFunc(list, which) })
}

// wholePart cuts a quantity to a whole number.
func wholePart(q plan.Quantity) plan.Quantity {
	n := int64(0)
	for plan.Units(n+1).Cmp(q) <= 0 {
		n++
	}
	return plan.Units(n)
}
