package stories_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// catalogItems reads the product catalog as the sync's target sees it.
func (m *msp) catalogItems() []plan.Item {
	m.Helper()
	d, err := m.target.Directory(m.Context())
	m.must(err)
	return d.Items
}

// identifiers are those of all catalog items, sorted.
func (m *msp) identifiers() (all []string) {
	for _, i := range m.psa.CatalogItems() {
		all = append(all, i.Identifier)
	}
	slices.Sort(all)
	return all
}

// item plans a write to the catalog and applies it at once: the typed command is the approval.
func (m *msp) item(r plan.ItemRequest) usagesync.ItemResult {
	m.Helper()
	p, err := m.syncer.PlanItem(m.Context(), r)
	m.must(err)
	res, err := m.syncer.ApplyItem(m.Context(), p, p.Digest)
	m.must(err)
	if !res.Clean() {
		m.Fatalf("%s %s: %s %+v", res.Outcome, res.Reason, res.Detail, p.Findings)
	}
	return res
}

// newItem asks for a new catalog item for a Sophos product, under Sophos's own names.
func newItem(sophosProduct, price string) plan.ItemRequest {
	amount, _ := plan.ParseAmount(price)
	return plan.ItemRequest{
		Verb: plan.VerbCreate, Product: sophosProduct, SubcategoryID: strconv.Itoa(subcategory), TypeID: strconv.Itoa(productType), Price: &amount,
	}
}

// mapsProduct maps a Sophos product to an item.
func (m *msp) mapsProduct(p plan.ProductMapping) {
	m.Helper()
	m.decide("configure usage synchronization", func(s *plan.Settings, _ plan.Decision) error { return s.MapProduct(p) })
}

func TestSeedMapToAnExistingProduct(t *testing.T) {
	story(t, func(m *msp) {
		m.stocks(endpoint, training)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		if f := m.finding(m.sync(), plan.UnmappedProduct, acme); f.Product != endpoint.sophos {
			m.Errorf("the unmapped product is named %q", f.Product)
		}
		hits, err := suggest.Search("Harbor Endpoint", m.catalogItems())
		m.must(err)
		if len(hits) != 1 || hits[0].Item.ID != endpoint.id() {
			m.Fatalf("searched by its name: %+v", hits)
		}
		m.mapsProduct(plan.ProductMapping{Product: endpoint.sophos, ItemID: hits[0].Item.ID, ItemName: hits[0].Item.Identifier})
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbCreate)
		m.wantHolds(acme, endpoint, "20")
		m.wantNext(acme, "120.00")
	})
}

func TestSeedTypeAheadFromTwoCharacters(t *testing.T) {
	story(t, func(m *msp) {
		m.stocks(endpoint, training)
		m.psa.AddCatalogItem(connectwisetest.CatalogItem{ID: 99, Identifier: "Backup", Description: "Backup", CustomerDescription: "Backup", Price: "1"})
		if _, err := suggest.Search("h", m.catalogItems()); !errors.Is(err, suggest.ErrShortText) {
			m.Errorf("one character: %v", err)
		}
		hits, err := suggest.Search("ha", m.catalogItems())
		m.must(err)
		var names []string
		for _, h := range hits {
			names = append(names, h.Item.Identifier)
		}
		if diff := cmp.Diff([]string{"Harbor Endpoint", "Harbor Training"}, names); diff != "" {
			m.Errorf("two characters (-want +got):\n%s", diff)
		}
	})
}

func TestSeedMapToANewProduct(t *testing.T) {
	story(t, func(m *msp) {
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, acme, encryption, 10)
		choices, err := m.target.ItemChoices(m.Context())
		m.must(err)

		// One under Sophos's own identifier and description, one under the provider's own brand.
		request := newItem(encryption.sophos, "2.1")
		request.SubcategoryID, request.TypeID = choices.Subcategories[0].ID, choices.Types[0].ID
		plain := m.item(request)
		branded := newItem(endpoint.sophos, "6")
		branded.Identifier, branded.Description, branded.CustomerDescription = new("HARBOR-EP"), new("Harbor Endpoint"), new("Protection around the clock")
		own := m.item(branded)
		if diff := cmp.Diff([]string{"HARBOR-EP", encryption.sophos}, m.identifiers()); diff != "" {
			m.Errorf("catalog (-want +got):\n%s", diff)
		}
		if a := plain.Step.After; a.Description != "Sophos Central Device Encryption" || a.CustomerDescription != a.Description || a.Class != "Agreement" {
			m.Errorf("under Sophos's own names: %+v", a)
		}

		// Creating maps nothing; "Save" does.
		m.wantNothingWritten(m.sync)
		m.mapsProduct(plan.ProductMapping{Product: encryption.sophos, ItemID: plain.ItemID, ItemName: plain.Step.After.Identifier})
		m.mapsProduct(plan.ProductMapping{Product: endpoint.sophos, ItemID: own.ItemID, ItemName: own.Step.After.Identifier})
		m.sync()
		var got []string
		for _, a := range m.psa.Additions(acme.agreement) {
			got = append(got, strings.Join([]string{a.Product.Identifier, a.Description, a.InvoiceDescription, string(a.Quantity), string(a.UnitPrice)}, ", "))
		}
		slices.Sort(got)
		want := []string{
			"HARBOR-EP, Harbor Endpoint, Protection around the clock, 20, 6",
			"Sophos_Device_Encryption, Sophos Central Device Encryption, Sophos Central Device Encryption, 10, 2.1",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			m.Errorf("additions (-want +got):\n%s", diff)
		}
		m.wantNext(acme, "141.00")
	})
}

// wantNothingWritten fails if something writes to ConnectWise.
func (m *msp) wantNothingWritten(do func(...plan.Release) plan.Plan) plan.Plan {
	m.Helper()
	m.psa.ResetLog()
	p := do()
	if w := m.psa.Writes(); len(w) > 0 {
		m.Errorf("%d writes, the first is %s %s", len(w), w[0].Method, w[0].Path)
	}
	return p
}

func TestSeedEditProductDetails(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 21)
		m.sync()
		standing := m.psa.Raw(m.addition(acme, endpoint).ID)

		// The details, then the form.
		details, err := m.target.Items(m.Context(), usagesync.ItemRef{ID: endpoint.id()})
		m.must(err)
		if len(details) != 1 || details[0].Identifier != "Harbor Endpoint" || details[0].Price.String() != "6.00" || details[0].SubcategoryID == "" {
			m.Errorf("details: %+v", details)
		}
		price, err := plan.ParseAmount("6.5")
		m.must(err)
		res := m.item(plan.ItemRequest{
			Verb: plan.VerbUpdate, ItemID: endpoint.id(), Expect: &details[0],
			Description: new("Harbor Endpoint Plus"), CustomerDescription: new("Now with more"), Price: &price,
		})
		want := []plan.MemberChange{
			{Member: "description", Before: "Harbor Endpoint", After: "Harbor Endpoint Plus"},
			{Member: "customerDescription", Before: "Harbor Endpoint", After: "Now with more"},
			{Member: "price", Before: "6.00", After: "6.50"},
		}
		if diff := cmp.Diff(want, res.Step.Changes()); diff != "" {
			m.Errorf("(-want +got):\n%s", diff)
		}
		if i := m.psa.CatalogItems()[0]; i.Description != "Harbor Endpoint Plus" || i.CustomerDescription != "Now with more" || m.rat(i.Price).Cmp(m.rat("6.5")) != 0 {
			m.Errorf("the item in ConnectWise: %+v", i)
		}
		if string(standing) != string(m.psa.Raw(m.addition(acme, endpoint).ID)) {
			m.Error("the edit of the item changed the addition")
		}
		m.on("2026-12-02")
		m.sync()
		m.wantNext(acme, "126.00") // an addition keeps its own price
	})
}
