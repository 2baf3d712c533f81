package stories_test

import (
	"testing"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// A change of licence over two months: first 8 of 20 seats go over, then the other 12. The rise goes first; when it fails,
// the fall waits, so that nothing is lost on the way.
func TestALicenceChangeAcrossTwoMonths(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint, xdr)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 12)
		m.uses(november, acme, xdr, 8)
		m.uses(december, acme, xdr, 20)
		m.sync()

		m.on("2026-12-02")
		refuse := connectwisetest.Failure(409, "ConnectWiseApi", "Record is in use.")
		refuse.Method, refuse.Path = "POST", "/finance/agreements/*/additions"
		m.psa.Inject(refuse)
		made := m.plan()
		if s := m.wantDoes(made, acme, endpoint, plan.VerbUpdate); len(s.After) != 1 || s.After[0] != acme.line(xdr) {
			m.Errorf("the fall waits for %v", s.After)
		}
		r := m.apply(made)
		if r.Count(usagesync.OutcomeFailed) != 1 || r.Steps[0].Reason != usagesync.ReasonSwapIncomplete {
			m.Errorf("the rise failed, but: %+v", r.Steps)
		}
		m.wantNext(acme, "120.00")
		m.sync()
		m.wantNext(acme, "140.00")

		m.on("2027-01-02") // a fall by 12 of 12, and a rise by 12 of 8: limits judge the net
		m.sync()
		m.on("2027-01-16")
		m.wantHolds(acme, endpoint, "0")
		m.wantHolds(acme, xdr, "20")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 140.00", "2027-01-15: 170.00")
	})
}

// Sophos renames a product code: a line never falls while its customer has usage that nobody mapped. The advice is an alias.
func TestARenamedProductCodeLowersNothing(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.sync()
		m.on("2026-12-02")
		renamed := endpoint
		renamed.code = "CIXA2-MSP"
		m.uses(november, acme, renamed, 21)
		made := m.sync()
		m.wantHeld(made, acme, endpoint, plan.VerbUpdate, plan.PossibleRename)
		m.finding(made, plan.UnknownProductCode, acme)
		m.wantHolds(acme, endpoint, "20")
		m.decide("the new code", func(s *plan.Settings, _ plan.Decision) error {
			return s.AddAlias(catalog.Alias{Code: renamed.code, Product: endpoint.sophos})
		})
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.on("2026-12-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 126.00")
	})
}
