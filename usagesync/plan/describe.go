package plan

import "cmp"

// describe names a line for people, and says when it is invoiced.
func (b *builder) describe(s *Step, l *line) {
	c, item := l.contract, &b.items[l.item]
	s.ID, s.AgreementID, s.ItemID, s.Sources = l.id, c.id, item.ID, l.sources
	s.CompanyID, s.Customer, s.Agreement, s.TypeID, s.Currency = c.terms.CompanyID, c.company.Name, c.terms.Name, c.terms.TypeID, c.terms.Currency
	s.Item = cmp.Or(item.Identifier, item.ID)
	s.Effective, s.InvoiceDate = c.start, c.terms.NextInvoice
	if s.Sources == nil && l.owned != nil {
		s.Sources = zeroed(l.owned.Sources)
	}
}

// finish completes a step: whose it is, what it costs, and what it was resolved from.
func (b *builder) finish(s *Step, a *about, l *line) {
	s.oneSource()
	b.price(s, a)
	s.Expect.Agreement = l.contract.hash
	s.Expect.Settings = b.hashStep(s, l)
	if len(a.siblings) > 0 {
		s.Expect.Siblings = SiblingsHash(a.siblings)
	}
	for i := range l.feeds {
		if l.feeds[i].also {
			a.also = append(a.also, i)
		}
	}
}

// memoKey is all that the settings hash of a line depends on that has one source and no decision of its own.
type memoKey struct {
	product int32
	fit     fit
	terms   *terms
}

// hashStep hashes the settings that a step was resolved from, as Prepared.Hash does, with what is known already.
func (b *builder) hashStep(s *Step, l *line) string {
	if len(s.Sources) != len(l.feeds) {
		return b.Hash(*s, b.in.Period)
	}
	key := lineKey{s.AgreementID, s.ItemID}
	simple := len(l.feeds) == 1 && !b.decided(key)
	b.hash.reset()
	for i := range l.feeds {
		f := &l.feeds[i]
		t := &b.tenants[f.tenant]
		route, _ := choose(t.routes, &b.products[f.product])
		fit := b.fit(s, f.product, t.folded, route, b.mapping(f.product, t.folded, &l.contract.terms), b.in.Period)
		if simple {
			return b.memoised(memoKey{f.product, fit, f.terms}, key)
		}
		b.hashSource(&b.hash, f.product, fit, f.terms)
	}
	return b.hashLine(&b.hash, key).short()
}

func (b *builder) memoised(m memoKey, l lineKey) string {
	sum, ok := b.memo[m]
	if !ok {
		b.hashSource(&b.hash, m.product, m.fit, m.terms)
		sum = b.hashLine(&b.hash, l).short()
		b.memo[m] = sum
	}
	return sum
}

// oneSource names the tenant and the product of a step whose sources have only one.
func (s *Step) oneSource() {
	s.TenantID, s.Product = "", ""
	for i := range s.Sources {
		src := &s.Sources[i]
		if i == 0 {
			s.TenantID, s.Product = src.TenantID, src.Product
			continue
		}
		if src.TenantID != s.TenantID {
			s.TenantID = ""
		}
		if src.Product != s.Product {
			s.Product = ""
		}
	}
}
