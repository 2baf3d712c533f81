package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// items returns items with ids from i1 on, each given as identifier and description parted by a bar.
func items(texts ...string) []plan.Item {
	var list []plan.Item
	for i, text := range texts {
		identifier, description, _ := strings.Cut(text, "|")
		list = append(list, plan.Item{ID: fmt.Sprint("i", i+1), Identifier: identifier, Description: description})
	}
	return list
}

var (
	interceptX = catalog.Product{Identifier: "Sophos_Intercept_X_Advanced", Description: "Sophos Central Intercept X Advanced", CurrentName: "Sophos Endpoint - User"}
	email      = catalog.Product{Identifier: "Sophos_Email_Advanced", Description: "Sophos Email Advanced", CurrentName: "Sophos Email"}
	mdrUser    = catalog.Product{Identifier: "Sophos_MTR_Standard", Description: "Intercept X Advanced with XDR and MTR Standard", CurrentName: "MDR Essentials"}
	mdrServer  = catalog.Product{Identifier: "Sophos_MTR_Standard_Srv", Description: "Intercept X Advanced for Server with XDR and MTR Standard", CurrentName: "MDR Essentials"}
	windows7   = catalog.Product{Identifier: "extsup_win7", Description: "Extended Support for Windows 7"}
)

func TestProducts(t *testing.T) {
	off := func(list []plan.Item, class string, inactive bool) []plan.Item {
		list[0].Class, list[0].Inactive = class, inactive
		return list
	}
	for _, tt := range []struct {
		name     string
		products []catalog.Product
		items    []plan.Item
		want     string
	}{
		{"the same identifier", []catalog.Product{interceptX}, items("Sophos_Intercept_X_Advanced|Endpoint seat", "SRV-1|Server care"), lines(
			"Sophos_Intercept_X_Advanced: i1 100 exact clear note")},
		{"identifiers written otherwise", []catalog.Product{interceptX}, items("SOPHOS-INTERCEPT X ADVANCED|"), lines(
			"Sophos_Intercept_X_Advanced: i1 98 normalised clear")},
		{"the same description is not exact", []catalog.Product{interceptX}, items("EP-100|Sophos Central Intercept X Advanced"), lines(
			"Sophos_Intercept_X_Advanced: i1 98 normalised clear")},
		{"the current name", []catalog.Product{interceptX}, items("EP-100|Sophos Endpoint (User)"), lines(
			"Sophos_Intercept_X_Advanced: i1 98 normalised clear")},
		{"without Central", []catalog.Product{interceptX}, items("EP-100|Sophos: Intercept-X Advanced"), lines(
			"Sophos_Intercept_X_Advanced: i1 98 normalised clear")},
		{"anybody's e-mail", []catalog.Product{email}, items("MAIL|E-Mail"), lines("Sophos_Email_Advanced: i1 90 normalised no-vendor")},
		{"a description without vendor, as Sophos writes it", []catalog.Product{windows7}, items("EXT|Extended support for Windows 7"), lines(
			"extsup_win7: i1 98 normalised clear")},
		{"Sophos's identifiers are noted whatever they look like", []catalog.Product{windows7}, items("EXTSUP_WIN7|"), lines(
			"extsup_win7: i1 98 normalised clear note")},
		{"another tier is similar only", []catalog.Product{interceptX}, items("Sophos_Intercept_X_Advanced_XDR|"), lines(
			"Sophos_Intercept_X_Advanced: i1 89 similar note")},
		{"two items of one name", []catalog.Product{interceptX}, items("Sophos_Intercept_X_Advanced|", "EP|Sophos Intercept X Advanced"), lines(
			"Sophos_Intercept_X_Advanced: i1 100 exact same-name:i1,i2 note", "Sophos_Intercept_X_Advanced: i2 98 normalised same-name:i1,i2")},
		{"one item, two products", []catalog.Product{mdrServer, mdrUser}, items("MDR|MDR Essentials"), lines(
			"Sophos_MTR_Standard: i1 98 normalised several-products:Sophos_MTR_Standard,Sophos_MTR_Standard_Srv",
			"Sophos_MTR_Standard_Srv: i1 98 normalised several-products:Sophos_MTR_Standard,Sophos_MTR_Standard_Srv")},
		{"inactive", []catalog.Product{email}, off(items("Sophos_Email_Advanced|"), "", true), lines(
			"Sophos_Email_Advanced: i1 100 exact inactive note")},
		{"a bundle", []catalog.Product{email}, off(items("Sophos_Email_Advanced|"), "Bundle", false), lines(
			"Sophos_Email_Advanced: i1 100 exact bundle note")},
		{"nothing like it", []catalog.Product{email}, items("LABOUR|Hour of work", "|"), lines("Sophos_Email_Advanced: none")},
		{"no texts", []catalog.Product{{}}, items("|"), lines(": none")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			for _, p := range suggest.Products(tt.products, tt.items, suggest.Options{}) {
				for _, m := range p.Items {
					line := fmt.Sprintf("%s: %s %s", p.Product.Identifier, m.Item.ID, showMatch(m.Match))
					if m.Note == suggest.VendorNote {
						line += " note"
					}
					fmt.Fprintln(&b, line)
				}
				if len(p.Items) == 0 {
					fmt.Fprintf(&b, "%s: none\n", p.Product.Identifier)
				}
			}
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestProductsOfTheTable finds each of Sophos's 35 products in a catalog that Sophos's own sync filled.
func TestProductsOfTheTable(t *testing.T) {
	table, err := catalog.New(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var list []plan.Item
	for _, p := range table.Products() {
		list = append(list, plan.Item{ID: "id of " + p.Identifier, Identifier: p.Identifier, Description: p.Description})
	}
	for _, p := range suggest.Products(table.Products(), list, suggest.Options{}) {
		if first := p.Items[0]; first.Item.Identifier != p.Product.Identifier || first.Reason != suggest.Exact || !first.Clear || first.Note == "" {
			t.Errorf("%s: %+v", p.Product.Identifier, first)
		}
	}
}
