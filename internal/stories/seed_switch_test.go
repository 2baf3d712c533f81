package stories_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestSeedTurnSyncOnAndOff(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 25)
		m.sync()
		turn := func(on bool) {
			m.decide("Sync column", func(s *plan.Settings, _ plan.Decision) error {
				return s.SyncProduct(plan.ProductMapping{Product: endpoint.sophos}, on)
			})
		}
		m.on("2026-12-02")
		turn(false)
		made := m.wantNothingWritten(m.sync)
		m.finding(made, plan.ProductOff, acme)
		if made.Units.Ignored != plan.Units(25) || made.Clean() {
			m.Errorf("usage of a product whose sync is off: %+v", made.Units)
		}
		m.wantHolds(acme, endpoint, "20")
		turn(true)
		m.sync()
		m.wantHolds(acme, endpoint, "25")

		var saved []plan.Decision
		for r, err := range m.syncer.Revisions(m.Context()) {
			m.must(err)
			saved = append(saved, r.Decision)
		}
		if last := saved[len(saved)-1]; last.Who != "Dana" || last.Why != "Sync column" || last.When == "" {
			m.Errorf("who saved it is not stored: %+v", last)
		}
	})
}

func TestSeedRemovingAMappedProductTurnsItsSyncOff(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 25)
		m.sync()
		m.on("2026-12-02")
		m.unmaps(endpoint)
		made := m.wantNothingWritten(m.sync)
		m.finding(made, plan.UnmappedProduct, acme)
		m.wantHeld(made, acme, endpoint, plan.VerbZero, plan.Orphaned) // still billed, so it is named
		m.wantHolds(acme, endpoint, "20")
	})
}

func (m *msp) unmaps(p product) {
	m.Helper()
	m.decide("removed", func(s *plan.Settings, _ plan.Decision) error {
		return s.UnmapProduct(plan.ProductMapping{Product: p.sophos})
	})
}

func TestSeedSyncResumesOnlyWhenAProductIsMapped(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 25)
		m.sync()
		m.on("2026-12-02")
		m.unmaps(endpoint)
		m.sync()
		err := m.tries("switch it on", func(s *plan.Settings, _ plan.Decision) error {
			return s.SyncProduct(plan.ProductMapping{Product: endpoint.sophos}, true)
		})
		if e, ok := errors.AsType[*plan.EditError](err); !ok || !strings.Contains(e.Advice, "map it") {
			m.Errorf("a product that is mapped to nothing can't be switched on: %v", err)
		}
		m.wantNothingWritten(m.sync)
		m.mapsProduct(endpoint.mapping())
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.wantHolds(acme, endpoint, "25") // the same addition, no second one
	})
}

func TestSeedNewUsageCreatesMapsAndSyncsNothingByItself(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.sync()
		m.on("2026-12-02")
		m.uses(november, acme, endpoint, 20)
		m.uses(november, acme, encryption, 20) // never seen before
		before, _, err := m.syncer.Settings(m.Context())
		m.must(err)
		items := m.identifiers()
		made := m.wantNothingWritten(m.sync)
		if f := m.finding(made, plan.UnmappedProduct, acme); f.Product != encryption.sophos || f.Units != plan.Units(20) {
			m.Errorf("%+v", f)
		}
		if made.Units.Unmapped != plan.Units(20) || made.Clean() {
			m.Errorf("units %+v", made.Units)
		}
		after, _, err := m.syncer.Settings(m.Context())
		m.must(err)
		if diff := cmp.Diff(before, after, cmp.Comparer(func(a, b plan.Period) bool { return a == b })); diff != "" {
			m.Errorf("mapped by itself (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(items, m.identifiers()); diff != "" {
			m.Errorf("created by itself (-before +after):\n%s", diff)
		}
	})
}
