package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/psasync/psasync/catalog"
)

func TestResolveBuiltin(t *testing.T) {
	c := load(t, nil, nil)
	for code, want := range map[string]struct {
		status      catalog.Status
		product     string
		suggestions []string
	}{
		"CIXA-MSP":           {status: catalog.Resolved, product: "Sophos_Intercept_X_Advanced"},
		"SVRCIXAMTR-ADV-MSP": {status: catalog.Resolved, product: "Sophos_MTR_Advanced_Srv"},
		"CEMA-PE-ADDON-MSP":  {status: catalog.Unknown, suggestions: []string{"Sophos_Email_Portal_Encryption"}},
		"CMS-MSP":            {status: catalog.Unknown, suggestions: []string{"Sophos_Mobile_Standard", "Sophos_Mobile_Security"}},
		"cixa-msp":           {status: catalog.Unknown}, // codes are case-sensitive
		"CIXA-MSP ":          {status: catalog.Unknown},
		"CEMA-MSP":           {status: catalog.Unknown},
		"":                   {status: catalog.Unknown},
		"Sophos_XDR_30":      {status: catalog.Unknown}, // an identifier is no code
	} {
		t.Run(code, func(t *testing.T) {
			r := c.Resolve(code, catalog.Hint{Group: "User", SKU: "CEAZ1CSMG", Description: "anything"})
			var suggestions []string
			for _, a := range r.Suggestions {
				suggestions = append(suggestions, a.Product)
			}
			if r.Status != want.status || r.Product.Identifier != want.product || !cmp.Equal(suggestions, want.suggestions) {
				t.Errorf("Resolve = %+v", r)
			}
		})
	}
}

func TestResolveSpecificity(t *testing.T) {
	const (
		any, server, sku = "Sophos_Endpoint_Protection", "Sophos_Srv_Protection", "Sophos_Cloud_Optix"
		xgs, xgs107      = "Sophos_Central_Firewall_Adv", "Central_Firewall_Addon"
	)
	c := load(t, nil, []catalog.Alias{
		{Code: "X", Product: any},
		{Code: "X", Product: server, Group: "Server"},
		{Code: "X", Product: sku, SKU: "S1"},
		{Code: "X", Product: xgs, DescriptionPrefix: "XGS"},
		{Code: "X", Product: xgs107, DescriptionPrefix: "XGS 107 "},
		{Code: "X", Product: any, SKU: "S1", Group: "User"},
		{Code: "Y", Product: server, Group: "Server"},
		{Code: "Y", Product: "sophos_SRV_protection", SKU: "S1"},
	})
	for _, tt := range []struct {
		name string
		code string
		hint catalog.Hint
		want string // "" = ambiguous, "?" = unknown
	}{
		{"nothing to narrow by", "X", catalog.Hint{}, any},
		{"another group", "X", catalog.Hint{Group: "Device"}, any},
		{"group ignoring case", "X", catalog.Hint{Group: "SERVER"}, server},
		{"sku", "X", catalog.Hint{SKU: "S1"}, sku},
		{"sku is exact", "X", catalog.Hint{SKU: "s1"}, any},
		{"group and sku beat sku", "X", catalog.Hint{SKU: "S1", Group: "User"}, any},
		{"prefix ignoring case", "X", catalog.Hint{Description: "xgs 118 Standard"}, xgs},
		{"longer prefix", "X", catalog.Hint{Description: "XGS 107 Xstream"}, xgs107},
		{"description shorter than the prefix", "X", catalog.Hint{Description: "XG"}, any},
		{"prefix is no substring", "X", catalog.Hint{Description: "The XGS 107 "}, any},
		{"group against sku", "X", catalog.Hint{SKU: "S1", Group: "Server"}, ""},
		{"group against prefix", "X", catalog.Hint{Description: "XGS 107 x", Group: "Server"}, ""},
		{"a tie that agrees", "Y", catalog.Hint{SKU: "S1", Group: "Server"}, server},
		{"only narrowed aliases, none fits", "Y", catalog.Hint{Group: "User"}, "?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := c.Resolve(tt.code, tt.hint)
			switch tt.want {
			case "":
				if r.Status != catalog.Ambiguous || r.Product != (catalog.Product{}) || len(r.Aliases) != 2 {
					t.Errorf("Resolve = %+v, want ambiguous between two", r)
				}
			case "?":
				if !r.Equal(catalog.Resolution{Status: catalog.Unknown}) {
					t.Errorf("Resolve = %+v, want unknown", r)
				}
			default:
				if r.Status != catalog.Resolved || r.Product.Identifier != tt.want {
					t.Errorf("Resolve = %+v, want %s", r, tt.want)
				}
			}
		})
	}
}

func TestResolveOwnBeatsBuiltin(t *testing.T) {
	acme := catalog.Product{Identifier: "Acme_Desk", Description: "Acme Secure Desk"}
	own := []catalog.Alias{
		{Code: "CIXA-MSP", Product: "acme_desk", Group: "User"},
		{Code: "CMS-MSP", Product: "Sophos_Mobile_Security", Confidence: catalog.Low},
		{Code: "CDE-MSP", Product: "Acme_Desk"},
	}
	c := load(t, []catalog.Product{acme}, own)
	for _, tt := range []struct {
		name, code string
		hint       catalog.Hint
		want       catalog.Resolution
	}{
		{"own fits", "CIXA-MSP", catalog.Hint{Group: "User"}, catalog.Resolution{
			Status: catalog.Resolved, Product: acme, Aliases: c.Aliases()[:1],
		}},
		{"own is no more specific", "CDE-MSP", catalog.Hint{}, catalog.Resolution{
			Status: catalog.Resolved, Product: acme, Aliases: c.Aliases()[2:3],
		}},
		{"own does not fit", "CIXA-MSP", catalog.Hint{Group: "Server"}, load(t, nil, nil).Resolve("CIXA-MSP", catalog.Hint{})},
		{"a suggestion handed back is in effect", "CMS-MSP", catalog.Hint{}, catalog.Resolution{
			Status: catalog.Resolved, Product: product(t, c, "Sophos_Mobile_Security"), Aliases: c.Aliases()[1:2],
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, c.Resolve(tt.code, tt.hint)); diff != "" {
				t.Errorf("Resolve (-want +got):\n%s", diff)
			}
		})
	}
}

func product(t *testing.T, c *catalog.Catalog, id string) catalog.Product {
	t.Helper()
	p, ok := c.Product(id)
	if !ok {
		t.Fatalf("no product %s", id)
	}
	return p
}

// TestResolveIgnoresOrder holds for any set of aliases: the order they were given in decides nothing.
func TestResolveIgnoresOrder(t *testing.T) {
	pick := func(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }
	alias := rapid.Custom(func(t *rapid.T) catalog.Alias {
		return catalog.Alias{
			Code:              "X",
			Product:           pick("Sophos_XDR_30", "Sophos_XDR_365", "extsup_win7").Draw(t, "product"),
			Group:             pick("", "User", "Server").Draw(t, "group"),
			SKU:               pick("", "S1", "S2").Draw(t, "sku"),
			DescriptionPrefix: pick("", "XGS", "XGS 107").Draw(t, "prefix"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		aliases := rapid.SliceOfNDistinct(alias, 1, 8, func(a catalog.Alias) catalog.Alias {
			a.Product = ""
			return a
		}).Draw(t, "aliases")
		hint := catalog.Hint{
			Group:       pick("", "User", "Server").Draw(t, "group"),
			SKU:         pick("", "S1", "S3").Draw(t, "sku"),
			Description: pick("", "XGS 107 Xstream", "XGS 118").Draw(t, "description"),
		}
		c, err := catalog.New(nil, aliases)
		if err != nil {
			t.Fatal(err)
		}
		shuffled, err := catalog.New(nil, rapid.Permutation(aliases).Draw(t, "shuffled"))
		if err != nil {
			t.Fatal(err)
		}
		a, b := c.Resolve("X", hint), shuffled.Resolve("X", hint)
		if a.Status != b.Status || a.Product != b.Product || len(a.Aliases) != len(b.Aliases) {
			t.Fatalf("order matters: %+v and %+v", a, b)
		}
	})
}
