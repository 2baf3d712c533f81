package targettest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// ItemHarness is how the check gets at the catalog. Subcategory and Type name active records.
type ItemHarness struct {
	Subcategory, Type string

	// Look returns all catalog items as the system holds them: not by way of the target, and not before everything that the
	// target has sent was carried out.
	Look func(ctx context.Context) ([]HeldItem, error)
	// Add enters a catalog item as a person would and returns its id. It is given all members but the id and names.
	Add func(ctx context.Context, i plan.CatalogItem) (id string, err error)
	// Remove removes a catalog item as a person would.
	Remove func(ctx context.Context, id string) error
}

// HeldItem is a catalog item as the system behind the target holds it.
type HeldItem struct {
	// CatalogItem is how the target should report it. Names don't matter.
	plan.CatalogItem
	// Rest holds all other members in any fixed form, as in Held.
	Rest string
}

// itemProbe tries one rule on the target's catalog.
type itemProbe struct {
	*probe
	catalog usagesync.ItemTarget
	h       *ItemHarness
	made    int
}

// onItems makes a rule about the catalog. It removes what the rule added.
func onItems(check func(context.Context, *itemProbe)) func(context.Context, *probe) {
	return func(ctx context.Context, p *probe) {
		t, ok := p.target.(usagesync.ItemTarget)
		if !ok {
			p.violated("the target is no usagesync.ItemTarget")
			return
		}
		q := &itemProbe{probe: p, catalog: t, h: p.harness.Items}
		before, ok := q.shelf(ctx)
		if !ok {
			return
		}
		check(ctx, q)
		ctx = context.WithoutCancel(ctx)
		now, _ := q.shelf(ctx)
		for id := range now {
			if _, ok := before[id]; !ok {
				p.ok(q.h.Remove(ctx, id), "Remove of item %q", id)
			}
		}
	}
}

// shelf is what the system holds of the catalog, by ids.
func (p *itemProbe) shelf(ctx context.Context) (map[string]HeldItem, bool) {
	held, err := p.h.Look(ctx)
	all := map[string]HeldItem{}
	for _, i := range held {
		all[i.ID] = i
	}
	return all, p.ok(err, "Look at the catalog")
}

// itemEffect is the difference that something made to the catalog.
type itemEffect struct {
	added   []HeldItem
	changed []string // in words; of items that were there
}

func (e itemEffect) none() bool { return len(e.added)+len(e.changed) == 0 }

func (e itemEffect) String() string {
	all := e.changed
	for _, i := range e.added {
		all = append(all, "added "+describeItem(i.CatalogItem))
	}
	if all == nil {
		return "nothing was written"
	}
	return few(all)
}

// watch does something and returns its effect; ok is false when that can't be seen.
func (p *itemProbe) watch(ctx context.Context, do func()) (e itemEffect, ok bool) {
	before, ok := p.shelf(ctx)
	if !ok {
		return e, false
	}
	do()
	after, ok := p.shelf(ctx)
	for id, now := range after {
		was, there := before[id]
		if !there {
			e.added = append(e.added, now)
		} else if was.Rest != now.Rest || describeItem(was.CatalogItem) != describeItem(now.CatalogItem) {
			e.changed = append(e.changed, fmt.Sprintf("changed %s, rest %.200q, to %s, rest %.200q", describeItem(was.CatalogItem), was.Rest, describeItem(now.CatalogItem), now.Rest))
		}
		delete(before, id)
	}
	for _, was := range before {
		e.changed = append(e.changed, "removed "+describeItem(was.CatalogItem))
	}
	return e, ok
}

// describeItem writes out what matters of an item. Two with the same description are the same to all rules.
func describeItem(i plan.CatalogItem) string {
	text := fmt.Sprintf("item %q: %q, %q, %q at %s, subcategory %q, type %q, class %q",
		i.ID, i.Identifier, i.Description, i.CustomerDescription, i.Price, i.SubcategoryID, i.TypeID, i.Class)
	if i.Inactive {
		text += ", inactive"
	}
	if i.Doubt != "" {
		text += ", in doubt"
	}
	return text
}

// item is a new one with an identifier of its own, and time enough to be sent.
func (p *itemProbe) item() usagesync.NewItem {
	p.made++
	return usagesync.NewItem{
		Identifier: fmt.Sprintf("targettest %s %d", p.rule, p.made), Description: "Targettest", CustomerDescription: "An item of a test",
		SubcategoryID: p.h.Subcategory, TypeID: p.h.Type, Class: "Agreement", Price: known(plan.ParseAmount("14.95")),
		SendBefore: time.Now().Add(time.Minute),
	}
}

// asHeld is what a create should leave, but for the id.
func asHeld(n usagesync.NewItem) plan.CatalogItem {
	return plan.CatalogItem{
		Item:                plan.Item{Identifier: n.Identifier, Description: n.Description, Class: n.Class, Price: n.Price},
		CustomerDescription: n.CustomerDescription, SubcategoryID: n.SubcategoryID, TypeID: n.TypeID,
	}
}

// stocked is an item that somebody else put into the catalog.
func (p *itemProbe) stocked(ctx context.Context) (plan.CatalogItem, bool) {
	i := asHeld(p.item())
	id, err := p.h.Add(ctx, i)
	i.ID = id
	return i, p.ok(err, "Add of an item")
}

// finds checks what a lookup returns.
func (p *itemProbe) finds(ctx context.Context, ref usagesync.ItemRef, want ...plan.CatalogItem) {
	got, err := p.catalog.Items(ctx, ref)
	if diff := difference(each(got, describeItem), each(want, describeItem)); p.ok(err, "Items of %+v", ref) && diff != "" {
		p.violated("Items of %+v %s", ref, diff)
	}
}

func items(ctx context.Context, p *itemProbe) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	retired := asHeld(p.item())
	retired.Inactive, retired.Price, retired.Description = true, plan.Amount{}, "Größe \"M\" & more"
	var err error
	if retired.ID, err = p.h.Add(ctx, retired); !p.ok(err, "Add of an inactive item") {
		return
	}
	for _, want := range []plan.CatalogItem{i, retired} {
		p.finds(ctx, usagesync.ItemRef{ID: want.ID}, want)
		p.finds(ctx, usagesync.ItemRef{Identifier: want.Identifier}, want)
		p.finds(ctx, usagesync.ItemRef{Identifier: strings.ToUpper(want.Identifier)}, want)
	}
	p.ok(p.h.Remove(ctx, i.ID), "Remove of item %q", i.ID)
	p.finds(ctx, usagesync.ItemRef{Identifier: i.Identifier})
}

func itemsMissing(ctx context.Context, p *itemProbe) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	p.finds(ctx, usagesync.ItemRef{ID: p.world.Missing})
	for _, identifier := range []string{"no such item", i.Identifier + "0", i.Identifier[:len(i.Identifier)-1]} {
		p.finds(ctx, usagesync.ItemRef{Identifier: identifier})
	}
	for _, id := range lookalikes(i.ID) {
		if got, err := p.catalog.Items(ctx, usagesync.ItemRef{ID: id}); id != "" && err == nil && len(got) > 0 {
			p.violated("Items of id %q found %s", id, describeItem(got[0]))
		}
	}
}

func itemChoices(ctx context.Context, p *itemProbe) {
	c, err := p.catalog.ItemChoices(ctx)
	if !p.ok(err, "ItemChoices") {
		return
	}
	for _, list := range []struct {
		what, id string
		among    []plan.ItemChoice
	}{{"subcategory", p.h.Subcategory, c.Subcategories}, {"type", p.h.Type, c.Types}} {
		seen := map[string]int{}
		for _, choice := range list.among {
			seen[choice.ID]++
			if choice.ID == list.id && (choice.Inactive || choice.Name == "") {
				p.violated("%s %q is listed as %+v, want it active and with its name", list.what, list.id, choice)
			}
			if seen[choice.ID] == 2 {
				p.violated("%s %q is listed twice", list.what, choice.ID)
			}
		}
		if seen[list.id] == 0 {
			p.violated("%s %q is not listed", list.what, list.id)
		}
	}
}
