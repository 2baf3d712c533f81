package stories_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync/plan"
)

// editedByHand is a story up to 2 December: October was billed with 20 seats, Carla set 25 by hand on the 20th, November is
// 21. The sync neither overwrites nor forgets that, until a person decides; step is what waits for it.
func editedByHand(t *testing.T, decide func(m *msp, acme customer, step plan.Step)) {
	t.Helper()
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 21)
		m.uses(december, acme, endpoint, 22)
		m.sync()
		m.on("2026-11-20")
		m.sets(acme, endpoint, "carla", "25")
		m.on("2026-12-02")
		made := m.sync()
		step := m.wantHeld(made, acme, endpoint, plan.VerbUpdate, plan.EditedByHand)
		if !strings.Contains(step.Detail, "from 20 to 25 by carla") {
			m.Errorf("who edited what is not said: %q", step.Detail)
		}
		m.wantHolds(acme, endpoint, "25")
		decide(m, acme, step)
	})
}

// sets changes the quantity of a customer's addition, as somebody would by hand.
func (m *msp) sets(c customer, p product, who string, quantity connectwisetest.Number) {
	m.Helper()
	m.must(m.psa.EditAddition(m.addition(c, p).ID, who, func(a *connectwisetest.Addition) { a.Quantity = quantity }))
}

// accept keeps what was set by hand, until a month; then usage counts again.
func TestAHandEditIsAccepted(t *testing.T) {
	editedByHand(t, func(m *msp, acme customer, step plan.Step) {
		m.decide("five more seats for the trade fair", func(s *plan.Settings, d plan.Decision) error { return s.Accept(step, november, d) })
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbNone)
		m.on("2027-01-02")
		made := m.sync()
		m.finding(made, plan.PinExpired, acme)
		m.wantDoes(made, acme, endpoint, plan.VerbUpdate)
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 150.00", "2027-01-15: 132.00")
	})
}

// offset keeps the difference: five seats on top of whatever is used.
func TestAHandEditBecomesAnOffset(t *testing.T) {
	editedByHand(t, func(m *msp, acme customer, step plan.Step) {
		line := m.remembered(acme, endpoint)
		m.decide("five seats that Sophos does not count", func(s *plan.Settings, d plan.Decision) error { return s.Offset(step, line, november, d) })
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.wantHolds(acme, endpoint, "26")
		m.on("2027-01-02")
		m.sync()
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 156.00", "2027-01-15: 162.00")
	})
}

// overwrite lets the sync replace what was set by hand, once: a later edit needs a new decision.
func TestAHandEditIsOverwritten(t *testing.T) {
	editedByHand(t, func(m *msp, acme customer, step plan.Step) {
		m.decide("a mistake of Carla's", func(s *plan.Settings, d plan.Decision) error { return s.Overwrite(step, d) })
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.wantHolds(acme, endpoint, "21")
		m.on("2026-12-20")
		m.sets(acme, endpoint, "carla", "25") // the same again
		m.on("2027-01-02")
		m.wantHeld(m.sync(), acme, endpoint, plan.VerbUpdate, plan.EditedByHand)
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 126.00", "2027-01-15: 150.00")
	})
}

// remembered returns what the sync remembers of a customer's line.
func (m *msp) remembered(c customer, p product) plan.Line {
	m.Helper()
	for l, err := range m.syncer.Lines(m.Context()) {
		m.must(err)
		if l.ID() == c.line(p) {
			return l
		}
	}
	m.Fatalf("the sync remembers no line %s", c.line(p))
	return plan.Line{}
}

// An edit to just what is wanted is recorded quietly.
func TestAHandEditToTheTargetIsRecorded(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.uses(november, acme, endpoint, 21)
		m.uses(december, acme, endpoint, 22)
		m.sync()
		m.on("2026-11-20")
		m.sets(acme, endpoint, "carla", "21")
		m.on("2026-12-02")
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbNone)
		m.on("2027-01-02")
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate)
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 126.00", "2027-01-15: 132.00")
	})
}

// Sophos's own sync still writes the addition that was adopted from it: that is found before it costs anything, and once it
// is off, the line is one like any other.
func TestASecondWriterIsFoundAndMigrated(t *testing.T) {
	story(t, func(m *msp) {
		theirs := endpoint
		theirs.name = endpoint.sophos // as Sophos's sync calls its items
		m.sells(theirs)
		acme := m.serves("Acme Dental")
		m.psa.AddAddition(connectwisetest.Addition{
			AgreementID: acme.agreement, Product: connectwisetest.ProductReference{ID: theirs.item}, Quantity: "18", EffectiveDate: "2026-01-15",
		})
		m.sets(acme, theirs, "SophosSync", "20")
		m.uses(october, acme, theirs, 21)
		held := m.wantHeld(m.sync(), acme, theirs, plan.VerbAdopt, plan.NeedsConsent)
		adopt := func(says ...plan.Confirmation) error {
			return m.tries("we bill with this sync now", func(s *plan.Settings, d plan.Decision) error { return s.Adopt(held, d, says...) })
		}
		if err := adopt(); err == nil || !strings.Contains(err.Error(), "switch that sync off") {
			m.Errorf("adopted without a word about the other sync: %v", err)
		}
		m.must(adopt(plan.OtherSyncOff)) // which Dana believes
		m.wantDoes(m.sync(), acme, theirs, plan.VerbAdopt)
		m.wantHolds(acme, theirs, "21")

		m.on("2026-12-02")
		m.uses(november, acme, theirs, 24)
		m.sets(acme, theirs, "SophosSync", "22")
		made := m.sync()
		held = m.wantHeld(made, acme, theirs, plan.VerbUpdate, plan.SecondWriter)
		m.wantHolds(acme, theirs, "22")
		release, err := plan.ReleaseOf(made, held.ID, plan.Decision{Who: "Dana", Why: "it is off since today"})
		m.must(err)
		m.wantDoes(m.sync(release), acme, theirs, plan.VerbUpdate)

		m.on("2027-01-02")
		m.uses(december, acme, theirs, 23)
		m.wantDoes(m.sync(), acme, theirs, plan.VerbUpdate)
		m.on("2027-01-16")
		m.wantHolds(acme, theirs, "23")
		m.wantInvoices(acme, "2026-11-15: 126.00", "2026-12-15: 144.00", "2027-01-15: 138.00")
	})
}
