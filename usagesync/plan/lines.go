package plan

import (
	"cmp"
	"math"
	"slices"
)

// line is one agreement x item with everything that feeds it.
type line struct {
	id       string
	contract *contract
	item     int32
	feeds    []feed   // one per tenant and product, by tenant, then product
	sources  []Source // the same, for people
	terms    *terms
	owned    *Line    // what we remember of it; nil when it is not ours
	covered  Quantity // units of lower tiers that a higher one covers
	disagree string   // the term on which its sources disagree
	mixed    string   // why its rows can't be one quantity
	doubt    bool     // a row of it can't be read
	overflow bool     // its rows don't add up to a Quantity
	deferred bool     // some of its usage is not due yet
}

// feed is what a tenant's product brings to a line.
type feed struct {
	tenant, product int32
	units           Quantity
	terms           *terms
	also            bool // the same units are already on another item
}

// portionKey orders portions by line, then by feed.
type portionKey struct {
	line uint64 // contract and item
	feed uint64 // tenant and product
	at   int32
}

// arrange orders the portions that are on a line.
func arrange(portions []portion) []portionKey {
	keys := make([]portionKey, 0, len(portions))
	for i := range portions {
		if p := &portions[i]; p.item >= 0 {
			keys = append(keys, portionKey{uint64(p.agreement)<<32 | uint64(uint32(p.item)), uint64(p.tenant)<<32 | uint64(uint32(p.product)), int32(i)})
		}
	}
	slices.SortFunc(keys, func(a, b portionKey) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.feed, b.feed)) })
	return keys
}

// grouper makes lines of arranged portions, one contract after the other.
type grouper struct {
	*world
	portions []portion
	keys     []portionKey
	feeds    []feed
	sources  []Source
	line     line
}

func (w *world) grouper(portions []portion) *grouper {
	keys := arrange(portions)
	return &grouper{world: w, portions: portions, keys: keys, sources: make([]Source, 0, len(keys))}
}

// each calls yield for every line that usage feeds or that is ours, by agreement, then item. The line is only good until
// yield returns.
func (g *grouper) each(yield func(*line)) {
	at := 0
	for i := range g.contracts {
		c := &g.contracts[i]
		owned := c.owned
		for {
			item, fed := int32(-1), at < len(g.keys) && g.keys[at].line>>32 == uint64(i)
			if fed {
				item = int32(uint32(g.keys[at].line))
			}
			if len(owned) > 0 {
				if first := g.item[owned[0].ItemID]; !fed || first < item {
					item, fed = first, false
				}
			}
			if item < 0 {
				break
			}
			g.begin(c, item)
			if fed {
				at = g.fill(at)
			}
			if len(owned) > 0 && owned[0].ItemID == g.items[item].ID {
				g.line.owned, owned = &owned[0], owned[1:]
			}
			g.settle()
			yield(&g.line)
		}
	}
}

func (g *grouper) begin(c *contract, item int32) {
	g.line = line{id: LineID(c.id, g.items[item].ID), contract: c, item: item}
	g.feeds = g.feeds[:0]
}

// fill takes the portions of one line, and returns where the next line's begin.
func (g *grouper) fill(at int) int {
	l, key := &g.line, g.keys[at].line
	from, first := len(g.sources), at
	for at < len(g.keys) && g.keys[at].line == key {
		p := &g.portions[g.keys[at].at]
		switch {
		case p.bucket == deferred:
			l.deferred = true
		case at > first && g.keys[at].feed == g.keys[at-1].feed && len(g.feeds) > 0 && g.feeds[len(g.feeds)-1].tenant == p.tenant && g.feeds[len(g.feeds)-1].product == p.product:
			g.add(&g.feeds[len(g.feeds)-1], p)
		default:
			g.feeds = append(g.feeds, feed{tenant: p.tenant, product: p.product, terms: p.terms, also: p.also})
			g.add(&g.feeds[len(g.feeds)-1], p)
		}
		at++
	}
	for i := range g.feeds {
		f := &g.feeds[i]
		g.sources = append(g.sources, Source{g.tenants[f.tenant].folded, g.products[f.product].Identifier, f.units})
	}
	l.feeds, l.sources = g.feeds, g.sources[from:len(g.sources):len(g.sources)]
	l.mixed = g.mixed(g.keys[first:at])
	return at
}

// add brings a portion's units to its feed.
func (g *grouper) add(f *feed, p *portion) {
	l := &g.line
	l.doubt = l.doubt || p.doubt >= 0
	if p.bucket == covered {
		if !p.also {
			l.covered = Quantity{saturate(l.covered.micros, p.units.micros)}
		}
		return
	}
	f.units = Quantity{saturate(f.units.micros, p.units.micros)}
	l.overflow = l.overflow || f.units.micros == math.MaxInt64
}

// settle finds the terms on which a line is billed: those of its sources, or of what fed it before when nothing does now.
func (g *grouper) settle() {
	l := &g.line
	for i := range l.feeds {
		l.agree(l.feeds[i].terms)
	}
	if len(l.feeds) > 0 {
		return
	}
	if len(g.rules.rules) > 0 && l.owned != nil {
		s := Step{AgreementID: l.contract.id, TypeID: l.contract.terms.TypeID, ItemID: g.items[l.item].ID, Sources: l.owned.Sources}
		l.terms, l.disagree = g.lineTerms(g.placesOf(s, g.in.Period))
	}
	if l.terms == nil {
		l.terms = g.site
	}
}

// agree takes the terms of one source, or notes in what they differ from those of the others.
func (l *line) agree(t *terms) {
	switch {
	case l.terms == nil:
		l.terms = t
	case l.terms != t && l.disagree == "":
		l.disagree = t.line.difference(&l.terms.line)
	}
}
