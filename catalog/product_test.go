package catalog_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/catalog"
)

func TestJSONRoundTrip(t *testing.T) {
	c := load(t, nil, []catalog.Alias{{Code: "X", Product: "Sophos_XDR_30", Group: "User", SKU: "S", DescriptionPrefix: "XGS"}})
	in := struct {
		Products []catalog.Product
		Aliases  []catalog.Alias
		Row      catalog.Resolution
	}{c.Products(), c.Aliases(), c.Resolve("X", catalog.Hint{Group: "User", SKU: "S", Description: "XGS 107"})}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	out := in
	out.Products, out.Aliases, out.Row = nil, nil, catalog.Resolution{}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Errorf("round trip (-in +out):\n%s", diff)
	}
	product, err := json.Marshal(c.Products()[25])
	if want := `{"identifier":"Sophos_Central_Firewall_Adv","description":"Sophos Central Firewall Advanced","platform":"network","firewall":true}`; err != nil || string(product) != want {
		t.Errorf("product = %s, %v; want %s", product, err, want)
	}
	unknown, err := json.Marshal(c.Resolve("nothing", catalog.Hint{}))
	if want := `{"status":"unknown"}`; err != nil || string(unknown) != want {
		t.Errorf("unknown = %s, %v; want %s", unknown, err, want)
	}
}
