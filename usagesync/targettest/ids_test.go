package targettest_test

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

// readings are ways to misread an id.
func readings() map[string]func(string) string {
	return map[string]func(string) string{
		"trims": strings.TrimSpace,
		"reads numbers": func(id string) string {
			if n, err := strconv.Atoi(id); err == nil {
				return strconv.Itoa(n)
			}
			return id
		},
		"reads up to what is no digit": func(id string) string {
			if i := strings.IndexFunc(id, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
				return id[:i]
			}
			return id
		},
		"joins paths": func(id string) string {
			return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(id, "x/../"), "./"), "/")
		},
		"takes an empty one for all": func(id string) string {
			if id == "" {
				return "314"
			}
			return id
		},
	}
}

func brokenIDs() (all []broken) {
	for name, read := range readings() {
		all = append(all,
			broken{targettest.RuleIDsRead, name, withAdditions(func(t usagesync.Target) additionsFunc {
				return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
					return t.Additions(ctx, read(agreement))
				}
			})},
			broken{targettest.RuleIDsRead, name + " of agreements", withAgreements(func(t usagesync.Target) agreementsFunc {
				return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
					var misread []string
					for _, id := range ids {
						misread = append(misread, read(id))
					}
					return t.Agreements(ctx, misread)
				}
			})},
			broken{targettest.RuleIDsWrite, name + " of creates", eachNew(func(n *usagesync.NewAddition) { n.AgreementID = read(n.AgreementID) })},
			broken{targettest.RuleIDsWrite, name + " of updates", withUpdate(func(t usagesync.Target) updateFunc {
				return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
					ref.AgreementID = read(ref.AgreementID)
					return t.Update(ctx, ref, c)
				}
			})},
		)
	}
	return append(all,
		broken{targettest.RuleIDsRead, "refuses the whole batch", withAgreements(func(t usagesync.Target) agreementsFunc {
			return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
				for _, id := range ids {
					if _, err := strconv.Atoi(id); err != nil {
						return nil, err
					}
				}
				return t.Agreements(ctx, ids)
			}
		})},
		broken{targettest.RuleIDsWrite, "trims items", eachNew(func(n *usagesync.NewAddition) { n.ItemID = strings.TrimSpace(n.ItemID) })},
		broken{targettest.RuleIDsWrite, "trims additions", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				ref.ID = strings.TrimSpace(ref.ID)
				return t.Update(ctx, ref, c)
			}
		})},
		broken{targettest.RuleIDsWrite, "leaves open whether it added to an agreement", open(func(n usagesync.NewAddition) string { return n.AgreementID })},
		broken{targettest.RuleIDsWrite, "leaves open whether it added an item", open(func(n usagesync.NewAddition) string { return n.ItemID })},
		broken{targettest.RuleIDsWrite, "leaves open whether it changed an addition", openUpdate(func(ref usagesync.AdditionRef) string { return ref.ID })},
		broken{targettest.RuleIDsWrite, "leaves open whether it changed on an agreement", openUpdate(func(ref usagesync.AdditionRef) string { return ref.AgreementID })},
		broken{targettest.RuleIDsWrite, "writes and says that it was not done", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				bad := n.AgreementID == ""
				if bad {
					n.AgreementID = "314"
				}
				a, err := t.Create(ctx, n)
				if bad {
					err = usagesync.NotDone(errors.New("no agreement"))
				}
				return a, err
			}
		})},
	)
}

// open forgets that a create was not done where an id is not a number.
func open(id func(usagesync.NewAddition) string) func(usagesync.Target) usagesync.Target {
	return withCreate(func(t usagesync.Target) createFunc {
		return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
			a, err := t.Create(ctx, n)
			if _, bad := strconv.Atoi(id(n)); bad != nil {
				err = bad
			}
			return a, err
		}
	})
}

// openUpdate does the same with updates.
func openUpdate(id func(usagesync.AdditionRef) string) func(usagesync.Target) usagesync.Target {
	return withUpdate(func(t usagesync.Target) updateFunc {
		return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
			a, err := t.Update(ctx, ref, c)
			if _, bad := strconv.Atoi(id(ref)); bad != nil {
				err = bad
			}
			return a, err
		}
	})
}
