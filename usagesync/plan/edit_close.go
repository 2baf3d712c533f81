package plan

import (
	"fmt"
	"slices"
)

// Close says that a tenant is no customer after a period. What it left on agreements may end then, whatever the limits
// and minimums; its mapping stays, so that usage which comes all the same is billed and reported. A closure of the same
// tenant gets the new period; one that moves the tenant elsewhere must be taken back first.
func (s *Settings) Close(tenant string, last Period, d Decision) error {
	return s.close(Closure{TenantID: tenant, LastPeriod: last, Decision: d})
}

// Move says that a tenant goes on as another one after a period: its mapping is that one's, unless that one has its own,
// and what it left on agreements may end.
func (s *Settings) Move(tenant, to string, last Period, d Decision) error {
	if to == "" || foldID(to) == foldID(tenant) {
		return &EditError{TenantID: tenant, Problem: "no other tenant is named in whose place it goes on", Advice: "name one, or close the tenant"}
	}
	return s.close(Closure{TenantID: tenant, LastPeriod: last, MovedTo: to, Decision: d})
}

// Reopen takes back that a tenant was closed or moved. Nothing is changed when it was not.
func (s *Settings) Reopen(tenant string) {
	s.Closures = drop(s.Closures, func(c Closure) bool { return foldID(c.TenantID) == foldID(tenant) })
}

func (s *Settings) close(c Closure) error {
	if err := CheckDecision(c.Decision); err != nil {
		return err
	}
	fail := func(problem, advice string) error {
		return &EditError{TenantID: c.TenantID, Problem: problem, Advice: advice}
	}
	is, closed := s.closure(c.TenantID)
	switch {
	case c.TenantID == "" || c.LastPeriod.IsZero():
		return fail("a closure names a tenant and the last month that is billed", "name both")
	case closed && is.MovedTo != "" && foldID(is.MovedTo) != foldID(c.MovedTo):
		return fail(is.words(), "reopen it first")
	}
	for at, steps := c.MovedTo, 0; at != "" && steps <= len(s.Closures); steps++ {
		next, _ := s.closure(at)
		switch {
		case foldID(next.MovedTo) == foldID(c.TenantID):
			return fail("tenant "+at+" was moved to this one", "reopen that one first")
		case next.MovedTo == "" && !next.LastPeriod.IsZero():
			return fail("tenant "+at+" "+next.words(), "reopen that one first, or close this one")
		}
		at = next.MovedTo
	}
	s.Closures = put(s.Closures, c, func(o Closure) bool { return foldID(o.TenantID) == foldID(c.TenantID) }, func(c Closure) Closure {
		c.TenantID, c.MovedTo, c.When = foldID(c.TenantID), foldID(c.MovedTo), ""
		return c
	})
	return nil
}

// closure returns what was decided of a tenant's end.
func (s *Settings) closure(tenant string) (Closure, bool) {
	i := slices.IndexFunc(s.Closures, func(c Closure) bool { return foldID(c.TenantID) == foldID(tenant) })
	if i < 0 {
		return Closure{}, false
	}
	return s.Closures[i], true
}

func (c Closure) words() string {
	if c.MovedTo != "" {
		return fmt.Sprintf("was moved to tenant %s after %s", c.MovedTo, c.LastPeriod)
	}
	return fmt.Sprintf("was closed after %s", c.LastPeriod)
}
