package connectwise_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestCatalogItem(t *testing.T) {
	client, _ := serve(t, answer(200, fixture(t, "catalogitem.json")))
	got, err := client.CatalogItems.Get(t.Context(), 2210)
	if err != nil {
		t.Fatal(err)
	}
	want := connectwise.CatalogItem{
		ID: 2210, Identifier: "NW-ENDPOINT", Description: "Endpoint protection", CustomerDescription: "Endpoint protection per device",
		Category: connectwise.Reference{ID: 14, Name: "Security"}, Subcategory: connectwise.Reference{ID: 30, Name: "Managed Security"},
		Type: connectwise.Reference{ID: 9, Name: "Agreement"}, ProductClass: "Agreement", UnitOfMeasure: connectwise.Reference{ID: 1, Name: "Each"},
		Price: decimal(t, "8.75"), Cost: connectwise.DecimalOf(0), TaxableFlag: new(true), RecurringFlag: new(true),
		VendorSKU: "EPP1", ManufacturerPartNumber: "EPP", IntegrationXRef: "epp", Info: connectwise.Info{LastUpdated: "2026-05-01T00:00:00Z"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCreateCatalogItem(t *testing.T) {
	client, server := serve(t, answer(201, fixture(t, "catalogitem.json")), answer(200, fixture(t, "catalogitem.json")))
	item := connectwise.NewCatalogItem{
		Identifier: "NW-ENDPOINT", Description: "Endpoint protection", CustomerDescription: "Endpoint protection per device",
		Subcategory: connectwise.Ref{ID: 30}, Type: connectwise.Ref{ID: 9},
	}
	if _, err := client.CatalogItems.Create(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	item.ProductClass, item.UnitOfMeasure, item.Price, item.Cost = new("Agreement"), new(connectwise.Ref{ID: 1}), new(decimal(t, "8.75")), new(connectwise.DecimalOf(0))
	item.TaxableFlag, item.VendorSKU, item.ManufacturerPartNumber, item.IntegrationXRef = new(false), new("EPP1"), new("EPP"), new("epp")
	if _, err := client.CatalogItems.Create(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	const required = `{"identifier":"NW-ENDPOINT","description":"Endpoint protection","customerDescription":"Endpoint protection per device",` +
		`"subcategory":{"id":30},"type":{"id":9}`
	for i, want := range []string{
		required + `}`,
		required + `,"productClass":"Agreement","unitOfMeasure":{"id":1},"price":8.75,"cost":0,"taxableFlag":false,"vendorSku":"EPP1","manufacturerPartNumber":"EPP","integrationXRef":"epp"}`,
	} {
		if diff := cmp.Diff(want, server.requests()[i].Body); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCreateCatalogItemRefused(t *testing.T) {
	client, server := serve(t)
	_, err := client.CatalogItems.Create(t.Context(), connectwise.NewCatalogItem{Price: new(connectwise.Decimal{}), Cost: new(connectwise.Decimal{})})
	if n := argumentErrors(err); n != 7 || len(server.requests()) != 0 {
		t.Errorf("%d problems and %d requests, want 7 and none: %v", n, len(server.requests()), err)
	}
}
