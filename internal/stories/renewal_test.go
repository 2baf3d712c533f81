package stories_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync/plan"
)

// The agreement ends, and another of its type follows: the customer is renewed. What was copied to the new agreement is
// adopted, what was not is created, and no month is billed on both.
func TestASuccessorAgreementIsRenewed(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		for i, month := range []plan.Period{october, november, december} {
			m.uses(month, acme, endpoint, int64(20+i))
			m.uses(month, birch, endpoint, int64(10+i))
		}
		m.sync()
		next := map[customer]customer{}
		for n, c := range []customer{acme, birch} {
			m.must(m.psa.EditAgreement(c.agreement, "carla", func(a *connectwisetest.Agreement) { a.NoEndingDateFlag, a.EndDate = false, "2026-12-31" }))
			follows := m.signs(c.name, 50+n)
			follows.tenant, follows.company = c.tenant, c.company
			m.must(m.psa.EditAgreement(follows.agreement, "carla", func(a *connectwisetest.Agreement) {
				a.Company.ID, a.StartDate, a.BillStartDate, a.NextInvoiceDate = c.company, "2027-01-01", "2027-01-01", "2027-01-15"
			}))
			next[c] = follows
		}

		m.psa.AddAddition(connectwisetest.Addition{ // Carla copies Acme's line over, but not Birch's
			AgreementID: next[acme].agreement, Product: connectwisetest.ProductReference{ID: endpoint.item}, Quantity: "21", EffectiveDate: "2027-01-01",
		})
		m.on("2026-12-02")
		m.wantDoes(m.sync(), acme, endpoint, plan.VerbUpdate) // November is the old agreement's last invoice

		m.on("2027-01-02")
		made := m.sync()
		m.wantHeld(made, acme, endpoint, plan.VerbUpdate, plan.AgreementEnded)
		if f := m.proposal(made, acme); !strings.Contains(f.Message, "(id "+next[acme].agreementID()+")") {
			m.Errorf("the successor is not named: %s", f.Message)
		}
		m.decide("renewed for 2027", func(s *plan.Settings, d plan.Decision) error {
			for _, c := range []customer{acme, birch} {
				to := plan.Agreement{ID: next[c].agreementID(), Name: c.name + " Managed", CompanyID: c.route().CompanyID}
				if err := s.Renew(c.agreementID(), to, december, d); err != nil {
					return err
				}
			}
			return nil
		})
		made = m.sync()
		m.wantDoes(made, next[birch], endpoint, plan.VerbCreate)
		held := m.wantHeld(made, next[acme], endpoint, plan.VerbAdopt, plan.NeedsConsent)
		m.decide("the copied line", func(s *plan.Settings, d plan.Decision) error { return s.Adopt(held, d) })
		made = m.sync()
		m.wantDoes(made, next[acme], endpoint, plan.VerbAdopt)
		m.wantNoStep(made, acme, endpoint)
		if !made.Clean() {
			m.Errorf("not clean: %+v", made.Findings)
		}
		m.on("2027-01-16")
		m.wantInvoices(acme, "2026-11-15: 120.00", "2026-12-15: 126.00")
		m.wantInvoices(birch, "2026-11-15: 60.00", "2026-12-15: 66.00")
		m.wantInvoices(next[acme], "2027-01-15: 132.00")
		m.wantInvoices(next[birch], "2027-01-15: 72.00")
	})
}

// proposal returns the finding that proposes a customer's next agreement.
func (m *msp) proposal(made plan.Plan, c customer) plan.Finding {
	m.Helper()
	for _, f := range made.Findings {
		if f.Code == plan.SuccessorAgreement && strings.HasPrefix(f.Message, c.name) {
			return f
		}
	}
	m.Fatalf("no successor of %s is proposed: %+v", c.name, made.Findings)
	return plan.Finding{}
}
