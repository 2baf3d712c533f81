package plan

import (
	"fmt"
	"slices"
	"strings"
)

func (v *validator) routes() {
	s := v.settings
	for i, r := range s.Routes {
		place := fmt.Sprintf("routes[%d].", i)
		v.check(r.TenantID != "", place+"tenantId", "is empty")
		v.check(r.CompanyID != "", place+"companyId", "is empty")
		v.check(r.AgreementID != "", place+"agreementId", "is empty")
		v.check(r.From.IsZero() || r.To.IsZero() || !r.To.Before(r.From), place+"to", "is before from")
		v.check(len(r.Products) == 0 || len(r.Groups) == 0, place+"groups", "a route names products or groups, not both")
	}
	v.sharing("agreement", s.Mapping.Shared, "mapping.shared", func(r Route) string { return r.AgreementID }, func(r Route) string { return foldID(r.TenantID) })
	v.sharing("tenant", s.Mapping.Split, "mapping.split", func(r Route) string { return foldID(r.TenantID) }, func(r Route) string { return r.AgreementID })
}

// sharing reports routes of one agreement (or tenant) in one month that name different tenants (or agreements), unless
// the mapping rules allow it.
func (v *validator) sharing(what string, allowed bool, setting string, by, other func(Route) string) {
	if allowed {
		return
	}
	groups := map[string][]int{}
	for i, r := range v.settings.Routes {
		for _, j := range groups[by(r)] {
			if earlier := v.settings.Routes[j]; other(earlier) != other(r) && earlier.overlaps(r) {
				v.check(false, fmt.Sprintf("routes[%d]", i), "%s %s already has routes[%d] in the same month; %s allows it", what, by(r), j, setting)
				break
			}
		}
		groups[by(r)] = append(groups[by(r)], i)
	}
}

// overlaps reports whether two routes hold in one month.
func (r Route) overlaps(o Route) bool {
	before := func(a, b Route) bool { return !a.To.IsZero() && !b.From.IsZero() && a.To.Before(b.From) }
	return !before(r, o) && !before(o, r)
}

// holds reports whether a route is in effect in a period.
func (r Route) holds(p Period) bool {
	return (r.From.IsZero() || !p.Before(r.From)) && (r.To.IsZero() || !r.To.Before(p))
}

// rank says how closely a route that is in effect fits a product: 0 not at all, 1 as any product, 2 by its group, 3 by
// name.
func (r Route) rank(product string, groups [2]string) int {
	fold := func(names []string, name string) bool {
		return name != "" && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
	}
	switch {
	case len(r.Products) == 0 && len(r.Groups) == 0:
		return 1
	case fold(r.Products, product):
		return 3
	case fold(r.Groups, groups[0]), fold(r.Groups, groups[1]):
		return 2
	}
	return 0
}
