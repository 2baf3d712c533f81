package targettest_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

var _ usagesync.ItemTarget = (*system)(nil)

func (s *system) items() *targettest.ItemHarness {
	return &targettest.ItemHarness{
		Subcategory: "30", Type: "9",
		Look: func(context.Context) ([]targettest.HeldItem, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return slices.Clone(s.catalog), nil
		},
		Add: func(_ context.Context, i plan.CatalogItem) (string, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.stock(i).ID, nil
		},
		Remove: func(_ context.Context, id string) error {
			s.edit(func() {
				s.catalog = slices.DeleteFunc(s.catalog, func(i targettest.HeldItem) bool { return i.ID == id })
			})
			return nil
		},
	}
}

func (s *system) stock(i plan.CatalogItem) plan.CatalogItem {
	s.last++
	i.ID = strconv.Itoa(s.last)
	s.catalog = append(s.catalog, targettest.HeldItem{CatalogItem: i, Rest: "cost 3, tax 19"})
	return i
}

func (s *system) Items(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.admit(ctx); err != nil {
		return nil, err
	}
	var found []plan.CatalogItem
	for _, i := range s.catalog {
		if i.ID == ref.ID || ref.ID == "" && strings.EqualFold(i.Identifier, ref.Identifier) {
			found = append(found, i.CatalogItem)
		}
	}
	return found, nil
}

func (s *system) ItemChoices(ctx context.Context) (plan.ItemChoices, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.admit(ctx); err != nil {
		return plan.ItemChoices{}, err
	}
	return plan.ItemChoices{
		Subcategories: []plan.ItemChoice{{ID: "30", Name: "Managed"}, {ID: "31", Name: "Old", Inactive: true}},
		Types:         []plan.ItemChoice{{ID: "9", Name: "Agreement"}},
	}, nil
}

func (s *system) CreateItem(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
	return written(ctx, s, func() (plan.CatalogItem, error) {
		switch {
		case !time.Now().Before(n.SendBefore):
			return plan.CatalogItem{}, errors.New("too late")
		case n.SubcategoryID != "30" || n.TypeID != "9":
			return plan.CatalogItem{}, errors.New("not found")
		case slices.ContainsFunc(s.catalog, func(i targettest.HeldItem) bool { return strings.EqualFold(i.Identifier, n.Identifier) }):
			return plan.CatalogItem{}, errors.New("exists")
		}
		return s.stock(plan.CatalogItem{
			Item:                plan.Item{Identifier: n.Identifier, Description: n.Description, Class: n.Class, Price: n.Price},
			CustomerDescription: n.CustomerDescription, SubcategoryID: n.SubcategoryID, TypeID: n.TypeID,
		}), nil
	})
}

func (s *system) UpdateItem(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
	return written(ctx, s, func() (plan.CatalogItem, error) {
		at := slices.IndexFunc(s.catalog, func(i targettest.HeldItem) bool { return i.ID == id })
		if at < 0 || c == (usagesync.ItemChange{}) {
			return plan.CatalogItem{}, errors.New("not found")
		}
		i := &s.catalog[at].CatalogItem
		if c.Description != nil {
			i.Description = *c.Description
		}
		if c.CustomerDescription != nil {
			i.CustomerDescription = *c.CustomerDescription
		}
		if c.Price != nil {
			i.Price = *c.Price
		}
		return *i, nil
	})
}

// alteredItems is the system with one method of its catalog replaced.
type alteredItems struct {
	*system
	find    func(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error)
	choices func(ctx context.Context) (plan.ItemChoices, error)
	create  func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error)
	update  func(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error)
}

func (a alteredItems) Items(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
	if a.find == nil {
		return a.system.Items(ctx, ref)
	}
	return a.find(ctx, ref)
}

func (a alteredItems) ItemChoices(ctx context.Context) (plan.ItemChoices, error) {
	if a.choices == nil {
		return a.system.ItemChoices(ctx)
	}
	return a.choices(ctx)
}

func (a alteredItems) CreateItem(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
	if a.create == nil {
		return a.system.CreateItem(ctx, n)
	}
	return a.create(ctx, n)
}

func (a alteredItems) UpdateItem(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
	if a.update == nil {
		return a.system.UpdateItem(ctx, id, c)
	}
	return a.update(ctx, id, c)
}

func withItems(alter func(s *system, a *alteredItems)) func(usagesync.Target) usagesync.Target {
	return func(t usagesync.Target) usagesync.Target {
		a := alteredItems{system: t.(*system)}
		alter(a.system, &a)
		return a
	}
}

// eachFound changes what every lookup returns.
func eachFound(change func(ref usagesync.ItemRef, found []plan.CatalogItem) []plan.CatalogItem) func(usagesync.Target) usagesync.Target {
	return withItems(func(s *system, a *alteredItems) {
		a.find = func(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
			found, err := s.Items(ctx, ref)
			return change(ref, found), err
		}
	})
}

// eachNewItem changes what every create asks for.
func eachNewItem(change func(*usagesync.NewItem)) func(usagesync.Target) usagesync.Target {
	return withItems(func(s *system, a *alteredItems) {
		a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
			change(&n)
			return s.CreateItem(ctx, n)
		}
	})
}

// eachMadeItem changes what every create says.
func eachMadeItem(change func(*plan.CatalogItem, error) error) func(usagesync.Target) usagesync.Target {
	return withItems(func(s *system, a *alteredItems) {
		a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
			i, err := s.CreateItem(ctx, n)
			return i, change(&i, err)
		}
	})
}

// eachEdit changes what every update asks for, and what it says.
func eachEdit(ask func(*usagesync.ItemChange), say func(error) error) func(usagesync.Target) usagesync.Target {
	return withItems(func(s *system, a *alteredItems) {
		a.update = func(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
			ask(&c)
			i, err := s.UpdateItem(ctx, id, c)
			return i, say(err)
		}
	})
}
