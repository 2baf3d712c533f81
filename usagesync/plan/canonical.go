package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
)

// Canonical returns the settings with every array in its one order, so that equal settings are equal documents.
func (s Settings) Canonical() Settings {
	s.Products = sorted(s.Products, func(m ProductMapping) string {
		return strings.Join([]string{strings.ToLower(m.Product), foldID(m.TenantID), m.CompanyID, m.AgreementTypeID, m.Currency}, "\x00")
	})
	s.Routes = slices.SortedStableFunc(slices.Values(s.Routes), Route.cmp)
	s.Rules = sorted(s.Rules, func(r Rule) string { k := r.selectors(); return strings.Join(k[:], "\x00") })
	s.Aliases = sorted(s.Aliases, func(a catalog.Alias) string {
		return strings.Join([]string{a.Code, a.Group, a.SKU, a.DescriptionPrefix, a.Product}, "\x00")
	})
	s.OwnProducts = sorted(s.OwnProducts, func(p catalog.Product) string { return strings.ToLower(p.Identifier) })
	s.Consents = sorted(s.Consents, func(c Consent) string { return LineID(c.AgreementID, c.ItemID) })
	s.Exclusions = sorted(s.Exclusions, func(x Exclusion) string { return fmt.Sprint(foldID(x.TenantID), "\x00", x) })
	s.Pins = sorted(s.Pins, func(p Pin) string { return LineID(p.AgreementID, p.ItemID) })
	s.Overwrites = sorted(s.Overwrites, func(o Overwrite) string { return LineID(o.AgreementID, o.ItemID) })
	s.Closures = sorted(s.Closures, func(c Closure) string { return foldID(c.TenantID) })
	s.Cycles = sorted(s.Cycles, func(c Cycle) string { return c.ID })
	s.Limits.Money = sorted(s.Limits.Money, func(m MoneyLimit) string { return m.Currency })
	return s
}

// cmp orders routes by tenant, then by what they say.
func (r Route) cmp(o Route) int {
	flag := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(foldID(r.TenantID), foldID(o.TenantID)), slices.Compare(r.Products, o.Products), slices.Compare(r.Groups, o.Groups),
		r.From.Cmp(o.From), r.To.Cmp(o.To), compareIDs(r.AgreementID, o.AgreementID), compareIDs(r.CompanyID, o.CompanyID),
		cmp.Compare(r.AgreementName, o.AgreementName), cmp.Compare(r.CompanyName, o.CompanyName), cmp.Compare(r.TenantID, o.TenantID),
		flag(r.Off)-flag(o.Off))
}

func sorted[T any](list []T, key func(T) string) []T {
	return slices.SortedStableFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
