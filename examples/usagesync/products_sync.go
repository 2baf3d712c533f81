package main

import "github.com/psasync/psasync/usagesync/plan"

// productsSyncCmd turns the sync of a product on or off.
type productsSyncCmd struct {
	Product string `arg:"" help:"Sophos product, such as Sophos_Intercept_X_Advanced."`
	State   string `arg:"" enum:"on,off" help:"on or off."`
	whereFlags
	reasonFlag
}

func (productsSyncCmd) Help() string {
	return `Usage of a product that is off is read and reported, never written.

Example:

    usagesync products sync Sophos_Intercept_X_Advanced off`
}

func (c *productsSyncCmd) Run(a *app) error {
	product, err := a.product(c.Product)
	if err != nil {
		return err
	}
	return a.edit(c.or("turned %s %s", product, c.State), func(s *plan.Settings, _ plan.Decision) error {
		return s.SyncProduct(c.mapping(product), c.State == "on")
	})
}
