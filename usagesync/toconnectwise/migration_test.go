package toconnectwise_test

import (
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// What Sophos's own sync left: an item called like the product, and an addition of it on customer 1's agreement.
const (
	sophosItem     = 3001
	sophosAddition = 30_001
	sophosSync     = "SophosSync" // the API member that it writes as
)

// fromSophosSync is a provider whose additions Sophos's own sync wrote until now.
func fromSophosSync(p *provider) {
	p.item(sophosItem, "Sophos_Intercept_X_Advanced")
	p.addition(sophosAddition, 1, sophosItem, 18)
	p.otherSyncWrites("20")
	p.must(p.edit("migration", func(s *plan.Settings, _ plan.Decision) error {
		s.Cycles = []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}}
		if err := s.MapProduct(plan.ProductMapping{Product: "Sophos_Intercept_X_Advanced", ItemID: "3001"}); err != nil {
			return err
		}
		return s.MapTenant(plan.Route{TenantID: tenantID(1), CompanyID: "1001", AgreementID: "1"})
	}))
}

func (p *provider) otherSyncWrites(quantity connectwisetest.Number) {
	p.Helper()
	p.must(p.psa.EditAddition(sophosAddition, sophosSync, func(a *connectwisetest.Addition) { a.Quantity = quantity }))
}

// used sets what is reported for October, or so many months later.
func (p *provider) used(later int, seats int64) {
	p.reports(time.October+time.Month(later), map[int]map[string]int64{1: {"CIXA-MSP": seats}})
}

// TestMigrationFromSophossOwnSync tells how a provider moves over, forgets to switch the other sync off, is told so
// before an invoice is wrong, and gets it right.
func TestMigrationFromSophossOwnSync(t *testing.T) {
	inNovember(t, 1, func(p *provider) {
		fromSophosSync(p)
		p.used(0, 21)

		// The addition of the other sync is found, and left alone.
		p.psa.ResetLog()
		made := p.plan()
		step := p.wantStep(made, plan.VerbWithhold, plan.NeedsConsent)
		p.apply(made)

		// Adopting it takes more than a click: two programs that write one addition undo each other.
		adopt := func(says ...plan.Confirmation) error {
			return p.edit("we bill with this sync from October on", func(s *plan.Settings, d plan.Decision) error { return s.Adopt(step, d, says...) })
		}
		if err := adopt(); err == nil || !strings.Contains(err.Error(), "switch that sync off in Sophos Central") {
			t.Errorf("adopted without a word about the other sync: %v", err)
		}
		p.wantStep(p.plan(), plan.VerbWithhold, plan.NeedsConsent)
		if n := len(p.psa.Writes()); n != 0 {
			t.Errorf("%d writes before anybody consented", n)
		}

		// Dana says that it is off. It is not, but nobody can see that yet.
		p.must(adopt(plan.OtherSyncOff))
		if res := p.apply(p.plan()); res.Count(usagesync.OutcomeAdopted) != 1 {
			t.Errorf("adopted: %+v", res.Steps)
		}
		p.wantHolds(1, sophosItem, "21")
		p.wantStep(p.plan(), plan.VerbNone, "")
		set, _, err := p.syncer.Settings(t.Context())
		p.must(err)
		if c, ok := set.Consent("1", "3001"); !ok || !c.OtherSyncOff || c.Who != "Dana, billing" {
			t.Errorf("who confirmed that the other sync is off is not stored: %+v", c)
		}

		// In December the other sync has written the addition again: nothing is changed before a person looked.
		p.invoiced()
		p.used(1, 24)
		p.otherSyncWrites("22")
		made = p.plan()
		held := p.wantStep(made, plan.VerbWithhold, plan.SecondWriter)
		if !strings.Contains(held.Detail, sophosSync) || made.Clean() {
			t.Errorf("the step does not name the second writer: %q", held.Detail)
		}
		p.apply(made)
		p.wantHolds(1, sophosItem, "22")

		// Now it is really off, and the step is let through, for this plan.
		release, err := plan.ReleaseOf(made, held.ID, plan.Decision{Who: "Dana, billing", Why: "Sophos's sync is off since today, ticket 4711"})
		p.must(err)
		p.apply(p.plan(release))
		p.wantHolds(1, sophosItem, "24")
		p.wantStep(p.plan(), plan.VerbNone, "")

		// From then on it is a line like any other.
		p.invoiced()
		p.used(2, 23)
		p.apply(p.plan())
		p.wantHolds(1, sophosItem, "23")
	})
}

// TestMigrationToAnOwnItem: a provider that sells under its own brand lets the old addition end first; while it is live,
// a second one for the same seats is not created.
func TestMigrationToAnOwnItem(t *testing.T) {
	inNovember(t, 1, func(p *provider) {
		fromSophosSync(p)
		p.item(3002, "Harbor Endpoint")
		p.used(0, 21)
		p.must(p.edit("our own brand", func(s *plan.Settings, _ plan.Decision) error {
			return s.MapProduct(plan.ProductMapping{Product: "Sophos_Intercept_X_Advanced", ItemID: "3002"})
		}))
		made := p.plan()
		if s := p.wantStep(made, plan.VerbWithhold, plan.SecondWriter); s.Wanted != plan.VerbCreate || !strings.Contains(s.Detail, "Sophos_Intercept_X_Advanced") {
			t.Errorf("step %+v", s)
		}
		p.apply(made)
		p.wantHolds(1, 3002)

		p.must(p.psa.EditAddition(sophosAddition, "carla", func(a *connectwisetest.Addition) { a.CancelledDate = "2026-11-14" }))
		p.apply(p.plan())
		p.wantHolds(1, 3002, "21")
		p.wantHolds(1, sophosItem, "20")
		p.wantStep(p.plan(), plan.VerbNone, "")
	})
}
