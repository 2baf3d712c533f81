package targettest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// itemCreation is one create and what it changed.
type itemCreation struct {
	asked  usagesync.NewItem
	answer plan.CatalogItem
	err    error
	effect itemEffect
}

func (c itemCreation) String() string { return fmt.Sprintf("CreateItem of %q", c.asked.Identifier) }

// create carries out one create; ok is false when its effect can't be seen.
func (p *itemProbe) create(ctx context.Context, n usagesync.NewItem) (c itemCreation, ok bool) {
	c.asked = n
	c.effect, ok = p.watch(ctx, func() { c.answer, c.err = p.catalog.CreateItem(ctx, n) })
	return c, ok
}

// claims checks that what a create says became of it is true, whatever went wrong, and that it touched nothing else.
func (p *itemProbe) claims(c itemCreation, what string) {
	made := len(c.effect.added)
	switch {
	case made > 1 || len(c.effect.changed) > 0:
		p.violated("%s: %s: want one item more at most, and nothing else: %s", what, c, c.effect)
	case c.err == nil && made != 1:
		p.violated("%s: %s returned no error and added nothing", what, c)
	case c.err == nil && describeItem(c.answer) != describeItem(c.effect.added[0].CatalogItem):
		p.violated("%s: %s answered %s: %s", what, c, describeItem(c.answer), c.effect)
	case usagesync.IsNotDone(c.err) && made != 0:
		p.violated("%s: %s is NotDone (%v), but %s", what, c, c.err, c.effect)
	}
}

func createItem(ctx context.Context, p *itemProbe) {
	plainItem, free, odd, precise := p.item(), p.item(), p.item(), p.item()
	free.Price = plan.Amount{}
	odd.Description, odd.CustomerDescription = `Größe "M" & <b>`, `C:\Temp 100% 'x'`
	precise.Price = known(plan.ParseAmount("0.0525"))
	for _, n := range []usagesync.NewItem{plainItem, free, odd, precise} {
		c, ok := p.create(ctx, n)
		if !ok || n.Price == precise.Price && usagesync.IsNotDone(c.err) && c.effect.none() {
			continue // a system may have fewer places
		}
		p.claims(c, "a new item")
		if !p.ok(c.err, "%s", c) || len(c.effect.added) != 1 {
			continue
		}
		want := asHeld(n)
		want.ID = c.answer.ID
		if got := c.effect.added[0].CatalogItem; describeItem(got) != describeItem(want) {
			p.violated("%s made %s, want %s", c, describeItem(got), describeItem(want))
		}
	}
}

func createItemTaken(ctx context.Context, p *itemProbe) {
	i, ok := p.stocked(ctx)
	if !ok {
		return
	}
	for _, identifier := range []string{i.Identifier, strings.ToUpper(i.Identifier)} {
		n := p.item()
		n.Identifier, n.Description = identifier, "another"
		if c, ok := p.create(ctx, n); ok {
			p.claims(c, "the identifier is taken")
		}
	}
}

// notMade checks that a create was refused with proof and added nothing.
func (p *itemProbe) notMade(ctx context.Context, what string, n usagesync.NewItem) {
	c, ok := p.create(ctx, n)
	p.notDone(c.err, "%s: %s", what, c)
	if ok && !c.effect.none() {
		p.violated("%s: %s: %s", what, c, c.effect)
	}
}

func createItemMissing(ctx context.Context, p *itemProbe) {
	for _, id := range append(lookalikes(p.h.Subcategory), p.world.Missing) {
		n := p.item()
		n.SubcategoryID = id
		p.notMade(ctx, fmt.Sprintf("there is no subcategory %q", id), n)
	}
	for _, id := range append(lookalikes(p.h.Type), p.world.Missing) {
		n := p.item()
		n.TypeID = id
		p.notMade(ctx, fmt.Sprintf("there is no type %q", id), n)
	}
}

func createItemLate(ctx context.Context, p *itemProbe) {
	n := p.item()
	n.SendBefore = time.Now().Add(-time.Second)
	p.notMade(ctx, "SendBefore has passed", n)
}

func createItemRefused(ctx context.Context, p *itemProbe) {
	p.harness.Refuse()
	p.notMade(ctx, "refused", p.item())
}

func createItemLost(ctx context.Context, p *itemProbe) {
	p.harness.Lose()
	c, ok := p.create(ctx, p.item())
	if c.err == nil || usagesync.IsNotDone(c.err) {
		p.violated("the answer was lost: %s returned error %v, want one that is not NotDone", c, c.err)
	}
	if ok && (len(c.effect.added) != 1 || len(c.effect.changed) > 0) {
		p.violated("the answer was lost: %s: want one item more and nothing else: %s", c, c.effect)
	}
}

func createItemUnsent(ctx context.Context, p *itemProbe) {
	p.harness.LoseBefore()
	if c, ok := p.create(ctx, p.item()); ok {
		p.claims(c, "the request was lost")
	}
}
