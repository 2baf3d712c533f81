package toconnectwise_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

// itemHarness is how targettest gets at the catalog of the server. The server has no way to delete an item: one that is
// removed is renamed, and looked away from.
func itemHarness(psa *connectwisetest.Server) *targettest.ItemHarness {
	const removed = "removed "
	return &targettest.ItemHarness{
		Subcategory: "1", Type: "1",
		Look: func(context.Context) (all []targettest.HeldItem, err error) {
			synctest.Wait()
			for _, i := range psa.CatalogItems() {
				if strings.HasPrefix(i.Identifier, removed) {
					continue
				}
				h := targettest.HeldItem{CatalogItem: plan.CatalogItem{
					Item:                plan.Item{ID: strconv.Itoa(i.ID), Identifier: i.Identifier, Description: i.Description, Class: i.ProductClass, Inactive: i.InactiveFlag},
					CustomerDescription: i.CustomerDescription, SubcategoryID: strconv.Itoa(i.Subcategory.ID), TypeID: strconv.Itoa(i.Type.ID),
				}}
				if h.Price, err = plan.ParseAmount(string(i.Price)); err != nil {
					return nil, err
				}
				i.Description, i.CustomerDescription, i.Price, i.Info = "", "", "", connectwisetest.Info{}
				h.Rest = fmt.Sprintf("%+v", i)
				all = append(all, h)
			}
			return all, nil
		},
		Add: func(_ context.Context, i plan.CatalogItem) (string, error) {
			added := psa.AddCatalogItem(connectwisetest.CatalogItem{
				Identifier: i.Identifier, Description: i.Description, CustomerDescription: i.CustomerDescription, ProductClass: i.Class,
				Price: connectwisetest.Number(i.Price.String()), InactiveFlag: i.Inactive, Cost: "3", TaxableFlag: true, VendorSKU: "SKU 1",
				Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
			})
			return strconv.Itoa(added.ID), nil
		},
		Remove: func(_ context.Context, item string) error {
			id, err := strconv.Atoi(item)
			if err != nil {
				return err
			}
			return psa.EditCatalogItem(id, "somebody", func(i *connectwisetest.CatalogItem) { i.Identifier = removed + item })
		},
	}
}

// acme asks for the item of the tests: a product of Sophos's under the partner's own brand.
func acme() plan.ItemRequest {
	price, _ := plan.ParseAmount("14.95")
	return plan.ItemRequest{
		Verb: plan.VerbCreate, Product: "Sophos_Intercept_X_Advanced", Identifier: new("ACME-ENDPOINT"), Description: new("Acme Endpoint"),
		CustomerDescription: new("Acme Endpoint, monitored around the clock"), SubcategoryID: "1", TypeID: "1", Price: &price,
	}
}

// What a create and an edit carry: whole references, a price of 0 too, and of an edit only what was changed.
func TestItemRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		psa, target := target(t)
		free := usagesync.NewItem{
			Identifier: "ACME", Description: "Acme", CustomerDescription: "Acme Co", SubcategoryID: "1", TypeID: "1", Class: "Agreement",
			SendBefore: time.Now().Add(time.Minute),
		}
		made, err := target.CreateItem(t.Context(), free)
		if err != nil {
			t.Fatal(err)
		}
		price, _ := plan.ParseAmount("14.95")
		for _, c := range []usagesync.ItemChange{{Description: new("A")}, {CustomerDescription: new("B")}, {Price: &price}, {Price: new(plan.Amount)}} {
			if _, err := target.UpdateItem(t.Context(), made.ID, c); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for _, w := range psa.Writes() {
			got = append(got, w.Method+" "+string(w.Body))
		}
		want := []string{
			`POST {"identifier":"ACME","description":"Acme","customerDescription":"Acme Co","subcategory":{"id":1},"type":{"id":1},"productClass":"Agreement","price":0}`,
			`PATCH [{"op":"replace","path":"description","value":"A"}]`,
			`PATCH [{"op":"replace","path":"customerDescription","value":"B"}]`,
			`PATCH [{"op":"replace","path":"price","value":14.95}]`,
			`PATCH [{"op":"replace","path":"price","value":0}]`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}

// An identifier that ConnectWise has no safe way to be asked for is an error before anything is sent.
func TestItemsThatCantBeAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		psa, target := target(t)
		for _, identifier := range []string{`ACME "24/7"`, `ACME\7`, "ACME*"} {
			_, err := target.Items(t.Context(), usagesync.ItemRef{Identifier: identifier})
			if _, ok := errors.AsType[*connectwise.ArgumentError](err); !ok || usagesync.IsStop(err) {
				t.Errorf("%s: %v", identifier, err)
			}
		}
		if n := len(psa.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// A member that can't be read exactly makes the item doubtful, so that it stands in the way of a new one all the same.
func TestItemsThatCantBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		psa, target := target(t)
		for name, edit := range map[string][2]string{
			"price":        {`"price":14.95`, `"price":0.00000001`},
			"inactiveFlag": {`"inactiveFlag":true`, `"inactiveFlag":"maybe"`},
		} {
			psa.Inject(connectwisetest.Fault{Path: "/procurement/catalog", Edit: func(answer []byte) []byte {
				return []byte(strings.Replace(string(answer), edit[0], edit[1], 1))
			}})
			got, err := target.Items(t.Context(), usagesync.ItemRef{Identifier: "ENDPOINT"})
			if err != nil || len(got) != 1 || !strings.HasPrefix(got[0].Doubt, name) {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		}
		got, err := target.Items(t.Context(), usagesync.ItemRef{Identifier: "endpoint"})
		if err != nil || len(got) != 1 || got[0].Doubt != "" || !got[0].Inactive || got[0].SubcategoryName != "Security" || got[0].TypeName != "Service" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestItemChoices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		psa, target := target(t)
		psa.AddCategory(connectwisetest.Category{ID: 14, Name: "Services"})
		psa.AddSubcategory(connectwisetest.Subcategory{ID: 30, Name: "Managed", Category: connectwisetest.Reference{ID: 14}, InactiveFlag: true})
		psa.AddProductType(connectwisetest.ProductType{ID: 9, Name: "Old", InactiveFlag: true})
		got, err := target.ItemChoices(t.Context())
		want := plan.ItemChoices{
			Subcategories: []plan.ItemChoice{{ID: "1", Name: "Security"}, {ID: "30", Name: "Managed", Category: "Services", Inactive: true}},
			Types:         []plan.ItemChoice{{ID: "1", Name: "Service"}, {ID: "9", Name: "Old", Inactive: true}},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// An API member that may only look at the catalog is told so, and nothing is left open.
func TestItemsWithoutTheRight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		p, err := s.syncer.PlanItem(t.Context(), acme())
		if err != nil {
			t.Fatal(err)
		}
		f := connectwisetest.Failure(http.StatusForbidden, "Forbidden", "You do not have security permission to perform this action.")
		f.When = isWrite
		s.psa.Inject(f)
		res, err := s.syncer.ApplyItem(t.Context(), p, p.Digest)
		if !usagesync.IsStop(err) || res.Outcome != usagesync.OutcomeFailed || res.Reason != usagesync.ReasonTargetRefused {
			t.Errorf("%+v, %v", res, err)
		}
		for in, err := range s.syncer.ItemIntents(t.Context()) {
			t.Errorf("left open: %+v, %v", in, err)
		}
	})
}

// The answer to a create is lost, at once or after a minute: one item in the end, and one request.
func TestANewItemWhoseAnswerIsLost(t *testing.T) {
	for name, fault := range map[string]connectwisetest.Fault{
		"after it was carried out": {DropAfter: true, When: isWrite},
		"before it was":            {DropBefore: true, When: isWrite},
		"and carried out late":     {Delay: 2 * time.Minute, When: isWrite},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSite(t)
				s.psa.Inject(fault)
				p, err := s.syncer.PlanItem(t.Context(), acme())
				if err != nil {
					t.Fatal(err)
				}
				res, err := s.syncer.ApplyItem(t.Context(), p, p.Digest)
				if err != nil || res.Outcome != usagesync.OutcomeUnknown {
					t.Fatalf("%+v, %v", res, err)
				}
				if res, err = s.syncer.ApplyItem(t.Context(), p, p.Digest); err != nil || res.Reason != usagesync.ReasonUnsettled {
					t.Errorf("at once: %+v, %v", res, err)
				}
				time.Sleep(time.Until(res.NotBefore))
				if res, err = s.syncer.ApplyItem(t.Context(), p, p.Digest); err != nil || !res.Clean() {
					t.Errorf("after the window: %+v, %v", res, err)
				}
				found := slices.DeleteFunc(s.psa.CatalogItems(), func(i connectwisetest.CatalogItem) bool { return !strings.HasPrefix(i.Identifier, "ACME") })
				if len(found) != 1 || strconv.Itoa(found[0].ID) != res.ItemID {
					t.Errorf("items %+v, the result names %s", found, res.ItemID)
				}
			})
		})
	}
}
