package toconnectwise

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

var _ usagesync.ItemTarget = (*Target)(nil)

// catalogFields are the members that an item plan needs: no cost, and nobody's notes.
func catalogFields() []string {
	return append(itemFields(), "customerDescription", "subcategory", "type")
}

// Items reads one catalog item by its id, or those that have an identifier. ConnectWise compares the text without regard
// to case [inferred] (unverified: U39); the answer is compared once more.
func (t *Target) Items(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
	where := connectwise.Field("identifier").Eq(ref.Identifier)
	if ref.ID != "" {
		id, err := number("catalog item", ref.ID)
		if err != nil {
			return nil, nil //nolint:nilerr // it names nothing that exists
		}
		where = connectwise.Field("id").Eq(id)
	}
	found, err := connectwise.Collect(t.client.CatalogItems.All(ctx, connectwise.Query{Where: where, Fields: catalogFields()}))
	if err != nil {
		return nil, classified("catalog items", err)
	}
	var items []plan.CatalogItem
	for _, i := range found {
		if ref.ID == strconv.Itoa(i.ID) || ref.ID == "" && strings.EqualFold(strings.TrimSpace(i.Identifier), ref.Identifier) {
			items = append(items, catalogItem(i))
		}
	}
	return items, nil
}

// ItemChoices reads all subcategories and product types. One that can't be read counts as inactive.
func (t *Target) ItemChoices(ctx context.Context) (plan.ItemChoices, error) {
	subcategories, err := connectwise.Collect(t.client.Subcategories.All(ctx, connectwise.Query{Fields: []string{"id", "name", "category", "inactiveFlag"}}))
	if err != nil {
		return plan.ItemChoices{}, classified("subcategories", err)
	}
	types, err := connectwise.Collect(t.client.ProductTypes.All(ctx, connectwise.Query{Fields: []string{"id", "name", "inactiveFlag"}}))
	if err != nil {
		return plan.ItemChoices{}, classified("product types", err)
	}
	return plan.ItemChoices{
		Subcategories: convert(subcategories, func(s connectwise.SubCategory) plan.ItemChoice {
			return plan.ItemChoice{ID: strconv.Itoa(s.ID), Name: s.Name, Category: s.Category.Name, Inactive: s.InactiveFlag || len(s.Doubts) > 0}
		}),
		Types: convert(types, func(p connectwise.ProductType) plan.ItemChoice {
			return plan.ItemChoice{ID: strconv.Itoa(p.ID), Name: p.Name, Inactive: p.InactiveFlag || len(p.Doubts) > 0}
		}),
	}, nil
}

// CreateItem adds a catalog item; see the package's manual for what its errors mean. The price is always sent, 0 too;
// cost, unit of measure, tax and everything else become ConnectWise's defaults [inferred] (unverified: U42).
func (t *Target) CreateItem(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
	body := connectwise.NewCatalogItem{
		Identifier: n.Identifier, Description: n.Description, CustomerDescription: n.CustomerDescription, SendBefore: n.SendBefore,
	}
	var problems [3]error
	body.Subcategory.ID, problems[0] = number("subcategory", n.SubcategoryID)
	body.Type.ID, problems[1] = number("product type", n.TypeID)
	price, err := connectwise.ParseDecimal(n.Price.String())
	problems[2] = err
	if err := errors.Join(problems[:]...); err != nil {
		return plan.CatalogItem{}, usagesync.NotDone(err)
	}
	body.Price = &price
	if n.Class != "" {
		body.ProductClass = &n.Class
	}
	created, err := t.client.CatalogItems.Create(ctx, body)
	if err != nil {
		return plan.CatalogItem{}, writeError("new catalog item "+n.Identifier, err)
	}
	return catalogItem(created), nil
}

// UpdateItem replaces the members of a catalog item that are named, and no other; see the package's manual for what its
// errors mean.
func (t *Target) UpdateItem(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
	n, err := number("catalog item", id)
	if err != nil {
		return plan.CatalogItem{}, usagesync.NotDone(err)
	}
	var ops []connectwise.PatchOp
	if c.Description != nil {
		ops = append(ops, connectwise.Replace("description", *c.Description))
	}
	if c.CustomerDescription != nil {
		ops = append(ops, connectwise.Replace("customerDescription", *c.CustomerDescription))
	}
	if c.Price != nil {
		price, err := connectwise.ParseDecimal(c.Price.String())
		if err != nil {
			return plan.CatalogItem{}, usagesync.NotDone(err)
		}
		ops = append(ops, connectwise.Replace("price", price))
	}
	changed, err := t.client.CatalogItems.Patch(ctx, n, ops...)
	if err != nil {
		return plan.CatalogItem{}, writeError("catalog item "+id, err)
	}
	return catalogItem(changed), nil
}

// catalogItem reads what an item plan shows. A member that can't be read exactly makes the item doubtful; no price is 0.
func catalogItem(i connectwise.CatalogItem) plan.CatalogItem {
	out := plan.CatalogItem{
		Item: item(i), CustomerDescription: i.CustomerDescription,
		SubcategoryID: id(i.Subcategory), SubcategoryName: i.Subcategory.Name, TypeID: id(i.Type), TypeName: i.Type.Name,
	}
	for _, member := range i.Doubts {
		if slices.Contains(catalogFields(), member) && out.Doubt == "" {
			out.Doubt = member + ": " + errUnreadable.Error()
		}
	}
	if _, err := plan.ParseAmount(i.Price.String()); i.Price.IsPresent() && err != nil && out.Doubt == "" {
		out.Doubt = "price: " + err.Error()
	}
	return out
}
