package faultmatrix

import (
	"fmt"
	"testing"
	"time"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// The calendar of the worlds. It does not follow the clock, so that every day tries the same.
var (
	month  = sophos.Month{Year: 2026, Month: time.October}
	period = plan.NewPeriod(2026, time.October)
	today  = plan.NewDate(2026, time.November, 3)
)

// Who is in ConnectWise. Each agreement is a customer's, and has another vendor's addition, of id foreign + its own.
const (
	seats, backup = 501, 502 // catalog items: ours to sync, and the other vendor's
	toCreate      = 301      // agreements: nothing is there yet
	toUpdate      = 302      // ours holds 20
	toAdopt       = 303      // a person's holds 6; consent is stored
	byHand        = 7999     // that person's addition
	foreign       = 7000
)

// target is what the additions of seats are to hold in the end.
func target() map[int]int64 { return map[int]int64{toCreate: 12, toUpdate: 23, toAdopt: 9} }

// world is one partner with a Sophos Central and a ConnectWise of its own, in the test's process, in which processes sync.
type world struct {
	t       *testing.T
	base    *base
	job     job
	central *sophostest.Server
	psa     *connectwisetest.Server
	syncer  *usagesync.Syncer // the test's own

	existing []int          // additions that were there before
	raw      map[int]string // foreign ones, byte for byte
	late     lateness
	runs     int // processes
	kills    int
}

// newWorld leaves all as it is before the sync that is tried. The addition to be updated is ours already. Closing it early
// spares the servers of worlds that are over.
func newWorld(t *testing.T, b *base, partner string, f fault, settle time.Duration) *world {
	t.Helper()
	w := &world{
		t: t, base: b, raw: map[int]string{},
		central: sophostest.New(sophostest.Options{}), psa: connectwisetest.New(connectwisetest.Options{}),
	}
	t.Cleanup(w.close)
	w.job = job{Place: b.place, Partner: partner, Login: w.psa.Options(), Settle: settle, GiveUp: f.giveUp}
	if err := w.begin(); err != nil {
		t.Fatal(err)
	}
	for _, a := range w.psa.AllAdditions() {
		w.existing = append(w.existing, a.ID)
		if a.Product.ID == backup {
			w.raw[a.ID] = string(w.psa.Raw(a.ID))
		}
	}
	w.psa.ResetLog()
	w.psa.Inject(w.late.watch(f.create))
	return w
}

func (w *world) close() {
	w.central.Close()
	w.psa.Close()
}

// begin serves, and lets the test's own sync create the addition that is to be updated.
func (w *world) begin() (err error) {
	if w.job.Central, err = w.central.Start(); err != nil {
		return err
	}
	if w.job.PSA, err = w.psa.Start(); err != nil {
		return err
	}
	if w.syncer, err = w.job.syncer(w.base.store, nil); err != nil {
		return err
	}
	w.furnish()
	if err := w.syncer.SaveSettings(w.t.Context(), settings(), 0); err != nil {
		return err
	}
	w.use(map[int]int64{toUpdate: 20})
	if end, err := converge(w.t.Context(), w.syncer); end != converged {
		return fmt.Errorf("the first sync: %s, %w", end, err)
	}
	w.use(target())
	return nil
}

func (w *world) furnish() {
	w.psa.AddProductType(connectwisetest.ProductType{ID: 1, Name: "Service"})
	w.psa.AddSubcategory(connectwisetest.Subcategory{ID: 1, Name: "Security"})
	w.psa.AddAgreementType(connectwisetest.AgreementType{ID: 12, Name: "Managed"})
	for id, name := range map[int]string{seats: "Endpoint", backup: "Backup"} {
		w.psa.AddCatalogItem(connectwisetest.CatalogItem{
			ID: id, Identifier: name, Description: name, CustomerDescription: name, Price: "6", ProductClass: "Agreement",
			Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
		})
	}
	var tenants []sophos.Tenant
	for id := range target() {
		tenants = append(tenants, sophos.Tenant{ID: tenant(id), Name: tenant(id), BillingType: sophos.BillingUsage, Status: sophos.StatusActive})
		w.psa.AddCompany(connectwisetest.Company{ID: id, Identifier: tenant(id), Name: tenant(id)})
		w.psa.AddAgreement(connectwisetest.Agreement{
			ID: id, Name: "Managed", Type: connectwisetest.Reference{ID: 12}, Company: connectwisetest.IdentifierReference{ID: id},
			StartDate: "2025-01-01", BillStartDate: "2025-01-01", NoEndingDateFlag: true, NextInvoiceDate: "2026-12-01",
			BillingCycle: connectwisetest.Reference{ID: 2, Name: "Monthly"},
		})
		w.add(connectwisetest.Addition{ID: foreign + id, AgreementID: id, Product: connectwisetest.ProductReference{ID: backup}, Quantity: "3"})
	}
	w.add(connectwisetest.Addition{ID: byHand, AgreementID: toAdopt, Product: connectwisetest.ProductReference{ID: seats}, Quantity: "6"})
	w.central.SetTenants(tenants...)
}

func (w *world) add(a connectwisetest.Addition) {
	a.EffectiveDate = "2026-01-01"
	w.psa.AddAddition(a)
}

// use replaces the usage report.
func (w *world) use(units map[int]int64) {
	var rows []sophos.UsageRow
	for id, n := range units {
		q := sophos.NewQuantity(n)
		rows = append(rows, sophos.UsageRow{
			AccountID: tenant(id), ProductCode: "CIXA-MSP", BillableQuantity: q, ActualQuantity: q, OrderedQuantity: q,
		})
	}
	w.central.SetUsage(month, rows...)
}

func tenant(agreement int) string { return fmt.Sprintf("customer-%d", agreement) }

func settings() plan.Settings {
	s := plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: fmt.Sprint(seats)}},
		Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
		Consents: []plan.Consent{{
			AgreementID: fmt.Sprint(toAdopt), ItemID: fmt.Sprint(seats), AdditionID: fmt.Sprint(byHand), Decision: plan.Decision{Who: "Dana", Why: "kept by hand until now"},
		}},
	}
	for id := range target() {
		s.Routes = append(s.Routes, plan.Route{TenantID: tenant(id), CompanyID: fmt.Sprint(id), AgreementID: fmt.Sprint(id)})
	}
	return s
}
