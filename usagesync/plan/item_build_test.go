package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// itemCase is a request with what becomes of it: verb, or the reason that withholds it, and all findings.
type itemCase struct {
	name string
	in   plan.ItemInput
	want string // e.g. "create", "withhold item-taken: ACME, item 77"
	say  []plan.Code
}

func itemCases() []itemCase {
	asked := func(f func(*plan.ItemRequest)) plan.ItemInput {
		r := ask()
		f(&r)
		return creation(r)
	}
	there := func(in plan.ItemInput, items ...plan.CatalogItem) plan.ItemInput {
		in.There = items
		return in
	}
	mapped := creation(ask())
	mapped.Settings.Products = []plan.ProductMapping{{Product: "sophos_intercept_x_advanced", ItemID: "12"}, {Product: "Sophos_XDR_30", ItemID: "13"}}
	open := creation(ask())
	open.Open = true
	twin := plan.BuildItem(creation(ask())).Step.After
	twin.ID = "90"
	other, retired, doubtful := twin, twin, twin
	other.Price = amount("7")
	retired.Inactive = true
	doubtful.Doubt = "price: too large"
	otherCase := twin
	otherCase.Identifier = strings.ToUpper(twin.Identifier)
	details := func(f func(*plan.ItemRequest)) plan.ItemInput {
		r := plan.ItemRequest{Verb: plan.VerbUpdate, ItemID: "77"}
		f(&r)
		return edit(r)
	}
	inactive := existing()
	inactive.Inactive = true
	unreadable := existing()
	unreadable.Doubt = "price: too large"

	return []itemCase{
		{"a product of the table", creation(ask()), "create", []plan.Code{"item-defaults"}},
		{"no product selected", asked(func(r *plan.ItemRequest) { r.Product = "" }), "withhold unknown-product", []plan.Code{"item-member-missing", "item-member-missing", "item-member-missing", "unknown-product"}},
		{"a product that is in no table", asked(func(r *plan.ItemRequest) {
			r.Product, r.Identifier, r.Description = "Sophos_Toaster", new("T"), new("T")
		}), "withhold unknown-product: Sophos_Toaster", []plan.Code{"unknown-product"}},
		{"no subcategory", asked(func(r *plan.ItemRequest) { r.SubcategoryID = "" }), "withhold item-member-missing: subcategory", []plan.Code{"item-member-missing"}},
		{"no type", asked(func(r *plan.ItemRequest) { r.TypeID = "" }), "withhold item-member-missing: type", []plan.Code{"item-member-missing"}},
		{"a subcategory that is not there", asked(func(r *plan.ItemRequest) { r.SubcategoryID = "99" }), "withhold item-member-invalid: subcategory 99 does not exist", []plan.Code{"item-member-invalid"}},
		{"an inactive subcategory", asked(func(r *plan.ItemRequest) { r.SubcategoryID = "31" }), "withhold item-member-invalid: subcategory 31, Old, is inactive", []plan.Code{"item-member-invalid"}},
		{"a type that is not there", asked(func(r *plan.ItemRequest) { r.TypeID = "99" }), "withhold item-member-invalid: type 99 does not exist", []plan.Code{"item-member-invalid"}},
		{"no price", asked(func(r *plan.ItemRequest) { r.Price = nil }), "withhold item-member-missing: price", []plan.Code{"item-member-missing"}},
		{"the price 0, asked for", asked(func(r *plan.ItemRequest) { r.Price = new(plan.Amount) }), "create", []plan.Code{"item-price-zero", "item-defaults"}},
		{"a negative price", asked(func(r *plan.ItemRequest) { r.Price = new(amount("-1")) }), "withhold item-member-invalid: price -1.00", []plan.Code{"item-member-invalid"}},
		{"75 characters", asked(func(r *plan.ItemRequest) { r.Identifier = new(strings.Repeat("ü", 75)) }), "create", []plan.Code{"item-defaults"}},
		{"76 characters", asked(func(r *plan.ItemRequest) { r.Identifier = new(strings.Repeat("ü", 76)) }), "withhold item-member-invalid: identifier of 76 characters, 75 fit", []plan.Code{"item-member-invalid"}},
		{"a description of 61", asked(func(r *plan.ItemRequest) { r.Description = new(strings.Repeat("x", 61)) }), "withhold item-member-invalid: description of 61 characters, 60 fit", []plan.Code{"item-member-invalid"}},
		{"characters that count twice", asked(func(r *plan.ItemRequest) { r.Description = new(strings.Repeat("🛡", 31)) }), "withhold item-member-invalid: description of 62 characters, 60 fit", []plan.Code{"item-member-invalid"}},
		{"a customer description of 6,001", asked(func(r *plan.ItemRequest) { r.CustomerDescription = new(strings.Repeat("x", 6001)) }), "withhold item-member-invalid: customerDescription of 6001 characters, 6000 fit", []plan.Code{"item-member-invalid"}},
		{"no identifier", asked(func(r *plan.ItemRequest) { r.Identifier = new(" ") }), "withhold item-member-missing: identifier", []plan.Code{"item-member-missing"}},
		{"a bell", asked(func(r *plan.ItemRequest) { r.Identifier = new("A\a") }), "withhold item-member-invalid: identifier with characters that can't be printed", []plan.Code{"item-member-invalid"}},
		{"a bundle", asked(func(r *plan.ItemRequest) { r.Class = "Bundle" }), "withhold item-is-bundle: class Bundle", []plan.Code{"item-is-bundle"}},
		{"a new item with an id", asked(func(r *plan.ItemRequest) { r.ItemID = "77" }), "withhold item-member-invalid: itemId: a new item has none yet", []plan.Code{"item-member-invalid"}},
		{"the product is mapped", mapped, "create", []plan.Code{"product-mapped", "item-defaults"}},
		{"an earlier create is open", open, "create", []plan.Code{"unsettled", "item-defaults"}},
		{"the identifier is taken", there(creation(ask()), other), "withhold item-taken: Sophos_Intercept_X_Advanced, item 90", []plan.Code{"item-taken"}},
		{"taken in other letters", there(creation(ask()), otherCase), "withhold item-taken: SOPHOS_INTERCEPT_X_ADVANCED, item 90", []plan.Code{"item-taken"}},
		{"taken by an inactive one", there(creation(ask()), retired), "withhold item-taken: Sophos_Intercept_X_Advanced, item 90, inactive", []plan.Code{"item-taken"}},
		{"taken by one that can't be read", there(creation(ask()), doubtful), "withhold item-taken: Sophos_Intercept_X_Advanced, item 90", []plan.Code{"item-taken"}},
		{"taken twice", there(creation(ask()), twin, other), "withhold item-taken: Sophos_Intercept_X_Advanced, item 90", []plan.Code{"item-taken"}},
		{"there as asked", there(creation(ask()), twin), "none", nil},

		{"a description", details(func(r *plan.ItemRequest) { r.Description = new("Acme XDR") }), "update", nil},
		{"a price", details(func(r *plan.ItemRequest) { r.Price = new(amount("7")) }), "update", []plan.Code{"item-price-later"}},
		{"a price of 0", details(func(r *plan.ItemRequest) { r.Price = new(plan.Amount) }), "update", []plan.Code{"item-price-zero", "item-price-later"}},
		{"what it is already", details(func(r *plan.ItemRequest) { r.Description, r.Price = new("Acme  Endpoint"), new(amount("6.5")) }), "none", nil},
		{"nothing", details(func(*plan.ItemRequest) {}), "none", nil},
		{"no description", details(func(r *plan.ItemRequest) { r.Description = new("") }), "withhold item-member-missing: description", []plan.Code{"item-member-missing"}},
		{"no customer description", details(func(r *plan.ItemRequest) { r.CustomerDescription = new("") }), "withhold item-member-missing: customerDescription", []plan.Code{"item-member-missing"}},
		{"a negative price", details(func(r *plan.ItemRequest) { r.Price = new(amount("-2")) }), "withhold item-member-invalid: price -2.00", []plan.Code{"item-member-invalid", "item-price-later"}},
		{"another identifier", details(func(r *plan.ItemRequest) { r.Identifier = new("X") }), "withhold item-member-invalid: only description, customerDescription and price can be edited", []plan.Code{"item-member-invalid"}},
		{"an item that is gone", there(details(func(r *plan.ItemRequest) { r.Description = new("X") })), "withhold item-missing: item 77", []plan.Code{"item-missing"}},
		{"an inactive item", there(details(func(r *plan.ItemRequest) { r.Description = new("X") }), inactive), "update", []plan.Code{"item-inactive"}},
		{"an item that can't be read", there(details(func(r *plan.ItemRequest) { r.Description = new("X") }), unreadable), "withhold item-unreadable: ACME_ENDPOINT, price: too large", []plan.Code{"item-unreadable"}},
		{"an item that was edited meanwhile", details(func(r *plan.ItemRequest) { r.Expect = new(twin) }), "withhold item-edited", []plan.Code{"item-edited"}},
		{"no verb", plan.ItemInput{Request: plan.ItemRequest{ItemID: "77"}}, `withhold item-member-invalid: verb ""`, []plan.Code{"item-member-invalid"}},
	}
}

func TestBuildItem(t *testing.T) {
	for _, c := range itemCases() {
		p := plan.BuildItem(c.in)
		got := string(p.Step.Verb)
		if p.Step.Verb == plan.VerbWithhold {
			got = fmt.Sprintf("withhold %s: %s", p.Step.Reason, p.Step.Detail)
			if p.Step.Wanted != c.in.Request.Verb || p.Step.Writes() {
				t.Errorf("%s: wanted %q", c.name, p.Step.Wanted)
			}
		}
		if got != c.want && !(strings.HasPrefix(got, c.want+": ") && !strings.Contains(c.want, ":")) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		var codes []plan.Code
		for _, f := range p.Findings {
			codes = append(codes, f.Code)
			if f.Message == "" || f.Advice == "" {
				t.Errorf("%s: a finding that says nothing: %+v", c.name, f)
			}
		}
		slices.Sort(codes)
		want := slices.Sorted(slices.Values(c.say))
		if !slices.Equal(codes, want) {
			t.Errorf("%s: findings %v, want %v", c.name, codes, want)
		}
	}
}

// The caller's own brand: identifier and texts are theirs, the rest is what was asked for.
func TestANewItemUnderTheCallersBrand(t *testing.T) {
	r := ask()
	r.Identifier, r.Description = new("ACME_ENDPOINT"), new("Acme Endpoint\n Protection")
	got := plan.BuildItem(creation(r)).Step
	want := plan.ItemStep{
		ID: "new/acme_endpoint", Verb: plan.VerbCreate, Product: "Sophos_Intercept_X_Advanced", After: plan.CatalogItem{
			Item:                plan.Item{Identifier: "ACME_ENDPOINT", Description: "Acme Endpoint Protection", Class: "Agreement", Price: amount("6.50")},
			CustomerDescription: "Acme Endpoint Protection", SubcategoryID: "30", SubcategoryName: "Managed", TypeID: "9", TypeName: "Agreement",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(got.Changes()); n != 7 {
		t.Errorf("%d members shown: %v", n, got.Changes())
	}
}

// Every product of Sophos's page can be created as it is called there, and every own one.
func TestEveryProductFitsConnectWise(t *testing.T) {
	table, err := catalog.New(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range table.Products() {
		r := ask()
		r.Product = strings.ToLower(p.Identifier)
		step := plan.BuildItem(creation(r)).Step
		if step.Verb != plan.VerbCreate || step.After.Identifier != p.Identifier || step.After.Description != p.Description || step.Product != p.Identifier {
			t.Errorf("%s: %+v", p.Identifier, step)
		}
	}
	own := creation(ask())
	own.Settings.OwnProducts = []catalog.Product{{Identifier: "Acme_SOC", Description: "Acme SOC"}}
	own.Request.Product = "acme_soc"
	if step := plan.BuildItem(own).Step; step.Verb != plan.VerbCreate || step.After.Identifier != "Acme_SOC" {
		t.Errorf("%+v", step)
	}
	if got := own.Request.NewIdentifier(own.Settings); got != "Acme_SOC" {
		t.Errorf("its identifier is looked for as %q", got)
	}
}
