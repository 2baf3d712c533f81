package stories_test

import (
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

// November was synced from a report that was wrong. It is undone, and synced again from the right one.
func TestAMonthIsUndoneAndSyncedAgain(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint, xdr)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, birch, endpoint, 10)
		m.sync()
		m.on("2026-12-02")
		m.uses(november, acme, endpoint, 27)
		m.uses(november, birch, endpoint, 10)
		m.uses(november, birch, xdr, 12) // of somebody else, as it turns out
		wrong := m.apply(m.plan()).Run
		m.wantNext(acme, "162.00")
		m.wantNext(birch, "162.00")

		undo, err := m.syncer.UndoPlan(m.Context(), wrong)
		m.must(err)
		for _, s := range undo.Steps {
			if s.Verb != plan.VerbUpdate {
				m.Errorf("undo of %s: %s %s", s.ID, s.Verb, s.Reason)
			}
		}
		m.apply(undo)
		m.wantNext(acme, "120.00")
		m.wantNext(birch, "60.00")
		m.wantHolds(birch, xdr, "0")

		m.uses(november, acme, endpoint, 21)
		m.usage[november] = m.usage[november][:2]
		m.uses(november, birch, endpoint, 11)
		right := m.apply(m.plan()).Run
		m.on("2026-12-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 126.00")
		m.wantInvoices(birch, "2026-11-15: 60.00", "2026-12-15: 66.00")

		// Now neither run can be taken back: a later one wrote since, and the invoice is generated.
		for run, why := range map[string]plan.Code{wrong: plan.UndoChanged, right: plan.UndoInvoiced} {
			undo, err := m.syncer.UndoPlan(m.Context(), run)
			m.must(err)
			m.wantHeld(undo, acme, endpoint, plan.VerbUpdate, why)
		}
	})
}
