package toconnectwise_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

// provider is a managed service provider on 2 November 2026, before its first sync: so many customers, each with an
// agreement of the same number, on both test servers.
type provider struct {
	*testing.T
	central *sophostest.Server
	psa     *connectwisetest.Server
	syncer  *usagesync.Syncer
}

func inNovember(t *testing.T, customers int, f func(p *provider)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)))
		p := &provider{T: t, central: sophostest.New(sophostest.Options{})}
		t.Cleanup(p.central.Close)
		var target usagesync.Target
		p.psa, target = p.target(customers)
		client, err := sophos.New(p.central.Config())
		p.must(err)
		t.Cleanup(client.CloseIdleConnections)
		p.syncer, err = usagesync.New(usagesync.Config{
			Partner: "msp", Source: fromsophos.New(client, fromsophos.Options{}), Target: target, Store: memstore.New(), Member: p.psa.Options().Member,
		})
		p.must(err)
		f(p)
	})
}

func (p *provider) target(customers int) (*connectwisetest.Server, usagesync.Target) {
	psa, target := target(p.T)
	var tenants []sophos.Tenant
	for n := 1; n <= customers; n++ {
		name := fmt.Sprintf("Customer %03d", n)
		psa.AddCompany(connectwisetest.Company{ID: 1000 + n, Identifier: fmt.Sprint("C", n), Name: name})
		a := agreement(n, 0)
		a.Company, a.NextInvoiceDate, a.ProrateFlag = connectwisetest.IdentifierReference{ID: 1000 + n}, "2026-11-15", false
		psa.AddAgreement(a)
		tenants = append(tenants, sophos.Tenant{ID: tenantID(n), Name: name, BillingType: sophos.BillingUsage})
	}
	p.central.SetTenants(tenants...)
	return psa, target
}

func tenantID(customer int) string { return fmt.Sprintf("tenant-%03d", customer) }

func (p *provider) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// item puts an item into the product catalog.
func (p *provider) item(id int, name string) {
	p.psa.AddCatalogItem(connectwisetest.CatalogItem{
		ID: id, Identifier: name, Description: name, CustomerDescription: name, Price: "6", ProductClass: "Agreement",
		Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
	})
}

// addition puts an addition on a customer's agreement, as somebody did by hand long ago.
func (p *provider) addition(id, customer, item int, quantity int64) {
	p.psa.AddAddition(connectwisetest.Addition{
		ID: id, AgreementID: customer, Product: connectwisetest.ProductReference{ID: item}, Quantity: connectwisetest.Number(fmt.Sprint(quantity)),
		BillCustomer: "Billable", EffectiveDate: "2025-06-01",
	})
}

// reports sets what Sophos reports of a month: billable units by customer and product code.
func (p *provider) reports(month time.Month, units map[int]map[string]int64) {
	var rows []sophos.UsageRow
	for customer, codes := range units {
		for code, n := range codes {
			q := sophos.NewQuantity(n)
			rows = append(rows, sophos.UsageRow{AccountID: tenantID(customer), ProductCode: code, BillableQuantity: q, ActualQuantity: q, OrderedQuantity: q})
		}
	}
	p.central.SetUsage(sophos.Month{Year: 2026, Month: month}, rows...)
}

// edit stores a decision of Dana's.
func (p *provider) edit(why string, f func(*plan.Settings, plan.Decision) error) error {
	d := plan.Decision{Who: "Dana, billing", Why: why, When: time.Now().UTC().Format(time.RFC3339)}
	_, err := p.syncer.Edit(p.Context(), d, func(s *plan.Settings) error { return f(s, d) })
	return err
}

func (p *provider) plan(releases ...plan.Release) plan.Plan {
	p.Helper()
	made, err := p.syncer.Plan(p.Context(), usagesync.PlanRequest{Releases: releases})
	p.must(err)
	return made
}

// apply carries out a plan that somebody approved.
func (p *provider) apply(made plan.Plan) usagesync.Result {
	p.Helper()
	res, err := p.syncer.Apply(p.Context(), made, made.Digest)
	p.must(err)
	return res
}

// holds returns the quantities of an item's additions on a customer's agreement.
func (p *provider) holds(customer, item int) (all []string) {
	for _, a := range p.psa.Additions(customer) {
		if a.Product.ID == item {
			all = append(all, string(a.Quantity))
		}
	}
	slices.Sort(all)
	return all
}

func (p *provider) wantHolds(customer, item int, want ...string) {
	p.Helper()
	if got := p.holds(customer, item); !slices.Equal(got, want) {
		p.Errorf("customer %d, item %d: additions of %v, want %v", customer, item, got, want)
	}
}

// wantStep returns the plan's one step, which is as named.
func (p *provider) wantStep(made plan.Plan, verb plan.Verb, reason plan.Code) plan.Step {
	p.Helper()
	if len(made.Steps) != 1 || made.Steps[0].Verb != verb || made.Steps[0].Reason != reason {
		p.Fatalf("steps %+v, want one: %s %s", made.Steps, verb, reason)
	}
	return made.Steps[0]
}

// invoiced goes on to the 2nd of the next month, after the invoices of the 15th.
func (p *provider) invoiced() {
	p.Helper()
	now := time.Now().UTC()
	time.Sleep(time.Until(time.Date(now.Year(), now.Month()+1, 2, 9, 0, 0, 0, time.UTC)))
	next := plan.DateOf(time.Now()).AddDays(13).String()
	for n := 1; p.psa.EditAgreement(n, "billing", func(a *connectwisetest.Agreement) { a.NextInvoiceDate = next }) == nil; n++ {
		continue
	}
}
