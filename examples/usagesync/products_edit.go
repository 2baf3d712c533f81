package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// productsEditCmd edits the catalog item of a product.
type productsEditCmd struct {
	Product             string       `arg:"" help:"Sophos product whose item is meant."`
	Item                string       `help:"Which item, where the product goes to several." placeholder:"ID"`
	Description         *string      `placeholder:"TEXT"`
	CustomerDescription *string      `help:"Text for your customers." placeholder:"TEXT"`
	Price               *plan.Amount `help:"Unit price of new additions; those that exist keep theirs." placeholder:"6.50"`
}

func (productsEditCmd) Help() string {
	return `The typed command is the approval: the item is changed at once, unless somebody else changes it at the same moment.

Example:

    usagesync products edit Sophos_Intercept_X_Advanced --price 6.50`
}

// editedItem is the document of products edit.
type editedItem struct {
	usagesync.ItemResult
	Findings []plan.Finding `json:"findings"`
}

func (c *productsEditCmd) Run(a *app) error {
	if c.Description == nil && c.CustomerDescription == nil && c.Price == nil {
		return errors.New("say what to change: --description, --customer-description or --price")
	}
	s, err := a.online()
	if err != nil {
		return err
	}
	product, err := a.product(c.Product)
	if err != nil {
		return err
	}
	k, err := peek(a, a.known)
	if err != nil {
		return err
	}
	id, err := itemOf(k.settings.Products, product, c.Item)
	if err != nil {
		return err
	}
	p, result, err := a.item(s, plan.ItemRequest{
		Verb: plan.VerbUpdate, ItemID: id, Description: c.Description, CustomerDescription: c.CustomerDescription, Price: c.Price,
	})
	if err != nil {
		return err
	}
	err = a.print(editedItem{result, p.Findings}, func(w io.Writer) error { return showItem(w, p, result) })
	return errors.Join(err, unfinished(result.Clean()))
}

// itemOf returns the item that a product goes to, which must be named where there are several.
func itemOf(mappings []plan.ProductMapping, product, item string) (string, error) {
	var ids []string
	for _, m := range mappings {
		if strings.EqualFold(m.Product, product) && m.ItemID != "" {
			ids = append(append(ids, m.ItemID), m.Also...)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	switch {
	case len(ids) == 0:
		return "", fmt.Errorf("%s is not mapped; map it first: usagesync products map %s --item ID", product, product)
	case item != "" && !slices.Contains(ids, item):
		return "", fmt.Errorf("%s does not go to item %s; it goes to %s", product, item, strings.Join(ids, ", "))
	case item != "":
		return item, nil
	case len(ids) > 1:
		return "", fmt.Errorf("%s goes to several items; name one with --item: %s", product, strings.Join(ids, ", "))
	}
	return ids[0], nil
}
