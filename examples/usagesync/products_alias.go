package main

import (
	"errors"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// productsAliasCmd says what a product code means.
type productsAliasCmd struct {
	Code              string `arg:"" help:"Product code as the usage report has it, such as CIXA-MSP."`
	Product           string `arg:"" optional:"" help:"The Sophos product that it stands for."`
	Group             string `help:"Only rows of this product group."`
	SKU               string `name:"sku" help:"Only rows of this SKU."`
	DescriptionPrefix string `help:"Only rows whose description begins so." placeholder:"TEXT"`
	Remove            bool   `help:"Take the alias back."`
	reasonFlag
}

func (productsAliasCmd) Help() string {
	return `Confirms a suggestion of products list, or says what a code means that no table knows.

Example:

    usagesync products alias CEMA-MSP Sophos_Email_Advanced
    usagesync products alias CEMA-MSP --remove`
}

func (c *productsAliasCmd) Run(a *app) error {
	alias := catalog.Alias{Code: c.Code, Group: c.Group, SKU: c.SKU, DescriptionPrefix: c.DescriptionPrefix}
	if c.Remove {
		return a.edit(c.or("alias %s taken back", c.Code), func(s *plan.Settings, _ plan.Decision) error {
			s.RemoveAlias(alias)
			return nil
		})
	}
	if c.Product == "" {
		return errors.New("name the product that the code stands for; usagesync products list shows them")
	}
	var err error
	if alias.Product, err = a.product(c.Product); err != nil {
		return err
	}
	return a.edit(c.or("%s is %s", c.Code, alias.Product), func(s *plan.Settings, _ plan.Decision) error { return s.AddAlias(alias) })
}
