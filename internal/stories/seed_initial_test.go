package stories_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// Everything that the initial synchronization is said to do, from a site that holds none of it.
func TestSeedInitialSynchronizationShowsOnBothSides(t *testing.T) {
	story(t, func(m *msp) {
		acme := m.meets("Acme Dental")
		m.uses(october, acme, endpoint, 20)

		// Companies and agreements become known, one product is selected, the customer is mapped.
		snap, _, err := m.syncer.Refresh(m.Context())
		m.must(err)
		company, agreement := snap.Directory.Companies[0], snap.Directory.Agreements[0]
		created := m.item(newItem(endpoint.sophos, "6"))
		m.mapsProduct(plan.ProductMapping{Product: endpoint.sophos, ItemID: created.ItemID})
		m.decide("turn it on", func(s *plan.Settings, _ plan.Decision) error {
			return s.MapTenant(plan.Route{TenantID: snap.Tenants[0].ID, CompanyID: company.ID, AgreementID: agreement.ID})
		})
		m.sync()

		// In ConnectWise: a catalog item, and an addition that attaches it to the agreement.
		items, additions := m.psa.CatalogItems(), m.psa.Additions(acme.agreement)
		if len(items) != 1 || items[0].Identifier != endpoint.sophos || len(additions) != 1 || additions[0].Product.ID != items[0].ID || additions[0].Quantity != "20" {
			m.Errorf("items %+v, additions %+v", items, additions)
		}
		// On our side: the customer is synced.
		if s := m.statusOf(acme); s.State != usagesync.StateSynced || s.LastSync.IsZero() || s.Period != october {
			m.Errorf("status %+v", s)
		}
	})
}

func TestSeedCompanyAndAgreementInformationIsSynchronized(t *testing.T) {
	story(t, func(m *msp) {
		acme := m.meets("Acme Dental")
		first, changes, err := m.syncer.Refresh(m.Context())
		m.must(err)
		if len(changes) != 0 || len(first.Directory.Companies) != 1 || first.Directory.Companies[0].Identifier != "Customer1" {
			m.Errorf("changes %+v, companies %+v", changes, first.Directory.Companies)
		}
		want := plan.Agreement{
			ID: acme.agreementID(), Name: "Acme Dental Managed", CompanyID: acme.route().CompanyID, TypeID: "12", TypeName: "Managed Security", Status: "Active",
			Start: plan.NewDate(2025, time.January, 1), BillStart: plan.NewDate(2025, time.January, 1), NextInvoice: plan.NewDate(2026, time.November, 15),
			CycleID: "2", CycleName: "Monthly", Currency: "USD",
		}
		if diff := cmp.Diff([]plan.Agreement{want}, first.Directory.Agreements); diff != "" {
			m.Errorf("agreements (-want +got):\n%s", diff)
		}
		m.must(m.psa.EditCompany(acme.company, "carla", func(c *connectwisetest.Company) { c.Name = "Acme Group" }))
		birch := m.meets("Birch Legal")
		_, changes, err = m.syncer.Refresh(m.Context())
		m.must(err)
		names := []usagesync.NameChange{
			{Kind: usagesync.NameTenant, ID: birch.tenant, After: "Birch Legal"},
			{Kind: usagesync.NameCompany, ID: acme.route().CompanyID, Before: "Acme Dental", After: "Acme Group"},
			{Kind: usagesync.NameCompany, ID: birch.route().CompanyID, After: "Birch Legal"},
			{Kind: usagesync.NameAgreement, ID: birch.agreementID(), After: "Birch Legal Managed (Active)"},
		}
		if diff := cmp.Diff(names, changes); diff != "" {
			m.Errorf("changes (-want +got):\n%s", diff)
		}
	})
}

func TestSeedAnAdditionAttachesEachProductToTheAgreement(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint, encryption)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, acme, encryption, 18)
		m.uses(october, birch, endpoint, 7)
		m.sync()
		m.wantHolds(acme, endpoint, "20")
		m.wantHolds(acme, encryption, "18")
		m.wantHolds(birch, endpoint, "7")
		m.wantHolds(birch, encryption)
		if a := m.addition(acme, endpoint); a.Product.Identifier != endpoint.name || a.BillCustomer != "Billable" || a.EffectiveDate != "2026-11-15T00:00:00Z" {
			m.Errorf("%+v", a) // not inside the cycle that is invoiced already
		}
		m.on("2026-11-16")
		m.wantInvoices(acme, "2026-11-15: 157.80")
		m.wantInvoices(birch, "2026-11-15: 42.00")
	})
}

func TestSeedOnlySelectedProductsAreCreated(t *testing.T) {
	story(t, func(m *msp) {
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, acme, encryption, 18)
		created := m.item(newItem(encryption.sophos, "2.1"))
		m.mapsProduct(plan.ProductMapping{Product: encryption.sophos, ItemID: created.ItemID})
		m.finding(m.sync(), plan.UnmappedProduct, acme)
		if diff := cmp.Diff([]string{encryption.sophos}, m.identifiers()); diff != "" {
			m.Errorf("catalog (-want +got):\n%s", diff)
		}
		if all := m.psa.Additions(acme.agreement); len(all) != 1 || all[0].Product.Identifier != encryption.sophos {
			m.Errorf("additions %+v", all)
		}
	})
}

func TestSeedNoneSelectedNoneCreated(t *testing.T) {
	story(t, func(m *msp) {
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, acme, encryption, 18)
		made := m.wantNothingWritten(m.sync)
		if made.Units.Unmapped != plan.Units(38) || len(m.psa.CatalogItems()) != 0 || len(m.psa.AllAdditions()) != 0 {
			m.Errorf("units %+v, items %v", made.Units, m.identifiers())
		}
	})
}

func TestSeedBillingInformationIsTheMSPs(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 22)
		m.uses(december, acme, endpoint, 19)
		m.sync()
		m.must(m.psa.EditAddition(m.addition(acme, endpoint).ID, "carla", func(a *connectwisetest.Addition) {
			a.UnitPrice, a.UnitCost, a.LessIncluded, a.TaxableFlag, a.InvoiceDescription = "5.5", "3", "2", true, "Protection, as agreed"
		}))
		m.on("2026-12-02")
		m.sync()
		m.on("2027-01-02")
		m.sync()
		a := m.addition(acme, endpoint)
		if a.Quantity != "19" || a.UnitPrice != "5.5" || a.UnitCost != "3" || a.LessIncluded != "2" || !a.TaxableFlag || a.InvoiceDescription != "Protection, as agreed" {
			m.Errorf("%+v", a)
		}
		for _, w := range m.psa.Writes() {
			allowed := []string{"quantity"}
			if w.Method == http.MethodPost {
				allowed = []string{"billCustomer", "effectiveDate", "product", "quantity"}
			}
			for _, member := range w.Members() {
				if !slices.Contains(allowed, member) {
					m.Errorf("%s %s carries %s", w.Method, w.Path, member)
				}
			}
		}
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 99.00", "2026-12-15: 110.00", "2027-01-15: 93.50")
	})
}

func TestSeedTheCustomerDescriptionMayChange(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 21)
		m.sync()
		m.must(m.psa.EditCatalogItem(endpoint.item, "carla", func(i *connectwisetest.CatalogItem) { i.CustomerDescription = "Our protection, now in blue" }))
		m.on("2026-12-02")
		if made := m.sync(); !made.Clean() || len(made.Findings) != 0 {
			m.Errorf("findings %+v", made.Findings)
		}
		m.wantHolds(acme, endpoint, "21")
	})
}
