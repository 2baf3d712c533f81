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
	left                     // the customer is gone or no longer on monthly usage
	missing                  // unknown, unmapped, off or moved elsewhere
)

// standingOf says what became of a feed, and in words why it does not feed the line now. Other rows of the same
// customer prove nothing: only a row of this very product on this very line does.
func (w *world) standingOf(l *line, s Source) (standing, string) {
	tenant, known := w.tenants[foldID(s.TenantID)]
	name := s.TenantID
	if tenant.Name != "" {
		name = tenant.Name
	}
	mapping, mapped := w.rules.mapping(s.Product)
	route, routed, ambiguous := w.rules.route(s.TenantID, s.Product, w.Period)
	switch {
	case slices.ContainsFunc(l.sources, s.sameFeed):
		return feeding, ""
	case w.rules.excluded(s.TenantID, s.Product, w.Period):
		return released, ""
	case !known:
		return left, "tenant " + name + " is not in Sophos Central any more"
	case tenant.BillingType != "" && tenant.BillingType != BillingUsage:
		return left, fmt.Sprintf("%s is no longer on monthly usage (billing type %s)", name, tenant.BillingType)
	case !mapped || mapping.ItemID != l.item:
		return missing, s.Product + " is not mapped to this item any more"
	case mapping.Off:
		return missing, "the sync of " + s.Product + " is off"
	case !routed || ambiguous || route.AgreementID != l.agreement:
		return missing, name + " is not mapped to this agreement any more"
	case route.Off:
		return missing, "the sync of " + name + " is off"
	}
	return feeding, ""
}

// sameFeed reports whether two sources are the same product of the same tenant.
func (s Source) sameFeed(o Source) bool {
	return foldID(s.TenantID) == foldID(o.TenantID) && s.Product == o.Product
}

// orphaned reports whether nothing can feed an owned line any more, and why. A line whose customer is still there and
// mapped is not orphaned when its usage disappears: its usage is 0.
func (w *world) orphaned(l *line) (why string, ok bool) {
	owned, isOwned := w.owned[l.id]
	if !isOwned || len(l.sources) > 0 || l.deferred {
		return "", false
	}
	for _, s := range owned.Sources {
		is, because := w.standingOf(l, s)
		if is == feeding || is == released {
			return "", false
		}
		why = because
	}
	return why, true
}

// closed reports whether a person excluded everything that fed an owned line: its end is meant, so no limit holds it.
func (w *world) closed(l *line) bool {
	owned, isOwned := w.owned[l.id]
	return isOwned && len(l.sources) == 0 && len(owned.Sources) > 0 && !slices.ContainsFunc(owned.Sources, func(s Source) bool {
		is, _ := w.standingOf(l, s)
		return is != released
	})
}

// remember returns what a line is known to be fed by after this plan: what feeds it now, and what fed it before and is
// not known to have ended. Forgetting the latter would let the line fall next month.
func (w *world) remember(l *line, now []Source) []Source {
	all := slices.Clone(now)
	for _, was := range w.owned[l.id].zeroed() {
		is, _ := w.standingOf(l, was)
		ended := is == released || is == feeding && w.Usage.Complete && w.state == StateFinal
		if !ended && !slices.ContainsFunc(all, was.sameFeed) {
			all = append(all, was)
		}
	}
	slices.SortFunc(all, func(a, b Source) int { return feed{a.TenantID, a.Product}.cmp(feed{b.TenantID, b.Product}) })
	return all
}

// mayFall returns why a line must not fall now, or nothing. It is only asked of lines that would.
func (w *world) mayFall(l *line, u usage, to Quantity) (Code, string) {
	switch {
	case !w.Usage.Complete:
		return UsageIncomplete, ""
	case len(w.Usage.Rows) == 0:
		return UsageIncomplete, "it has no row at all"
	case w.state == StateOpen:
		return PeriodOpen, ""
	case w.state == StateClosing && to.Sign() == 0:
		return ZeroUnconfirmed, ""
	case l.deferred:
		return NotDue, ""
	}
	for _, s := range w.owned[l.id].Sources {
		if is, because := w.standingOf(l, s); is == left || is == missing {
			return ContributorMissing, because
		}
	}
	for _, s := range slices.Concat(l.sources, w.owned[l.id].Sources) {
		if w.rules.excluded(s.TenantID, s.Product, w.Period) {
			continue
		}
		if u.tenants[foldID(s.TenantID)].homeless {
			return PossibleRename, ""
		}
		if p, _ := w.catalog.Product(s.Product); u.nobodys[s.Product] || p.Firewall && u.nobodys[""] {
			return ContributorMissing, s.Product + " is reported for a device that belongs to no customer"
		}
	}
	return "", ""
}
