package connectwisetest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

const newItem = `{"identifier":"EDR","description":"Detection","subcategory":{"id":30},"type":{"id":9},"customerDescription":"Detection for you","price":9.90}`

func TestCreateCatalogItem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPSA(t, connectwisetest.Options{})
		got := p.send("POST", "/procurement/catalog", newItem)
		if got.status != 201 || got.body != p.get("/procurement/catalog/1353").body {
			t.Errorf("%d %s", got.status, got.body)
		}
		for name, want := range map[string]string{
			"id": "1353", "price": "9.9", "cost": "", "productClass": `"NonInventory"`, "inactiveFlag": "false",
			"subcategory": `{"id":30,"name":"Security"}`, "category": `{"id":14,"name":"Services"}`, "type": `{"id":9,"name":"Agreement"}`,
			"_info": `{"lastUpdated":"2000-01-01T00:00:00Z","updatedBy":"UsageSync","dateEntered":"2000-01-01T00:00:00Z","enteredBy":"UsageSync"}`,
		} {
			if v := got.member(t, name); v != want {
				t.Errorf("%s is %s, want %s", name, v, want)
			}
		}
	})
}

func TestRefusedCatalogItems(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	const invalid = "Bad Request | InvalidObject: catalogItem object is invalid | "
	with := func(old, new string) string { return strings.Replace(newItem, old, new, 1) }
	required := ""
	for _, name := range []string{"identifier", "description", "subcategory", "type", "customerDescription"} {
		required += " | MissingRequiredField catalogItem." + name + ": " + name + " is required."
	}
	for body, want := range map[string]string{
		`{}`:                                 invalid + strings.TrimPrefix(required, " | "),
		with("EDR", strings.Repeat("x", 76)): invalid + "MaxLengthField catalogItem.identifier: The field identifier must be a string with a maximum length of 75.",
		with("Detection", strings.Repeat("x", 61)):       invalid + "MaxLengthField catalogItem.description: The field description must be a string with a maximum length of 60.",
		with("EDR", "av"):                                invalid + "ObjectExists catalogItem.identifier: A catalog item with this identifier already exists.",
		with(`{"id":30}`, `{"id":31}`):                   invalid + "NotFound catalogItem.subcategory/id: subcategory 31 not found",
		with(`{"id":9}`, `{"id":8}`):                     invalid + "NotFound catalogItem.type/id: type 8 not found",
		with(`"price"`, `"productClass":"Gift","price"`): invalid + "InvalidField catalogItem.productClass: The field productClass must be one of [Agreement Bundle Inventory NonInventory Service].",
		with(`"price"`, `"prize"`):                       "Bad Request | ConnectWiseApi: Could not find member 'prize' on object of type 'CatalogItem'. Path 'prize', line 1, position 136.Check your accept header to make sure you are using the correct version.",
		with(`{"id":9}`, "\n"+`{"id":9,"nam":"x"}`):      "Bad Request | ConnectWiseApi: Could not find member 'nam' on object of type 'Reference'. Path 'type.nam', line 2, position 14.Check your accept header to make sure you are using the correct version.",
		with("9.90", `"9.90"`):                           `Bad Request | ConnectWiseApi: Error converting value "9.90" to type 'Number'. Path 'price'.`,
		newItem + "{}":                                   "Bad Request | ConnectWiseApi: The body holds more than one JSON value.",
		newItem[:40]:                                     "Bad Request | ConnectWiseApi: The body is not valid JSON.",
		`[]`:                                             "Bad Request | ConnectWiseApi: The body must be one JSON object.",
	} {
		if d := cmp.Diff(want, p.send("POST", "/procurement/catalog", body).problem(t)); d != "" {
			t.Errorf("%s: %s", body, d)
		}
	}
	if got := p.CatalogItems(); len(got) != 3 {
		t.Errorf("a refused item was stored: %v", got)
	}
}

func TestPatchCatalogItem(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	got := p.send("PATCH", "/procurement/catalog/1350", `[{"op":"replace","path":"description","value":"New"},{"op":"replace","path":"price","value":15}]`)
	if got.status != 200 || got.member(t, "description") != `"New"` || got.member(t, "price") != "15.0" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if price := p.Additions(monthly)[0].UnitPrice; price != "14.95" {
		t.Errorf("the price of an existing addition became %s", price)
	}
	for body, want := range map[string]string{
		`[{"op":"replace","path":"identifier","value":"FW"}]`:          "ObjectExists",
		`[{"op":"replace","path":"type","value":{"id":8}}]`:            "type 8 not found",
		`[{"op":"replace","path":"customerDescription","value":null}]`: "customerDescription is required",
	} {
		if got := p.send("PATCH", "/procurement/catalog/1350", body); got.status != 400 || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d %s", body, got.status, got.body)
		}
	}
}
