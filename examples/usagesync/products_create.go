package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// productsCreateCmd creates a catalog item for a product.
type productsCreateCmd struct {
	Product             string       `arg:"" help:"Sophos product, such as Sophos_Intercept_X_Advanced."`
	Identifier          *string      `help:"Identifier of the item; default the product's." placeholder:"TEXT"`
	Description         *string      `help:"Default the product's." placeholder:"TEXT"`
	CustomerDescription *string      `help:"Text for your customers; default the description." placeholder:"TEXT"`
	Subcategory         string       `help:"Id or name; may be left out when there is only one." placeholder:"ID"`
	Type                string       `help:"Product type, id or name; may be left out when there is only one." placeholder:"ID"`
	Price               *plan.Amount `help:"Unit price; without one the item costs 0." placeholder:"6.50"`
	reasonFlag
}

func (productsCreateCmd) Help() string {
	return `The typed command is the approval: the item is created at once, and the product is mapped to it. Additions of an item that
costs 0 are withheld until it is priced. Cost, unit of measure and tax become what ConnectWise sets by default.

Example:

    usagesync products create Sophos_Email_Advanced --identifier "Mail Shield" --subcategory Security --type 1 --price 4.25`
}

// createdItem is the document of products create.
type createdItem struct {
	usagesync.ItemResult
	Findings []plan.Finding `json:"findings"`
	Mapping  *decided       `json:"mapping,omitempty"` // none: the product is not mapped to it
}

func (c *productsCreateCmd) Run(a *app) error {
	s, err := a.online()
	if err != nil {
		return err
	}
	product, err := a.product(c.Product)
	if err != nil {
		return err
	}
	req, err := c.request(a, product)
	if err != nil {
		return err
	}
	p, result, err := a.item(s, req)
	if err != nil {
		return err
	}
	done := createdItem{ItemResult: result, Findings: p.Findings}
	if result.Clean() {
		m := plan.ProductMapping{Product: product, ItemID: result.ItemID, ItemName: result.Step.After.Identifier}
		d, err := a.decide(c.or("item %s made for %s", m.ItemID, product), func(s *plan.Settings, _ plan.Decision) error { return s.MapProduct(m) })
		if err != nil {
			return fmt.Errorf("item %s is there, but not mapped: %w", m.ItemID, err)
		}
		done.Mapping = &d
	}
	err = a.print(done, func(w io.Writer) error {
		if err := showItem(w, p, result); err != nil || done.Mapping == nil {
			return err
		}
		return done.Mapping.text(w)
	})
	return errors.Join(err, unfinished(result.Clean()))
}

// request asks for the item, with the one subcategory and type where there is no choice.
func (c *productsCreateCmd) request(a *app, product string) (plan.ItemRequest, error) {
	req := plan.ItemRequest{
		Verb: plan.VerbCreate, Product: product, Identifier: c.Identifier, Description: c.Description,
		CustomerDescription: c.CustomerDescription, Price: c.Price,
	}
	if req.Price == nil {
		req.Price = new(plan.Amount)
	}
	a.used = true
	choices, err := toconnectwise.New(a.clients.ConnectWise).ItemChoices(a.ctx)
	if err != nil {
		return req, err
	}
	if req.SubcategoryID, err = choose("subcategory", c.Subcategory, choices.Subcategories); err != nil {
		return req, err
	}
	req.TypeID, err = choose("type", c.Type, choices.Types)
	return req, err
}

// choose finds a choice by id or name. Nothing is guessed where there are several.
func choose(what, text string, among []plan.ItemChoice) (string, error) {
	var active []plan.ItemChoice
	var words []string
	for _, choice := range among {
		if !choice.Inactive {
			active, words = append(active, choice), append(words, called(choice.ID, choice.Name))
		}
	}
	switch {
	case text == "" && len(active) == 1:
		return active[0].ID, nil
	case text == "":
		return "", fmt.Errorf("say --%s; there are: %s", what, strings.Join(words, ", "))
	}
	found, err := pick(what, text, "usagesync products create PRODUCT, without --"+what+", lists them", active, func(c plan.ItemChoice) (string, string) { return c.ID, c.Name })
	return found.ID, err
}
