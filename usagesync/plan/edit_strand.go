package plan

import (
	"fmt"
	"slices"
	"strings"
)

// strands refuses settings in which a pin or a rule of a line or an item has nothing left that it is about: what people
// agreed on would be lost without a word, and the next invoice shows it.
func (s *Settings) strands(next *Settings) error {
	lost := func(sel Rule) bool { return !next.leads(sel) && s.leads(sel) }
	for _, p := range next.Pins {
		if lost(Rule{AgreementID: p.AgreementID, ItemID: p.ItemID}) {
			return &EditError{
				Line:    LineID(p.AgreementID, p.ItemID),
				Problem: fmt.Sprintf("is pinned to %s by %s, and nothing would lead to it any more", p.Quantity, p.Who),
				Advice:  "unpin it first, and pin the line that takes its place",
			}
		}
	}
	for _, r := range next.Rules {
		if (r.AgreementID != "" || r.ItemID != "") && lost(r) {
			return &EditError{
				TenantID: r.TenantID, Product: r.Product, AgreementID: r.AgreementID,
				Problem: fmt.Sprintf("a rule (item %q, reason %q) would be about nothing any more", r.ItemID, r.Reason),
				Advice:  "remove the rule first, and set it for what takes its place",
			}
		}
	}
	return nil
}

// leads reports whether a route and a mapping together lead to a line that a rule's selectors fit. Agreement types and
// currencies are not known here: a mapping that names one may hold on any agreement.
func (s *Settings) leads(sel Rule) bool {
	return slices.ContainsFunc(s.Routes, func(r Route) bool {
		if sel.AgreementID != "" && sel.AgreementID != r.AgreementID || sel.TenantID != "" && foldID(sel.TenantID) != foldID(r.TenantID) {
			return false
		}
		return slices.ContainsFunc(s.Products, func(m ProductMapping) bool {
			fits := (sel.Product == "" || strings.EqualFold(sel.Product, m.Product)) && (sel.ItemID == "" || m.bills(sel.ItemID))
			return fits && m.ItemID != "" && m.reaches(r) && !s.outranked(m, r, sel.ItemID)
		})
	})
}

// bills reports whether a mapping names an item.
func (m ProductMapping) bills(item string) bool {
	return m.ItemID == item || slices.Contains(m.Also, item)
}

// reaches reports whether a mapping may hold for what a route sends.
func (m ProductMapping) reaches(r Route) bool {
	named := len(r.Products) == 0 || slices.ContainsFunc(r.Products, func(p string) bool { return strings.EqualFold(p, m.Product) })
	return named && (m.TenantID == "" || foldID(m.TenantID) == foldID(r.TenantID)) && (m.CompanyID == "" || m.CompanyID == r.CompanyID)
}

// outranked reports whether a more specific mapping of the same product surely holds instead, and leads elsewhere.
func (s *Settings) outranked(m ProductMapping, r Route, item string) bool {
	return slices.ContainsFunc(s.Products, func(o ProductMapping) bool {
		return strings.EqualFold(o.Product, m.Product) && o.AgreementTypeID == "" && o.Currency == "" && o.reaches(r) &&
			o.specificity() > m.specificity() && (item == "" || !o.bills(item))
	})
}
