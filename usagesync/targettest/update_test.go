package targettest_test

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

func brokenUpdates() []broken {
	return []broken{
		{targettest.RuleUpdate, "leaves 0 out", eachChange(func(ctx context.Context, t usagesync.Target, ref usagesync.AdditionRef, q plan.Quantity) (plan.Addition, error) {
			if q.Sign() != 0 {
				return setQuantity(ctx, t, ref, q)
			}
			list, err := t.Additions(ctx, ref.AgreementID)
			for _, a := range list {
				if a.ID == ref.ID {
					return a, err
				}
			}
			return plan.Addition{}, usagesync.NotDone(errors.Join(err, errors.New("not found")))
		})},
		{targettest.RuleUpdate, "rounds", eachChange(func(ctx context.Context, t usagesync.Target, ref usagesync.AdditionRef, q plan.Quantity) (plan.Addition, error) {
			return setQuantity(ctx, t, ref, wholePart(q))
		})},
		{targettest.RuleUpdate, "answers what it was", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				list, _ := t.Additions(ctx, ref.AgreementID)
				a, err := t.Update(ctx, ref, c)
				for _, before := range list {
					if before.ID == ref.ID {
						a = before
					}
				}
				return a, err
			}
		})},
		{targettest.RuleUpdate, "an error after success", eachUpdated(func(_ *plan.Addition, err error) error {
			return cmp.Or(err, errors.New("no log file"))
		})},
		{targettest.RuleUpdate, "answers nothing", eachUpdated(func(a *plan.Addition, err error) error { *a = plan.Addition{}; return err })},
		{targettest.RuleUpdate, "refuses what is there already", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				list, _ := t.Additions(ctx, ref.AgreementID)
				for _, a := range list {
					if a.ID == ref.ID && a.Quantity == c.Quantity {
						return a, usagesync.NotDone(errors.New("no change"))
					}
				}
				return t.Update(ctx, ref, c)
			}
		})},
		{targettest.RuleUpdateOnly, "writes the price too", rewriting(func(h *targettest.Held) { h.UnitPrice = plan.Amount{} })},
		{targettest.RuleUpdateOnly, "clears the end", rewriting(func(h *targettest.Held) { h.Cancelled = plan.Date{} })},
		{targettest.RuleUpdateOnly, "makes it billable", rewriting(func(h *targettest.Held) { h.Bill = plan.Billable })},
		{targettest.RuleUpdateOnly, "writes what only the system shows", rewriting(func(h *targettest.Held) { h.Rest = strings.Replace(h.Rest, "19", "0", 1) })},
		{targettest.RuleUpdateOnly, "adds the difference too", withUpdate(func(t usagesync.Target) updateFunc {
			s := t.(*system)
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if err == nil {
					s.edit(func() { s.put(plan.Addition{AgreementID: a.AgreementID, ItemID: a.ItemID, Quantity: c.Quantity}) })
				}
				return a, err
			}
		})},
		{targettest.RuleUpdateOnly, "all of the item", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				made, err := t.Update(ctx, ref, c)
				list, _ := t.Additions(ctx, ref.AgreementID)
				for _, a := range list {
					if err == nil && a.ItemID == made.ItemID {
						_, _ = setQuantity(ctx, t, usagesync.AdditionRef{AgreementID: ref.AgreementID, ID: a.ID}, c.Quantity)
					}
				}
				return made, err
			}
		})},
		{targettest.RuleUpdateMissing, "creates it", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if err != nil && strings.Contains(err.Error(), "not found") {
					t.(*system).edit(func() {
						t.(*system).put(plan.Addition{AgreementID: ref.AgreementID, ItemID: "1350", Quantity: c.Quantity})
					})
				}
				return a, err
			}
		})},
		{targettest.RuleUpdateMissing, "finds it on another agreement", movingUpdates("315")},
		{targettest.RuleUpdateMissing, "finds it on an agreement that doesn't exist", movingUpdates("999")},
		{targettest.RuleUpdateMissing, "leaves open whether it was done", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if ref.ID == "999" {
					err = errors.New("404")
				}
				return a, err
			}
		})},
		{targettest.RuleUpdateRefused, "leaves open whether it was done", eachUpdated(func(_ *plan.Addition, err error) error {
			if err != nil && strings.Contains(err.Error(), "invalid") {
				return errors.New("400")
			}
			return err
		})},
		{targettest.RuleUpdateRefused, "tries once more", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if err != nil && strings.Contains(err.Error(), "invalid") {
					_, _ = t.Update(ctx, ref, c)
				}
				return a, err
			}
		})},
		{targettest.RuleUpdateLostRefused, "believes the last answer", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if errors.Is(err, errReset) {
					return t.Update(ctx, ref, c)
				}
				return a, err
			}
		})},
		{targettest.RuleUpdateLost, "says that it was not done", eachUpdated(func(_ *plan.Addition, err error) error {
			if errors.Is(err, errReset) {
				return usagesync.NotDone(err)
			}
			return err
		})},
		{targettest.RuleUpdateLost, "adds to it", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if errors.Is(err, errReset) {
					more, _ := c.Quantity.Add(c.Quantity)
					_, _ = setQuantity(ctx, t, ref, more)
				}
				return a, err
			}
		})},
		{targettest.RuleUpdateLost, "answers nothing", eachUpdated(func(_ *plan.Addition, err error) error {
			if errors.Is(err, errReset) {
				return nil
			}
			return err
		})},
		{targettest.RuleUpdateUnsent, "says that it was done", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if errors.Is(err, errReset) {
					return plan.Addition{ID: ref.ID, AgreementID: ref.AgreementID, Quantity: c.Quantity}, nil
				}
				return a, err
			}
		})},
		{targettest.RuleUpdateUnsent, "sends again and says that it was not done", withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if errors.Is(err, errReset) {
					_, _ = t.Update(ctx, ref, c)
					err = usagesync.NotDone(err)
				}
				return a, err
			}
		})},
	}
}

// movingUpdates takes an agreement for the one that an addition is on.
func movingUpdates(agreement string) func(usagesync.Target) usagesync.Target {
	return withUpdate(func(t usagesync.Target) updateFunc {
		return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
			if ref.AgreementID == agreement {
				ref.AgreementID = "314"
			}
			return t.Update(ctx, ref, c)
		}
	})
}

type quantityFunc func(ctx context.Context, t usagesync.Target, ref usagesync.AdditionRef, q plan.Quantity) (plan.Addition, error)

func eachChange(set quantityFunc) func(usagesync.Target) usagesync.Target {
	return withUpdate(func(t usagesync.Target) updateFunc {
		return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
			return set(ctx, t, ref, c.Quantity)
		}
	})
}

func setQuantity(ctx context.Context, t usagesync.Target, ref usagesync.AdditionRef, q plan.Quantity) (plan.Addition, error) {
	return t.Update(ctx, ref, usagesync.Change{Quantity: q})
}

// rewriting changes more of an addition than its quantity.
func rewriting(change func(*targettest.Held)) func(usagesync.Target) usagesync.Target {
	return func(t usagesync.Target) usagesync.Target {
		s := t.(*system)
		return altered{Target: t, update: func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
			a, err := t.Update(ctx, ref, c)
			s.edit(func() {
				for i := range s.held {
					if err == nil && s.held[i].ID == ref.ID {
						change(&s.held[i])
					}
				}
			})
			return a, err
		}}
	}
}
