package stories_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

// A pin holds whatever is used, until its last month.
func TestAPinThatExpires(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.decide("25 for the summer season", func(s *plan.Settings, d plan.Decision) error {
			return s.Pin(plan.Pin{AgreementID: acme.agreementID(), ItemID: endpoint.id(), Quantity: plan.Units(25), LastPeriod: november}, d)
		})
		for month, seats := range map[plan.Period]int64{october: 20, november: 30, december: 21} {
			m.uses(month, acme, endpoint, seats)
		}
		m.wantNoFinding(m.sync(), plan.PinExpired)
		m.on("2026-12-02")
		m.wantNoFinding(m.sync(), plan.PinExpired)
		m.on("2027-01-02")
		m.finding(m.sync(), plan.PinExpired, acme)
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 150.00", "2026-12-15: 150.00", "2027-01-15: 126.00")
	})
}

// A free trial: the exclusion ends with its last month.
func TestAnExclusionWithALastPeriod(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint, encryption)
		acme := m.serves("Acme Dental")
		m.decide("free until November", func(s *plan.Settings, d plan.Decision) error {
			return s.Exclude(plan.Exclusion{TenantID: acme.tenant, Product: encryption.sophos, LastPeriod: november}, d)
		})
		for _, month := range []plan.Period{october, november, december} {
			m.uses(month, acme, endpoint, 20)
			m.uses(month, acme, encryption, 10)
		}
		for _, day := range []string{"2026-11-02", "2026-12-02"} {
			m.on(day)
			made := m.sync()
			m.finding(made, plan.Excluded, acme)
			if !made.Clean() || made.Units.Excluded != plan.Units(10) || made.Units.Billed != plan.Units(20) {
				m.Errorf("on %s: clean %t, units %+v", day, made.Clean(), made.Units)
			}
			m.wantHolds(acme, encryption)
		}
		m.on("2027-01-02")
		m.wantDoes(m.sync(), acme, encryption, plan.VerbCreate)
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 120.00", "2027-01-15: 141.00")
	})
}

// Usage that disappeared is 0 into the chain of rules, so that a minimum survives everything but an explicit close.
func TestAMinimumSurvivesUntilTheExplicitClose(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		m.decide("ten seats at least, by contract", func(s *plan.Settings, d plan.Decision) error {
			return s.SetRule(plan.Rule{AgreementID: acme.agreementID(), ItemID: endpoint.id(), Set: plan.Policy{Minimum: new(plan.Units(10))}}, d)
		})
		for _, month := range []plan.Period{october, november, december, january} {
			m.uses(month, birch, endpoint, 5)
		}
		m.uses(october, acme, endpoint, 12)
		m.uses(november, acme, endpoint, 7)
		m.sync()
		m.on("2026-12-02")
		m.sync()
		m.wantHolds(acme, endpoint, "10")
		m.on("2027-01-02") // nothing in December
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbNone)
		m.wantHolds(acme, endpoint, "10")
		m.on("2027-02-02")
		m.decide("their contract ended with December", func(s *plan.Settings, d plan.Decision) error { return s.Close(acme.tenant, december, d) })
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.on("2027-02-16")
		m.wantInvoices(acme, "2026-11-15: 72.00", "2026-12-15: 60.00", "2027-01-15: 60.00", "2027-02-15: 0.00")
	})
}

// A release lets one step of one plan through: next month the same needs a new one.
func TestAReleaseHoldsForOnePlan(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		for month, seats := range map[plan.Period]int64{october: 80, november: 30, december: 10} {
			m.uses(month, acme, endpoint, seats)
		}
		m.sync()
		for _, month := range []struct{ day, left string }{{"2026-12-02", "30"}, {"2027-01-02", "10"}} {
			m.on(month.day)
			made := m.sync()
			held := m.wantHeld(made, acme, endpoint, plan.VerbUpdate, plan.LineFallLimit)
			release, err := plan.ReleaseOf(made, held.ID, plan.Decision{Who: "Dana", Why: "they sold a branch"})
			m.must(err)
			f := m.finding(m.sync(release), plan.Released, acme)
			if !strings.Contains(f.Message, "Dana: they sold a branch") {
				m.Errorf("who let it through is not said: %s", f.Message)
			}
			m.wantHolds(acme, endpoint, month.left)
		}
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 480.00", "2026-12-15: 180.00", "2027-01-15: 60.00")
	})
}
