package targettest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// edits are changes of each member alone, and of all.
func edits() []usagesync.ItemChange {
	seven := known(plan.ParseAmount("7.25"))
	return []usagesync.ItemChange{
		{Description: new(`Größe "L"`)},
		{CustomerDescription: new("another text")},
		{Price: &seven},
		{Price: new(plan.Amount)},
		{Description: new("all"), CustomerDescription: new("of it"), Price: &seven},
		{Description: new("all")}, // what it is already
	}
}

func edited(i plan.CatalogItem, c usagesync.ItemChange) plan.CatalogItem {
	if c.Description != nil {
		i.Description = *c.Description
	}
	if c.CustomerDescription != nil {
		i.CustomerDescription = *c.CustomerDescription
	}
	if c.Price != nil {
		i.Price = *c.Price
	}
	return i
}

func updateItem(ctx context.Context, p *itemProbe) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	for _, c := range edits() {
		before, ok := p.shelf(ctx)
		if !ok {
			return
		}
		answer, err := p.catalog.UpdateItem(ctx, i.ID, c)
		after, seen := p.shelf(ctx)
		if !p.ok(err, "UpdateItem of item %q", i.ID) || !seen {
			return
		}
		i = edited(i, c)
		want := before[i.ID]
		want.CatalogItem = i
		before[i.ID] = want
		if diff := difference(heldItems(after), heldItems(before)); diff != "" {
			p.violated("the catalog after UpdateItem of item %q %s", i.ID, diff)
		}
		if describeItem(answer) != describeItem(i) {
			p.violated("UpdateItem of item %q answered %s, want %s", i.ID, describeItem(answer), describeItem(i))
		}
	}
}

func heldItems(all map[string]HeldItem) []string {
	var texts []string
	for _, i := range all {
		texts = append(texts, fmt.Sprintf("%s, rest %.200q", describeItem(i.CatalogItem), i.Rest))
	}
	return texts
}

// notEdited checks that an update was refused with proof and changed nothing.
func (p *itemProbe) notEdited(ctx context.Context, what, id string, c usagesync.ItemChange) {
	var err error
	effect, ok := p.watch(ctx, func() { _, err = p.catalog.UpdateItem(ctx, id, c) })
	p.notDone(err, "%s: UpdateItem of item %q", what, id)
	if ok && !effect.none() {
		p.violated("%s: UpdateItem of item %q: %s", what, id, effect)
	}
}

func updateItemMissing(ctx context.Context, p *itemProbe) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	for _, id := range append(lookalikes(i.ID), p.world.Missing) {
		p.notEdited(ctx, "there is no such item", id, edits()[0])
	}
	p.notEdited(ctx, "nothing is to be changed", i.ID, usagesync.ItemChange{})
}

func updateItemRefused(ctx context.Context, p *itemProbe) {
	if i, ok := p.stocked(ctx); ok {
		p.harness.Refuse()
		p.notEdited(ctx, "refused", i.ID, edits()[0])
	}
}

func updateItemLost(ctx context.Context, p *itemProbe) {
	p.editCut(ctx, "the answer was lost", p.harness.Lose)
}

// updateItemLostRefused sends one more update at the end, for the refusal that a target has left over if it sends nothing
// twice.
func updateItemLostRefused(ctx context.Context, p *itemProbe) {
	p.editCut(ctx, "the answer was lost, a repeat refused", func() {
		p.harness.Lose()
		p.harness.Refuse()
	})
	if i, ok := p.stocked(ctx); ok {
		_, _ = p.catalog.UpdateItem(ctx, i.ID, edits()[0])
	}
}

func updateItemUnsent(ctx context.Context, p *itemProbe) {
	p.editCut(ctx, "the request was lost", p.harness.LoseBefore)
}

// editCut checks that what an update says became of it is true, whatever went wrong.
func (p *itemProbe) editCut(ctx context.Context, what string, fail func()) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	fail()
	answer, err := p.catalog.UpdateItem(ctx, i.ID, edits()[0])
	now, ok := p.shelf(ctx)
	if !ok {
		return
	}
	was, want := describeItem(i), describeItem(edited(i, edits()[0]))
	is := describeItem(now[i.ID].CatalogItem)
	switch {
	case is != was && is != want:
		p.violated("%s: UpdateItem left %s", what, is)
	case err == nil && (is != want || describeItem(answer) != want):
		p.violated("%s: UpdateItem answered %s, the system holds %s", what, describeItem(answer), is)
	case usagesync.IsNotDone(err) && is != was:
		p.violated("%s: UpdateItem is NotDone (%v), but the system holds %s", what, err, is)
	}
}

// everyItemCall calls each method of the catalog once and returns the errors.
func (p *itemProbe) everyItemCall(ctx context.Context, id string) []outcome {
	_, items := p.catalog.Items(ctx, usagesync.ItemRef{ID: id})
	_, choices := p.catalog.ItemChoices(ctx)
	_, create := p.catalog.CreateItem(ctx, p.item())
	_, update := p.catalog.UpdateItem(ctx, id, edits()[0])
	return []outcome{{"Items", items}, {"ItemChoices", choices}, {"CreateItem", create}, {"UpdateItem", update}}
}

func itemsOneRecord(ctx context.Context, p *itemProbe) {
	goesOn := func(what string, err error) {
		if usagesync.IsStop(err) {
			p.violated("%s: the error ends the run for everybody: %v", what, err)
		}
	}
	_, err := p.catalog.UpdateItem(ctx, p.world.Missing, edits()[0])
	goesOn("UpdateItem of an item that doesn't exist", err)
	missing, late := p.item(), p.item()
	missing.SubcategoryID = p.world.Missing
	late.SendBefore = time.Now().Add(-time.Second)
	for _, n := range []usagesync.NewItem{missing, late} {
		_, err := p.catalog.CreateItem(ctx, n)
		goesOn("CreateItem that can't be done", err)
	}
	for _, arm := range []func(){p.harness.Refuse, p.harness.Lose, p.harness.LoseBefore} {
		if arm != nil {
			arm()
			_, err := p.catalog.CreateItem(ctx, p.item())
			goesOn("CreateItem that goes wrong", err)
		}
	}
}

func itemsDenied(ctx context.Context, p *itemProbe) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	restore := p.harness.Deny()
	defer restore()
	effect, ok := p.watch(ctx, func() {
		for _, o := range p.everyItemCall(ctx, i.ID) {
			if !usagesync.IsStop(o.err) {
				p.violated("%s under refused credentials: got error %v, want one that Stop wraps", o.method, o.err)
			}
		}
	})
	if ok && !effect.none() {
		p.violated("under refused credentials: %s", effect)
	}
}

func itemsCancelled(ctx context.Context, p *itemProbe) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	effect, ok := p.watch(ctx, func() {
		for _, o := range p.everyItemCall(over, i.ID) {
			if !errors.Is(o.err, context.Canceled) {
				p.violated("%s under a context that has ended: got error %v, want %q", o.method, o.err, context.Canceled)
			}
		}
	})
	if ok && !effect.none() {
		p.violated("under a context that has ended: %s", effect)
	}
}
