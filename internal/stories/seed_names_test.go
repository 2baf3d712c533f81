package stories_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestSeedBundlesUnderTheOwnBrand(t *testing.T) {
	story(t, func(m *msp) {
		shield := product{name: "Harbor Shield", item: 3001, price: "9"}
		m.stocks(shield)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		for _, p := range []product{endpoint, training} {
			m.mapsProduct(plan.ProductMapping{Product: p.sophos, ItemID: shield.id(), ItemName: shield.name})
		}
		m.decide("sold per person, whoever has more", func(s *plan.Settings, d plan.Decision) error {
			return s.SetRule(plan.Rule{ItemID: shield.id(), Set: plan.Policy{Combine: new(plan.CombineMax)}}, d)
		})
		m.decide("but Birch pays for each part", func(s *plan.Settings, d plan.Decision) error {
			return s.SetRule(plan.Rule{AgreementID: birch.agreementID(), ItemID: shield.id(), Set: plan.Policy{Combine: new(plan.CombineSum)}}, d)
		})
		for _, c := range []customer{acme, birch} {
			m.uses(october, c, endpoint, 30)
			m.uses(october, c, training, 28)
		}
		made := m.sync()
		if !made.Clean() || made.Units.Billed != plan.Units(30+58) || made.Units.NotCharged != plan.Units(28) {
			m.Errorf("units %+v", made.Units)
		}
		m.wantHolds(acme, shield, "30")
		m.wantHolds(birch, shield, "58")
		m.wantNext(acme, "270.00")
		m.wantNext(birch, "522.00")
	})
}

func TestSeedRenamingDoesNotBreakTheSync(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.usage[october][0].ProductDescription = "Central Intercept X Advanced"
		m.reports(october, m.usage[october][0])
		m.sync()
		id := m.addition(acme, endpoint).ID

		// Sophos renames the product and the customer, Carla the item, the company and the agreement.
		m.on("2026-12-02")
		m.uses(november, acme, endpoint, 21)
		m.usage[november][0].ProductDescription = "Sophos Endpoint"
		m.reports(november, m.usage[november][0])
		m.account(acme, func(t *sophos.Tenant) { t.Name = "Acme Dental Group" })
		m.must(m.psa.EditCatalogItem(endpoint.item, "carla", func(i *connectwisetest.CatalogItem) { i.Identifier, i.Description = "HARBOR-1", "Acme" }))
		m.must(m.psa.EditCompany(acme.company, "carla", func(c *connectwisetest.Company) { c.Name = "Acme Group" }))
		m.must(m.psa.EditAgreement(acme.agreement, "carla", func(a *connectwisetest.Agreement) { a.Name = "Gold" }))
		made := m.sync()
		for _, code := range []plan.Code{plan.ProductRenamed, plan.ItemRenamed, plan.CompanyRenamed, plan.AgreementRenamed} {
			if f := m.finding(made, code, acme); f.Severity != plan.Info {
				m.Errorf("%s is %s", code, f.Severity)
			}
		}
		if a := m.addition(acme, endpoint); a.ID != id || a.Quantity != "21" {
			m.Errorf("addition %d holds %s", a.ID, a.Quantity)
		}
		if !made.Clean() {
			m.Error("a renaming is no reason not to be clean")
		}
	})
}

func TestSeedFirewallLicencesAreAssignedToTenants(t *testing.T) {
	story(t, func(m *msp) {
		firewall := product{"XGS-MSP", "Sophos_Central_Firewall_Adv", 3002, "Harbor Firewall", "59"}
		m.sells(firewall)
		acme := m.serves("Acme Dental")
		m.decide("what the report calls it", func(s *plan.Settings, _ plan.Decision) error {
			return s.AddAlias(catalog.Alias{Code: firewall.code, Product: firewall.sophos})
		})
		one := sophos.NewQuantity(1)
		m.reports(october, sophos.UsageRow{AccountNumberOrSerialNumber: "X21001", ProductCode: firewall.code, BillableQuantity: one, ActualQuantity: one, OrderedQuantity: one})
		made := m.wantNothingWritten(m.sync)
		f := m.finding(made, plan.UnassignedDevice, acme)
		if !strings.Contains(f.Advice, "assign the monthly firewall licence to a customer") || made.Units.Unmapped != plan.Units(1) {
			m.Errorf("units %+v, advice %q", made.Units, f.Advice)
		}
		m.central.SetFirewalls(sophos.Firewall{SerialNumber: "X21001", BillingTenant: sophos.Ref{ID: acme.tenant}})
		if made := m.sync(); !made.Clean() {
			m.Errorf("assigned, but: %+v", made.Findings)
		}
		m.wantHolds(acme, firewall, "1")
		m.wantNext(acme, "59.00")
	})
}
