package openapi_test

import (
	"context"
	"iter"
	"strconv"
	"testing"
	"time"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/internal/itest/openapi"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// sheet is usage of three customers, each with an agreement of the same number.
type sheet struct{ units int64 }

func (s *sheet) Tenants(context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		for id := 314; id < 317 && yield(plan.Tenant{ID: strconv.Itoa(id), BillingType: plan.BillingUsage}, nil); id++ {
		}
	}
}

func (s *sheet) Usage(_ context.Context, p plan.Period) (plan.Usage, error) {
	u := plan.Usage{Period: p, Complete: true}
	for id := 314; id < 317; id++ {
		u.Rows = append(u.Rows, plan.UsageRow{TenantID: strconv.Itoa(id), ProductCode: "CIXA-MSP", Billable: plan.Units(s.units)})
	}
	return u, nil
}

// driveSync creates three additions, of which one answer gets lost and is settled, then changes them.
func driveSync(t *testing.T, r *openapi.Rules) *openapi.Watch {
	psa := connectwisetest.New(connectwisetest.Options{})
	t.Cleanup(psa.Close)
	today := plan.DateOf(time.Now())
	psa.AddCompany(connectwisetest.Company{ID: 250, Identifier: "Acme", Name: "Acme"})
	psa.AddProductType(connectwisetest.ProductType{ID: 1, Name: "Service"})
	psa.AddSubcategory(connectwisetest.Subcategory{ID: 1, Name: "Security"})
	psa.AddCatalogItem(connectwisetest.CatalogItem{ID: 1350, Identifier: "Endpoint", Description: "Endpoint", CustomerDescription: "Endpoint", Price: "9",
		Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1}})
	settings := plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: "1350"}},
		Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
	}
	for id := 314; id < 317; id++ {
		psa.AddAgreement(connectwisetest.Agreement{
			ID: id, Name: "Managed", Company: connectwisetest.IdentifierReference{ID: 250}, StartDate: "1999-01-01", BillStartDate: "1999-01-01",
			NoEndingDateFlag: true, BillingCycle: connectwisetest.Reference{ID: 2}, NextInvoiceDate: today.AddDays(10).String(),
		})
		settings.Routes = append(settings.Routes, plan.Route{TenantID: strconv.Itoa(id), CompanyID: "250", AgreementID: strconv.Itoa(id)})
	}
	c, watch := client(t, r, psa)
	usage := &sheet{units: 20}
	syncer, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: usage, Target: toconnectwise.New(c), Store: memstore.New(), Member: psa.Options().Member,
	})
	must(t, err)
	must(t, syncer.SaveSettings(t.Context(), settings, 0))
	apply := func() usagesync.Result {
		p, err := syncer.Plan(t.Context(), usagesync.PlanRequest{})
		must(t, err)
		result, err := syncer.Apply(t.Context(), p, p.Digest)
		must(t, err)
		return result
	}

	psa.Inject(connectwisetest.Fault{Method: "POST", Path: "/finance/agreements/*/additions", DropAfter: true})
	if first := apply(); first.Count(usagesync.OutcomeUnknown) != 1 || first.Count(usagesync.OutcomeDone) != 2 {
		t.Errorf("first run: %+v", first)
	}
	time.Sleep(usagesync.DefaultSettle + time.Minute)
	settled, err := syncer.Settle(t.Context())
	must(t, err)
	if len(settled) != 1 || settled[0].Verdict != usagesync.VerdictDone {
		t.Errorf("settled: %+v", settled)
	}
	usage.units = 21
	if second := apply(); second.Count(usagesync.OutcomeDone) != 3 {
		t.Errorf("second run: %+v", second)
	}
	for _, a := range psa.AllAdditions() {
		if a.Quantity != "21" {
			t.Errorf("addition %d: quantity %s", a.ID, a.Quantity)
		}
	}
	return watch
}
