package plan_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestItemChanges(t *testing.T) {
	was := existing()
	now := was
	now.ID, now.SubcategoryName, now.TypeName = "78", "renamed", "renamed"
	now.Description += " " // ConnectWise changes white space, and nobody means it
	now.CustomerDescription = "Seats\nof protection"
	if diff := cmp.Diff([]plan.MemberChange{}, was.Changes(now)); diff != "" {
		t.Errorf("the same but for white space, ids and names:\n%s", diff)
	}
	now = plan.CatalogItem{Item: plan.Item{Identifier: "acme_endpoint", Inactive: true}}
	want := []plan.MemberChange{
		{Member: "identifier", Before: "ACME_ENDPOINT", After: "acme_endpoint"}, {Member: "description", Before: "Acme Endpoint"},
		{Member: "customerDescription", Before: "Seats of protection"}, {Member: "price", Before: "6.50", After: "0.00"},
		{Member: "subcategory", Before: "30"}, {Member: "type", Before: "9"}, {Member: "productClass", Before: "Agreement"},
		{Member: "inactiveFlag", After: "true"},
	}
	if diff := cmp.Diff(want, was.Changes(now)); diff != "" {
		t.Errorf("every member (-want +got):\n%s", diff)
	}
}

// Each of these must be in the digest: applying reads it.
func TestItemDigestCoversWhatApplyReads(t *testing.T) {
	change := func(f func(*plan.CatalogItem)) func(*plan.ItemPlan) {
		return func(p *plan.ItemPlan) { f(&p.Step.After) }
	}
	before := func(f func(*plan.CatalogItem)) func(*plan.ItemPlan) {
		return func(p *plan.ItemPlan) { b := *p.Step.Before; f(&b); p.Step.Before = &b }
	}
	edited := plan.BuildItem(edit(plan.ItemRequest{Verb: plan.VerbUpdate, ItemID: "77", Description: new("Acme Endpoint XDR")}))
	if edited.Digest != edited.ComputeDigest() {
		t.Fatal("the plan does not carry its digest")
	}
	for name, tamper := range map[string]func(*plan.ItemPlan){
		"version":              func(p *plan.ItemPlan) { p.Version++ },
		"partner":              func(p *plan.ItemPlan) { p.Partner = "other" },
		"day":                  func(p *plan.ItemPlan) { p.Day = p.Day.AddDays(1) },
		"expiry":               func(p *plan.ItemPlan) { p.Expires = p.Expires.AddDays(1) },
		"step":                 func(p *plan.ItemPlan) { p.Step.ID = "item/78" },
		"verb":                 func(p *plan.ItemPlan) { p.Step.Verb = plan.VerbCreate },
		"product":              func(p *plan.ItemPlan) { p.Step.Product = "other" },
		"item":                 func(p *plan.ItemPlan) { p.Step.ItemID = "78" },
		"nothing before":       func(p *plan.ItemPlan) { p.Step.Before = nil },
		"before":               before(func(i *plan.CatalogItem) { i.Description = "other" }),
		"before's id":          before(func(i *plan.CatalogItem) { i.ID = "78" }),
		"identifier":           change(func(i *plan.CatalogItem) { i.Identifier = "other" }),
		"description":          change(func(i *plan.CatalogItem) { i.Description = "other" }),
		"customer description": change(func(i *plan.CatalogItem) { i.CustomerDescription = "other" }),
		"price":                change(func(i *plan.CatalogItem) { i.Price = amount("0") }),
		"subcategory":          change(func(i *plan.CatalogItem) { i.SubcategoryID = "31" }),
		"type":                 change(func(i *plan.CatalogItem) { i.TypeID = "8" }),
		"class":                change(func(i *plan.CatalogItem) { i.Class = "Bundle" }),
	} {
		p := edited
		if tamper(&p); p.ComputeDigest() == edited.Digest {
			t.Errorf("%s is not in the digest", name)
		}
	}
	for name, harmless := range map[string]func(*plan.ItemPlan){
		"names":    change(func(i *plan.CatalogItem) { i.SubcategoryName, i.TypeName = "x", "y" }),
		"findings": func(p *plan.ItemPlan) { p.Findings = nil },
	} {
		p := edited
		if harmless(&p); p.ComputeDigest() != edited.Digest {
			t.Errorf("%s are in the digest", name)
		}
	}
}

func TestItemPlanAsJSON(t *testing.T) {
	for name, in := range map[string]plan.ItemInput{
		"create": creation(ask()),
		"update": edit(plan.ItemRequest{Verb: plan.VerbUpdate, ItemID: "77", Price: new(amount("7"))}),
	} {
		want := plan.BuildItem(in)
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got plan.ItemPlan
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || got.ComputeDigest() != want.Digest {
			t.Errorf("%s, written and read:\n%s", name, diff)
		}
	}
}

// An edit is taken back by an edit, unless somebody changed the item since.
func TestItemUndo(t *testing.T) {
	request := plan.ItemRequest{Verb: plan.VerbUpdate, ItemID: "77", Description: new("New"), CustomerDescription: new("New, too"), Price: new(amount("9"))}
	done := plan.BuildItem(edit(request)).Step
	undo, ok := done.Undo()
	if !ok {
		t.Fatal("an edit can't be taken back")
	}
	back := edit(undo)
	back.There = []plan.CatalogItem{done.After}
	p := plan.BuildItem(back)
	if diff := cmp.Diff([]plan.MemberChange{}, p.Step.After.Changes(existing())); p.Step.Verb != plan.VerbUpdate || diff != "" {
		t.Errorf("%s, and the item is not what it was:\n%s", p.Step.Verb, diff)
	}
	back.There[0].Price = amount("9.50")
	if p = plan.BuildItem(back); p.Step.Verb != plan.VerbWithhold || p.Step.Reason != plan.ItemEdited || p.Step.Detail != `price is "9.50", not "9.00"` {
		t.Errorf("%+v", p.Step)
	}
	if _, ok := plan.BuildItem(creation(ask())).Step.Undo(); ok {
		t.Error("a create can be taken back")
	}
}

var day = plan.NewDate(2026, time.November, 2)

// existing is a catalog item that is there.
func existing() plan.CatalogItem {
	return plan.CatalogItem{
		Item:                plan.Item{ID: "77", Identifier: "ACME_ENDPOINT", Description: "Acme Endpoint", Class: "Agreement", Price: amount("6.50")},
		CustomerDescription: "Seats of protection", SubcategoryID: "30", SubcategoryName: "Managed", TypeID: "9", TypeName: "Agreement",
	}
}

// ask is a request for a new item that nothing stands against.
func ask() plan.ItemRequest {
	return plan.ItemRequest{Verb: plan.VerbCreate, Product: "Sophos_Intercept_X_Advanced", SubcategoryID: "30", TypeID: "9", Price: new(amount("6.50"))}
}

func creation(r plan.ItemRequest) plan.ItemInput {
	return plan.ItemInput{Partner: "msp", Today: day, Request: r, Choices: plan.ItemChoices{
		Subcategories: []plan.ItemChoice{{ID: "30", Name: "Managed", Category: "Security"}, {ID: "31", Name: "Old", Inactive: true}},
		Types:         []plan.ItemChoice{{ID: "9", Name: "Agreement"}},
	}}
}

func edit(r plan.ItemRequest) plan.ItemInput {
	return plan.ItemInput{Partner: "msp", Today: day, Request: r, There: []plan.CatalogItem{existing()}}
}
