package connectwisetest_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestEditLooksLikeAPersons(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPSA(t, connectwisetest.Options{})
		time.Sleep(time.Minute)
		if err := p.EditAddition(antivirus1, "jdoe", func(a *connectwisetest.Addition) { a.Quantity = "30.50" }); err != nil {
			t.Fatal(err)
		}
		got := p.get(addition)
		if q := got.member(t, "quantity"); q != "30.5" {
			t.Errorf("quantity %s", q)
		}
		want := `{"lastUpdated":"2000-01-01T00:01:00Z","updatedBy":"jdoe","dateEntered":"2000-01-01T00:00:00Z","enteredBy":"admin1"}`
		if info := got.member(t, "_info"); info != want {
			t.Errorf("_info %s", info)
		}
	})
}

func TestEditEveryKind(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for path, err := range map[string]error{
		"/company/companies/250":        p.EditCompany(250, "jdoe", func(c *connectwisetest.Company) { c.Name = "New" }),
		"/finance/agreements/types/12":  p.EditAgreementType(12, "jdoe", func(a *connectwisetest.AgreementType) { a.Name = "New" }),
		"/finance/agreements/314":       p.EditAgreement(314, "jdoe", func(a *connectwisetest.Agreement) { a.Name = "New" }),
		"/procurement/subcategories/30": p.EditSubcategory(30, "jdoe", func(c *connectwisetest.Subcategory) { c.Name = "New" }),
		"/procurement/types/9":          p.EditProductType(9, "jdoe", func(c *connectwisetest.ProductType) { c.Name = "New" }),
	} {
		if got := p.get(path).member(t, "name"); err != nil || got != `"New"` {
			t.Errorf("%s: %s, %v", path, got, err)
		}
	}
	if err := p.EditCatalogItem(antivirus, "jdoe", func(i *connectwisetest.CatalogItem) { i.Price = "" }); err != nil || p.CatalogItems()[0].Price != "" {
		t.Errorf("catalog item: %+v, %v", p.CatalogItems()[0], err)
	}
	if got := p.Agreements()[0]; got.Name != "New" || got.Info.UpdatedBy != "jdoe" || got.AgreementStatus != "Active" {
		t.Errorf("agreement: %+v", got)
	}
}

func TestEditErrors(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	before := string(p.Raw(antivirus1))
	if err := p.EditAddition(9, "jdoe", func(*connectwisetest.Addition) { t.Error("called") }); err == nil {
		t.Error("unknown id: no error")
	}
	if err := p.EditAddition(antivirus1, "jdoe", func(a *connectwisetest.Addition) { a.ID = 9 }); err == nil || string(p.Raw(antivirus1)) != before {
		t.Errorf("changed id: %v", err)
	}
	if err := p.DeleteAddition(9); err == nil {
		t.Error("deleting nothing: no error")
	}
}

func TestDeleteAddition(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	if err := p.DeleteAddition(antivirus1); err != nil {
		t.Fatal(err)
	}
	if got := p.get(addition); got.status != 404 || p.Raw(antivirus1) != nil || len(p.Additions(monthly)) != 0 {
		t.Errorf("%d %s", got.status, got.body)
	}
	if a := p.AddAddition(connectwisetest.Addition{AgreementID: monthly}); a.ID != antivirus1+1 {
		t.Errorf("id %d was given again", a.ID)
	}
}

// Neither what was added nor a snapshot shares memory with the server.
func TestSnapshotsAreValues(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	types := []connectwisetest.Reference{{ID: 1, Name: "Client"}}
	p.AddCompany(connectwisetest.Company{ID: 7, Types: types})
	types[0].Name = "spoilt"
	p.Companies()[0].Types[0].Name = "spoilt"
	if got := p.Companies()[0]; got.ID != 7 || got.Types[0].Name != "Client" {
		t.Errorf("%+v", got)
	}
}

func TestAddAdditionTakesDefaults(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	got := p.AddAddition(connectwisetest.Addition{AgreementID: monthly, Product: connectwisetest.ProductReference{Identifier: "AV"}, UnitPrice: "9.50", EffectiveDate: "2020-01-01"})
	want := connectwisetest.Addition{
		ID: antivirus1 + 1, AgreementID: monthly, Product: connectwisetest.ProductReference{ID: antivirus, Identifier: "AV"},
		Quantity: "1", LessIncluded: "0", UnitPrice: "9.5", UnitCost: "4", BillCustomer: "Billable", EffectiveDate: "2020-01-01T00:00:00Z",
		Description: "Antivirus", InvoiceDescription: "Antivirus for you", UOM: "Each", SequenceNumber: "2", AgreementStatus: "Active",
		BilledQuantity: "1", ExtPrice: "9.5", ExtCost: "4", Margin: "5.5",
		ProrateCost: "0", ProratePrice: "0", ExtendedProrateCost: "0", ExtendedProratePrice: "0", Info: got.Info,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestConcurrentUse(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				p.send("PATCH", addition, `[{"op":"replace","path":"quantity","value":3}]`)
				p.send("POST", additions, `{"product":{"id":1351},"billCustomer":"Billable","effectiveDate":"2026-07-01T00:00:00Z"}`)
				p.AllAdditions()
				_ = p.EditCompany(250, "jdoe", func(c *connectwisetest.Company) { c.City = "X" })
				p.get("/company/companies")
			}
		})
	}
	wg.Wait()
	seen := map[int]bool{}
	for _, a := range p.AllAdditions() {
		seen[a.ID] = true
	}
	if len(seen) != 81 {
		t.Errorf("%d additions", len(seen))
	}
}
