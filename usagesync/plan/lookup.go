package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
)

// lookup finds a partner's settings by what they are about. It holds copies, so later changes of the settings don't show.
type lookup struct {
	settings   *Settings
	mappings   map[string]ProductMapping // by folded product
	items      map[string]ItemRule
	routes     map[string][]Route     // by folded tenant
	exclusions map[string][]Exclusion // by folded tenant; those of a product at every tenant under ""
	consents   map[string]Consent     // by line id
	months     map[string]int         // by cycle id
	aliases    map[string][]catalog.Alias
	own        map[string][]catalog.Product
}

func newLookup(s *Settings) *lookup {
	x := &lookup{
		settings: s,
		mappings: index(s.Products, func(m ProductMapping) string { return strings.ToLower(m.Product) }),
		items:    index(s.Items, func(r ItemRule) string { return r.ItemID }),
		routes:   map[string][]Route{}, exclusions: map[string][]Exclusion{},
		consents: index(s.Consents, func(c Consent) string { return LineID(c.AgreementID, c.ItemID) }),
		months:   make(map[string]int, len(s.Cycles)),
		aliases:  map[string][]catalog.Alias{}, own: map[string][]catalog.Product{},
	}
	canonical := s.Canonical()
	for _, a := range canonical.Aliases {
		x.aliases[strings.ToLower(a.Product)] = append(x.aliases[strings.ToLower(a.Product)], a)
	}
	for _, p := range canonical.OwnProducts {
		x.own[strings.ToLower(p.Identifier)] = append(x.own[strings.ToLower(p.Identifier)], p)
	}
	for _, r := range s.Routes {
		x.routes[foldID(r.TenantID)] = append(x.routes[foldID(r.TenantID)], r)
	}
	for _, e := range s.Exclusions {
		x.exclusions[foldID(e.TenantID)] = append(x.exclusions[foldID(e.TenantID)], e)
	}
	for _, c := range s.Cycles {
		x.months[c.ID] = c.Months
	}
	return x
}

// route returns the route of a tenant's product in a period. ok is false when there is none; ambiguous when several of
// the same rank name different agreements.
func (x *lookup) route(tenant, product string, p Period) (r Route, ok, ambiguous bool) {
	best := 0
	for _, candidate := range x.routes[foldID(tenant)] {
		switch n := candidate.rank(product, p); {
		case n == 0 || n < best:
		case n > best:
			r, best, ambiguous = candidate, n, false
		case candidate.AgreementID != r.AgreementID || candidate.CompanyID != r.CompanyID || candidate.Off != r.Off:
			ambiguous = true
		}
	}
	return r, best > 0, ambiguous
}

// rank says how closely a route fits a product in a period: 0 not at all, 1 as any product, 2 by name.
func (r Route) rank(product string, p Period) int {
	switch {
	case !r.From.IsZero() && p.Before(r.From), !r.To.IsZero() && r.To.Before(p):
		return 0
	case len(r.Products) == 0:
		return 1
	case slices.ContainsFunc(r.Products, func(x string) bool { return strings.EqualFold(x, product) }):
		return 2
	}
	return 0
}

// mapping returns the mapping of a product; ok is false when nobody mapped it to an item.
func (x *lookup) mapping(product string) (m ProductMapping, ok bool) {
	m = x.mappings[strings.ToLower(product)]
	return m, m.ItemID != ""
}

// item returns the rule of an item, the default one when there is none.
func (x *lookup) item(id string) ItemRule {
	r := x.items[id]
	r.ItemID, r.Combine = id, cmp.Or(r.Combine, CombineSum)
	return r
}

// excluded reports whether an exclusion covers a tenant's product in a period. An empty product asks whether the whole
// tenant is excluded.
func (x *lookup) excluded(tenant, product string, p Period) bool {
	covers := func(e Exclusion) bool {
		return (e.Product == "" || product != "" && strings.EqualFold(e.Product, product)) &&
			(e.LastPeriod.IsZero() || !e.LastPeriod.Before(p))
	}
	tenant = foldID(tenant)
	return slices.ContainsFunc(x.exclusions[""], covers) || tenant != "" && slices.ContainsFunc(x.exclusions[tenant], covers)
}

// hash identifies the settings that a step was resolved from, see SettingsHash.
func (x *lookup) hash(step Step, p Period) string {
	type resolved struct {
		Mapping  ProductMapping
		Route    Route
		Excluded bool
		Aliases  []catalog.Alias
		Own      []catalog.Product
	}
	var sources []resolved
	for _, src := range step.Sources {
		var r resolved
		r.Mapping, _ = x.mapping(src.Product)
		r.Route, _, _ = x.route(src.TenantID, src.Product, p)
		r.Excluded = x.excluded(src.TenantID, src.Product, p)
		r.Aliases = x.aliases[strings.ToLower(src.Product)]
		r.Own = x.own[strings.ToLower(src.Product)]
		sources = append(sources, r)
	}
	s := x.settings
	return digest(struct {
		Sources                    []resolved
		Item                       ItemRule
		Consent                    Consent
		Quantity                   QuantitySource
		ClosingDay, FinalAfterDays int
		Limits                     Limits
		Cycles                     []Cycle
	}{sources, x.item(step.ItemID), x.consents[step.ID], s.Quantity, s.ClosingDay, s.FinalAfterDays, s.Limits.WithDefaults(), s.Cycles})
}
