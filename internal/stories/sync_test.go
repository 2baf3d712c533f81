package stories_test

import (
	"slices"
	"time"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// uses sets what Sophos reports of a customer's product in a month.
func (m *msp) uses(month plan.Period, c customer, p product, units int64) {
	q := sophos.NewQuantity(units)
	m.reports(month, sophos.UsageRow{
		AccountID: c.tenant, AssignedAccountIdentifier: c.name, ProductCode: p.code, BillableQuantity: q, ActualQuantity: q, OrderedQuantity: q,
	})
}

// reports puts a row into a month's report, in the place of the one of the same account and code.
func (m *msp) reports(month plan.Period, row sophos.UsageRow) {
	rows := m.usage[month]
	i := slices.IndexFunc(rows, func(r sophos.UsageRow) bool {
		return r.AccountID == row.AccountID && r.AccountNumberOrSerialNumber == row.AccountNumberOrSerialNumber && r.ProductCode == row.ProductCode
	})
	if i < 0 {
		rows = append(rows, row)
	} else {
		rows[i] = row
	}
	m.usage[month] = rows
	m.central.SetUsage(sophos.Month{Year: month.Year(), Month: month.Month()}, rows...)
}

// decide stores a decision of Dana's, who does the billing.
func (m *msp) decide(why string, f func(s *plan.Settings, d plan.Decision) error) {
	m.Helper()
	m.must(m.tries(why, f))
}

// tries is decide for what may be refused.
func (m *msp) tries(why string, f func(s *plan.Settings, d plan.Decision) error) error {
	d := plan.Decision{Who: "Dana", Why: why, When: time.Now().UTC().Format(time.RFC3339)}
	_, err := m.syncer.Edit(m.Context(), d, func(s *plan.Settings) error { return f(s, d) })
	return err
}

// plan plans the last finished month.
func (m *msp) plan(releases ...plan.Release) plan.Plan {
	m.Helper()
	return m.planMonth(plan.Period{}, releases...)
}

func (m *msp) planMonth(month plan.Period, releases ...plan.Release) plan.Plan {
	m.Helper()
	p, err := m.syncer.Plan(m.Context(), usagesync.PlanRequest{Period: month, Releases: releases, Keep: true})
	m.must(err)
	return p
}

// apply carries out a plan that Dana approved.
func (m *msp) apply(p plan.Plan) usagesync.Result {
	m.Helper()
	r, err := m.syncer.Apply(m.Context(), p, p.Digest)
	m.must(err)
	return r
}

// sync plans and applies the last finished month, and returns the plan.
func (m *msp) sync(releases ...plan.Release) plan.Plan {
	m.Helper()
	return m.syncMonth(plan.Period{}, releases...)
}

// syncMonth does so for any month. A second plan right after the first must want nothing more.
func (m *msp) syncMonth(month plan.Period, releases ...plan.Release) plan.Plan {
	m.Helper()
	p := m.planMonth(month, releases...)
	for _, s := range m.apply(p).Steps {
		if s.Outcome != usagesync.OutcomeDone && s.Outcome != usagesync.OutcomeAdopted && s.Outcome != usagesync.OutcomeUnchanged && s.Outcome != usagesync.OutcomeWithheld {
			m.Errorf("line %s: %s %s %s", s.Step.ID, s.Outcome, s.Reason, s.Detail)
		}
	}
	for _, s := range m.planMonth(month).Steps {
		if s.Writes() {
			m.Errorf("the second plan of %s wants to %s line %s from %v to %s", p.Period, s.Verb, s.ID, s.Before, s.Quantity)
		}
	}
	return p
}
