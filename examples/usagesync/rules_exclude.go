package main

import (
	"errors"

	"github.com/psasync/psasync/usagesync/plan"
)

// rulesExcludeCmd leaves usage out on purpose.
type rulesExcludeCmd struct {
	Tenant  string `help:"The customer; id or name." placeholder:"ID"`
	Product string `help:"The Sophos product." placeholder:"PRODUCT"`
	ruleFlags
}

func (rulesExcludeCmd) Help() string {
	return `The account of units shows what was excluded.

Example:

    usagesync rules exclude --tenant "Harbor IT" --reason "our own seats"
    usagesync rules exclude --tenant "Acme Dental" --product Sophos_Email_Advanced --until 2026-12 --reason "free until the new year"
    usagesync rules exclude --tenant "Harbor IT" --remove --reason "billed from now on"`
}

func (c *rulesExcludeCmd) Run(a *app) error {
	if c.Tenant == "" && c.Product == "" {
		return errors.New("say what is left out: --tenant, --product, or both")
	}
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	x := plan.Exclusion{LastPeriod: c.Until}
	if x.TenantID, x.Product, err = a.subject(c.Tenant, c.Product); err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error {
		if c.Remove {
			return s.Include(x.TenantID, x.Product)
		}
		return s.Exclude(x, d)
	})
}

// subject finds the customer and the product that a rule is about; either may be missing.
func (a *app) subject(tenant, product string) (tenantID, identifier string, err error) {
	if tenant != "" {
		t, err := look(a, func(k known) (plan.Tenant, error) { return k.tenant(tenant) })
		if err != nil {
			return "", "", err
		}
		tenantID = t.ID
	}
	if product != "" {
		identifier, err = a.product(product)
	}
	return tenantID, identifier, err
}
