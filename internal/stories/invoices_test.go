package stories_test

import (
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

// A later read of an applied month that differs is a restatement. Before its invoice it is simply put right.
func TestARestatedMonthIsPutRightBeforeItsInvoice(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.sync()
		m.on("2026-11-10")
		m.uses(october, acme, endpoint, 17)
		made := m.sync()
		f := m.finding(made, plan.Restated, acme)
		m.wantMoney(f.Amount, "-18.00")
		if f.Units != (mustSub(m, plan.Units(17), plan.Units(20))) {
			m.Errorf("restated by %s units", f.Units)
		}
		m.wantNoFinding(made, plan.CreditDue)
		m.on("2026-11-16")
		m.wantInvoices(acme, "2026-11-15: 102.00")
	})
}

// Once it is invoiced, too much on the invoice is a credit that a person owes: no negative line is ever written.
func TestACreditIsDueForARestatedMonthAfterItsInvoice(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, birch, endpoint, 10)
		m.sync()
		m.on("2026-11-20")
		m.uses(october, acme, endpoint, 17)
		made := m.sync()
		m.wantMoney(m.finding(made, plan.CreditDue, acme).Amount, "-18.00")
		m.wantNoFinding(made, plan.MissedInvoice) // the credit says it already
		m.wantHolds(acme, endpoint, "17")
		m.wantInvoices(acme, "2026-11-15: 120.00")

		// November is 21, and 11 at Birch. After that, what October says now is only reported.
		m.on("2026-12-02")
		m.uses(november, acme, endpoint, 21)
		m.uses(november, birch, endpoint, 11)
		m.sync()
		m.uses(october, birch, endpoint, 8)
		made = m.syncMonth(october)
		m.wantMoney(m.finding(made, plan.CreditDue, birch).Amount, "-12.00")
		m.wantHeld(made, birch, endpoint, plan.VerbUpdate, plan.SupersededPeriod)
		m.on("2026-12-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 126.00")
		m.wantInvoices(birch, "2026-11-15: 60.00", "2026-12-15: 66.00")
	})
}

func mustSub(m *msp, a, b plan.Quantity) plan.Quantity {
	q, err := a.Sub(b)
	m.must(err)
	return q
}

// The invoice that should carry a change is generated already: the change is made all the same, and what the invoice lacks
// is named.
func TestAMissedInvoiceIsNamedWithItsMoney(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.sync()
		m.uses(november, acme, endpoint, 24)
		m.on("2026-12-20") // nobody synced before the 15th
		made := m.sync()
		m.wantMoney(m.finding(made, plan.MissedInvoice, acme).Amount, "24.00")
		if s := m.wantDoes(made, acme, endpoint, plan.VerbUpdate); s.InvoiceDate.String() != "2027-01-15" {
			m.Errorf("the step is on the invoice of %s", s.InvoiceDate)
		}
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 120.00", "2027-01-15: 144.00")
	})
}

// A quarterly agreement is only reported, unless it opted in: then it carries the highest month of its cycle.
func TestHighestOfCycleOnAQuarterlyAgreement(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.quarterly(acme, "2027-01-15")
		m.uses(october, acme, endpoint, 20)
		m.wantHeld(m.sync(), acme, endpoint, plan.VerbCreate, plan.CycleNotMonthly)
		m.decide("Acme pays for its best month", func(s *plan.Settings, d plan.Decision) error {
			return s.SetRule(plan.Rule{AgreementID: acme.agreementID(), Set: plan.Policy{Cycle: new(plan.CycleHighest)}}, d)
		})
		m.sync()
		m.wantHolds(acme, endpoint, "20")

		m.on("2026-12-02")
		m.uses(november, acme, endpoint, 17)
		m.sync()
		m.wantHolds(acme, endpoint, "20")
		m.on("2027-01-02")
		m.uses(december, acme, endpoint, 24)
		m.sync()
		m.wantHolds(acme, endpoint, "24")

		// The cycle is invoiced with its best month, so the next one begins anew, also when December is synced once more.
		m.on("2027-01-20")
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbNone)
		m.on("2027-02-02")
		m.wantInvoices(acme, "2027-01-15: 144.00")
		m.uses(january, acme, endpoint, 18)
		m.sync()
		m.on("2027-04-16")
		m.wantInvoices(acme, "2027-01-15: 144.00", "2027-04-15: 108.00")
	})
}
