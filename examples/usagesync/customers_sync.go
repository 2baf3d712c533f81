package main

import "github.com/psasync/psasync/usagesync/plan"

// customersSyncCmd turns a customer's sync on or off.
type customersSyncCmd struct {
	Tenant string `arg:"" help:"The customer's id or name in Sophos Central."`
	State  string `arg:"" enum:"on,off" help:"on or off."`
	reasonFlag
}

func (customersSyncCmd) Help() string {
	return `Usage of a customer that is off is read and reported, never written.

Example:

    usagesync customers sync "Acme Dental" off --reason "disputes its invoice"`
}

func (c *customersSyncCmd) Run(a *app) error {
	t, err := look(a, func(k known) (plan.Tenant, error) { return k.tenant(c.Tenant) })
	if err != nil {
		return err
	}
	return a.edit(c.or("turned %s", c.State), func(s *plan.Settings, _ plan.Decision) error { return s.SyncTenant(t.ID, c.State == "on") })
}
