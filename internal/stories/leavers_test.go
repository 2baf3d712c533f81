package stories_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/usagesync/plan"
)

// Converted to term on the 20th with 80 billable seats: ignoring the row would lose $480 while Sophos charges the partner.
func TestConvertedToTermOnTheTwentieth(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 76)
		m.sync()
		m.convertsToTerm(acme, "2026-11-20", 80)
		made := m.sync()
		m.finding(made, plan.BillingTypeChanged, acme)
		m.wantDoes(made, acme, endpoint, plan.VerbUpdate)
		m.on("2026-12-16")
		m.wantInvoices(acme, "2026-11-15: 456.00", "2026-12-15: 480.00")
	})
}

// convertsToTerm lets a customer change to a fixed-term licence on a day of November, after so many billable seats, and goes
// on to 2 December.
func (m *msp) convertsToTerm(c customer, day string, seats int64) {
	m.Helper()
	m.on(day)
	m.account(c, func(t *sophos.Tenant) { t.BillingType = sophos.BillingTerm })
	m.uses(november, c, endpoint, seats)
	m.on("2026-12-02")
}

// 80 seats left behind after a customer changed to a term licence: $480 a month until they complain. So every plan names
// them, until a person closes the customer.
func TestSeatsLeftBehindAfterATermLicence(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		for _, month := range []plan.Period{october, november, december, january} {
			m.uses(month, birch, endpoint, 10)
		}
		m.uses(october, acme, endpoint, 80)
		m.sync()
		m.convertsToTerm(acme, "2026-11-20", 80)
		m.sync()

		// December has no row of Acme. Its addition stays as it is, named with its money, in this plan and in the next.
		for _, day := range []string{"2027-01-02", "2027-02-02"} {
			m.on(day)
			s := m.wantHeld(m.sync(), acme, endpoint, plan.VerbZero, plan.Orphaned)
			m.wantMoney(s.Monthly, "-480.00")
			if !strings.Contains(s.Detail, "term") {
				m.Errorf("the reason does not say that it is a term licence now: %q", s.Detail)
			}
		}
		m.wantHolds(acme, endpoint, "80")

		m.decide("term licence since November", func(s *plan.Settings, d plan.Decision) error { return s.Close(acme.tenant, november, d) })
		made := m.sync()
		m.wantDoes(made, acme, endpoint, plan.VerbUpdate)
		m.wantHolds(acme, endpoint, "0")
		m.wantNoStep(m.plan(), birch, encryption)
		m.on("2027-02-16")
		m.wantInvoices(acme, "2026-11-15: 480.00", "2026-12-15: 480.00", "2027-01-15: 480.00", "2027-02-15: 0.00")
	})
}

// A customer that goes on as another tenant keeps its addition: neither 25 seats too many, nor 25 that nobody bills.
func TestMoveToANewTenant(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 25)
		m.sync()

		// In November Acme got a new account.
		m.on("2026-12-02")
		m.leavesSophos(acme)
		again := acme
		again.tenant = m.opensTenant("Acme Dental (new)")
		m.uses(november, again, endpoint, 27)
		made := m.sync()
		m.wantHeld(made, acme, endpoint, plan.VerbZero, plan.Orphaned)
		m.finding(made, plan.UnmappedTenant, again)
		if made.Units.Unmapped != plan.Units(27) {
			m.Errorf("unmapped: %s units", made.Units.Unmapped)
		}
		m.wantHolds(acme, endpoint, "25")

		m.decide("their new account", func(s *plan.Settings, d plan.Decision) error { return s.Move(acme.tenant, again.tenant, october, d) })
		made = m.sync()
		m.wantDoes(made, acme, endpoint, plan.VerbUpdate)
		if !made.Clean() {
			m.Errorf("not clean: %+v", made.Findings)
		}
		m.on("2027-01-02")
		m.uses(december, again, endpoint, 24)
		m.sync()
		m.on("2027-01-16")
		m.wantHolds(acme, endpoint, "24")
		m.wantInvoices(acme, "2026-11-15: 150.00", "2026-12-15: 162.00", "2027-01-15: 144.00")
	})
}

// Usage that disappears and comes back, under each of the three policies.
func TestUsageThatDisappearsAndComesBack(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		steady := m.serves("Steady Foods")
		by := map[plan.Disappeared]customer{
			plan.DisappearedZero: m.serves("Zero Inc"), plan.DisappearedEnd: m.serves("End Inc"), plan.DisappearedKeep: m.serves("Keep Inc"),
		}
		for policy, c := range by {
			m.decide("as agreed with them", func(s *plan.Settings, d plan.Decision) error {
				return s.SetRule(plan.Rule{AgreementID: c.agreementID(), Set: plan.Policy{Disappeared: &policy}}, d)
			})
			m.uses(october, c, endpoint, 4)
			m.uses(december, c, endpoint, 3)
		}
		for _, month := range []plan.Period{october, november, december} {
			m.uses(month, steady, endpoint, 50)
		}
		zero, end, keep := by[plan.DisappearedZero], by[plan.DisappearedEnd], by[plan.DisappearedKeep]
		m.sync()

		m.on("2026-12-02") // nobody used anything in November
		made := m.sync()
		m.wantDoes(made, zero, endpoint, plan.VerbUpdate)
		m.wantDoes(made, keep, endpoint, plan.VerbNone)
		if s := m.wantDoes(made, end, endpoint, plan.VerbEnd); s.End.String() != "2026-12-14" {
			m.Errorf("it ends on %s", s.End)
		}

		m.on("2027-01-02")
		made = m.sync()
		m.wantDoes(made, zero, endpoint, plan.VerbUpdate)
		m.wantDoes(made, keep, endpoint, plan.VerbUpdate)
		m.wantDoes(made, end, endpoint, plan.VerbCreate)
		m.on("2027-01-16")
		m.wantHolds(zero, endpoint, "3")
		m.wantHolds(keep, endpoint, "3")
		m.wantHolds(end, endpoint, "4", "3") // the one that ended, and its successor
		m.wantInvoices(zero, "2026-11-15: 24.00", "2026-12-15: 0.00", "2027-01-15: 18.00")
		m.wantInvoices(end, "2026-11-15: 24.00", "2026-12-15: 0.00", "2027-01-15: 18.00")
		m.wantInvoices(keep, "2026-11-15: 24.00", "2026-12-15: 24.00", "2027-01-15: 18.00")
	})
}

// One of two products that feed a line was unmapped: the line may rise but not fall, until that product is excluded.
func TestALineWithAMissingContributorMayRiseButNotFall(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		bundled := encryption
		bundled.item = endpoint.item
		m.decide("sold together", func(s *plan.Settings, _ plan.Decision) error { return s.MapProduct(bundled.mapping()) })
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, acme, encryption, 5)
		m.sync()
		m.wantHolds(acme, endpoint, "25")

		m.on("2026-12-02")
		m.decide("a slip of the mouse", func(s *plan.Settings, _ plan.Decision) error {
			return s.UnmapProduct(plan.ProductMapping{Product: encryption.sophos})
		})
		m.uses(november, acme, endpoint, 22)
		m.wantHeld(m.sync(), acme, endpoint, plan.VerbUpdate, plan.ContributorMissing)
		m.uses(november, acme, endpoint, 26)
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.wantHolds(acme, endpoint, "26")

		m.on("2027-01-02")
		m.uses(december, acme, endpoint, 23)
		m.wantHeld(m.sync(), acme, endpoint, plan.VerbUpdate, plan.ContributorMissing)
		m.decide("encryption is free from now on", func(s *plan.Settings, d plan.Decision) error {
			return s.Exclude(plan.Exclusion{Product: encryption.sophos}, d)
		})
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 150.00", "2026-12-15: 156.00", "2027-01-15: 138.00")
	})
}

// The company was merged into another one: the agreement lives on there, and nothing is written before the mapping says so.
func TestACompanyThatWasMerged(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 21)
		m.sync()
		m.on("2026-12-02")
		m.psa.AddCompany(connectwisetest.Company{ID: 900, Identifier: "AcmeGroup", Name: "Acme Group"})
		m.must(m.psa.EditCompany(acme.company, "carla", func(c *connectwisetest.Company) { c.DeletedFlag = true }))
		m.must(m.psa.EditAgreement(acme.agreement, "carla", func(a *connectwisetest.Agreement) { a.Company.ID = 900 }))
		m.wantHeld(m.sync(), acme, endpoint, plan.VerbUpdate, plan.CompanyMerged)
		m.decide("merged", func(s *plan.Settings, _ plan.Decision) error {
			r := acme.route()
			r.CompanyID = "900"
			return s.MapTenant(r)
		})
		m.sync()
		m.on("2026-12-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 126.00")
	})
}
