package main

import (
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// additionsLinkCmd says which addition stands for a customer's product.
type additionsLinkCmd struct {
	ID       string `arg:"" help:"The addition's id."`
	Tenant   string `required:"" help:"The customer; id or name." placeholder:"ID"`
	Product  string `required:"" help:"The Sophos product." placeholder:"PRODUCT"`
	Siblings string `enum:",separate,subtract" default:"" help:"What the others of its item mean: separate, they are for something else; subtract, they carry a part." placeholder:"MEANING"`
	adoptFlags
}

func (additionsLinkCmd) Help() string {
	return `Where an agreement has several additions of one item, nothing is guessed: say which one is the sync's, and what the others mean.

Example:

    usagesync additions link 501 --tenant "Copper & Pine" --product Sophos_Intercept_X_Advanced --siblings separate --reason "502 is their warehouse"`
}

func (c *additionsLinkCmd) Run(a *app) error {
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	if _, err := a.online(); err != nil {
		return err
	}
	product, err := a.product(c.Product)
	if err != nil {
		return err
	}
	var tenant plan.Tenant
	k, err := look(a, func(k known) (_ known, err error) {
		tenant, err = k.tenant(c.Tenant)
		return k, err
	})
	if err != nil {
		return err
	}
	addition, err := c.find(a, k.settings, tenant, product)
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error {
		return s.Link(addition, plan.Siblings(c.Siblings), d, c.says()...)
	})
}

// find reads the addition, which must be on an agreement of the customer, and of an item that the product goes to.
func (c *additionsLinkCmd) find(a *app, set plan.Settings, tenant plan.Tenant, product string) (plan.Addition, error) {
	a.used = true
	agreements, _ := mappedAgreements(set.Routes, tenant.ID)
	lists, err := readAdditions(a.ctx, toconnectwise.New(a.clients.ConnectWise), agreements)
	if err != nil {
		return plan.Addition{}, err
	}
	fit := slices.DeleteFunc(slices.Concat(lists...), func(x plan.Addition) bool {
		return !slices.ContainsFunc(set.Products, func(m plan.ProductMapping) bool {
			return strings.EqualFold(m.Product, product) && goesTo(m, x.ItemID)
		})
	})
	return pick("addition of "+called(tenant.ID, tenant.Name)+" for "+product, c.ID, "usagesync additions list --tenant "+tenant.ID, fit,
		func(x plan.Addition) (string, string) { return x.ID, "" })
}
