package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
)

// Prepared is a partner's settings, indexed so that many questions can be asked of them. It is a copy: later changes of
// the settings don't show. It is safe for concurrent use.
type Prepared struct {
	settings Settings
	invalid  error // why the settings can't be used; everything is withheld then
	catalog  *catalog.Catalog
	products []product        // by folded identifier
	product  map[string]int32 // folded identifier -> place in products

	routes     map[string][]Route     // by folded tenant
	moved      map[string][]string    // folded tenant -> the tenants that it goes on for
	closures   map[string]Closure     // by folded tenant
	exclusions map[string][]Exclusion // by folded tenant; those of a product at every tenant under ""
	consents   map[lineKey]Consent
	pins       map[lineKey]Pin
	overwrites map[lineKey]Overwrite
	months     map[string]int // by cycle id; an unclassified cycle is not in it
	rules      ruleIndex
	site       *terms   // what holds where no rule does
	common     checksum // of the settings that every step depends on
}

// product is a Sophos product with the settings that name it.
type product struct {
	catalog.Product
	folded   string
	groups   [2]string        // family and platform
	mappings []ProductMapping // the most specific first
	sum      checksum         // of what a product code needs to become this product
}

// lineKey is agreement and item.
type lineKey struct{ agreement, item string }

// Prepare indexes settings. It never fails: settings that contradict themselves are known by Err.
func Prepare(s Settings) *Prepared {
	s = s.Canonical()
	x := &Prepared{
		settings: s, invalid: s.Validate(),
		product: map[string]int32{}, routes: map[string][]Route{}, moved: map[string][]string{}, exclusions: map[string][]Exclusion{},
		closures:   index(s.Closures, func(c Closure) string { return foldID(c.TenantID) }),
		consents:   index(s.Consents, func(c Consent) lineKey { return lineKey{c.AgreementID, c.ItemID} }),
		pins:       index(s.Pins, func(p Pin) lineKey { return lineKey{p.AgreementID, p.ItemID} }),
		overwrites: index(s.Overwrites, func(o Overwrite) lineKey { return lineKey{o.AgreementID, o.ItemID} }),
		months:     make(map[string]int, len(s.Cycles)),
		rules:      indexRules(s.Rules),
	}
	x.site = x.termsOf(s.Policy)
	for _, r := range s.Routes {
		x.routes[foldID(r.TenantID)] = append(x.routes[foldID(r.TenantID)], r)
	}
	for _, c := range s.Closures {
		if c.MovedTo != "" {
			x.moved[foldID(c.MovedTo)] = append(x.moved[foldID(c.MovedTo)], foldID(c.TenantID))
		}
	}
	for _, e := range s.Exclusions {
		x.exclusions[foldID(e.TenantID)] = append(x.exclusions[foldID(e.TenantID)], e)
	}
	for _, c := range s.Cycles {
		x.months[c.ID] = c.Months
	}
	x.prepareProducts()
	x.common = x.sumCommon()
	return x
}

// Err returns why the settings can't be used, or nil. It is what Validate returned.
func (x *Prepared) Err() error { return x.invalid }

func (x *Prepared) prepareProducts() {
	var err error
	if x.catalog, err = catalog.New(x.settings.OwnProducts, x.settings.Aliases); err != nil {
		x.catalog, err = catalog.New(nil, nil) // Validate has reported the caller's; codes still get names
	}
	if err != nil {
		x.catalog, x.invalid = new(catalog.Catalog), err
	}
	for _, p := range x.catalog.Products() {
		x.products = append(x.products, product{Product: p, folded: strings.ToLower(p.Identifier), groups: [2]string{p.Family, string(p.Platform)}})
	}
	slices.SortFunc(x.products, func(a, b product) int { return cmp.Compare(a.folded, b.folded) })
	for i, p := range x.products {
		x.product[p.folded] = int32(i)
	}
	for _, m := range x.settings.Products {
		if i, ok := x.product[strings.ToLower(m.Product)]; ok {
			x.products[i].mappings = append(x.products[i].mappings, m)
		}
	}
	for i := range x.products {
		p := &x.products[i]
		slices.SortStableFunc(p.mappings, func(a, b ProductMapping) int { return cmp.Compare(b.specificity(), a.specificity()) })
		p.sum = x.sumProduct(p)
	}
}

// productIndex returns the place of a product, or -1.
func (x *Prepared) productIndex(identifier string) int32 {
	if i, ok := x.product[identifier]; ok {
		return i
	}
	if i, ok := x.product[strings.ToLower(identifier)]; ok {
		return i
	}
	return -1
}

// specificity orders mappings: that of a tenant before that of a company, an agreement type, a currency.
func (m ProductMapping) specificity() int {
	n := 0
	for i, selector := range [...]string{m.Currency, m.AgreementTypeID, m.CompanyID, m.TenantID} {
		if selector != "" {
			n += 1 << i
		}
	}
	return n
}

// fits reports whether a mapping holds for a tenant on an agreement.
func (m ProductMapping) fits(tenant string, a *Agreement) bool {
	return (m.TenantID == "" || foldID(m.TenantID) == tenant) && (m.CompanyID == "" || m.CompanyID == a.CompanyID) &&
		(m.AgreementTypeID == "" || m.AgreementTypeID == a.TypeID) && (m.Currency == "" || m.Currency == a.Currency)
}

// mapping returns the mapping of a product at a tenant on an agreement; nil when there is none, or one without an item.
func (x *Prepared) mapping(product int32, tenant string, a *Agreement) *ProductMapping {
	if product < 0 {
		return nil
	}
	list := x.products[product].mappings
	for i := range list {
		if list[i].fits(tenant, a) {
			if list[i].ItemID == "" {
				return nil
			}
			return &list[i]
		}
	}
	return nil
}

// mapped reports whether any mapping sends a product to an item, and whether all of those are off.
func (x *Prepared) mapped(product int32) (mapped, off bool) {
	off = true
	for _, m := range x.products[product].mappings {
		if m.ItemID != "" {
			mapped, off = true, off && m.Off
		}
	}
	return mapped, mapped && off
}

// routesOf returns the routes of a tenant that hold in a period: its own, or those of the tenants that it goes on for.
func (x *Prepared) routesOf(tenant string, p Period) []Route {
	return x.routesAfter(tenant, p, len(x.closures))
}

// routesAfter follows at most so many moves, so that moves in a circle come to an end.
func (x *Prepared) routesAfter(tenant string, p Period, moves int) []Route {
	var list []Route
	for _, r := range x.routes[tenant] {
		if r.holds(p) {
			list = append(list, r)
		}
	}
	if len(list) > 0 || moves == 0 {
		return list
	}
	for _, before := range x.moved[tenant] {
		list = append(list, x.routesAfter(before, p, moves-1)...)
	}
	return list
}

// choose returns the route of a product among those of its tenant; nil when there is none. ambiguous says that several
// of the same rank differ.
func choose(routes []Route, p *product) (best *Route, ambiguous bool) {
	if len(routes) == 1 && len(routes[0].Products) == 0 && len(routes[0].Groups) == 0 {
		return &routes[0], false
	}
	top := 0
	for i := range routes {
		r := &routes[i]
		switch n := r.rank(p.Identifier, p.groups); {
		case n == 0 || n < top:
		case n > top:
			best, top, ambiguous = r, n, false
		case r.AgreementID != best.AgreementID || r.CompanyID != best.CompanyID || r.Off != best.Off:
			ambiguous = true
		}
	}
	return best, ambiguous
}

// excluded reports whether an exclusion covers a tenant's product in a period. An empty product asks whether the whole
// tenant is excluded.
func (x *Prepared) excluded(tenant, product string, p Period) bool {
	if len(x.exclusions) == 0 {
		return false
	}
	covers := func(e Exclusion) bool {
		return (e.Product == "" || product != "" && strings.EqualFold(e.Product, product)) &&
			(e.LastPeriod.IsZero() || !e.LastPeriod.Before(p))
	}
	return slices.ContainsFunc(x.exclusions[""], covers) || tenant != "" && slices.ContainsFunc(x.exclusions[tenant], covers)
}

// closed returns the closure of a tenant whose last period is over.
func (x *Prepared) closed(tenant string, p Period) (Closure, bool) {
	c, ok := x.closures[tenant]
	return c, ok && c.LastPeriod.Before(p)
}

// Consented reports whether a step that adopts may do so: by stored consent, or where approving the plan is consent.
func (x *Prepared) Consented(s Step, p Period) bool {
	c, ok := x.consents[lineKey{s.AgreementID, s.ItemID}]
	if ok {
		return c.AdditionID == s.AdditionID
	}
	t, _ := x.lineTerms(x.placesOf(s, p))
	return t.line.adopt == AdoptPlan
}

// Siblings returns what a person said of the other additions of a line's item.
func (x *Prepared) Siblings(agreement, item string) Siblings {
	return x.consents[lineKey{agreement, item}].Siblings
}
