package main

import "github.com/psasync/psasync/usagesync/plan"

// productsUnmapCmd takes mappings of a product back.
type productsUnmapCmd struct {
	Product string `arg:"" help:"Sophos product, such as Sophos_Intercept_X_Advanced."`
	whereFlags
	reasonFlag
}

func (productsUnmapCmd) Help() string {
	return `Without a flag that narrows it, all mappings of the product. Its usage is reported as unmapped from then on, and
what was billed for it stays until somebody decides.

Example:

    usagesync products unmap Sophos_Wireless_Standard --reason "not sold any more"`
}

func (c *productsUnmapCmd) Run(a *app) error {
	product, err := a.product(c.Product)
	if err != nil {
		return err
	}
	return a.edit(c.or("unmapped %s", product), func(s *plan.Settings, _ plan.Decision) error { return s.UnmapProduct(c.mapping(product)) })
}
