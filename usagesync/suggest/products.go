package suggest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// Product is a Sophos product that nobody mapped, with the catalog items it may be.
type Product struct {
	Product catalog.Product `json:"product"`
	Items   []ItemMatch     `json:"items"` // best first; empty when nothing is near enough
}

// ItemMatch is a catalog item that a product may be.
type ItemMatch struct {
	Match
	Item plan.Item `json:"item"`
	Note string    `json:"note,omitempty"` // VendorNote, where it applies
}

// VendorNote is the note on items whose identifier is one that Sophos's own sync gives.
const VendorNote = "may have been made by Sophos's own sync; the identifier alone proves nothing"

const vendorPrefix = "sophos_"

// Products returns a suggestion for every product, in the order of identifiers. Each product is looked up by its
// identifier, its description and its current name, each item by its identifier and its description.
func Products(products []catalog.Product, items []plan.Item, o Options) []Product {
	o = o.withDefaults()
	w := newItems(items, o.MinScore)
	list := slices.SortedFunc(slices.Values(products), func(a, b catalog.Product) int {
		return cmp.Or(strings.Compare(a.Identifier, b.Identifier), strings.Compare(a.Description, b.Description))
	})
	for _, p := range list {
		w.first.enter(p.Identifier, w.find(p))
	}
	return collect(list, func(p catalog.Product) Product { return Product{p, w.matches(p, o.Max)} })
}

// items is what candidates are made of.
type items struct {
	list  []plan.Item // usable ones first, then by identifier: the order among equal scores
	names *matcher
	first contest
}

func newItems(list []plan.Item, minScore int) *items {
	w := &items{list: slices.SortedFunc(slices.Values(list), compareItems), first: newContest()}
	w.names = newMatcher(vendorWords(), minScore, func(add func(int, string)) {
		for i, it := range w.list {
			add(i, it.Identifier)
			add(i, it.Description)
		}
	})
	return w
}

// compareItems puts items that can be additions first.
func compareItems(a, b plan.Item) int {
	return cmp.Or(
		falseFirst(unusable(a), unusable(b)),
		strings.Compare(a.Identifier, b.Identifier), strings.Compare(a.ID, b.ID), strings.Compare(a.Description, b.Description),
	)
}

func unusable(it plan.Item) bool { return it.Inactive || it.Class == classBundle }

const classBundle = "Bundle"

// find returns the candidates for a product, best first: each item by the best of the product's names. Only the identifier
// is exact; the same description is normalised.
func (w *items) find(p catalog.Product) []hit {
	hits := slices.Clone(w.names.find(p.Identifier))
	for _, text := range []string{p.Description, p.CurrentName} {
		for _, h := range w.names.find(text) {
			if h.Reason == Exact {
				h.Reason, h.Score = Normalised, scoreSpelling
			}
			if i := slices.IndexFunc(hits, func(x hit) bool { return x.owner == h.owner }); i < 0 {
				hits = append(hits, h)
			} else if hits[i].Score < h.Score {
				hits[i] = h
			}
		}
	}
	slices.SortFunc(hits, compareHits)
	return hits
}

// matches judges the candidates of one product.
func (w *items) matches(p catalog.Product, limit int) []ItemMatch {
	hits := w.find(p)
	same := namesakes(hits, func(owner int) string { return w.list[owner].ID })
	out := []ItemMatch{}
	for _, h := range hits[:min(limit, len(hits))] {
		m := ItemMatch{Match: h.Match, Item: w.list[h.owner]}
		m.Collisions = slices.Clone(m.Collisions)
		rivals := w.first.wanted(h.owner, h.Reason)
		m.collide(len(same) > 0 && h.Reason.same(), SameName, same...)
		m.collide(len(rivals) > 1, SeveralProducts, rivals...)
		m.collide(m.Item.Inactive, Inactive)
		m.collide(m.Item.Class == classBundle, Bundle)
		if m.Note = note(m.Item); strings.EqualFold(m.Item.Identifier, p.Identifier) {
			m.Note = VendorNote
		}
		m.judge()
		out = append(out, m)
	}
	return out
}

// note returns VendorNote for items that are called like Sophos's.
func note(it plan.Item) string {
	if strings.HasPrefix(strings.ToLower(it.Identifier), vendorPrefix) {
		return VendorNote
	}
	return ""
}
