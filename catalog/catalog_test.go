package catalog_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/catalog"
)

func load(t *testing.T, own []catalog.Product, aliases []catalog.Alias) *catalog.Catalog {
	t.Helper()
	c, err := catalog.New(own, aliases)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return c
}

func TestProductIgnoresCase(t *testing.T) {
	long := catalog.Product{Identifier: "Acme_Bundle_" + strings.Repeat("x", 200)}
	c := load(t, []catalog.Product{long}, nil)
	for id, want := range map[string]string{
		"Sophos_XDR_365":                        "Sophos_XDR_365",
		"sophos_intercept_x_advanced_xdr":       "Sophos_Intercept_X_Advanced_XDR", // 31 characters
		"EXTSUP_WIN7":                           "extsup_win7",
		strings.ToUpper(long.Identifier):        long.Identifier,
		"Sophos_XDR":                            "",
		"Sophos_XDR_365 ":                       "",
		"":                                      "",
		"Central Data Storage \u2013 1 yr Pack": "",
		"Sophos_Intercept_X_Advanced_XDR_and_more": "",
	} {
		p, ok := c.Product(id)
		if p.Identifier != want || ok != (want != "") {
			t.Errorf("Product(%q) = %q, %t; want %q", id, p.Identifier, ok, want)
		}
	}
}

func TestOwnProductsStandOnTop(t *testing.T) {
	builtin := load(t, nil, nil).Products()
	corrected := catalog.Product{Identifier: "SOPHOS_XDR_30", Description: "ours", Family: "xdr", Tier: 1}
	bundle := catalog.Product{Identifier: "Acme_Bundle", Description: "Acme Secure Desk"}
	c := load(t, []catalog.Product{bundle, corrected}, nil)

	want := append([]catalog.Product{}, builtin...)
	for i := range want {
		if want[i].Identifier == "Sophos_XDR_30" {
			want[i] = corrected
		}
	}
	want = append(want, bundle)
	if diff := cmp.Diff(want, c.Products()); diff != "" {
		t.Errorf("products (-want +got):\n%s", diff)
	}
	if p, _ := c.Product("sophos_xdr_30"); p != corrected {
		t.Errorf("replaced product is %+v", p)
	}
	if diff := cmp.Diff(builtin, load(t, nil, nil).Products()); diff != "" {
		t.Errorf("one catalog's own products leaked into the next:\n%s", diff)
	}
}

func TestCatalogIsImmutable(t *testing.T) {
	own, aliases := []catalog.Product{{Identifier: "Acme"}}, []catalog.Alias{{Code: "X", Product: "Acme"}}
	c := load(t, own, aliases)
	own[0].Identifier, aliases[0].Code = "changed", "changed"
	c.Products()[0].Identifier = "changed"
	c.Aliases()[0].Code = "changed"
	if _, ok := c.Product("changed"); ok || c.Products()[0].Identifier == "changed" || c.Aliases()[0].Code != "X" {
		t.Error("the caller's slices are the catalog's")
	}
}

func TestAliasesOwnFirst(t *testing.T) {
	builtin := load(t, nil, nil).Aliases()
	got := load(t, nil, []catalog.Alias{{Code: "CMA-MSP", Product: "Sophos_Mobile_Security", Confidence: catalog.Low, Source: "ticket 12"}}).Aliases()
	want := append([]catalog.Alias{{
		Code: "CMA-MSP", Product: "Sophos_Mobile_Security", Confidence: catalog.Confirmed, Source: "ticket 12",
	}}, builtin...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("aliases (-want +got):\n%s", diff)
	}
}

func TestNewReportsEverything(t *testing.T) {
	_, err := catalog.New([]catalog.Product{
		{Identifier: ""},
		{Identifier: " Acme"},
		{Identifier: "Acme\tTwo"},
		{Identifier: "Good"},
		{Identifier: "gOOD"},
		{Identifier: "Minus", Family: "f", Tier: -1},
		{Identifier: "Loose", Tier: 3},
	}, []catalog.Alias{
		{Code: "", Product: "Good"},
		{Code: "A", Product: "Nowhere"},
		{Code: "B", Product: "good", Group: "User"},
		{Code: "B", Product: "Sophos_XDR_30", Group: "USER"},
		{Code: "B", Product: "Sophos_XDR_30", Group: "Server"},
		{Code: "b", Product: "Sophos_XDR_30", Group: "User"},
	})
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("err = %v, want a joined error", err)
	}
	var got []string
	for _, e := range joined.Unwrap() {
		in, ok := errors.AsType[catalog.InputError](e)
		if !ok {
			t.Fatalf("%v is no InputError", e)
		}
		if e.Error() != "catalog: "+in.Path+" "+in.Message {
			t.Errorf("message %q does not tell the path %s", e, in.Path)
		}
		got = append(got, in.Path+" "+in.Message)
	}
	want := []string{
		`products[0].identifier is missing`,
		`products[1].identifier " Acme" has white space around it`,
		`products[2].identifier "Acme\tTwo" has characters that cannot be printed`,
		`products[4].identifier "gOOD" repeats products[3]`,
		`products[5].tier -1 is negative`,
		`products[6].tier 3 ranks in no family: name one`,
		`aliases[0].code is missing`,
		`aliases[1].product "Nowhere" is neither in the table nor an own product`,
		`aliases[3] speaks of the same rows with code "B" as aliases[2]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
