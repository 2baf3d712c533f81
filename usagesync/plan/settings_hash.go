package plan

import "slices"

// Hash identifies the settings that a step was resolved from: its sources' mappings, routes, exclusions and closures, the
// rules of its line, its consent, pin and overwrite, and what holds for every step. Settings of other customers don't
// change it.
func (x *Prepared) Hash(s Step, p Period) string {
	var e encoder
	places := x.placesOf(s, p)
	for i, src := range s.Sources {
		product := x.productIndex(src.Product)
		var route *Route
		if product >= 0 {
			route, _ = choose(x.routesOf(places[i].tenant, p), &x.products[product])
		}
		a := Agreement{ID: s.AgreementID, CompanyID: s.CompanyID, TypeID: s.TypeID, Currency: s.Currency}
		fit := x.fit(&s, product, places[i].tenant, route, x.mapping(product, places[i].tenant, &a), p)
		x.hashSource(&e, product, fit, x.terms(places[i]))
	}
	return x.hashLine(&e, lineKey{s.AgreementID, s.ItemID}).short()
}

// placesOf returns where rules may hold for a step.
func (x *Prepared) placesOf(s Step, p Period) []place {
	places := make([]place, len(s.Sources))
	for i, src := range s.Sources {
		places[i] = place{agreementType: s.TypeID, agreement: s.AgreementID, tenant: foldID(src.TenantID), item: s.ItemID, period: p}
		if product := x.productIndex(src.Product); product >= 0 {
			places[i].product = x.products[product].folded
		}
	}
	return places
}

// fit is how the settings of one source relate to its step, in bits. The names of agreement and item need not be hashed:
// the step has them.
type fit uint8

const (
	fitRoute   fit = 1 << iota // a route goes to the step's agreement
	fitCompany                 // and names its company
	fitRouteOff
	fitItem // a mapping goes to the step's item
	fitItemOff
	fitExcluded
	fitClosed
	fitMoved
)

func (x *Prepared) fit(s *Step, product int32, tenant string, r *Route, m *ProductMapping, p Period) fit {
	var f fit
	set := func(bit fit, on bool) {
		if on {
			f |= bit
		}
	}
	set(fitRoute, r != nil && r.AgreementID == s.AgreementID)
	set(fitCompany, r != nil && r.CompanyID == s.CompanyID)
	set(fitRouteOff, r != nil && r.Off)
	set(fitItem, m != nil && (m.ItemID == s.ItemID || slices.Contains(m.Also, s.ItemID)))
	set(fitItemOff, m != nil && m.Off)
	identifier := ""
	if product >= 0 {
		identifier = x.products[product].Identifier
	}
	set(fitExcluded, x.excluded(tenant, identifier, p))
	c, closed := x.closed(tenant, p)
	set(fitClosed, closed)
	set(fitMoved, closed && c.MovedTo != "")
	return f
}

// hashSource writes what one source of a line depends on.
func (x *Prepared) hashSource(e *encoder, product int32, f fit, t *terms) {
	if product >= 0 {
		e.checksum(x.products[product].sum)
	}
	e.num(int64(f))
	e.checksum(t.sum)
}

// decided reports whether a person decided something about a line.
func (x *Prepared) decided(l lineKey) bool {
	_, consented := x.consents[l]
	_, pinned := x.pins[l]
	_, overwritten := x.overwrites[l]
	return consented || pinned || overwritten
}

// hashLine writes what a line depends on beside its sources, and ends the hash.
func (x *Prepared) hashLine(e *encoder, l lineKey) checksum {
	c, consented := x.consents[l]
	pin, pinned := x.pins[l]
	over, overwritten := x.overwrites[l]
	e.flag(consented, pinned, overwritten)
	if consented {
		e.text(c.AdditionID, string(c.Siblings))
	}
	if pinned {
		e.quantity(pin.Quantity)
		e.period(pin.LastPeriod)
	}
	if overwritten {
		e.quantity(over.Quantity)
	}
	e.checksum(x.common)
	return e.sum()
}

// sumCommon hashes what every step depends on.
func (x *Prepared) sumCommon() checksum {
	var e encoder
	s, l := x.settings, x.settings.Limits.WithDefaults()
	e.num(int64(s.ClosingDay), int64(s.FinalAfterDays),
		l.LineFallUnits, l.LineFallPercent, l.LineRiseUnits, l.LineRisePercent, l.CreateUnits,
		l.RunFallUnits, l.RunFallPercent, l.RunZeroTenants, l.RunZeroPercent)
	for _, m := range l.Money {
		e.text(m.Currency)
		e.num(m.LineChange.micros, m.RunFall.micros)
	}
	e.list(len(s.Cycles))
	for _, c := range s.Cycles {
		e.text(c.ID)
		e.num(int64(c.Months))
	}
	return e.sum()
}

// sumProduct hashes what makes a product of a product code: the aliases and the product's own description.
func (x *Prepared) sumProduct(p *product) checksum {
	var e encoder
	e.text(p.Identifier, p.Family, string(p.Platform))
	e.num(int64(p.Tier))
	e.flag(p.Firewall)
	for _, a := range x.settings.Aliases {
		if x.productIndex(a.Product) == x.productIndex(p.Identifier) {
			e.text(a.Code, a.Group, a.SKU, a.DescriptionPrefix)
		}
	}
	return e.sum()
}

// sumTerms hashes terms.
func sumTerms(t *terms) checksum {
	var e encoder
	l := &t.line
	e.text(string(t.source), string(t.tiers), string(l.combine), string(l.disappeared), string(l.timing), string(l.cycle), string(l.adopt), l.currency)
	e.quantity(t.factor, l.offset, l.allowance, l.pack, l.minimum, l.maximum)
	e.flag(l.limited, l.allowUnpriced)
	e.period(l.noDecrease)
	return e.sum()
}
