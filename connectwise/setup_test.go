package connectwise_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestSetupTables(t *testing.T) {
	client, _ := serve(t,
		answer(200, `{"id":30,"name":"Managed Security","inactiveFlag":true,"defaultFlag":true,"category":{"id":14,"name":"Security"},"_info":{"lastUpdated":"x"}}`),
		answer(200, `{"id":9,"name":"Agreement","inactiveFlag":true,"defaultFlag":true,"typeXref":"NonInventoryPart","_info":null}`),
	)
	sub, err := client.Subcategories.Get(t.Context(), 30)
	want := connectwise.SubCategory{
		ID: 30, Name: "Managed Security", Category: connectwise.Reference{ID: 14, Name: "Security"},
		InactiveFlag: true, DefaultFlag: true, Info: connectwise.Info{LastUpdated: "x"},
	}
	if diff := cmp.Diff(want, sub); diff != "" || err != nil {
		t.Error(err, diff)
	}
	kind, err := client.ProductTypes.Get(t.Context(), 9)
	if diff := cmp.Diff(connectwise.ProductType{ID: 9, Name: "Agreement", TypeXref: "NonInventoryPart", InactiveFlag: true, DefaultFlag: true}, kind); diff != "" || err != nil {
		t.Error(err, diff)
	}
}
