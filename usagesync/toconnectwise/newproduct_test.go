package toconnectwise_test

import (
	"slices"
	"strconv"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

const endpoint = "Sophos_Intercept_X_Advanced"

// newMSP is a site whose customers have usage, and on which no product is mapped yet.
func newMSP(t *testing.T) *site {
	s := newSite(t)
	s.edit(func(set *plan.Settings) error { return set.UnmapProduct(plan.ProductMapping{Product: endpoint}) })
	return s
}

// edit changes the settings as a person would.
func (s *site) edit(f func(*plan.Settings) error) {
	s.t.Helper()
	if _, err := s.syncer.Edit(s.t.Context(), plan.Decision{Who: "anna", Why: "onboarding"}, f); err != nil {
		s.t.Fatal(err)
	}
}

// item plans and applies at once: the typed command is the approval.
func (s *site) item(r plan.ItemRequest) usagesync.ItemResult {
	s.t.Helper()
	p, err := s.syncer.PlanItem(s.t.Context(), r)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := s.syncer.ApplyItem(s.t.Context(), p, p.Digest)
	if err != nil || !res.Clean() {
		s.t.Fatalf("%s %s: %s, %v", res.Outcome, res.Reason, res.Detail, err)
	}
	return res
}

// called returns the identifiers of the catalog.
func (s *site) called() (all []string) {
	for _, i := range s.psa.CatalogItems() {
		all = append(all, i.Identifier)
	}
	slices.Sort(all)
	return all
}

// Map Sophos product to new PSA product: from nothing to the first billed addition, under the MSP's own brand.
func TestMapToNewProduct(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMSP(t)
		target := s.target

		// First screen, "Configure usage synchronization": the product has usage and no ConnectWise product. Two characters
		// into the search show what there is, and nothing fits.
		d, err := target.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if hits, err := suggest.Search("so", d.Items); err != nil || len(hits) != 0 {
			t.Fatalf("%v, %v", hits, err)
		}

		// Second screen, "Add products to PSA": subcategory and type are chosen from lists, the rest is entered.
		choices, err := target.ItemChoices(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		request := acme()
		request.SubcategoryID, request.TypeID = choices.Subcategories[0].ID, choices.Types[0].ID
		preview, err := s.syncer.PlanItem(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		want := []plan.MemberChange{
			{Member: "identifier", After: "ACME-ENDPOINT"}, {Member: "description", After: "Acme Endpoint"},
			{Member: "customerDescription", After: "Acme Endpoint, monitored around the clock"}, {Member: "price", After: "14.95"},
			{Member: "subcategory", After: "1"}, {Member: "type", After: "1"}, {Member: "productClass", After: "Agreement"},
		}
		if diff := cmp.Diff(want, preview.Step.Changes()); diff != "" || len(s.psa.Writes()) != 0 {
			t.Errorf("the preview (-want +got), after %d writes:\n%s", len(s.psa.Writes()), diff)
		}
		created := s.item(request)
		if d, err = target.Directory(t.Context()); err != nil {
			t.Fatal(err)
		}
		if hits, err := suggest.Search("ac", d.Items); err != nil || len(hits) == 0 || hits[0].Item.ID != created.ItemID {
			t.Errorf("two characters now find %v, %v", hits, err)
		}

		// "Save": the product is mapped to the new item, and the next sync bills it.
		s.edit(func(set *plan.Settings) error {
			return set.MapProduct(plan.ProductMapping{Product: endpoint, ItemID: created.ItemID, ItemName: created.Step.After.Identifier})
		})
		if r := s.sync(); !r.Clean() || r.Count(usagesync.OutcomeDone) != 4 {
			t.Errorf("%+v", r)
		}
		id, _ := strconv.Atoi(created.ItemID)
		for i := range 4 {
			var got []connectwisetest.Addition
			for _, a := range s.psa.Additions(314 + i) {
				if a.Product.ID == id {
					got = append(got, a)
				}
			}
			if len(got) != 1 || string(got[0].Quantity) != strconv.Itoa(20+i) || got[0].UnitPrice != "14.95" || got[0].BillCustomer != "Billable" ||
				got[0].Product.Identifier != "ACME-ENDPOINT" || got[0].Description != "Acme Endpoint" {
				t.Errorf("agreement %d: %+v", 314+i, got)
			}
		}
		s.psa.ResetLog()
		if s.sync(); len(s.psa.Writes()) != 0 {
			t.Errorf("the next sync wrote %v", s.psa.Writes())
		}
	})
}

// Default products aren't automatically created, mapped, and synced: usage alone creates nothing.
func TestNothingIsCreatedUnasked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMSP(t)
		before := s.called()
		p, err := s.syncer.Plan(t.Context(), usagesync.PlanRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(p.Findings, func(f plan.Finding) bool { return f.Code == plan.UnmappedProduct }) || p.Units.Unmapped != p.Units.Total {
			t.Errorf("units %+v, findings %+v", p.Units, p.Findings)
		}
		s.sync()
		if diff := cmp.Diff(before, s.called()); diff != "" || len(s.psa.Writes()) != 0 {
			t.Errorf("%d writes:\n%s", len(s.psa.Writes()), diff)
		}
	})
}

// The actions only happen for the products that are selected to be created: one of them, and no other.
func TestOnlySelectedProductsAreCreated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newMSP(t)
		before := s.called()
		request := acme()
		request.Identifier, request.Description, request.CustomerDescription = nil, nil, nil
		s.item(request)
		want := append(before, endpoint)
		slices.Sort(want)
		if diff := cmp.Diff(want, s.called()); diff != "" {
			t.Errorf("catalog (-want +got):\n%s", diff)
		}
		if set, _, err := s.syncer.Settings(t.Context()); err != nil || len(set.Products) != 0 {
			t.Errorf("mapped unasked: %+v, %v", set.Products, err)
		}
	})
}

// Edit product details in PSA: what is edited changes, additions and everything else stay as they are, and the change can
// be taken back.
func TestEditProductDetails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.sync()
		var additions [][]byte
		for _, a := range s.psa.AllAdditions() {
			additions = append(additions, s.psa.Raw(a.ID))
		}
		before := s.psa.CatalogItems()
		price, _ := plan.ParseAmount("16.5")
		edited := s.item(plan.ItemRequest{Verb: plan.VerbUpdate, ItemID: "1350", Description: new("Endpoint XDR"), CustomerDescription: new("Endpoint, and more"), Price: &price})
		after := s.psa.CatalogItems()
		for i := range after {
			before[i].Info, after[i].Info = connectwisetest.Info{}, connectwisetest.Info{}
			if before[i].ID == 1350 {
				before[i].Description, before[i].CustomerDescription, before[i].Price = "Endpoint XDR", "Endpoint, and more", "16.5"
			}
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("catalog (-want +got):\n%s", diff)
		}
		for i, a := range s.psa.AllAdditions() {
			if string(additions[i]) != string(s.psa.Raw(a.ID)) {
				t.Errorf("addition %d changed", a.ID)
			}
		}
		if r := s.sync(); !r.Clean() {
			t.Errorf("%+v", r)
		}
		p, err := s.syncer.PlanItemUndo(t.Context(), edited.Run)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := s.syncer.ApplyItem(t.Context(), p, p.Digest); err != nil || res.Outcome != usagesync.OutcomeDone {
			t.Errorf("%+v, %v", res, err)
		}
		if i := s.psa.CatalogItems(); i[slices.IndexFunc(i, func(i connectwisetest.CatalogItem) bool { return i.ID == 1350 })].Description != "Endpoint" {
			t.Error("the edit was not taken back")
		}
	})
}

// Changing the Customer Description field in the catalog doesn't stop the usage sync; neither does any other text, there
// or on agreements and additions.
func TestEditedTextsNeverStopTheSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.sync()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		for n, edit := range []func() error{
			func() error {
				return s.psa.EditCatalogItem(1350, "anna", func(i *connectwisetest.CatalogItem) { i.CustomerDescription = "Our protection" })
			},
			func() error {
				return s.psa.EditCatalogItem(1350, "anna", func(i *connectwisetest.CatalogItem) { i.Description = "Acme" })
			},
			func() error {
				return s.psa.EditCatalogItem(1350, "anna", func(i *connectwisetest.CatalogItem) { i.Identifier = "ACME-1" })
			},
			func() error {
				return s.psa.EditCatalogItem(1350, "anna", func(i *connectwisetest.CatalogItem) { i.Notes, i.VendorSKU = "ours", "A1" })
			},
			func() error {
				return s.psa.EditAgreement(314, "anna", func(a *connectwisetest.Agreement) { a.Name = "Gold" })
			},
			func() error {
				return s.psa.EditCompany(250, "anna", func(c *connectwisetest.Company) { c.Name = "Acme Inc." })
			},
			func() error {
				a := s.psa.Additions(314)
				return s.psa.EditAddition(a[len(a)-1].ID, "anna", func(a *connectwisetest.Addition) { a.Description, a.InvoiceDescription = "Seats", "Your seats" })
			},
		} {
			must(edit())
			units := int64(21 + n)
			s.use(units)
			if r := s.sync(); !r.Clean() || r.Count(usagesync.OutcomeDone) != 4 {
				t.Errorf("edit %d: %+v", n, r.Steps)
			}
			s.right(units)
		}
		s.onlyQuantities()
		a := s.psa.Additions(314)
		if got := a[len(a)-1]; got.Description != "Seats" || got.InvoiceDescription != "Your seats" {
			t.Errorf("the texts of the addition were written over: %+v", got)
		}
	})
}
