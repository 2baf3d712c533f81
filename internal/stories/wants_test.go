package stories_test

import (
	"slices"
	"strings"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync/plan"
)

// additions returns a customer's additions of a product.
func (m *msp) additions(c customer, p product) []connectwisetest.Addition {
	return slices.DeleteFunc(m.psa.Additions(c.agreement), func(a connectwisetest.Addition) bool { return a.Product.ID != p.item })
}

// addition returns the one that there is.
func (m *msp) addition(c customer, p product) connectwisetest.Addition {
	m.Helper()
	all := m.additions(c, p)
	if len(all) != 1 {
		m.Fatalf("%s has %d additions of %s, want 1", c.name, len(all), p.name)
	}
	return all[0]
}

// wantHolds fails unless a customer's additions of a product hold these quantities, in the order of their ids.
func (m *msp) wantHolds(c customer, p product, want ...string) {
	m.Helper()
	var got []string
	for _, a := range m.additions(c, p) {
		got = append(got, string(a.Quantity))
	}
	if !slices.Equal(got, want) {
		m.Errorf("%s, %s: additions of %v, want %v", c.name, p.name, got, want)
	}
}

// step returns the plan's step for a customer's line of a product.
func (m *msp) step(made plan.Plan, c customer, p product) plan.Step {
	m.Helper()
	s, err := plan.StepOf(made, c.line(p))
	m.must(err)
	return s
}

// wantHeld fails unless a step is withheld for a reason and with a verb, and returns it.
func (m *msp) wantHeld(made plan.Plan, c customer, p product, wanted plan.Verb, why plan.Code) plan.Step {
	m.Helper()
	s := m.step(made, c, p)
	if s.Verb != plan.VerbWithhold || s.Wanted != wanted || s.Reason != why {
		m.Errorf("%s, %s: %s %s %s (%s), want it withheld: %s %s", c.name, p.name, s.Verb, s.Wanted, s.Reason, s.Detail, wanted, why)
	}
	if made.Clean() {
		m.Error("something is withheld, but the plan is clean")
	}
	return s
}

// wantDoes fails unless a step does something, and returns it.
func (m *msp) wantDoes(made plan.Plan, c customer, p product, verb plan.Verb) plan.Step {
	m.Helper()
	s := m.step(made, c, p)
	if s.Verb != verb {
		m.Errorf("%s, %s: %s %s %s (%s), want %s", c.name, p.name, s.Verb, s.Wanted, s.Reason, s.Detail, verb)
	}
	return s
}

// wantNoStep fails if the plan has anything to say of a customer's line of a product.
func (m *msp) wantNoStep(made plan.Plan, c customer, p product) {
	m.Helper()
	for _, s := range made.Steps {
		if s.ID == c.line(p) {
			m.Errorf("%s, %s: %s %s %s", c.name, p.name, s.Verb, s.Wanted, s.Reason)
		}
	}
}

// finding returns the plan's one finding with a code about a customer, or about nobody in particular.
func (m *msp) finding(made plan.Plan, code plan.Code, c customer) plan.Finding {
	m.Helper()
	var found []plan.Finding
	for _, f := range made.Findings {
		if f.Code == code && (f.TenantID == "" || strings.EqualFold(f.TenantID, c.tenant)) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		m.Fatalf("%d findings %s about %s, want 1: %+v", len(found), code, c.name, made.Findings)
	}
	if found[0].Advice == "" {
		m.Errorf("finding %s has no advice", code)
	}
	return found[0]
}

// wantNoFinding fails if a plan has findings with a code.
func (m *msp) wantNoFinding(made plan.Plan, code plan.Code) {
	m.Helper()
	for _, f := range made.Findings {
		if f.Code == code {
			m.Errorf("finding %s: %s", code, f.Message)
		}
	}
}

// wantMoney fails unless an amount is as named.
func (m *msp) wantMoney(got plan.Amount, want string) {
	m.Helper()
	if got.String() != want {
		m.Errorf("money %s, want %s", got, want)
	}
}
