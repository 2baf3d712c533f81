package main

import (
	"github.com/psasync/psasync/usagesync/plan"
)

// productsMapCmd sends a product to a catalog item.
type productsMapCmd struct {
	Product string   `arg:"" help:"Sophos product, such as Sophos_Intercept_X_Advanced."`
	Item    string   `required:"" help:"Id of the catalog item, or its identifier." placeholder:"ID"`
	Also    []string `help:"Further items that the same usage is billed on." placeholder:"ID"`
	whereFlags
	reasonFlag
}

func (productsMapCmd) Help() string {
	return `Several products may share one item: a bundle under your own brand. Rules say how they become one quantity.

Example:

    usagesync products map Sophos_Intercept_X_Advanced --item 1350
    usagesync products map Sophos_Intercept_X_Advanced --item 1360 --agreement-type 12`
}

func (c *productsMapCmd) Run(a *app) error {
	if _, err := a.online(); err != nil {
		return err
	}
	product, err := a.product(c.Product)
	if err != nil {
		return err
	}
	m, err := look(a, func(k known) (plan.ProductMapping, error) { return c.find(k, product) })
	if err != nil {
		return err
	}
	return a.edit(c.or("mapped %s to item %s", product, m.ItemID), func(s *plan.Settings, _ plan.Decision) error { return s.MapProduct(m) })
}

// find turns what was typed into ids that exist.
func (c *productsMapCmd) find(k known, product string) (m plan.ProductMapping, err error) {
	m = c.mapping(product)
	for _, id := range c.Also {
		also, err := k.item(id)
		if err != nil {
			return m, err
		}
		m.Also = append(m.Also, also.ID)
	}
	if c.Tenant != "" {
		t, err := k.tenant(c.Tenant)
		if err != nil {
			return m, err
		}
		m.TenantID = t.ID
	}
	if c.Company != "" {
		company, err := k.company(c.Company)
		if err != nil {
			return m, err
		}
		m.CompanyID = company.ID
	}
	item, err := k.item(c.Item)
	m.ItemID, m.ItemName = item.ID, item.Identifier
	return m, err
}
