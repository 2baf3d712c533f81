package plan

import (
	"errors"
	"fmt"
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
	v.limits()
	table, err := catalog.New(s.OwnProducts, s.Aliases)
	if err != nil {
		v.errs = append(v.errs, err)
	} else {
		v.products(table)
	}
	v.routes()
	v.rules()
	v.decisions()
	return errors.Join(v.errs...)
}

type validator struct {
	settings *Settings
	errs     []error
}

func (v *validator) check(ok bool, place, format string, args ...any) {
	if !ok {
		v.errs = append(v.errs, &SettingsError{place, fmt.Sprintf(format, args...)})
	}
}

// once reports a key that an earlier entry of the same list already has.
func once[K comparable](v *validator, seen map[K]int, key K, list string, i int) {
	if j, ok := seen[key]; ok {
		v.check(false, fmt.Sprintf("%s[%d]", list, i), "says again what %s[%d] says", list, j)
		return
	}
	seen[key] = i
}

// oneOf reports a word that is not in a list of words.
func oneOf[T ~string](v *validator, word T, place string, words ...T) {
	if slices.Contains(words, word) {
		return
	}
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	last := len(names) - 1
	v.check(false, place, "%q is not %s or %s", word, strings.Join(names[:last], ", "), names[last])
}

func (v *validator) general() {
	s := v.settings
	_, err := s.Location()
	v.check(err == nil, "timeZone", "%q is not an IANA time zone", s.TimeZone)
	if s.Schedule.Mode != "" {
		oneOf(v, s.Schedule.Mode, "schedule.mode", ModeInvoice, ModeMonthly, ModeDaily)
	}
	monthly := s.Schedule.Mode == ModeMonthly
	v.check(monthly || s.Schedule.Day == 0, "schedule.day", "only mode monthly has a day")
	v.check(!monthly || s.Schedule.Day >= 1 && s.Schedule.Day <= 31, "schedule.day", "must be a day of the month")
	v.check(s.ClosingDay >= 0 && s.ClosingDay <= 31, "closingDay", "must be a day of the month")
	v.check(s.FinalAfterDays >= 0 && s.FinalAfterDays <= 366, "finalAfterDays", "must be between 0 and 366")
	seen := map[string]int{}
	for i, c := range s.Cycles {
		v.check(c.ID != "", fmt.Sprintf("cycles[%d].id", i), "is empty")
		v.check(c.Months >= 0 && c.Months <= 120, fmt.Sprintf("cycles[%d].months", i), "must be between 0 (not recurring) and 120")
		once(v, seen, c.ID, "cycles", i)
	}
}

func (v *validator) limits() {
	l := v.settings.Limits
	for _, n := range []int64{
		l.LineFallUnits, l.LineFallPercent, l.LineRiseUnits, l.LineRisePercent, l.CreateUnits,
		l.RunFallUnits, l.RunFallPercent, l.RunZeroTenants, l.RunZeroPercent,
	} {
		v.check(n >= 0 && n <= 1_000_000_000, "limits", "%d is not between 0 and 1,000,000,000", n)
	}
	seen := map[string]int{}
	for i, m := range l.Money {
		place := fmt.Sprintf("limits.money[%d].", i)
		v.check(m.LineChange.Sign() >= 0 && m.RunFall.Sign() >= 0, place+"lineChange", "an amount must not be negative")
		once(v, seen, m.Currency, "limits.money", i)
	}
}

func (v *validator) products(table *catalog.Catalog) {
	s := v.settings
	known := func(product, format string, args ...any) {
		_, ok := table.Product(product)
		v.check(ok, fmt.Sprintf(format, args...), "%q is not a Sophos product", product)
	}
	seen := map[string]int{}
	for i, m := range s.Products {
		known(m.Product, "products[%d].product", i)
		once(v, seen, strings.Join([]string{strings.ToLower(m.Product), foldID(m.TenantID), m.CompanyID, m.AgreementTypeID, m.Currency}, "\x00"), "products", i)
		v.check(m.ItemID != "" || len(m.Also) == 0, fmt.Sprintf("products[%d].also", i), "names further items of a product that has no first one")
		items := map[string]int{m.ItemID: -1}
		for j, item := range m.Also {
			_, twice := items[item]
			v.check(!twice && item != "", fmt.Sprintf("products[%d].also[%d]", i, j), "%q is empty or stands twice", item)
			items[item] = j
		}
	}
	groups := groupsOf(table)
	for i, r := range s.Routes {
		for j, p := range r.Products {
			known(p, "routes[%d].products[%d]", i, j)
		}
		for j, g := range r.Groups {
			v.check(groups[strings.ToLower(g)], fmt.Sprintf("routes[%d].groups[%d]", i, j), "%q is neither a family nor a platform of a product", g)
		}
	}
	for i, x := range s.Exclusions {
		if x.Product != "" {
			known(x.Product, "exclusions[%d].product", i)
		}
	}
	for i, r := range s.Rules {
		if r.Product != "" {
			known(r.Product, "rules[%d].product", i)
		}
	}
}

// groupsOf returns the folded families and platforms of all products.
func groupsOf(table *catalog.Catalog) map[string]bool {
	groups := map[string]bool{}
	for _, p := range table.Products() {
		groups[strings.ToLower(p.Family)], groups[strings.ToLower(string(p.Platform))] = true, true
	}
	delete(groups, "")
	return groups
}
