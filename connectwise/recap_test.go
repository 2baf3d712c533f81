package connectwise_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestAgreementRecap(t *testing.T) {
	text := fixture(t, "agreementrecap.json")
	client, _ := serve(t, answer(200, text), answer(200, "["+text+"]"))
	want := connectwise.AgreementRecap{
		ID: 88, Name: "Northwind Managed Services", CompanyName: "Northwind & Söhne", AgreementStatus: "Active", IsUnlimited: "No",
		StartingAmount: connectwise.DecimalOf(40), AdjustmentAmount: decimal(t, "-12.5"), AvailableAmount: connectwise.DecimalOf(40),
		UsedAmount: decimal(t, "12.5"), RemainingAmount: decimal(t, "27.5"), OverrunAmount: connectwise.DecimalOf(0),
		UnbilledOverageAmount: connectwise.DecimalOf(0), UnbilledPeriods: 2,
		LastInvoiceNumber: "10427", LastInvoiceDate: "10/01/2026", LastInvoiceAmount: "1,250.50",
		NextInvoiceDate: "11/01/2026", NextInvoiceAmount: decimal(t, "1609.25"),
	}
	one, err := client.AgreementRecaps.Get(t.Context(), 88)
	if diff := cmp.Diff(want, one); diff != "" || err != nil {
		t.Error(err, diff)
	}
	all, err := connectwise.Collect(client.AgreementRecaps.All(t.Context(), connectwise.Query{}))
	if diff := cmp.Diff([]connectwise.AgreementRecap{want}, all); diff != "" || err != nil {
		t.Error(err, diff)
	}
}
