package plan

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// line is one agreement x item with everything that feeds it.
type line struct {
	id        string
	agreement string
	item      string
	sources   []Source // one per tenant and product, by tenant, then product
	doubt     bool     // a row of it can't be read
	overflow  bool     // the sources don't add up to a Quantity
	deferred  bool     // some of its usage is not due yet
}

// reported says what the report holds of one tenant.
type reported struct {
	homeless bool // units above 0, or unreadable ones, that are unmapped or switched off
}

// feed is a tenant's product.
type feed struct{ tenant, product string }

// usage is the whole report, brought to lines.
type usage struct {
	lines   map[string]*line
	tenants map[string]reported
	nobodys map[string]bool // products, "" for unknown ones, with units on rows that name no tenant
}

// group brings portions to their lines.
func group(portions []portion) usage {
	u := usage{lines: map[string]*line{}, tenants: map[string]reported{}, nobodys: map[string]bool{}}
	sums := map[string]map[feed]Quantity{}
	for _, p := range portions {
		if some := p.units.Sign() > 0 || p.doubt != ""; some && (p.bucket == unmapped || p.bucket == ignored) {
			u.homeless(p)
		}
		if p.bucket != onLine && p.bucket != deferred {
			continue
		}
		l := u.lines[p.line]
		if l == nil {
			l = &line{id: p.line, agreement: p.agreement, item: p.item}
			u.lines[p.line], sums[p.line] = l, map[feed]Quantity{}
		}
		l.doubt, l.deferred = l.doubt || p.doubt != "", l.deferred || p.bucket == deferred
		if p.bucket == deferred {
			continue
		}
		sum := saturate(sums[p.line][feed{p.tenant, p.product}].micros, p.units.micros)
		sums[p.line][feed{p.tenant, p.product}] = Quantity{sum}
		l.overflow = l.overflow || sum == math.MaxInt64
	}
	for id, l := range u.lines {
		for _, f := range slices.SortedFunc(maps.Keys(sums[id]), feed.cmp) {
			l.sources = append(l.sources, Source{f.tenant, f.product, sums[id][f]})
		}
	}
	return u
}

// homeless notes units that reach no line although nobody left them out on purpose.
func (u usage) homeless(p portion) {
	if p.tenant == "" {
		u.nobodys[p.product] = true
		return
	}
	u.tenants[p.tenant] = reported{homeless: true}
}

func (f feed) cmp(g feed) int {
	return cmp.Or(cmp.Compare(f.tenant, g.tenant), cmp.Compare(f.product, g.product))
}

// allLines returns the lines that usage feeds and the lines that we own, by agreement, then item.
func (w *world) allLines(u usage) []*line {
	lines := maps.Clone(u.lines)
	for id, l := range w.owned {
		if lines[id] == nil {
			lines[id] = &line{id: id, agreement: l.AgreementID, item: l.ItemID}
		}
	}
	return slices.SortedFunc(maps.Values(lines), func(a, b *line) int {
		return cmp.Or(compareIDs(a.agreement, b.agreement), compareIDs(a.item, b.item))
	})
}

// compareIDs orders ids for readers: numbers by size, everything else by text.
func compareIDs(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// combine makes one quantity of a line's sources.
func (l *line) combine(how Combine) (Quantity, error) {
	var total Quantity
	for _, s := range l.sources {
		var err error
		switch how {
		case CombineMax:
			total = Quantity{max(total.micros, s.Units.micros)}
		case CombineAny:
			if s.Units.Sign() > 0 {
				total = Units(1)
			}
		default:
			total, err = total.Add(s.Units)
		}
		if err != nil {
			return Quantity{}, err
		}
	}
	return total, nil
}
