package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
)

// MapProduct sends a Sophos product to a catalog item, everywhere or where the mapping's selectors say, and turns its
// sync on unless m.Off. A mapping of the product with the same selectors gives way to it. It is refused where it would
// take away what a pin or a rule of a line or an item is about.
func (s *Settings) MapProduct(m ProductMapping) (err error) {
	if m.Product, err = s.productName(m.Product); err != nil {
		return err
	}
	if m.ItemID == "" {
		return &EditError{TenantID: m.TenantID, Product: m.Product, Problem: "no catalog item is named", Advice: "name one; to stop the product's sync, unmap it"}
	}
	m.Also = slices.Clone(m.Also)
	for i, item := range m.Also {
		if item == "" || item == m.ItemID || slices.Contains(m.Also[:i], item) {
			return &EditError{TenantID: m.TenantID, Product: m.Product, Problem: fmt.Sprintf("the further item %q is empty or named twice", item), Advice: "name each item once"}
		}
	}
	next := *s
	next.Products = put(s.Products, m, func(o ProductMapping) bool { return o.where() == m.where() }, func(m ProductMapping) ProductMapping {
		m.TenantID = foldID(m.TenantID)
		return m
	})
	if err := s.strands(&next); err != nil {
		return err
	}
	*s = next
	return nil
}

// UnmapProduct removes the mappings of a product that lie within at's selectors: all of them if there are none, and the
// product's sync is off then. Where a less specific mapping is left, that one holds. Nothing is changed when there is no
// such mapping.
func (s *Settings) UnmapProduct(at ProductMapping) error {
	within := func(m ProductMapping) bool { return m.within(at) }
	if !slices.ContainsFunc(s.Products, within) {
		_, err := s.productName(at.Product)
		return err
	}
	s.Products = drop(s.Products, within)
	return nil
}

// SyncProduct turns the sync of a product on or off: that of the mappings within at's selectors, all of them if there are
// none. Usage of a product that is off is read and reported, never written. A product without a mapping has no sync to
// turn on.
func (s *Settings) SyncProduct(at ProductMapping, on bool) error {
	name, err := s.productName(at.Product)
	if err != nil {
		return err
	}
	list := slices.Clone(s.Products)
	found := false
	for i := range list {
		if list[i].within(at) {
			found, list[i].Off = true, !on
		}
	}
	if !found {
		return &EditError{TenantID: at.TenantID, Product: name, Problem: "is not mapped, so its sync is off", Advice: "map it to a catalog item"}
	}
	s.Products = list
	return nil
}

// AddAlias says which product a product code stands for, on all rows or on those that fit what narrows it. It gives way
// to a later alias of the same rows.
func (s *Settings) AddAlias(a catalog.Alias) (err error) {
	if a.Code == "" {
		return &EditError{Product: a.Product, Problem: "the alias names no product code", Advice: "give the code as it stands in the usage report"}
	}
	if a.Product, err = s.productName(a.Product); err != nil {
		return err
	}
	s.Aliases = put(s.Aliases, a, sameRows(a), as[catalog.Alias])
	return nil
}

// RemoveAlias takes back an alias. Its product is not looked at, and nothing is changed when there is none.
func (s *Settings) RemoveAlias(a catalog.Alias) { s.Aliases = drop(s.Aliases, sameRows(a)) }

func sameRows(a catalog.Alias) func(catalog.Alias) bool {
	return func(o catalog.Alias) bool {
		return o.Code == a.Code && strings.EqualFold(o.Group, a.Group) && o.SKU == a.SKU && strings.EqualFold(o.DescriptionPrefix, a.DescriptionPrefix)
	}
}

// where is what a mapping is told from others by.
func (m ProductMapping) where() [5]string {
	return [...]string{strings.ToLower(m.Product), foldID(m.TenantID), m.CompanyID, m.AgreementTypeID, m.Currency}
}

// within reports whether a mapping is of at's product, and at least as narrow as at.
func (m ProductMapping) within(at ProductMapping) bool {
	is, wide := m.where(), at.where()
	for i := range wide {
		if (wide[i] != "" || i == 0) && is[i] != wide[i] {
			return false
		}
	}
	return true
}
