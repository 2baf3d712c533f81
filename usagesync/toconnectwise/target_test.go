package toconnectwise_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

func target(t *testing.T) (*connectwisetest.Server, *toconnectwise.Target) {
	t.Helper()
	psa := connectwisetest.New(connectwisetest.Options{})
	t.Cleanup(psa.Close)
	o := psa.Options()
	client, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example" + connectwisetest.BasePath, Company: o.Company, PublicKey: o.PublicKey,
		PrivateKey: connectwise.Secret(o.PrivateKey), ClientID: o.ClientID, Limits: connectwise.NoLimits(), RoundTripper: psa.Pipe(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	psa.AddProductType(connectwisetest.ProductType{ID: 1, Name: "Service"})
	psa.AddSubcategory(connectwisetest.Subcategory{ID: 1, Name: "Security"})
	psa.AddAgreementType(connectwisetest.AgreementType{ID: 12, Name: "Managed"})
	psa.AddCompany(connectwisetest.Company{ID: 250, Identifier: "Acme", Name: "Acme Co", DeletedFlag: true})
	psa.AddCatalogItem(connectwisetest.CatalogItem{
		ID: 1350, Identifier: "Endpoint", Description: "Endpoint", CustomerDescription: "Endpoint", ProductClass: "Agreement", Price: "14.95",
		Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1}, InactiveFlag: true,
	})
	return psa, toconnectwise.New(client)
}

func agreement(id, parent int) connectwisetest.Agreement {
	return connectwisetest.Agreement{
		ID: id, Name: "Managed", Type: connectwisetest.Reference{ID: 12, Name: "Managed"}, Company: connectwisetest.IdentifierReference{ID: 250},
		ParentAgreement: connectwisetest.AgreementReference{ID: parent}, StartDate: "2025-01-01", BillStartDate: "2025-02-01", EndDate: "2030-01-01",
		BillingCycle: connectwisetest.Reference{ID: 2, Name: "Monthly"}, NextInvoiceDate: "2026-12-01", ProrateFlag: true,
		Currency: connectwisetest.CurrencyReference{ID: 7, CurrencyCode: "USD"},
	}
}

func TestDirectory(t *testing.T) {
	psa, target := target(t)
	psa.AddAgreement(agreement(314, 0))
	endless := agreement(315, 314)
	endless.NoEndingDateFlag, endless.NextInvoiceDate = true, "soon"
	psa.AddAgreement(endless)
	got, err := target.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	price, _ := plan.ParseAmount("14.95")
	first := plan.Agreement{
		ID: "314", Name: "Managed", CompanyID: "250", TypeID: "12", TypeName: "Managed", Status: "Active", CycleID: "2", CycleName: "Monthly",
		Start: plan.NewDate(2025, 1, 1), BillStart: plan.NewDate(2025, 2, 1), End: plan.NewDate(2030, 1, 1), NextInvoice: plan.NewDate(2026, 12, 1),
		Prorate: true, Currency: "USD",
	}
	second := first
	second.ID, second.ParentID, second.End, second.NextInvoice = "315", "314", plan.Date{}, plan.Date{}
	want := plan.Directory{
		Companies:  []plan.Company{{ID: "250", Identifier: "Acme", Name: "Acme Co", Deleted: true}},
		Agreements: []plan.Agreement{first, second},
		Items:      []plan.Item{{ID: "1350", Identifier: "Endpoint", Description: "Endpoint", Class: "Agreement", Inactive: true, Price: price}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAgreementsComeWithTheirParents(t *testing.T) {
	psa, target := target(t)
	psa.AddAgreement(agreement(1, 0))
	psa.AddAgreement(agreement(2, 1))
	psa.AddAgreement(agreement(3, 2))
	psa.AddAgreement(agreement(9, 0))
	got, err := target.Agreements(t.Context(), []string{"3", "3", "77", "not an id"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, a := range got {
		ids = append(ids, a.ID)
	}
	slices.Sort(ids)
	if diff := cmp.Diff([]string{"1", "2", "3"}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestAdditions(t *testing.T) {
	psa, target := target(t)
	psa.AddAgreement(agreement(314, 0))
	psa.AddAddition(connectwisetest.Addition{
		ID: 3401, AgreementID: 314, Product: connectwisetest.ProductReference{ID: 1350}, Quantity: "24.5", LessIncluded: "2", UnitPrice: "14.95",
		BillCustomer: "NoCharge", EffectiveDate: "2026-07-01", CancelledDate: "2026-12-31",
	})
	psa.AddAddition(connectwisetest.Addition{ID: 3402, AgreementID: 314, Product: connectwisetest.ProductReference{ID: 1350}, Quantity: "0.0000001", BillCustomer: "Billable"})
	psa.AddAddition(connectwisetest.Addition{ID: 3403, AgreementID: 314, Product: connectwisetest.ProductReference{ID: 1350}, BillCustomer: "Billable"})
	if err := psa.EditAddition(3403, "somebody", func(a *connectwisetest.Addition) { a.Quantity = "" }); err != nil {
		t.Fatal(err)
	}
	got, err := target.Additions(t.Context(), "314")
	if err != nil || len(got) != 3 {
		t.Fatalf("%v, %v", got, err)
	}
	a := got[0]
	if a.Quantity.String() != "24.5" || a.LessIncluded != plan.Units(2) || a.UnitPrice.String() != "14.95" || a.Bill != plan.NoCharge ||
		a.Effective.String() != "2026-07-01" || a.Cancelled.String() != "2026-12-31" || a.ItemID != "1350" || a.AgreementID != "314" || a.Doubt != "" {
		t.Errorf("got %+v", a)
	}
	if got[1].Doubt == "" || !strings.Contains(got[1].Doubt, "quantity") {
		t.Errorf("a quantity that does not fit: doubt %q", got[1].Doubt)
	}
	if got[2].Doubt != "it has no quantity" {
		t.Errorf("no quantity: doubt %q", got[2].Doubt)
	}
}

// One record that can't be read stands in nobody's way but its own.
func TestRecordsThatCantBeRead(t *testing.T) {
	psa, target := target(t)
	for id := range 4 {
		psa.AddAgreement(agreement(314+id, 0))
	}
	psa.AddCompany(connectwisetest.Company{ID: 251, Name: "Broken"})
	psa.AddCatalogItem(connectwisetest.CatalogItem{ID: 1351, Identifier: "Broken"})
	for i := range 3 {
		psa.AddAddition(connectwisetest.Addition{ID: 3401 + i, AgreementID: 314, Product: connectwisetest.ProductReference{ID: 1350}, Quantity: "5", CancelledDate: "2026-12-31"})
	}
	edit := func(path, was, is string) {
		psa.Inject(connectwisetest.Fault{Path: path, Times: -1, Edit: func(answer []byte) []byte {
			return []byte(strings.Replace(string(answer), was, is, 1)) // of the first record that has it
		}})
	}
	edit("/company/companies", `"deletedFlag":false`, `"deletedFlag":"no"`)
	edit("/procurement/catalog", `"inactiveFlag":false`, `"inactiveFlag":"no"`)
	edit("/finance/agreements/314/additions", `"cancelledDate":"2026-12-31T00:00:00Z"`, `"cancelledDate":"31/12/2026"`)
	edit("/finance/agreements", `"endDate":"2030-01-01T00:00:00Z"`, `"endDate":20300101`)
	d, err := target.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Companies) != 1 || len(d.Items) != 1 || len(d.Agreements) != 3 || d.Agreements[0].ID != "315" {
		t.Errorf("%+v: want all but the first with the member", d)
	}
	fresh, err := target.Agreements(t.Context(), []string{"314", "315"})
	if err != nil || len(fresh) != 1 || fresh[0].ID != "315" {
		t.Errorf("%+v, %v: want 315", fresh, err)
	}
	got, err := target.Additions(t.Context(), "314")
	if err != nil || len(got) != 3 || got[0].Doubt != "cancelledDate: it can't be read" || got[1].Doubt != "" || got[2].Doubt != "" {
		t.Errorf("%+v, %v: want the first in doubt", got, err)
	}
}

func create() usagesync.NewAddition {
	return usagesync.NewAddition{AgreementID: "314", ItemID: "1350", Quantity: plan.Units(20), Effective: plan.NewDate(2026, 12, 1)}
}

func TestWrites(t *testing.T) {
	psa, target := target(t)
	psa.AddAgreement(agreement(314, 0))
	made, err := target.Create(t.Context(), create())
	if err != nil {
		t.Fatal(err)
	}
	if made.Quantity != plan.Units(20) || made.Effective.String() != "2026-12-01" || made.Bill != plan.Billable || made.CreatedBy != psa.Options().Member {
		t.Errorf("got %+v", made)
	}
	zero, err := target.Update(t.Context(), usagesync.AdditionRef{AgreementID: "314", ID: made.ID}, usagesync.Change{})
	if err != nil || zero.Quantity.Sign() != 0 {
		t.Errorf("got %+v, %v", zero, err)
	}
	writes := psa.Writes()
	if diff := cmp.Diff([]string{"billCustomer", "effectiveDate", "product", "quantity"}, writes[0].Members()); diff != "" {
		t.Errorf("a create carries: %s", diff)
	}
	if body := string(writes[1].Body); !strings.Contains(body, `"value":0`) || !slices.Equal(writes[1].Members(), []string{"quantity"}) {
		t.Errorf("a change to 0 sends %s", body)
	}
}

func TestWhatAnErrorOfAWriteMeans(t *testing.T) {
	vendor := connectwisetest.Failure(400, "InvalidObject", "addition object is invalid")
	for name, c := range map[string]struct {
		fault    connectwisetest.Fault
		create   bool // known not to have been done
		update   bool
		sends    int // of the create
		updateOK bool
		stop     bool
	}{
		"refused in ConnectWise's words":  {fault: vendor, create: true, update: true, sends: 1},
		"credentials refused":             {fault: connectwisetest.Failure(401, "Unauthorized", "no"), create: true, update: true, sends: 1, stop: true},
		"a role too weak":                 {fault: connectwisetest.Failure(403, "Security", "no"), create: true, update: true, sends: 1, stop: true},
		"refused by somebody in between":  {fault: connectwisetest.Fault{Status: 400, Body: "<html>bad</html>"}, sends: 1},
		"server error":                    {fault: connectwisetest.Failure(500, "", "oops"), sends: 1, updateOK: true},
		"connection lost before":          {fault: connectwisetest.Fault{DropBefore: true}, sends: 1, updateOK: true},
		"connection lost after the write": {fault: connectwisetest.Fault{DropAfter: true}, sends: 1, updateOK: true},
		"answer cut off":                  {fault: connectwisetest.Fault{CutBody: true}, sends: 1, updateOK: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			t.Log(name)
			psa, target := target(t)
			psa.AddAgreement(agreement(314, 0))
			psa.AddAddition(connectwisetest.Addition{ID: 3401, AgreementID: 314, Product: connectwisetest.ProductReference{ID: 1350}, Quantity: "1", BillCustomer: "Billable"})
			fault := c.fault
			fault.Method = http.MethodPost
			psa.Inject(fault)
			_, err := target.Create(t.Context(), create())
			if err == nil || usagesync.IsNotDone(err) != c.create || usagesync.IsStop(err) != c.stop {
				t.Errorf("create: not done %v, stop %v: %v", usagesync.IsNotDone(err), usagesync.IsStop(err), err)
			}
			if n := len(psa.Writes()); n != c.sends {
				t.Errorf("the create was sent %d times", n)
			}
			fault.Method = http.MethodPatch
			psa.Inject(fault)
			_, err = target.Update(t.Context(), usagesync.AdditionRef{AgreementID: "314", ID: "3401"}, usagesync.Change{Quantity: plan.Units(2)})
			if (err == nil) != c.updateOK {
				t.Errorf("update: %v", err)
			}
			if err != nil && usagesync.IsNotDone(err) != c.update {
				t.Errorf("update: not done %v: %v", usagesync.IsNotDone(err), err)
			}
		})
	}
}

// The first attempt was carried out and its answer lost; that the second was refused says nothing about the first.
func TestWhatAnErrorAfterSeveralAttemptsMeans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		psa, target := target(t)
		psa.AddAgreement(agreement(314, 0))
		psa.AddAddition(connectwisetest.Addition{ID: 3401, AgreementID: 314, Product: connectwisetest.ProductReference{ID: 1350}, Quantity: "1", BillCustomer: "Billable"})
		refusal := connectwisetest.Failure(409, "InvalidObject", "in use")
		refusal.Method = http.MethodPatch
		psa.Inject(connectwisetest.Fault{Method: http.MethodPatch, DropAfter: true}, refusal)
		_, err := target.Update(t.Context(), usagesync.AdditionRef{AgreementID: "314", ID: "3401"}, usagesync.Change{Quantity: plan.Units(2)})
		if err == nil || usagesync.IsNotDone(err) {
			t.Errorf("not done %v: %v", usagesync.IsNotDone(err), err)
		}
		if got := psa.Additions(314)[0].Quantity; got != "2" {
			t.Errorf("the server holds %s: the test does not test what it says", got)
		}
	})
}

func TestNothingIsSentTooLateOrWithoutAnID(t *testing.T) {
	psa, target := target(t)
	psa.AddAgreement(agreement(314, 0))
	late := create()
	late.SendBefore = time.Now().Add(-time.Second)
	_, err := target.Create(t.Context(), late)
	if !errors.Is(err, connectwise.ErrTooLate) || !usagesync.IsNotDone(err) {
		t.Errorf("too late: %v", err)
	}
	bad := create()
	bad.ItemID = "1350 or 1=1"
	if _, err := target.Create(t.Context(), bad); !usagesync.IsNotDone(err) {
		t.Errorf("bad item: %v", err)
	}
	if _, err := target.Update(t.Context(), usagesync.AdditionRef{AgreementID: "0314", ID: "1"}, usagesync.Change{}); !usagesync.IsNotDone(err) {
		t.Errorf("bad agreement: %v", err)
	}
	if _, err := target.Additions(t.Context(), "-1"); err == nil {
		t.Error("an agreement -1 was read")
	}
	if n := len(psa.Writes()); n != 0 {
		t.Errorf("%d writes were sent", n)
	}
}
