package connectwise_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestAgreements(t *testing.T) {
	client, _ := serve(t, answer(200, fixture(t, "agreements.json")))
	got, err := client.Agreements.List(t.Context(), connectwise.Query{})
	if err != nil {
		t.Fatal(err)
	}
	want := []connectwise.Agreement{{
		ID: 88, Name: "Northwind Managed Services", Type: connectwise.Reference{ID: 3, Name: "Managed Services"},
		Company:         connectwise.Reference{ID: 51, Identifier: "Northwind", Name: `Northwind & Söhne "Trading"`},
		ParentAgreement: connectwise.Reference{ID: 80, Name: "Umbrella"},
		AgreementStatus: "Active", StartDate: date(t, "2025-01-01"), EndDate: date(t, "2026-12-31"), NoEndingDateFlag: new(true),
		BillingCycle: connectwise.Reference{ID: 2, Name: "Monthly"}, BillStartDate: date(t, "2025-02-01"), NextInvoiceDate: "2026-11-01",
		PeriodType: "Future", ProrateFlag: new(false), InvoiceProratedAdditionsFlag: new(true), BillProducts: "Billable", BillAmount: decimal(t, "1250.5"),
		Currency: connectwise.Currency{ID: 7, Name: "Euro", CurrencyCode: "EUR", Symbol: "€", NumberOfDecimals: new(2)},
		Info:     connectwise.Info{LastUpdated: "2026-06-01T10:00:00Z"},
	}, {
		ID: 89, Name: "Old", Company: connectwise.Reference{Name: "Northwind"}, AgreementStatus: "Cancelled",
		CancelledFlag: true, DateCancelled: date(t, "2026-04-30"), NextInvoiceDate: "11/01/2026",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A next invoice date in a form nobody has documented concerns that agreement alone.
func TestNextInvoice(t *testing.T) {
	for in, want := range map[string]string{"2026-11-01": "2026-11-01", "2026-11-01T00:00:00Z": "2026-11-01", "": "", "11/01/2026": "error"} {
		got, err := connectwise.Agreement{NextInvoiceDate: in}.NextInvoice()
		if (err != nil) != (want == "error") || err == nil && got.String() != want {
			t.Errorf("%q: got %v, %v", in, got, err)
		}
	}
}

func TestAgreementType(t *testing.T) {
	client, _ := serve(t, answer(200, `{"id":3,"name":"Managed Services","defaultFlag":true,"inactiveFlag":true,"billingCycle":{"id":2,"name":"Monthly"},"prorateFlag":true,"_info":{"updatedBy":null}}`))
	got, err := client.AgreementTypes.Get(t.Context(), 3)
	want := connectwise.AgreementType{
		ID: 3, Name: "Managed Services", DefaultFlag: true, InactiveFlag: true,
		BillingCycle: connectwise.Reference{ID: 2, Name: "Monthly"}, ProrateFlag: new(true),
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}
