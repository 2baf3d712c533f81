package stories_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// statusOf returns how a customer stands.
func (m *msp) statusOf(c customer) usagesync.CustomerStatus {
	m.Helper()
	all, err := m.syncer.Status(m.Context())
	m.must(err)
	i := slices.IndexFunc(all, func(s usagesync.CustomerStatus) bool { return s.TenantID == c.tenant })
	if i < 0 {
		m.Fatalf("no status of %s", c.name)
	}
	return all[i]
}

func TestSeedCustomerMappingProblemsSayWhatToDo(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		m.sync()
		m.psa.AddCompany(connectwisetest.Company{ID: 900, Identifier: "Other", Name: "Other"})
		m.must(m.psa.EditAgreement(acme.agreement, "carla", func(a *connectwisetest.Agreement) { a.Company.ID = 900 }))
		m.on("2026-12-02")
		m.uses(november, acme, endpoint, 21)
		made := m.wantNothingWritten(m.sync)
		s := m.wantHeld(made, acme, endpoint, plan.VerbUpdate, plan.CompanyMismatch)
		if !strings.Contains(s.Detail, "company 900") || plan.CompanyMismatch.Info().Advice == "" {
			m.Errorf("the problem is not named: %q", s.Detail)
		}
		if st := m.statusOf(acme); st.State != usagesync.StateToDo || len(st.Open) != 1 || st.Open[0].Advice != plan.CompanyMismatch.Info().Advice {
			m.Errorf("status %+v", st)
		}
		m.must(m.psa.EditAgreement(acme.agreement, "carla", func(a *connectwisetest.Agreement) { a.Company.ID = acme.company }))
		m.sync()
		m.wantHolds(acme, endpoint, "21")
	})
}

func TestSeedStatusShowsTheCustomerIDAndAgreementType(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme := m.serves("Acme Dental")
		m.uses(october, acme, endpoint, 20)
		if s := m.statusOf(acme); s.State != usagesync.StateNever {
			m.Errorf("before the first sync: %+v", s)
		}
		m.sync()
		s := m.statusOf(acme)
		s.LastSync, s.Run = time.Time{}, ""
		want := usagesync.CustomerStatus{
			TenantID: acme.tenant, Tenant: "Acme Dental", BillingType: "usage", CompanyID: acme.route().CompanyID, Company: "Acme Dental",
			AgreementID: acme.agreementID(), Agreement: "Acme Dental Managed", Type: "Managed Security", State: usagesync.StateSynced, Period: october,
		}
		if diff := cmp.Diff(want, s); diff != "" {
			m.Errorf("status (-want +got):\n%s", diff)
		}
	})
}

func TestSeedErrorsCarryAdvice(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		m.uses(october, acme, endpoint, 20)
		m.uses(october, birch, endpoint, 10)
		refuse := connectwisetest.Failure(http.StatusBadRequest, "InvalidObject", "The agreement takes no additions.")
		refuse.Method, refuse.Path = http.MethodPost, "/finance/agreements/"+acme.agreementID()+"/additions"
		m.psa.Inject(refuse)
		r := m.apply(m.plan())
		if r.Clean() || r.Count(usagesync.OutcomeFailed) != 1 || r.Count(usagesync.OutcomeDone) != 1 {
			m.Errorf("%+v", r.Steps)
		}
		s := m.statusOf(acme)
		if s.State != usagesync.StateFailed || len(s.Open) != 1 || s.Open[0].Reason != usagesync.ReasonTargetRefused ||
			!strings.Contains(s.Open[0].Detail, "takes no additions") || s.Open[0].Advice == "" {
			m.Errorf("status %+v", s)
		}
		if s := m.statusOf(birch); s.State != usagesync.StateSynced {
			m.Errorf("the other customer: %+v", s)
		}
		m.sync()
		if s := m.statusOf(acme); s.State != usagesync.StateSynced || len(s.Open) != 0 {
			m.Errorf("put right, but: %+v", s)
		}
	})
}

func TestSeedIgnoredCustomersAreExplained(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		steady, unmapped, off, excluded, closed := m.serves("Steady Foods"), m.meets("Unmapped"), m.serves("Off"), m.serves("Excluded"), m.serves("Closed")
		own, term, gone := m.meets("Harbor IT"), m.meets("Term"), m.serves("Gone")
		m.uses(october, steady, endpoint, 5)
		m.account(own, func(t *sophos.Tenant) { t.Primary = true })
		m.account(term, func(t *sophos.Tenant) { t.BillingType = sophos.BillingTerm })
		m.leavesSophos(gone)
		m.decide("as it is", func(s *plan.Settings, d plan.Decision) error {
			if err := s.SyncTenant(off.tenant, false); err != nil {
				return err
			}
			if err := s.Exclude(plan.Exclusion{TenantID: excluded.tenant}, d); err != nil {
				return err
			}
			return s.Close(closed.tenant, october.Prev(), d)
		})
		m.sync()
		for c, why := range map[customer]usagesync.Ignored{
			unmapped: usagesync.IgnoredUnmapped, off: usagesync.IgnoredOff, excluded: usagesync.IgnoredExcluded, closed: usagesync.IgnoredClosed,
			own: usagesync.IgnoredOwn, term: usagesync.IgnoredNotOnUsage, gone: usagesync.IgnoredGone,
		} {
			if s := m.statusOf(c); s.State != usagesync.StateIgnored || s.Ignored != why || s.Advice == "" {
				m.Errorf("%s: %s %q, advice %q; want it ignored: %s", c.name, s.State, s.Ignored, s.Advice, why)
			}
		}
		if s := m.statusOf(steady); s.State != usagesync.StateSynced || s.Ignored != "" {
			m.Errorf("%+v", s)
		}
	})
}
