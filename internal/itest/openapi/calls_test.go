package openapi_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func writeAdditions(t *testing.T, c *connectwise.Client) {
	ctx, on := t.Context(), c.Additions(1)
	day, err := connectwise.ParseDate("2026-08-01")
	must(t, err)
	amount, err := connectwise.ParseDecimal("14.95")
	must(t, err)
	small, err := on.Create(ctx, connectwise.NewAddition{Product: connectwise.Ref{ID: 1}, Quantity: connectwise.DecimalOf(0), BillCustomer: connectwise.Billable})
	must(t, err)
	all, err := on.Create(ctx, connectwise.NewAddition{
		Product: connectwise.Ref{ID: 1}, Quantity: connectwise.DecimalOf(24), BillCustomer: connectwise.NoCharge, EffectiveDate: &day, CancelledDate: &day,
		LessIncluded: &amount, UnitPrice: &amount, UnitCost: &amount, TaxableFlag: new(false), SerialNumber: new("S1"), InvoiceDescription: new("text"),
	})
	must(t, err)
	_, err = on.SetQuantity(ctx, small.ID, connectwise.DecimalOf(0))
	must(t, err)
	_, err = on.Patch(ctx, all.ID,
		connectwise.Replace("quantity", amount), connectwise.Replace("cancelledDate", nil), connectwise.Replace("taxableFlag", false),
		connectwise.Replace("product", connectwise.Ref{ID: 1}), connectwise.Replace("invoiceDescription", ""))
	must(t, err)
	_, err = on.Patch(ctx, all.ID, connectwise.PatchOp{Op: "remove", Path: "serialNumber"}, connectwise.PatchOp{Op: "add", Path: "lessIncluded", Value: 0})
	must(t, err)
}

func writeItems(t *testing.T, c *connectwise.Client) {
	ctx := t.Context()
	amount, err := connectwise.ParseDecimal("14.95")
	must(t, err)
	one := connectwise.Ref{ID: 1}
	_, err = c.CatalogItems.Create(ctx, connectwise.NewCatalogItem{
		Identifier: "A", Description: "B", CustomerDescription: "C", Subcategory: one, Type: one,
	})
	must(t, err)
	item, err := c.CatalogItems.Create(ctx, connectwise.NewCatalogItem{
		Identifier: "D", Description: "E", CustomerDescription: "F", Subcategory: one, Type: one, ProductClass: new("Service"), UnitOfMeasure: &one,
		Price: &amount, Cost: &amount, TaxableFlag: new(true), VendorSKU: new("G"), ManufacturerPartNumber: new("H"), IntegrationXRef: new("I"),
	})
	must(t, err)
	_, err = c.CatalogItems.Patch(ctx, item.ID, connectwise.Replace("price", connectwise.DecimalOf(0)), connectwise.Replace("subcategory", one))
	must(t, err)
}

func describe(t *testing.T, c *connectwise.Client) {
	_, err := c.SystemInfo(t.Context())
	must(t, err)
	_, err = c.CompanyInfo(t.Context(), "")
	must(t, err)
	many := slices.Collect(numbers(700)) // in URLs as long as they may get
	for _, chunk := range connectwise.Field("id").InChunks(many) {
		_, err := c.Agreements.Count(t.Context(), connectwise.Query{Where: chunk})
		must(t, err)
	}
	_, err = connectwise.Collect(c.Companies.AllIn(t.Context(), "id", many, connectwise.Query{Fields: []string{"name"}}))
	must(t, err)
	_, err = c.Companies.List(t.Context(), connectwise.Query{
		Where:       connectwise.Or(connectwise.Field("name").Eq("Smith & Sons, 100% +1 #2 ü"), connectwise.Field("name").Contains("O'Brien; a=b")),
		Child:       connectwise.Field("types/name").Eq("Client"),
		CustomField: connectwise.And(connectwise.Field("caption").Eq("Tenant"), connectwise.Field("value").Eq("a1b2")),
	})
	must(t, err)
}

func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(1_000_000 + i) {
				return
			}
		}
	}
}

// fail asks for what the server refuses, in all shapes of errors.
func fail(t *testing.T, c *connectwise.Client, psa *connectwisetest.Server) {
	ctx := t.Context()
	for want, call := range map[string]func() error{
		"404":         func() error { _, err := c.Agreements.Get(ctx, 9999); return err },
		"of addition": func() error { _, err := c.Additions(1).SetQuantity(ctx, 9999, connectwise.DecimalOf(1)); return err },
		"of condition": func() error {
			_, err := c.Companies.Count(ctx, connectwise.Query{Where: connectwise.Field("nope").Eq(1)})
			return err
		},
		"of record": func() error {
			_, err := c.Additions(1).Create(ctx, connectwise.NewAddition{Product: connectwise.Ref{ID: 9999}, Quantity: connectwise.DecimalOf(1), BillCustomer: "Billable"})
			return err
		},
		"throttled": func() error {
			throttle := connectwisetest.Throttle(0)
			throttle.Method = "POST"
			psa.Inject(throttle)
			_, err := c.Additions(1).Create(ctx, connectwise.NewAddition{Product: connectwise.Ref{ID: 1}, Quantity: connectwise.DecimalOf(1), BillCustomer: "Billable"})
			return err
		},
	} {
		if err := call(); err == nil {
			t.Errorf("%s: no error", want)
		} else if strings.Contains(err.Error(), "connectwise: ") {
			t.Errorf("%s: not the server's: %v", want, err)
		}
	}
}
