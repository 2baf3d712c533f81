package targettest_test

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

func brokenCreates() []broken {
	return []broken{
		{targettest.RuleCreate, "answers no id", eachMade(func(a *plan.Addition, err error) error { a.ID = ""; return err })},
		{targettest.RuleCreate, "answers another's id", eachMade(func(a *plan.Addition, err error) error { a.ID = "5001"; return err })},
		{targettest.RuleCreate, "answers no agreement", eachMade(func(a *plan.Addition, err error) error { a.AgreementID = ""; return err })},
		{targettest.RuleCreate, "answers no date", eachMade(func(a *plan.Addition, err error) error { a.Effective = plan.Date{}; return err })},
		{targettest.RuleCreate, "answers no quantity", eachMade(func(a *plan.Addition, err error) error { a.Quantity = plan.Quantity{}; return err })},
		{targettest.RuleCreate, "an error after success", eachMade(func(_ *plan.Addition, err error) error {
			return cmp.Or(err, errors.New("no log file"))
		})},
		{targettest.RuleCreate, "makes always the same item", eachNew(func(n *usagesync.NewAddition) {
			if n.ItemID == "1351" {
				n.ItemID = "1350"
			}
		})},
		{targettest.RuleCreateHeld, "sends another date and answers what was asked", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				asked := n.Effective
				n.Effective = n.Effective.AddDays(1)
				a, err := t.Create(ctx, n)
				a.Effective = asked
				return a, err
			}
		})},
		{targettest.RuleCreateHeld, "a day off in both directions", func(t usagesync.Target) usagesync.Target {
			back := func(a *plan.Addition) { a.Effective = a.Effective.AddDays(-1) }
			t = eachNew(func(n *usagesync.NewAddition) { n.Effective = n.Effective.AddDays(1) })(t)
			t = eachMade(func(a *plan.Addition, err error) error { back(a); return err })(t)
			return eachListed(back)(t)
		}},
		{targettest.RuleCreateHeld, "ends the others", func(t usagesync.Target) usagesync.Target {
			s := t.(*system)
			return altered{Target: t, create: func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				s.edit(func() {
					for i := range s.held {
						if err == nil && s.held[i].AgreementID == n.AgreementID && s.held[i].ID != a.ID {
							s.held[i].Cancelled = n.Effective
						}
					}
				})
				return a, err
			}}
		}},
		{targettest.RuleCreateHeld, "adds two", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if err == nil {
					_, _ = t.Create(ctx, n)
				}
				return a, err
			}
		})},
		{targettest.RuleCreateHeld, "adds nothing", withCreate(func(usagesync.Target) createFunc {
			return func(_ context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				return plan.Addition{ID: "1", AgreementID: n.AgreementID, ItemID: n.ItemID, Quantity: n.Quantity, Effective: n.Effective}, nil
			}
		})},
		{targettest.RuleCreateHeld, "takes over what is there", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				list, err := t.Additions(ctx, n.AgreementID)
				for _, a := range list {
					if err == nil && a.ItemID == n.ItemID {
						return t.Update(ctx, usagesync.AdditionRef{AgreementID: a.AgreementID, ID: a.ID}, usagesync.Change{Quantity: n.Quantity})
					}
				}
				return t.Create(ctx, n)
			}
		})},
		{targettest.RuleCreateHeld, "answers another price than it lists", eachMade(func(a *plan.Addition, err error) error {
			a.UnitPrice, _ = plan.ParseAmount("9")
			return err
		})},
		{targettest.RuleCreateExact, "leaves 0 out", eachNew(func(n *usagesync.NewAddition) {
			if n.Quantity.Sign() == 0 {
				n.Quantity = plan.Units(1)
			}
		})},
		{targettest.RuleCreateExact, "rounds", eachNew(func(n *usagesync.NewAddition) {
			if strings.Contains(n.Quantity.String(), ".") {
				n.Quantity = wholePart(n.Quantity)
			}
		})},
		{targettest.RuleCreateExact, "rounds and answers what was asked", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				asked := n.Quantity
				n.Quantity = wholePart(asked)
				a, err := t.Create(ctx, n)
				a.Quantity = asked
				return a, err
			}
		})},
		{targettest.RuleCreateExact, "answers what is rounded", eachMade(func(a *plan.Addition, err error) error {
			a.Quantity = wholePart(a.Quantity)
			return err
		})},
		{targettest.RuleCreateExact, "refuses large ones", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				if plan.Units(9999).Cmp(n.Quantity) < 0 {
					return plan.Addition{}, usagesync.NotDone(errors.New("too many"))
				}
				return t.Create(ctx, n)
			}
		})},
		{targettest.RuleCreateExact, "rounds and says that it was not done", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				whole := wholePart(n.Quantity)
				rounded := whole != n.Quantity
				n.Quantity = whole
				a, err := t.Create(ctx, n)
				if rounded {
					err = usagesync.NotDone(errors.New("no fractions"))
				}
				return a, err
			}
		})},
		{targettest.RuleCreateExact, "has a largest quantity", eachNew(func(n *usagesync.NewAddition) {
			if plan.Units(9999).Cmp(n.Quantity) < 0 {
				n.Quantity = plan.Units(9999)
			}
		})},
		{targettest.RuleCreateBills, "makes what nobody pays", eachMade(func(a *plan.Addition, err error) error { a.Bill = plan.DoNotBill; return err })},
		{targettest.RuleCreateBills, "makes what ends", eachMade(func(a *plan.Addition, err error) error { a.Cancelled = a.Effective; return err })},
		{targettest.RuleCreateMissing, "leaves open whether it was done", eachMade(func(_ *plan.Addition, err error) error {
			if err != nil && strings.Contains(err.Error(), "not found") {
				return errors.New("404")
			}
			return err
		})},
		{targettest.RuleCreateMissing, "leaves open whether an item was added that doesn't exist", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if n.ItemID == "999" {
					err = errors.New("400")
				}
				return a, err
			}
		})},
		{targettest.RuleCreateMissing, "puts it somewhere else", eachNew(func(n *usagesync.NewAddition) {
			if n.AgreementID == "999" {
				n.AgreementID = "317"
			}
		})},
		{targettest.RuleCreateLate, "knows no SendBefore", eachNew(func(n *usagesync.NewAddition) { n.SendBefore = time.Now().Add(time.Hour) })},
		{targettest.RuleCreateLate, "sends it and says that it was too late", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				late := time.Now().After(n.SendBefore)
				n.SendBefore = time.Now().Add(time.Hour)
				a, err := t.Create(ctx, n)
				if late {
					err = usagesync.NotDone(errors.New("too late"))
				}
				return a, err
			}
		})},
		{targettest.RuleCreateLate, "leaves open whether it was done", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				if time.Now().After(n.SendBefore) {
					return plan.Addition{}, context.DeadlineExceeded
				}
				return t.Create(ctx, n)
			}
		})},
		{targettest.RuleCreateRefused, "leaves open whether it was done", eachMade(func(_ *plan.Addition, err error) error {
			if err != nil && strings.Contains(err.Error(), "invalid") {
				return errors.New("400")
			}
			return err
		})},
		{targettest.RuleCreateRefused, "tries once more", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if err != nil && strings.Contains(err.Error(), "invalid") {
					return t.Create(ctx, n)
				}
				return a, err
			}
		})},
		{targettest.RuleCreateLost, "sends again", resending},
		{targettest.RuleCreateLost, "sends again and hides it", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if errors.Is(err, errReset) {
					_, _ = t.Create(ctx, n)
				}
				return a, err
			}
		})},
		{targettest.RuleCreateLost, "says that it was not done", eachMade(func(_ *plan.Addition, err error) error {
			if errors.Is(err, errReset) {
				return usagesync.NotDone(err)
			}
			return err
		})},
		{targettest.RuleCreateLost, "says that it was done", eachMade(func(_ *plan.Addition, err error) error {
			if errors.Is(err, errReset) {
				return nil
			}
			return err
		})},
		{targettest.RuleCreateUnsent, "says that it was done", eachMade(func(_ *plan.Addition, err error) error {
			if errors.Is(err, errReset) {
				return nil
			}
			return err
		})},
		{targettest.RuleCreateUnsent, "sends again and says that it was not done", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if errors.Is(err, errReset) {
					_, _ = t.Create(ctx, n)
					err = usagesync.NotDone(err)
				}
				return a, err
			}
		})},
		{targettest.RuleCreateUnsent, "sends again, twice", withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				if errors.Is(err, errReset) {
					_, _ = t.Create(ctx, n)
					return t.Create(ctx, n)
				}
				return a, err
			}
		})},
	}
}

// resending sends a create again when its answer is lost, as a client does that repeats every request.
func resending(t usagesync.Target) usagesync.Target {
	return altered{Target: t, create: func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
		a, err := t.Create(ctx, n)
		if errors.Is(err, errReset) {
			return t.Create(ctx, n)
		}
		return a, err
	}}
}
