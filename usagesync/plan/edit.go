package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/catalog"
)

// EditError says why a decision was not taken into the settings, which are as they were. Of the ids those are set that
// the decision is about.
type EditError struct {
	TenantID    string
	Product     string
	AgreementID string
	Line        string // agreement and item, see LineID
	Problem     string
	Advice      string // the next step
}

// Error implements error.
func (e *EditError) Error() string {
	var about []string
	for _, part := range [...]struct{ what, id string }{
		{"tenant ", e.TenantID}, {"product ", e.Product}, {"agreement ", e.AgreementID}, {"line ", e.Line},
	} {
		if part.id != "" {
			about = append(about, part.what+part.id)
		}
	}
	text := e.Problem
	if len(about) > 0 {
		text = strings.Join(about, ", ") + ": " + text
	}
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return text
}

// CheckDecision reports, as an *EditError, a decision that does not say who took it and why, or whose time can't be read.
func CheckDecision(d Decision) error {
	_, err := time.Parse(time.RFC3339, cmp.Or(d.When, "2006-01-02T15:04:05Z"))
	switch {
	case strings.TrimSpace(d.Who) == "":
		return &EditError{Problem: "the decision does not say who took it", Advice: "name the person"}
	case strings.TrimSpace(d.Why) == "":
		return &EditError{Problem: "the decision does not say why it was taken", Advice: "give a reason"}
	case err != nil:
		return &EditError{Problem: fmt.Sprintf("the decision's time %q is not one of RFC 3339", shorten(d.When)), Advice: "write it like 2026-11-02T09:00:00Z"}
	}
	return nil
}

// put returns a list with v in the place of the entry that is about the same thing, or behind all others. An entry that
// says the same stays, which essence decides: it leaves out when something was said, and the case of ids. The list itself
// is never changed: copies of the settings share it.
func put[T any](list []T, v T, about func(T) bool, essence func(T) T) []T {
	i := slices.IndexFunc(list, about)
	if i < 0 {
		return append(slices.Clip(list), v)
	}
	if reflect.DeepEqual(essence(list[i]), essence(v)) {
		return list
	}
	list = slices.Clone(list)
	list[i] = v
	return list
}

// drop returns a list without some of its entries. The list itself is never changed.
func drop[T any](list []T, out func(T) bool) []T {
	if !slices.ContainsFunc(list, out) {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), out)
}

// as returns the value itself: all of it counts.
func as[T any](v T) T { return v }

// productName returns a product's identifier as its table spells it.
func (s *Settings) productName(identifier string) (string, error) {
	table, err := catalog.New(s.OwnProducts, nil)
	if err != nil {
		return "", &EditError{Product: identifier, Problem: err.Error(), Advice: "correct the own products first"}
	}
	if p, ok := table.Product(identifier); ok {
		return p.Identifier, nil
	}
	var names []string
	for _, p := range table.Products() {
		names = append(names, p.Identifier)
	}
	return "", &EditError{Product: identifier, Problem: "is not a Sophos product", Advice: didYouMean(identifier, names)}
}

// productNames does the same for several.
func (s *Settings) productNames(identifiers []string) ([]string, error) {
	var names []string
	for _, id := range identifiers {
		name, err := s.productName(id)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}
