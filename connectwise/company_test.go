package connectwise_test

import (
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
		Territory: connectwise.Reference{ID: 38, Name: "North"}, DeletedFlag: true,
		Info: connectwise.Info{LastUpdated: "2026-06-01T10:00:00Z"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}
