package catalog

import "slices"

// Hint is what a billing row says about its product beside the code. Anything may be empty.
type Hint struct {
	Group       string `json:"group,omitempty"` // product group, e.g. User
	SKU         string `json:"sku,omitempty"`
	Description string `json:"description,omitempty"`
}

// Status says what became of a product code.
type Status string

// The statuses.
const (
	Resolved  Status = "resolved"  // one product
	Ambiguous Status = "ambiguous" // equally specific aliases name different products
	Unknown   Status = "unknown"   // no alias in effect fits
)

// Resolution is what a product code stands for on one row.
type Resolution struct {
	Status      Status  `json:"status"`
	Product     Product `json:"product,omitzero"`      // none unless resolved
	Aliases     []Alias `json:"aliases,omitempty"`     // the most specific in effect: they agree if resolved, disagree if ambiguous
	Suggestions []Alias `json:"suggestions,omitempty"` // unknown only: aliases that fit but need somebody to confirm them
}

// Equal reports whether two resolutions say the same.
func (r Resolution) Equal(o Resolution) bool {
	return r.Status == o.Status && r.Product == o.Product &&
		slices.Equal(r.Aliases, o.Aliases) && slices.Equal(r.Suggestions, o.Suggestions)
}

// Resolve finds the product that code stands for on a row like hint. The code is compared exactly.
func (c *Catalog) Resolve(code string, hint Hint) Resolution {
	var effective, suggestions []Alias
	for _, layer := range [...]map[string][]Alias{c.own, c.builtin} {
		for _, a := range layer[code] {
			switch {
			case !a.fits(hint):
			case a.Confidence.InEffect():
				effective = append(effective, a)
			default:
				suggestions = append(suggestions, a)
			}
		}
		if len(effective) > 0 {
			return c.decide(mostSpecific(effective))
		}
	}
	return Resolution{Status: Unknown, Suggestions: suggestions}
}

// mostSpecific keeps the aliases that no other one is narrower than.
func mostSpecific(fitting []Alias) []Alias {
	var best []Alias
	for _, a := range fitting {
		if !slices.ContainsFunc(fitting, func(b Alias) bool { return b.narrower(a) }) {
			best = append(best, a)
		}
	}
	return best
}

// decide resolves to the product that all of the aliases name.
func (c *Catalog) decide(best []Alias) Resolution {
	id := foldID(best[0].Product)
	if slices.ContainsFunc(best, func(a Alias) bool { return foldID(a.Product) != id }) {
		return Resolution{Status: Ambiguous, Aliases: best}
	}
	return Resolution{Status: Resolved, Product: c.products[c.index[id]], Aliases: best}
}
