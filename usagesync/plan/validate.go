package plan

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
)

// SettingsError is one problem of a settings document.
type SettingsError struct {
	Place   string // path in the document, such as routes[3].agreementId
	Problem string
}

func (e *SettingsError) Error() string { return e.Place + ": " + e.Problem }

// Validate reports all problems of the settings together, each a *SettingsError with its place.
func (s Settings) Validate() error {
	v := &validator{settings: &s}
	v.general()
	v.products()
	v.routes()
	v.decisions()
	return errors.Join(v.errs...)
}

type validator struct {
	settings *Settings
	errs     []error
}

func (v *validator) check(ok bool, place, problem string) {
	if !ok {
		v.errs = append(v.errs, &SettingsError{place, problem})
	}
}

// once reports a key that an earlier entry of the same list already has.
func (v *validator) once(seen map[string]int, key, list string, i int) {
	if j, ok := seen[key]; ok {
		v.check(false, fmt.Sprintf("%s[%d]", list, i), fmt.Sprintf("says again what %s[%d] says", list, j))
		return
	}
	seen[key] = i
}

func (v *validator) general() {
	s := v.settings
	_, err := s.Location()
	v.check(err == nil, "timeZone", fmt.Sprintf("%q is not an IANA time zone", s.TimeZone))
	known := []QuantitySource{"", QuantityBillable, QuantityOrdered, QuantityActual}
	v.check(slices.Contains(known, s.Quantity), "quantity", fmt.Sprintf("%q is not billable, ordered or actual", s.Quantity))
	v.check(s.ClosingDay >= 0 && s.ClosingDay <= 31, "closingDay", "must be a day of the month")
	v.check(s.FinalAfterDays >= 0 && s.FinalAfterDays <= 366, "finalAfterDays", "must be between 0 and 366")
	l := s.Limits
	for _, n := range []int64{
		l.LineFallUnits, l.LineFallPercent, l.LineRiseUnits, l.LineRisePercent, l.CreateUnits,
		l.RunFallUnits, l.RunFallPercent, l.RunZeroTenants, l.RunZeroPercent,
	} {
		v.check(n >= 0 && n <= 1_000_000_000, "limits", fmt.Sprintf("%d is not between 0 and 1,000,000,000", n))
	}
	seen := map[string]int{}
	for i, c := range s.Cycles {
		v.check(c.ID != "", fmt.Sprintf("cycles[%d].id", i), "is empty")
		v.check(c.Months > 0, fmt.Sprintf("cycles[%d].months", i), "must be at least 1")
		v.once(seen, c.ID, "cycles", i)
	}
}

func (v *validator) products() {
	s := v.settings
	table, err := catalog.New(s.OwnProducts, s.Aliases)
	if err != nil {
		v.errs = append(v.errs, err)
		return
	}
	seen := map[string]int{}
	for i, m := range s.Products {
		_, known := table.Product(m.Product)
		v.check(known, fmt.Sprintf("products[%d].product", i), fmt.Sprintf("%q is not a Sophos product", m.Product))
		v.once(seen, strings.ToLower(m.Product), "products", i)
	}
	for i, r := range s.Routes {
		for j, p := range r.Products {
			_, known := table.Product(p)
			v.check(known, fmt.Sprintf("routes[%d].products[%d]", i, j), fmt.Sprintf("%q is not a Sophos product", p))
		}
	}
	for i, x := range s.Exclusions {
		_, known := table.Product(x.Product)
		v.check(known || x.Product == "", fmt.Sprintf("exclusions[%d].product", i), fmt.Sprintf("%q is not a Sophos product", x.Product))
	}
	seen = map[string]int{}
	for i, r := range s.Items {
		v.check(r.ItemID != "", fmt.Sprintf("items[%d].itemId", i), "is empty")
		known := []Combine{"", CombineSum, CombineMax, CombineAny}
		v.check(slices.Contains(known, r.Combine), fmt.Sprintf("items[%d].combine", i), fmt.Sprintf("%q is not sum, max or any", r.Combine))
		v.once(seen, r.ItemID, "items", i)
	}
}

func (v *validator) routes() {
	for i, r := range v.settings.Routes {
		place := fmt.Sprintf("routes[%d].", i)
		v.check(r.TenantID != "", place+"tenantId", "is empty")
		v.check(r.CompanyID != "", place+"companyId", "is empty")
		v.check(r.AgreementID != "", place+"agreementId", "is empty")
		v.check(r.From.IsZero() || r.To.IsZero() || !r.To.Before(r.From), place+"to", "is before from")
	}
}

func (v *validator) decisions() {
	seen, taken := map[string]int{}, map[string]int{}
	for i, c := range v.settings.Consents {
		place := fmt.Sprintf("consents[%d].", i)
		v.check(c.AgreementID != "" && c.ItemID != "" && c.AdditionID != "", place+"additionId", "a consent names an agreement, an item and an addition")
		v.check(c.Who != "", place+"who", "is empty: a consent says who gave it")
		v.check(c.Siblings == "" || c.Siblings == SiblingsSeparate, place+"siblings", fmt.Sprintf("%q is not separate", c.Siblings))
		v.once(seen, LineID(c.AgreementID, c.ItemID), "consents", i)
		v.once(taken, LineID(c.AgreementID, c.AdditionID), "consents", i)
	}
	for i, x := range v.settings.Exclusions {
		place := fmt.Sprintf("exclusions[%d].", i)
		v.check(x.TenantID != "" || x.Product != "", place+"tenantId", "an exclusion names a tenant, a product or both")
		v.check(x.Reason != "", place+"reason", "is empty")
	}
}

// Canonical returns the settings with every array in its one order, so that equal settings are equal documents.
func (s Settings) Canonical() Settings {
	s.Products = sorted(s.Products, func(m ProductMapping) string { return strings.ToLower(m.Product) })
	s.Items = sorted(s.Items, func(r ItemRule) string { return r.ItemID })
	s.Routes = sorted(s.Routes, func(r Route) string {
		return fmt.Sprint(foldID(r.TenantID), "\x00", r)
	})
	s.Aliases = sorted(s.Aliases, func(a catalog.Alias) string {
		return strings.Join([]string{a.Code, a.Group, a.SKU, a.DescriptionPrefix, a.Product}, "\x00")
	})
	s.OwnProducts = sorted(s.OwnProducts, func(p catalog.Product) string { return strings.ToLower(p.Identifier) })
	s.Consents = sorted(s.Consents, func(c Consent) string { return LineID(c.AgreementID, c.ItemID) })
	s.Exclusions = sorted(s.Exclusions, func(x Exclusion) string { return fmt.Sprint(foldID(x.TenantID), "\x00", x) })
	s.Cycles = sorted(s.Cycles, func(c Cycle) string { return c.ID })
	return s
}

func sorted[T any](list []T, key func(T) string) []T {
	return slices.SortedStableFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}

// ParseSettings reads a settings document. Unknown members, duplicate keys and anything after the document are errors,
// and so is everything that Validate finds.
func ParseSettings(b []byte) (Settings, error) {
	if err := duplicateKeys(json.NewDecoder(bytes.NewReader(b))); err != nil {
		return Settings{}, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var s Settings
	if err := d.Decode(&s); err != nil {
		return Settings{}, fmt.Errorf("settings: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Settings{}, errors.New("settings: there is more after the document")
	}
	return s.Canonical(), s.Validate()
}

// duplicateKeys reads one JSON value and refuses an object that names a member twice, in any case: encoding/json would
// silently take the last.
func duplicateKeys(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return fmt.Errorf("settings: %w", err)
			}
			name, _ := key.(string)
			if seen[strings.ToLower(name)] {
				return fmt.Errorf("settings: member %q stands twice in one object, near byte %d", name, d.InputOffset())
			}
			seen[strings.ToLower(name)] = true
			if err := duplicateKeys(d); err != nil {
				return err
			}
		}
	case json.Delim('['):
		for d.More() {
			if err := duplicateKeys(d); err != nil {
				return err
			}
		}
	default:
		return nil
	}
	if _, err = d.Token(); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	return nil
}
