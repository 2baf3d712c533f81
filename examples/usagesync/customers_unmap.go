package main

import "github.com/psasync/psasync/usagesync/plan"

// customersUnmapCmd takes a customer's mapping back.
type customersUnmapCmd struct {
	Tenant string `arg:"" help:"The customer's id or name in Sophos Central."`
	reasonFlag
}

func (customersUnmapCmd) Help() string {
	return `Removes all of its mappings. Its usage is reported as unmapped from then on, and what was billed stays until somebody
decides; a customer that left is for customers close.

Example:

    usagesync customers unmap "Acme Dental" --reason "mapped to the wrong company"`
}

func (c *customersUnmapCmd) Run(a *app) error {
	t, err := look(a, func(k known) (plan.Tenant, error) { return k.tenant(c.Tenant) })
	if err != nil {
		return err
	}
	return a.edit(c.or("unmapped"), func(s *plan.Settings, _ plan.Decision) error { return s.UnmapTenant(t.ID) })
}
