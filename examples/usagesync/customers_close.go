package main

import "github.com/psasync/psasync/usagesync/plan"

// customersCloseCmd says that a customer left.
type customersCloseCmd struct {
	Tenant     string      `arg:"" help:"The customer's id or name in Sophos Central."`
	LastPeriod plan.Period `required:"" help:"The last month that is billed." placeholder:"PERIOD"`
	reasonFlag
}

func (customersCloseCmd) Help() string {
	return `After its last month what the customer leaves on agreements may end, whatever limits and minimums say. Usage that comes all
the same is billed and reported.

Example:

    usagesync customers close "Redwood Travel" --last-period 2026-09 --reason "went to another provider"`
}

func (c *customersCloseCmd) Run(a *app) error {
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	t, err := look(a, func(k known) (plan.Tenant, error) { return k.tenant(c.Tenant) })
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error { return s.Close(t.ID, c.LastPeriod, d) })
}
