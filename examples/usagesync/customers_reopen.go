package main

import "github.com/psasync/psasync/usagesync/plan"

// customersReopenCmd takes a close or a move back.
type customersReopenCmd struct {
	Tenant string `arg:"" help:"The customer's id or name in Sophos Central."`
	reasonFlag
}

func (customersReopenCmd) Help() string {
	return `Example:

    usagesync customers reopen "Redwood Travel" --reason "they stay after all"`
}

func (c *customersReopenCmd) Run(a *app) error {
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	t, err := look(a, func(k known) (plan.Tenant, error) { return k.tenant(c.Tenant) })
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, _ plan.Decision) error {
		s.Reopen(t.ID)
		return nil
	})
}
