package main

import (
	"errors"

	"github.com/psasync/psasync/usagesync/plan"
)

// rulesPinCmd fixes a line's quantity.
type rulesPinCmd struct {
	Agreement string         `required:"" help:"Id of the agreement." placeholder:"ID"`
	Item      string         `required:"" help:"Id of the catalog item." placeholder:"ID"`
	Quantity  *plan.Quantity `help:"Units that are billed." placeholder:"N"`
	ruleFlags
}

func (rulesPinCmd) Help() string {
	return `A line is an agreement and a catalog item. Usage is read and reported, and the pinned quantity is billed.

Example:

    usagesync rules pin --agreement 314 --item 1350 --quantity 25 --until 2026-12 --reason "flat rate of 2026"
    usagesync rules pin --agreement 314 --item 1350 --remove --reason "by usage again"`
}

func (c *rulesPinCmd) Run(a *app) error {
	if (c.Quantity == nil) != c.Remove {
		return errors.New("say --quantity, or --remove to take a pin back")
	}
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error {
		if c.Remove {
			s.Unpin(c.Agreement, c.Item)
			return nil
		}
		return s.Pin(plan.Pin{AgreementID: c.Agreement, ItemID: c.Item, Quantity: *c.Quantity, LastPeriod: c.Until}, d)
	})
}
