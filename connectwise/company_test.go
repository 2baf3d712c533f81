package connectwise_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestCompany(t *testing.T) {
	client, _ := serve(t, answer(200, fixture(t, "company.json")))
	got, err := client.Companies.Get(t.Context(), 51)
	want := connectwise.Company{
		ID: 51, Identifier: "Northwind", Name: `Northwind & Söhne "Trading"`, Status: connectwise.Reference{ID: 1, Name: "Active"},
		Types:     []connectwise.Reference{{ID: 1, Name: "Client"}, {ID: 5, Name: "Partner"}},
		Territory: connectwise.Reference{ID: 38, Name: "North"}, Market: connectwise.Reference{ID: 23, Name: "Retail"},
		AccountNumber: "10051", VendorIdentifier: "V51", IsVendorFlag: true, DeletedFlag: true,
		ParentCompany: connectwise.Reference{ID: 50, Identifier: "Holding", Name: "Holding"},
		BillToCompany: connectwise.Reference{ID: 50, Identifier: "Holding", Name: "Holding"},
		BillingTerms:  connectwise.Reference{ID: 2, Name: "Net 10"}, TaxCode: connectwise.Reference{ID: 11, Name: "Standard"},
		PricingSchedule: connectwise.Reference{ID: 3, Name: "Gold"}, InvoiceTemplate: connectwise.Reference{ID: 4, Name: "Standard"},
		IntegratorTags: []string{"gold", "msp"}, Info: connectwise.Info{LastUpdated: "2026-06-01T10:00:00Z"},
		CustomFields: []connectwise.CustomField{
			{ID: 4, Caption: "Seats", Type: "Number", EntryMethod: "EntryField", NumberOfDecimals: new(2), Value: json.RawMessage("12.50")},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}
