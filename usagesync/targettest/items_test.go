package targettest_test

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
	"github.com/psasync/psasync/usagesync/targettest"
)

func brokenItems() []broken {
	asked, same := func(*usagesync.ItemChange) {}, func(err error) error { return err }
	// when turns one error into another.
	when := func(text string, into func(error) error) func(error) error {
		return func(err error) error {
			if err != nil && strings.Contains(err.Error(), text) {
				return into(err)
			}
			return err
		}
	}
	unknown := func(error) error { return errors.New("400") }
	fine := func(error) error { return nil }
	patient := func(err error) error {
		if usagesync.IsStop(err) {
			return usagesync.NotDone(errDenied)
		}
		return err
	}
	making := func(say func(error) error) func(usagesync.Target) usagesync.Target {
		return eachMadeItem(func(_ *plan.CatalogItem, err error) error { return say(err) })
	}
	// again repeats an update that fails.
	again := func(say func(first, second error) error) func(usagesync.Target) usagesync.Target {
		return withItems(func(s *system, a *alteredItems) {
			a.update = func(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
				i, first := s.UpdateItem(ctx, id, c)
				if !errors.Is(first, errReset) {
					return i, first
				}
				i, second := s.UpdateItem(ctx, id, c)
				return i, say(first, second)
			}
		})
	}
	var remembered []plan.CatalogItem
	return []broken{
		{targettest.RuleItems, "minds the case", eachFound(func(ref usagesync.ItemRef, found []plan.CatalogItem) []plan.CatalogItem {
			return slices.DeleteFunc(found, func(i plan.CatalogItem) bool { return ref.ID == "" && i.Identifier != ref.Identifier })
		})},
		{targettest.RuleItems, "leaves inactive ones out", eachFound(func(_ usagesync.ItemRef, found []plan.CatalogItem) []plan.CatalogItem {
			return slices.DeleteFunc(found, func(i plan.CatalogItem) bool { return i.Inactive })
		})},
		{targettest.RuleItems, "rounds prices", eachFound(func(_ usagesync.ItemRef, found []plan.CatalogItem) []plan.CatalogItem {
			for i := range found {
				found[i].Price, _ = plan.ParseAmount("15")
			}
			return found
		})},
		{targettest.RuleItems, "remembers", eachFound(func(_ usagesync.ItemRef, found []plan.CatalogItem) []plan.CatalogItem {
			if len(found) > 0 {
				remembered = found
			}
			return remembered
		})},
		{targettest.RuleItemsMissing, "an error for what is missing", withItems(func(s *system, a *alteredItems) {
			a.find = func(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
				found, err := s.Items(ctx, ref)
				if len(found) == 0 && err == nil {
					err = errors.New("404")
				}
				return found, err
			}
		})},
		{targettest.RuleItemsMissing, "finds what begins so", withItems(func(s *system, a *alteredItems) {
			a.find = func(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
				for _, i := range s.catalog {
					if ref.ID == "" && strings.HasPrefix(i.Identifier, ref.Identifier) {
						return []plan.CatalogItem{i.CatalogItem}, nil
					}
				}
				return s.Items(ctx, ref)
			}
		})},
		{targettest.RuleItemsMissing, "reads ids as numbers", withItems(func(s *system, a *alteredItems) {
			a.find = func(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
				if n, err := strconv.Atoi(ref.ID); err == nil {
					ref.ID = strconv.Itoa(n)
				}
				return s.Items(ctx, ref)
			}
		})},
		{targettest.RuleItemChoices, "no types", withItems(func(s *system, a *alteredItems) {
			a.choices = func(ctx context.Context) (plan.ItemChoices, error) {
				c, err := s.ItemChoices(ctx)
				c.Types = nil
				return c, err
			}
		})},
		{targettest.RuleItemChoices, "no names", withItems(func(s *system, a *alteredItems) {
			a.choices = func(ctx context.Context) (plan.ItemChoices, error) {
				c, err := s.ItemChoices(ctx)
				if err == nil {
					c.Subcategories[0].Name = ""
				}
				return c, err
			}
		})},
		{targettest.RuleItemChoices, "everything twice", withItems(func(s *system, a *alteredItems) {
			a.choices = func(ctx context.Context) (plan.ItemChoices, error) {
				c, err := s.ItemChoices(ctx)
				c.Subcategories = append(c.Subcategories, c.Subcategories...)
				return c, err
			}
		})},

		{targettest.RuleItemCreate, "leaves a price of 0 to the default", eachNewItem(func(n *usagesync.NewItem) {
			if n.Price.Sign() == 0 {
				n.Price, _ = plan.ParseAmount("9.99")
			}
		})},
		{targettest.RuleItemCreate, "rounds prices", eachNewItem(func(n *usagesync.NewItem) {
			if n.Price.String() == "0.0525" {
				n.Price, _ = plan.ParseAmount("0.05")
			}
		})},
		{targettest.RuleItemCreate, "escapes quotes", eachNewItem(func(n *usagesync.NewItem) { n.Description = strings.ReplaceAll(n.Description, `"`, "&quot;") })},
		{targettest.RuleItemCreate, "forgets the customer description", eachNewItem(func(n *usagesync.NewItem) { n.CustomerDescription = n.Description })},
		{targettest.RuleItemCreate, "answers without an id", eachMadeItem(func(i *plan.CatalogItem, err error) error { i.ID = ""; return err })},
		{targettest.RuleItemCreate, "makes two", withItems(func(s *system, a *alteredItems) {
			a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
				i, err := s.CreateItem(ctx, n)
				if err == nil {
					n.Identifier += "Copy0"
					_, _ = s.CreateItem(ctx, n)
				}
				return i, err
			}
		})},
		{targettest.RuleItemCreateTaken, "takes over what is there", withItems(func(s *system, a *alteredItems) {
			a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
				if found, err := s.Items(ctx, usagesync.ItemRef{Identifier: n.Identifier}); err == nil && len(found) > 0 {
					return s.UpdateItem(ctx, found[0].ID, usagesync.ItemChange{Description: &n.Description})
				}
				return s.CreateItem(ctx, n)
			}
		})},
		{targettest.RuleItemCreateTaken, "makes a copy and hides it", withItems(func(s *system, a *alteredItems) {
			a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
				asked := n.Identifier
				i, err := s.CreateItem(ctx, n)
				if err != nil && strings.Contains(err.Error(), "exists") {
					n.Identifier += "Copy" + fmt.Sprint(s.last)
					i, err = s.CreateItem(ctx, n)
					i.Identifier = asked
				}
				return i, err
			}
		})},
		{targettest.RuleItemCreateMissing, "leaves open whether it was done", making(when("not found", unknown))},
		{targettest.RuleItemCreateMissing, "takes another subcategory", eachNewItem(func(n *usagesync.NewItem) { n.SubcategoryID = "30" })},
		{targettest.RuleItemCreateMissing, "takes another type", eachNewItem(func(n *usagesync.NewItem) { n.TypeID = "9" })},
		{targettest.RuleItemCreateLate, "knows no SendBefore", eachNewItem(func(n *usagesync.NewItem) { n.SendBefore = time.Now().Add(time.Hour) })},
		{targettest.RuleItemCreateLate, "leaves open whether it was done", making(when("too late", unknown))},
		{targettest.RuleItemCreateRefused, "leaves open whether it was done", making(when("invalid", unknown))},
		{targettest.RuleItemCreateLost, "sends again", withItems(func(s *system, a *alteredItems) {
			a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
				i, err := s.CreateItem(ctx, n)
				if errors.Is(err, errReset) {
					n.Identifier += "Copy0"
					return s.CreateItem(ctx, n)
				}
				return i, err
			}
		})},
		{targettest.RuleItemCreateLost, "says that it was not done", making(when("reset", usagesync.NotDone))},
		{targettest.RuleItemCreateUnsent, "says that it was done", making(when("reset", fine))},

		{targettest.RuleItemUpdate, "leaves a price of 0 out", eachEdit(func(c *usagesync.ItemChange) {
			if c.Price != nil && c.Price.Sign() == 0 {
				c.Price = nil
			}
		}, fine)},
		{targettest.RuleItemUpdate, "clears what is not named", eachEdit(func(c *usagesync.ItemChange) {
			if c.CustomerDescription == nil {
				c.CustomerDescription = new("")
			}
		}, same)},
		{targettest.RuleItemUpdate, "changes other members", withItems(func(s *system, a *alteredItems) {
			a.update = func(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
				i, err := s.UpdateItem(ctx, id, c)
				s.edit(func() {
					for n := range s.catalog {
						s.catalog[n].Rest = "cost 4"
					}
				})
				return i, err
			}
		})},
		{targettest.RuleItemUpdate, "answers what it was before", withItems(func(s *system, a *alteredItems) {
			a.update = func(ctx context.Context, id string, c usagesync.ItemChange) (plan.CatalogItem, error) {
				was, err := s.Items(ctx, usagesync.ItemRef{ID: id})
				if err != nil || len(was) == 0 {
					return s.UpdateItem(ctx, id, c)
				}
				_, err = s.UpdateItem(ctx, id, c)
				return was[0], err
			}
		})},
		{targettest.RuleItemUpdateMissing, "leaves open whether it was done", eachEdit(asked, when("not found", unknown))},
		{targettest.RuleItemUpdateMissing, "nothing to change is fine", eachEdit(func(c *usagesync.ItemChange) {
			if *c == (usagesync.ItemChange{}) {
				c.Description = new("nothing")
			}
		}, same)},
		{targettest.RuleItemUpdateRefused, "leaves open whether it was done", eachEdit(asked, when("invalid", unknown))},
		{targettest.RuleItemUpdateLost, "says that it was not done", eachEdit(asked, when("reset", usagesync.NotDone))},
		{targettest.RuleItemUpdateLostRefused, "believes the refusal of a repeat", again(func(_, second error) error { return second })},
		{targettest.RuleItemUpdateUnsent, "says that it was done", eachEdit(asked, when("reset", fine))},

		{targettest.RuleItemsOneRecord, "a refused create ends the run", making(when("not found", usagesync.Stop))},
		{targettest.RuleItemsOneRecord, "a missing item ends the run", eachEdit(asked, when("not found", usagesync.Stop))},
		{targettest.RuleItemsDenied, "create", making(patient)},
		{targettest.RuleItemsDenied, "update", eachEdit(asked, patient)},
		{targettest.RuleItemsDenied, "items", withItems(func(s *system, a *alteredItems) {
			a.find = func(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
				found, err := s.Items(ctx, ref)
				return found, patient(err)
			}
		})},
		{targettest.RuleItemsDenied, "choices", withItems(func(s *system, a *alteredItems) {
			a.choices = func(ctx context.Context) (plan.ItemChoices, error) {
				c, err := s.ItemChoices(ctx)
				return c, patient(err)
			}
		})},
		{targettest.RuleItemsCancelled, "writes all the same", withItems(func(s *system, a *alteredItems) {
			a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
				return s.CreateItem(context.WithoutCancel(ctx), n)
			}
		})},
		{targettest.RuleItemsCancelled, "reads all the same", withItems(func(s *system, a *alteredItems) {
			a.find = func(ctx context.Context, ref usagesync.ItemRef) ([]plan.CatalogItem, error) {
				return s.Items(context.WithoutCancel(ctx), ref)
			}
		})},
	}
}

// Every rule of the catalog has a target that breaks it.
func TestEveryItemRuleIsBroken(t *testing.T) {
	tried := map[targettest.Rule]bool{}
	for _, b := range brokenItems() {
		tried[b.rule] = true
	}
	rules := targettest.Rules()
	for _, r := range rules[slices.Index(rules, targettest.RuleItems):] {
		if !tried[r] {
			t.Errorf("%s: no broken target", r)
		}
	}
}

// A target whose harness has a catalog must be an ItemTarget; a system may call an item otherwise if it says so.
func TestItemTargetsMayDiffer(t *testing.T) {
	h := newSystem().harness()
	h.Open = func(context.Context) (usagesync.Target, error) { return altered{Target: newSystem()}, nil }
	if got := rulesOf(t, targettest.Check(t.Context(), h)); !slices.Contains(got, targettest.RuleItems) {
		t.Errorf("no catalog at all: %q", got)
	}
	copies := withItems(func(s *system, a *alteredItems) {
		a.create = func(ctx context.Context, n usagesync.NewItem) (plan.CatalogItem, error) {
			i, err := s.CreateItem(ctx, n)
			if err != nil && strings.Contains(err.Error(), "exists") {
				n.Identifier += "Copy" + fmt.Sprint(s.last)
				return s.CreateItem(ctx, n)
			}
			return i, err
		}
	})
	if err := targettest.Check(t.Context(), wrapped(copies)); err != nil {
		t.Errorf("copies under another name: %v", err)
	}
	h = newSystem().harness()
	h.Items = &targettest.ItemHarness{}
	if err := targettest.Check(t.Context(), h); err == nil || !strings.Contains(err.Error(), "Harness.Items") {
		t.Errorf("an incomplete harness: %v", err)
	}
}
