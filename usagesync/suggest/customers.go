package suggest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// CustomersInput is what Customers looks at. The order of its lists has no effect; ids are unique in each of them.
type CustomersInput struct {
	Day       plan.Date     // on which agreements have to run and routes have to be in effect
	Tenants   []plan.Tenant // leave out those that an exclusion covers
	Routes    []plan.Route  // of all tenants, switched off or not
	Directory plan.Directory
}

// Customer is a tenant that no route maps, with the companies it may be.
type Customer struct {
	Tenant    plan.Tenant    `json:"tenant"`
	Exclude   bool           `json:"exclude,omitempty"` // the partner's own account: exclude it instead of mapping it
	Companies []CompanyMatch `json:"companies"`         // best first; empty when nothing is near enough
}

// CompanyMatch is a company that a tenant may be.
type CompanyMatch struct {
	Match
	Company    plan.Company     `json:"company"`
	Agreements []plan.Agreement `json:"agreements"` // eligible on the day, by id; shared between results: don't change
}

// Customers returns a suggestion for every tenant that has no route in effect, in the order of names and ids. A tenant
// whose routes only cover some products counts as mapped.
func Customers(in CustomersInput, o Options) []Customer {
	w := newCompanies(in, o.withDefaults())
	tenants := unmapped(in)
	for _, t := range tenants {
		if !t.Own {
			w.first.enter(t.ID, w.names.find(t.Name))
		}
	}
	customers := collect(tenants, func(t plan.Tenant) Customer {
		if t.Own {
			return Customer{Tenant: t, Exclude: true, Companies: []CompanyMatch{}}
		}
		return Customer{Tenant: t, Companies: w.matches(w.names.find(t.Name))}
	})
	slices.SortStableFunc(customers, func(a, b Customer) int { return strings.Compare(a.Tenant.Name, b.Tenant.Name) })
	return customers
}

// unmapped returns the tenants without a route in effect, by id.
func unmapped(in CustomersInput) []plan.Tenant {
	mapped := map[string]bool{}
	for _, r := range in.Routes {
		if inEffect(r, in.Day) {
			mapped[foldID(r.TenantID)] = true
		}
	}
	list := slices.DeleteFunc(slices.Clone(in.Tenants), func(t plan.Tenant) bool { return mapped[foldID(t.ID)] })
	slices.SortFunc(list, func(a, b plan.Tenant) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// companies is what candidates are made of.
type companies struct {
	list     []plan.Company // those in use first, then by id: the order among equal scores
	names    *matcher
	first    contest
	eligible map[string][]plan.Agreement // by company
	mapped   map[string][]string         // tenants by company
	max      int
}

func newCompanies(in CustomersInput, o Options) *companies {
	w := &companies{
		list: slices.Clone(in.Directory.Companies), first: newContest(),
		eligible: eligible(in.Directory.Agreements, in.Day), mapped: map[string][]string{}, max: o.Max,
	}
	slices.SortFunc(w.list, func(a, b plan.Company) int {
		return cmp.Or(falseFirst(a.Deleted, b.Deleted), strings.Compare(a.ID, b.ID), strings.Compare(a.Name, b.Name))
	})
	w.names = newMatcher(legalForms(), o.MinScore, func(add func(int, string)) {
		for i, c := range w.list {
			add(i, c.Name)
		}
	})
	for _, r := range in.Routes {
		if inEffect(r, in.Day) {
			w.mapped[r.CompanyID] = append(w.mapped[r.CompanyID], r.TenantID)
		}
	}
	for id, tenants := range w.mapped {
		slices.Sort(tenants)
		w.mapped[id] = slices.Compact(tenants)
	}
	return w
}

// eligible returns the agreements that take additions on a day, by company.
func eligible(list []plan.Agreement, day plan.Date) map[string][]plan.Agreement {
	all, out := newAgreements(list), map[string][]plan.Agreement{}
	for company, own := range byCompany(list) {
		out[company] = slices.DeleteFunc(all.active(own, day), func(a plan.Agreement) bool { return day.Before(a.Start) })
	}
	return out
}

// matches judges the candidates of one tenant.
func (w *companies) matches(hits []hit) []CompanyMatch {
	same := namesakes(hits, func(owner int) string { return w.list[owner].ID })
	out := []CompanyMatch{}
	for _, h := range hits[:min(w.max, len(hits))] {
		c := w.list[h.owner]
		m := CompanyMatch{Match: h.Match, Company: c, Agreements: w.eligible[c.ID]}
		m.Collisions = slices.Clone(m.Collisions)
		rivals, mapped := w.first.wanted(h.owner, h.Reason), w.mapped[c.ID]
		m.collide(len(same) > 0 && h.Reason.same(), SameName, same...)
		m.collide(len(rivals) > 1, SeveralCustomers, rivals...)
		m.collide(len(mapped) > 0, AlreadyMapped, mapped...)
		m.collide(c.Deleted, Deleted)
		m.collide(len(m.Agreements) == 0, NoAgreement)
		if len(m.Agreements) > 1 {
			m.collide(true, SeveralAgreements, collect(m.Agreements, agreementID)...)
		}
		m.judge()
		out = append(out, m)
	}
	return out
}
