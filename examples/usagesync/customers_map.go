package main

import (
	"github.com/psasync/psasync/usagesync/plan"
)

// customersMapCmd sends a customer's usage to an agreement.
type customersMapCmd struct {
	Tenant    string      `arg:"" help:"The customer's id or name in Sophos Central."`
	Company   string      `required:"" help:"Id or name of the ConnectWise company." placeholder:"ID"`
	Agreement string      `required:"" help:"Id or name of the company's agreement." placeholder:"ID"`
	Products  []string    `help:"Only these Sophos products; needs split mappings." placeholder:"PRODUCT"`
	From      plan.Period `help:"First month that goes there." placeholder:"PERIOD"`
	To        plan.Period `help:"Last month that goes there." placeholder:"PERIOD"`
	reasonFlag
}

func (customersMapCmd) Help() string {
	return `What was mapped before gives way for these months; the months before and after stay as they are.

Example:

    usagesync customers map "Acme Dental" --company 250 --agreement 314
    usagesync customers map "Acme Dental" --company 250 --agreement 400 --from 2026-11`
}

func (c *customersMapCmd) Run(a *app) error {
	if _, err := a.online(); err != nil {
		return err
	}
	var products []string
	for _, p := range c.Products {
		name, err := a.product(p)
		if err != nil {
			return err
		}
		products = append(products, name)
	}
	r, err := look(a, c.find)
	if err != nil {
		return err
	}
	r.Products, r.From, r.To = products, c.From, c.To
	return a.edit(c.or("mapped to agreement %s", r.AgreementID), func(s *plan.Settings, _ plan.Decision) error { return s.MapTenant(r) })
}

// find turns what was typed into records that exist and belong together.
func (c *customersMapCmd) find(k known) (plan.Route, error) {
	t, err := k.tenant(c.Tenant)
	if err != nil {
		return plan.Route{}, err
	}
	company, err := k.company(c.Company)
	if err != nil {
		return plan.Route{}, err
	}
	agreement, err := k.agreement(c.Agreement, company.ID)
	return route(t, company, agreement), err
}
