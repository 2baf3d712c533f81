package usagesync_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// shop is a world with a catalog that can be written to.
type shop struct {
	*world
	items  []plan.CatalogItem
	copies bool                                    // a taken identifier gets a copy instead of a refusal
	alter  func(plan.CatalogItem) plan.CatalogItem // changes what an answer says
	onRead func(usagesync.ItemRef) error           // decides a lookup
	sent   []string                                // the members that each update carried
}

var _ usagesync.ItemTarget = (*shop)(nil)

// shelf is a bench over a shop.
type shelf struct {
	*bench
	shop *shop
}

func inTheShop(t *testing.T, f func(b *shelf)) {
	t.Helper()
	inNovember(t, 1, func(b *bench) { f(newShelf(b)) })
}

func newShelf(b *bench) *shelf {
	s := &shop{world: b.w}
	b.s = b.syncer(b.store, s)
	return &shelf{b, s}
}

// acme asks for the item of the tests under the partner's own brand.
func acme() plan.ItemRequest {
	return plan.ItemRequest{
		Verb: plan.VerbCreate, Product: endpoint, Identifier: new("ACME_ENDPOINT"), Description: new("Acme Endpoint"),
		SubcategoryID: "30", TypeID: "9", Price: new(money("6.50")),
	}
}

func rename(id string) plan.ItemRequest {
	return plan.ItemRequest{Verb: plan.VerbUpdate, ItemID: id, Description: new("Acme Endpoint XDR"), Price: new(money("7"))}
}

func money(s string) plan.Amount {
	a, err := plan.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

// stock puts an item into the catalog as a person would.
func (s *shop) stock(i plan.CatalogItem) plan.CatalogItem {
	s.next++
	i.ID = strconv.Itoa(s.next)
	s.items = append(s.items, i)
	return i
}

func (s *shop) named(identifier string) []plan.CatalogItem {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commitPending()
	return slices.DeleteFunc(slices.Clone(s.items), func(i plan.CatalogItem) bool { return !strings.EqualFold(i.Identifier, identifier) })
}

func (s *shop) Directory(ctx context.Context) (plan.Directory, error) {
	d, err := s.world.Directory(ctx)
	for _, i := range s.items {
		d.Items = append(d.Items, i.Item)
	}
	return d, err
}

func (s *shop) Items(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, "items "+ref.ID+ref.Identifier)
	s.commitPending()
	if s.onRead != nil {
		if err := s.onRead(ref); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(s.items), func(i plan.CatalogItem) bool {
		return i.ID != ref.ID && (ref.ID != "" || !strings.EqualFold(i.Identifier, ref.Identifier))
	}), ctx.Err()
}

func (s *shop) ItemChoices(context.Context) (plan.ItemChoices, error) {
	return plan.ItemChoices{Subcategories: []plan.ItemChoice{{ID: "30", Name: "Managed"}}, Types: []plan.ItemChoice{{ID: "9", Name: "Agreement"}}}, nil
}

func (s *shop) CreateItem(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
	if !time.Now().Before(n.SendBefore) {
		return plan.CatalogItem{}, usagesync.NotDone(errors.New("too late to send"))
	}
	return s.writeItem(ctx, "create item "+n.Identifier, func() (plan.CatalogItem, error) {
		i := plan.CatalogItem{
			Item:                plan.Item{Identifier: n.Identifier, Description: n.Description, Class: n.Class, Price: n.Price},
			CustomerDescription: n.CustomerDescription, SubcategoryID: n.SubcategoryID, TypeID: n.TypeID,
		}
		taken := slices.ContainsFunc(s.items, func(o plan.CatalogItem) bool { return strings.EqualFold(o.Identifier, n.Identifier) })
		switch {
		case taken && !s.copies:
			return i, usagesync.NotDone(errors.New("400 ObjectExists"))
		case taken:
			i.Identifier += "Copy0"
		}
		return s.stock(i), nil
	})
}

func (s *shop) UpdateItem(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
	return s.writeItem(ctx, "update item "+id, func() (plan.CatalogItem, error) {
		at := slices.IndexFunc(s.items, func(i plan.CatalogItem) bool { return i.ID == id })
		i := &s.items[at]
		members := ""
		if c.Description != nil {
			i.Description, members = *c.Description, members+" description"
		}
		if c.CustomerDescription != nil {
			i.CustomerDescription, members = *c.CustomerDescription, members+" customerDescription"
		}
		if c.Price != nil {
			i.Price, members = *c.Price, members+" price"
		}
		s.sent = append(s.sent, strings.TrimSpace(members))
		return *i, nil
	})
}

// writeItem carries out a write under the fault whose turn it is.
func (s *shop) writeItem(ctx context.Context, call string, do func() (plan.CatalogItem, error)) (item plan.CatalogItem, err error) {
	answered := false
	_, lost := s.write(ctx, call, func() plan.Addition {
		answered = true
		item, err = do()
		return plan.Addition{}
	})
	switch {
	case err != nil:
		return plan.CatalogItem{}, err
	case lost != nil:
		return plan.CatalogItem{}, lost
	case !answered:
		return plan.CatalogItem{}, fmt.Errorf("%s: nothing came", call)
	case s.alter != nil:
		item = s.alter(item)
	}
	return item, nil
}

// crashShop is a shop whose process may die around every call.
type crashShop struct {
	crashTarget
	shop *shop
}

func (c crashShop) Items(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
	return powered(c.power, func() ([]plan.CatalogItem, error) { return c.shop.Items(ctx, ref) })
}

func (c crashShop) ItemChoices(ctx context.Context) (plan.ItemChoices, error) {
	return c.shop.ItemChoices(ctx)
}

func (c crashShop) CreateItem(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
	return powered(c.power, func() (plan.CatalogItem, error) { return c.shop.CreateItem(ctx, n) })
}

func (c crashShop) UpdateItem(ctx context.Context, id string, i usagesync.ItemChange) (plan.CatalogItem, error) {
	return powered(c.power, func() (plan.CatalogItem, error) { return c.shop.UpdateItem(ctx, id, i) })
}

func (b *shelf) planItem(r plan.ItemRequest) plan.ItemPlan {
	b.Helper()
	p, err := b.s.PlanItem(b.Context(), r)
	b.must(err)
	return p
}

func (b *shelf) applyItem(p plan.ItemPlan) usagesync.ItemResult {
	b.Helper()
	r, err := b.s.ApplyItem(b.Context(), p, p.Digest)
	b.must(err)
	return r
}

func (b *shelf) doItem(r plan.ItemRequest) usagesync.ItemResult {
	b.Helper()
	return b.applyItem(b.planItem(r))
}

// wantItem compares an outcome with its reason, such as "refused item-taken".
func (b *shelf) wantItem(r usagesync.ItemResult, want string) {
	b.Helper()
	got := strings.TrimSpace(string(r.Outcome) + " " + string(r.Reason))
	if got != want {
		b.Errorf("%s: %s, want %s", got, r.Detail, want)
	}
	if r.Reason != "" && r.Reason != usagesync.ReasonApplied && r.Advice == "" {
		b.Errorf("%s says not what to do", got)
	}
}

// wantAcme checks that there is exactly one item of that identifier, as acme asks for it.
func (b *shelf) wantAcme() plan.CatalogItem {
	b.Helper()
	found := b.shop.named("ACME_ENDPOINT")
	if len(found) != 1 || found[0].Description != "Acme Endpoint" || found[0].CustomerDescription != "Acme Endpoint" ||
		found[0].Price != money("6.50") || found[0].SubcategoryID != "30" || found[0].TypeID != "9" || found[0].Class != "Agreement" {
		b.Fatalf("items %+v, want one as asked", found)
	}
	return found[0]
}

func (b *shelf) itemIntents() (all []usagesync.Intent) {
	b.Helper()
	for in, err := range b.s.ItemIntents(b.Context()) {
		b.must(err)
		all = append(all, in)
	}
	return all
}
