package itest

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// TestUndo undoes a run on each of the three stores, and undoes that, against a ConnectWise whose additions are compared
// byte for byte, but for who edited them last and when.
func TestUndo(t *testing.T) {
	t.Run("memory", func(t *testing.T) { undoes(t, memstore.New()) })
	onEach(t, func(t *testing.T, p place) { undoes(t, p.store(t)) })
}

// The agreements of the test, by what the run does to our addition there or happens to it afterwards, and the catalog
// items. Each agreement has another vendor's addition, of id foreign + its own, and some have one that a person entered.
const (
	created, updated, adopted, confirmed, edited, invoiced = 301, 302, 303, 304, 305, 306

	seats, backup   = 501, 502
	foreign, byHand = 7000, 8000
)

func undoes(t *testing.T, store usagesync.Store) {
	psa, report := newSite(), units{updated: 20, edited: 20, invoiced: 20}
	t.Cleanup(psa.Close)
	s := newSyncer(t, psa, report, store)
	apply := func(p plan.Plan, err error) usagesync.Result {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		res, err := s.Apply(t.Context(), p, p.Digest)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	apply(s.Plan(t.Context(), usagesync.PlanRequest{}))
	want := additions(t, psa)

	report.set(units{created: 12, updated: 23, adopted: 9, confirmed: 6, edited: 22, invoiced: 24})
	run := apply(s.Plan(t.Context(), usagesync.PlanRequest{})).Run
	for _, a := range psa.AllAdditions() {
		if a.AgreementID == edited && a.Product.ID == seats {
			must(t, psa.EditAddition(a.ID, "dana", func(a *connectwisetest.Addition) { a.Quantity = "30" }))
		}
	}
	must(t, psa.EditAgreement(invoiced, "billing", func(a *connectwisetest.Agreement) { a.NextInvoiceDate = "2027-01-01" }))

	after := additions(t, psa)
	for id, a := range after { // what can't be taken back, and what the run created
		switch agreement := a.agreement; {
		case a.item == backup:
		case agreement == created:
			a.members = a.with(t, "0.0", "quantity", "billedQuantity", "extPrice") // ConnectWise computes the latter two
			want[id] = a
		case agreement == edited, agreement == invoiced:
			want[id] = a
		}
	}
	undo := apply(s.UndoPlan(t.Context(), run))
	got := map[int]string{}
	for _, r := range undo.Steps {
		agreement, _ := strconv.Atoi(r.Step.AgreementID)
		got[agreement] = fmt.Sprintf("%s %s %s", r.Outcome, r.Reason, r.Step.Quantity)
	}
	if diff := cmp.Diff(map[int]string{
		created: "done  0", updated: "done  20", adopted: "done  6", edited: "withheld undo-changed 20", invoiced: "withheld undo-invoiced 20",
	}, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	same(t, "undone", want, additions(t, psa))

	apply(s.UndoPlan(t.Context(), undo.Run))
	same(t, "undo undone", after, additions(t, psa))
	if writes := len(psa.Writes()); writes != 3+5+3+3 {
		t.Errorf("%d writes", writes)
	}
}

// units is a usage report: seats by agreement, each of a customer of its own.
type units map[int]int64

func (u units) set(to units) {
	clear(u)
	maps.Copy(u, to)
}

func (u units) Tenants(context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		for agreement := created; agreement <= invoiced; agreement++ {
			if !yield(plan.Tenant{ID: fmt.Sprint("t", agreement), BillingType: plan.BillingUsage}, nil) {
				return
			}
		}
	}
}

func (u units) Usage(_ context.Context, p plan.Period) (plan.Usage, error) {
	usage := plan.Usage{Period: p, Complete: true}
	for agreement, n := range u {
		usage.Rows = append(usage.Rows, plan.UsageRow{TenantID: fmt.Sprint("t", agreement), ProductCode: "CIXA-MSP", Billable: plan.Units(n)})
	}
	return usage, nil
}

func newSite() *connectwisetest.Server {
	psa := connectwisetest.New(connectwisetest.Options{})
	psa.AddProductType(connectwisetest.ProductType{ID: 1, Name: "Service"})
	psa.AddSubcategory(connectwisetest.Subcategory{ID: 1, Name: "Security"})
	psa.AddAgreementType(connectwisetest.AgreementType{ID: 12, Name: "Managed"})
	for id, name := range map[int]string{seats: "Endpoint", backup: "Backup"} {
		psa.AddCatalogItem(connectwisetest.CatalogItem{
			ID: id, Identifier: name, Description: name, CustomerDescription: name, Price: "6", ProductClass: "Agreement",
			Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
		})
	}
	add := func(id, agreement, item int, quantity connectwisetest.Number) {
		psa.AddAddition(connectwisetest.Addition{
			ID: id, AgreementID: agreement, Product: connectwisetest.ProductReference{ID: item}, Quantity: quantity, EffectiveDate: "2026-01-01",
		})
	}
	for id := created; id <= invoiced; id++ {
		psa.AddCompany(connectwisetest.Company{ID: id, Identifier: fmt.Sprint("c", id), Name: fmt.Sprint("Customer ", id)})
		psa.AddAgreement(connectwisetest.Agreement{
			ID: id, Name: "Managed", Type: connectwisetest.Reference{ID: 12}, Company: connectwisetest.IdentifierReference{ID: id},
			StartDate: "2025-01-01", BillStartDate: "2025-01-01", NoEndingDateFlag: true, NextInvoiceDate: "2026-12-01",
			BillingCycle: connectwisetest.Reference{ID: 2, Name: "Monthly"},
		})
		add(foreign+id, id, backup, "3")
	}
	add(byHand+adopted, adopted, seats, "6")
	add(byHand+confirmed, confirmed, seats, "6")
	return psa
}

func newSyncer(t *testing.T, psa *connectwisetest.Server, source usagesync.Source, store usagesync.Store) *usagesync.Syncer {
	t.Helper()
	o := psa.Options()
	client, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example" + connectwisetest.BasePath, Company: o.Company, PublicKey: o.PublicKey,
		PrivateKey: connectwise.Secret(o.PrivateKey), ClientID: o.ClientID, Limits: connectwise.NoLimits(), RoundTripper: psa.Pipe(),
	})
	must(t, err)
	t.Cleanup(client.CloseIdleConnections)
	s, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: source, Target: toconnectwise.New(client), Store: store, Member: o.Member,
		Today: func() plan.Date { return plan.NewDate(2026, time.November, 3) },
	})
	must(t, err)
	set := plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: fmt.Sprint(seats)}},
		Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
	}
	for id := created; id <= invoiced; id++ {
		set.Routes = append(set.Routes, plan.Route{TenantID: fmt.Sprint("t", id), CompanyID: fmt.Sprint(id), AgreementID: fmt.Sprint(id)})
	}
	for _, id := range []int{adopted, confirmed} {
		set.Consents = append(set.Consents, plan.Consent{
			AgreementID: fmt.Sprint(id), ItemID: fmt.Sprint(seats), AdditionID: fmt.Sprint(byHand + id), Decision: plan.Decision{Who: "Dana"},
		})
	}
	must(t, s.SaveSettings(t.Context(), set, 0))
	return s
}

// addition is what ConnectWise holds of one.
type addition struct {
	agreement, item int
	members         string // all of them, without _info
}

func additions(t *testing.T, psa *connectwisetest.Server) map[int]addition {
	t.Helper()
	all := map[int]addition{}
	for _, a := range psa.AllAdditions() {
		one := addition{a.AgreementID, a.Product.ID, string(psa.Raw(a.ID))}
		if one.item != backup { // another vendor's is compared as a whole
			one.members = one.with(t, "", "_info")
		}
		all[a.ID] = one
	}
	return all
}

// with returns the members with another value, or none, for some of them.
func (a addition) with(t *testing.T, value string, names ...string) string {
	t.Helper()
	members := map[string]json.RawMessage{}
	must(t, json.Unmarshal([]byte(a.members), &members))
	for _, name := range names {
		if _, ok := members[name]; !ok {
			t.Fatalf("no %s in %s", name, a.members)
		}
		members[name] = json.RawMessage(value)
		if value == "" {
			delete(members, name)
		}
	}
	b, err := json.Marshal(members)
	must(t, err)
	return string(b)
}

func same(t *testing.T, when string, want, got map[int]addition) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(addition{})); diff != "" {
		t.Errorf("%s: additions (-want +got):\n%s", when, diff)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
