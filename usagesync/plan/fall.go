package plan

import (
	"fmt"
	"slices"
)

// standing is what became of something that fed a line at its last verified sync.
type standing uint8

const (
	feeding  standing = iota // the report has it, or has it no more although its customer is still there
	released                 // excluded by a person: it may fall
	closed                   // a person closed the customer, or moved it: it may end
	left                     // the customer is gone or no longer on monthly usage
	missing                  // unknown, unmapped, off or moved elsewhere
	unclear                  // mapped to several places at once
)

// standingOf says what became of a feed, and in words why it does not feed the line now. Other rows of the same
// customer prove nothing: only a row of this very product on this very line does.
func (w *world) standingOf(l *line, s *Source) (standing, string) {
	for i := range l.sources {
		if l.sources[i].sameFeed(s) {
			return feeding, ""
		}
	}
	id := foldID(s.TenantID)
	var t tenant
	if i, ok := w.tenant[id]; ok {
		t = w.tenants[i]
	}
	name := s.TenantID
	if t.Name != "" {
		name = t.Name
	}
	if _, over := w.closed(id, w.in.Period); over {
		return closed, ""
	}
	if w.excluded(id, s.Product, w.in.Period) {
		return released, ""
	}
	product := w.productIndex(s.Product)
	var m *ProductMapping
	var route *Route
	ambiguous := false
	if product >= 0 {
		m = w.mapping(product, id, &l.contract.terms)
		route, ambiguous = choose(t.routes, &w.products[product])
	}
	switch {
	case !t.known:
		return left, "tenant " + name + " is not in Sophos Central any more"
	case t.BillingType != "" && t.BillingType != BillingUsage:
		return left, fmt.Sprintf("%s is no longer on monthly usage (billing type %s)", name, t.BillingType)
	case m == nil || m.ItemID != w.items[l.item].ID && !slices.Contains(m.Also, w.items[l.item].ID):
		return missing, s.Product + " is not mapped to this item any more"
	case m.Off:
		return missing, "the sync of " + s.Product + " is off"
	case ambiguous:
		return unclear, name + " is mapped to several agreements at once"
	case route == nil || route.AgreementID != l.contract.id:
		return missing, name + " is not mapped to this agreement any more"
	case route.Off:
		return missing, "the sync of " + name + " is off"
	}
	return feeding, ""
}

// sameFeed reports whether two sources are the same product of the same tenant.
func (s *Source) sameFeed(o *Source) bool {
	return s.Product == o.Product && (s.TenantID == o.TenantID || foldID(s.TenantID) == foldID(o.TenantID))
}

// orphaned reports whether nothing can feed an owned line any more, and why. A line whose customer is still there and
// mapped is not orphaned when its usage disappears: its usage is 0. One that may be fed, if somebody said where to, is not
// for anybody to release.
func (w *world) orphaned(l *line) (code Code, why string, ok bool) {
	if l.owned == nil || len(l.feeds) > 0 || l.deferred {
		return "", "", false
	}
	code = Orphaned
	for i := range l.owned.Sources {
		is, because := w.standingOf(l, &l.owned.Sources[i])
		switch is {
		case left, missing:
		case unclear:
			code = AmbiguousRoute
		case feeding, released, closed:
			return "", "", false
		}
		why = because
	}
	return code, why, true
}

// ended reports whether persons excluded or closed everything that fed an owned line: its end is meant, so no limit holds
// it. byClosure says that all of it was closed, which no minimum survives.
func (w *world) ended(l *line) (ended, byClosure bool) {
	if l.owned == nil || len(l.feeds) > 0 || l.deferred || len(l.owned.Sources) == 0 {
		return false, false
	}
	byClosure = true
	for i := range l.owned.Sources {
		is, _ := w.standingOf(l, &l.owned.Sources[i])
		if is != released && is != closed {
			return false, false
		}
		byClosure = byClosure && is == closed
	}
	return true, byClosure
}

// remember returns what a line is known to be fed by after this plan: what feeds it now, and what fed it before and is
// not known to have ended. Forgetting the latter would let the line fall next month.
func (w *world) remember(l *line, now []Source) []Source {
	if l.owned == nil {
		return now
	}
	all := now
	for i := range l.owned.Sources {
		was := &l.owned.Sources[i]
		if slices.ContainsFunc(now, func(s Source) bool { return s.sameFeed(was) }) {
			continue
		}
		is, _ := w.standingOf(l, was)
		over := is == released || is == closed || is == feeding && w.in.Usage.Complete && w.state == StateFinal
		if !over {
			all = append(slices.Clip(all), Source{was.TenantID, was.Product, Quantity{}})
		}
	}
	if len(all) > len(now) {
		slices.SortFunc(all, Source.cmp)
	}
	return all
}

// mayFall returns why a line must not fall now, or nothing. It is only asked of lines that would.
func (w *world) mayFall(l *line, to Quantity) (Code, string) {
	over, _ := w.ended(l)
	switch {
	case !w.in.Usage.Complete:
		return UsageIncomplete, ""
	case len(w.in.Usage.Rows) == 0 && !over:
		return UsageIncomplete, "it has no row at all"
	case l.deferred:
		return NotDue, ""
	case w.state == StateOpen: // from here on a person may let it through
		return PeriodOpen, ""
	case w.state == StateClosing && to.Sign() == 0 && !w.confirmed(l):
		return ZeroUnconfirmed, ""
	}
	var was []Source
	if l.owned != nil {
		was = l.owned.Sources
	}
	for i := range was {
		if is, because := w.standingOf(l, &was[i]); is == left || is == missing || is == unclear {
			return ContributorMissing, because
		}
	}
	for _, list := range [...][]Source{l.sources, was} {
		for i := range list {
			if code, detail := w.doubtful(&list[i]); code != "" {
				return code, detail
			}
		}
	}
	return "", ""
}

// doubtful returns why a source may have more units than the report shows for it, or nothing.
func (w *world) doubtful(s *Source) (Code, string) {
	id := foldID(s.TenantID)
	if w.excluded(id, s.Product, w.in.Period) {
		return "", ""
	}
	if t, ok := w.tenant[id]; ok && w.tenants[t].homeless {
		return PossibleRename, ""
	}
	product := w.productIndex(s.Product)
	if product >= 0 && (w.nobodys[product] || w.products[product].Firewall && w.nobodys[-1]) {
		return ContributorMissing, s.Product + " is reported for a device that belongs to no customer"
	}
	return "", ""
}

// homeless notes units that reach no line although nobody left them out on purpose.
func (w *world) homeless(portions []portion) {
	for i := range portions {
		p := &portions[i]
		if some := p.units.Sign() > 0 || p.doubt >= 0; !some || p.bucket != unmapped && p.bucket != ignored {
			continue
		}
		if p.tenant < 0 {
			w.nobodys[p.product] = true
		} else {
			w.tenants[p.tenant].homeless = true
		}
	}
}
