package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// MapTenant sends a tenant's usage to an agreement, from and to the route's periods, and turns its sync on unless r.Off.
// Routes of the tenant for the same products give way for these periods; outside of them they stay. An agreement of
// another tenant, and a second agreement for one tenant, need Settings.Mapping; a closed tenant must be reopened first. It
// is refused where it would take away what a pin or a rule of a line is about.
func (s *Settings) MapTenant(r Route) (err error) {
	if err := s.checkRoute(r); err != nil {
		return err
	}
	if r.Products, err = s.productNames(r.Products); err != nil {
		return err
	}
	r.Groups = slices.Clone(r.Groups)
	if len(r.Groups) == 0 {
		r.Groups = nil
	}
	if slices.ContainsFunc(s.Routes, func(o Route) bool { return reflect.DeepEqual(o, r) }) {
		return nil
	}
	next := *s
	next.Routes = nil
	for _, o := range s.Routes {
		if foldID(o.TenantID) == foldID(r.TenantID) && o.sameScope(r) {
			next.Routes = append(next.Routes, o.outside(r.From, r.To)...)
		} else {
			next.Routes = append(next.Routes, o)
		}
	}
	if err := next.crowded(r); err != nil {
		return err
	}
	next.Routes = append(next.Routes, r)
	if err := s.strands(&next); err != nil {
		return err
	}
	*s = next
	return nil
}

func (s *Settings) checkRoute(r Route) error {
	fail := func(problem, advice string) error {
		return &EditError{TenantID: r.TenantID, AgreementID: r.AgreementID, Problem: problem, Advice: advice}
	}
	switch {
	case r.TenantID == "" || r.CompanyID == "" || r.AgreementID == "":
		return fail("a mapping names a tenant, a company and an agreement", "name all three")
	case len(r.Products) > 0 && len(r.Groups) > 0:
		return fail("a mapping names products or groups, not both", "map them one after the other")
	case !r.From.IsZero() && !r.To.IsZero() && r.To.Before(r.From):
		return fail(fmt.Sprintf("its last period %s is before its first, %s", r.To, r.From), "correct the periods")
	}
	if c, ok := s.closure(r.TenantID); ok && (r.To.IsZero() || c.LastPeriod.Before(r.To)) {
		return fail(c.words(), "reopen it first")
	}
	return nil
}

// crowded refuses a route next to those that the settings have already where the mapping rules don't allow it.
func (s *Settings) crowded(r Route) error {
	for _, o := range s.Routes {
		sameTenant, sameAgreement := foldID(o.TenantID) == foldID(r.TenantID), o.AgreementID == r.AgreementID
		switch {
		case !o.overlaps(r) || sameTenant == sameAgreement:
		case sameAgreement && !s.Mapping.Shared:
			return &EditError{
				TenantID: r.TenantID, AgreementID: r.AgreementID, Problem: "the agreement is tenant " + o.TenantID + "'s in the same month",
				Advice: "unmap that tenant, choose another agreement, or allow shared mappings",
			}
		case sameTenant && !s.Mapping.Split:
			return &EditError{
				TenantID: r.TenantID, AgreementID: r.AgreementID, Problem: "the tenant's other products go to agreement " + o.AgreementID + " in the same month",
				Advice: "unmap it first, or allow split mappings",
			}
		}
	}
	return nil
}

// UnmapTenant removes all routes of a tenant: its usage is reported as unmapped. Nothing is changed when it has none.
func (s *Settings) UnmapTenant(tenant string) error {
	if tenant == "" {
		return &EditError{Problem: "no tenant is named", Advice: "name one"}
	}
	s.Routes = drop(s.Routes, func(r Route) bool { return foldID(r.TenantID) == foldID(tenant) })
	return nil
}

// SyncTenant turns the sync of a tenant on or off, on all of its routes. Usage of one that is off is read and reported,
// never written. A tenant that is not mapped has no sync to turn on or off.
func (s *Settings) SyncTenant(tenant string, on bool) error {
	list := slices.Clone(s.Routes)
	found := false
	for i := range list {
		if foldID(list[i].TenantID) == foldID(tenant) {
			found, list[i].Off = true, !on
		}
	}
	if !found {
		return &EditError{TenantID: tenant, Problem: "is not mapped, so nothing of it is synced", Advice: "map it to an agreement"}
	}
	s.Routes = list
	return nil
}

// sameScope reports whether two routes are for the same products or groups.
func (r Route) sameScope(o Route) bool {
	fold := func(names []string) []string {
		folded := make([]string, len(names))
		for i, n := range names {
			folded[i] = strings.ToLower(n)
		}
		slices.Sort(folded)
		return slices.Compact(folded)
	}
	return cmp.Or(slices.Compare(fold(r.Products), fold(o.Products)), slices.Compare(fold(r.Groups), fold(o.Groups))) == 0
}

// outside returns what is left of a route when the periods from one to another, both included, are taken out of it.
func (r Route) outside(from, to Period) []Route {
	if !r.overlaps(Route{From: from, To: to}) {
		return []Route{r}
	}
	var left []Route
	if !from.IsZero() && (r.From.IsZero() || r.From.Before(from)) {
		before := r
		before.To = from.Prev()
		left = append(left, before)
	}
	if !to.IsZero() && (r.To.IsZero() || to.Before(r.To)) {
		after := r
		after.From = to.Next()
		left = append(left, after)
	}
	return left
}
