package catalog

import "strings"

// Confidence says how sure an alias is.
type Confidence string

// The confidences, from surest to least sure.
const (
	Confirmed Confidence = "confirmed" // the caller's own
	High      Confidence = "high"
	Medium    Confidence = "medium"
	Low       Confidence = "low"
)

// InEffect reports whether an alias of this confidence resolves codes; otherwise it is only suggested.
func (c Confidence) InEffect() bool { return c == Confirmed || c == High }

// Alias says that a product code stands for a product, on all rows or only on those that fit what narrows it. Aliases
// are comparable.
type Alias struct {
	Code              string     `json:"code"`                        // product code of the billing row, exact
	Product           string     `json:"product"`                     // identifier, in any case
	Group             string     `json:"group,omitempty"`             // narrows: product group, ignoring case
	SKU               string     `json:"sku,omitempty"`               // narrows: SKU, exact
	DescriptionPrefix string     `json:"descriptionPrefix,omitempty"` // narrows: beginning of the description, ignoring case
	Confidence        Confidence `json:"confidence,omitempty"`        // of an own alias always Confirmed, whatever it said
	Source            string     `json:"source,omitempty"`            // where it is from; all built-in ones are [inferred]
}

// narrowing is the alias's condition in the form of the row that just fits it.
func (a Alias) narrowing() Hint {
	return Hint{Group: a.Group, SKU: a.SKU, Description: a.DescriptionPrefix}
}

// fits reports whether a row with the alias's code is one that the alias speaks of.
func (a Alias) fits(h Hint) bool {
	return (a.Group == "" || strings.EqualFold(a.Group, h.Group)) &&
		(a.SKU == "" || a.SKU == h.SKU) &&
		strings.HasPrefix(strings.ToLower(h.Description), strings.ToLower(a.DescriptionPrefix))
}

// narrower reports whether a fits only rows that b fits, but not the other way round.
func (a Alias) narrower(b Alias) bool {
	return b.fits(a.narrowing()) && !a.fits(b.narrowing())
}

// sameRows reports whether a and b speak of exactly the same rows.
func (a Alias) sameRows(b Alias) bool {
	return a.Code == b.Code && b.fits(a.narrowing()) && a.fits(b.narrowing())
}
