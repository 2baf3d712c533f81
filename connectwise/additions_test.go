package connectwise_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestAddition(t *testing.T) {
	client, _ := serve(t, answer(200, fixture(t, "addition.json")))
	got, err := client.Additions(88).Get(t.Context(), 7301)
	if err != nil {
		t.Fatal(err)
	}
	want := connectwise.Addition{
		ID: 7301, AgreementID: 88, Product: connectwise.Reference{ID: 2210, Identifier: "NW-ENDPOINT"},
		Quantity: decimal(t, "41"), LessIncluded: decimal(t, "5"), BilledQuantity: decimal(t, "36"),
		UnitPrice: decimal(t, "8.75"), UnitCost: decimal(t, "3.1"), ExtPrice: decimal(t, "358.75"), ExtCost: decimal(t, "127.10000000000001"),
		Margin:       decimal(t, "1.4210854715202004E-14"),
		BillCustomer: connectwise.Billable, EffectiveDate: date(t, "2026-03-01"), TaxableFlag: new(false),
		Description: "Endpoint protection", InvoiceDescription: "Endpoint protection", UOM: "Each", SequenceNumber: decimal(t, "2.5"),
		AgreementStatus: "Active",
		Info:            connectwise.Info{LastUpdated: "2026-09-30T22:15:01Z", UpdatedBy: "usage-api", DateEntered: "2026-02-27T09:00:00Z", EnteredBy: "jdoe"},
		CustomFields: []connectwise.CustomField{
			{ID: 4, Caption: "SophosTenant", Type: "Text", EntryMethod: "EntryField", NumberOfDecimals: new(0), Value: json.RawMessage(`"a1b2"`)},
			{ID: 5, Caption: "Checked", Type: "Checkbox", EntryMethod: "EntryField", NumberOfDecimals: new(0), Value: json.RawMessage(`false`)},
			{ID: 6, Caption: "Unset", Type: "Text", EntryMethod: "EntryField", NumberOfDecimals: new(0)},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAdditionWithoutItsNumbers(t *testing.T) {
	client, _ := serve(t, answer(200, `{"id":1,"quantity":0.0,"unitPrice":null}`))
	got, err := client.Additions(88).Get(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Quantity.IsZero() || got.UnitPrice.IsPresent() || got.LessIncluded.IsPresent() || got.CancelledDate.IsPresent() || got.TaxableFlag != nil {
		t.Errorf("got %+v: absent members must stay absent, and the 0 a 0", got)
	}
}

func TestCreateAddition(t *testing.T) {
	created := answer(201, `{"id":7302,"quantity":0.0}`)
	for name, tt := range map[string]struct {
		addition connectwise.NewAddition
		body     string
	}{
		"only what must be": {
			connectwise.NewAddition{Product: connectwise.Ref{ID: 2210}, Quantity: connectwise.DecimalOf(0), BillCustomer: connectwise.Billable},
			`{"product":{"id":2210},"quantity":0,"billCustomer":"Billable"}`,
		},
		"all of it": {
			connectwise.NewAddition{
				Product: connectwise.Ref{ID: 2210}, Quantity: decimal(t, "41.50"), BillCustomer: connectwise.NoCharge,
				EffectiveDate: new(date(t, "2026-10-01")), CancelledDate: new(date(t, "2026-10-31")), LessIncluded: new(connectwise.DecimalOf(0)),
				UnitPrice: new(decimal(t, "8.75")), UnitCost: new(connectwise.DecimalOf(0)), TaxableFlag: new(false),
				SerialNumber: new(""), InvoiceDescription: new("R&D"), SendBefore: time.Now().Add(time.Hour),
			},
			`{"product":{"id":2210},"quantity":41.5,"billCustomer":"NoCharge","effectiveDate":"2026-10-01T00:00:00Z",` +
				`"cancelledDate":"2026-10-31T00:00:00Z","lessIncluded":0,"unitPrice":8.75,"unitCost":0,"taxableFlag":false,` +
				`"serialNumber":"","invoiceDescription":"R\u0026D"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := serve(t, created)
			got, err := client.Additions(88).Create(t.Context(), tt.addition)
			if err != nil || got.ID != 7302 {
				t.Fatalf("got %+v, %v", got, err)
			}
			if diff := cmp.Diff(tt.body, server.requests()[0].Body); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCreateAdditionRefused(t *testing.T) {
	client, server := serve(t)
	_, err := client.Additions(88).Create(t.Context(), connectwise.NewAddition{
		EffectiveDate: new(connectwise.Date{}), CancelledDate: new(connectwise.Date{}),
		LessIncluded: new(connectwise.Decimal{}), UnitPrice: new(connectwise.Decimal{}), UnitCost: new(connectwise.Decimal{}),
	})
	if n := argumentErrors(err); n != 8 || len(server.requests()) != 0 {
		t.Errorf("%d problems and %d requests, want 8 and none: %v", n, len(server.requests()), err)
	}
}

func TestSetQuantity(t *testing.T) {
	for _, tt := range []struct{ quantity, body string }{
		{"0", `[{"op":"replace","path":"quantity","value":0}]`},
		{"41", `[{"op":"replace","path":"quantity","value":41}]`},
		{"0.25", `[{"op":"replace","path":"quantity","value":0.25}]`},
	} {
		client, server := serve(t, answer(200, `{"id":7301,"quantity":`+tt.quantity+`}`))
		got, err := client.Additions(88).SetQuantity(t.Context(), 7301, decimal(t, tt.quantity))
		if err != nil || got.Quantity != decimal(t, tt.quantity) {
			t.Fatalf("got %+v, %v", got, err)
		}
		want := sent{http.MethodPatch, apiRoot + "/finance/agreements/88/additions/7301", tt.body, server.requests()[0].Header}
		if diff := cmp.Diff(want, server.requests()[0]); diff != "" {
			t.Error(diff)
		}
	}
	client, server := serve(t)
	if _, err := client.Additions(88).SetQuantity(t.Context(), 7301, connectwise.Decimal{}); argumentErrors(err) != 1 || len(server.requests()) != 0 {
		t.Errorf("an absent quantity: %v, %d requests", err, len(server.requests()))
	}
}

func TestSetCancelledDate(t *testing.T) {
	client, server := serve(t, answer(200, `{"id":7301,"cancelledDate":"2026-10-31T00:00:00Z"}`))
	got, err := client.Additions(88).SetCancelledDate(t.Context(), 7301, date(t, "2026-10-31"))
	if err != nil || got.CancelledDate != date(t, "2026-10-31") {
		t.Fatalf("got %+v, %v", got, err)
	}
	if diff := cmp.Diff(`[{"op":"replace","path":"cancelledDate","value":"2026-10-31T00:00:00Z"}]`, server.requests()[0].Body); diff != "" {
		t.Error(diff)
	}
	if _, err := client.Additions(88).SetCancelledDate(t.Context(), 7301, connectwise.Date{}); argumentErrors(err) != 1 || len(server.requests()) != 1 {
		t.Errorf("an absent date: %v, %d requests", err, len(server.requests()))
	}
}
