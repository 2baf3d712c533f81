package plan

import "fmt"

// standing is what became of something that fed a line at its last verified sync.
type standing uint8

const (
	feeding  standing = iota // the report has it, or has it no more although its customer is still there
	released                 // excluded by a person: it may fall
	left                     // the customer is gone or no longer on monthly usage
	missing                  // unknown, unmapped, off or moved elsewhere
)

// standingOf says what became of a feed, and in words why it does not feed the line now.
func (w *world) standingOf(l *line, u usage, s Source) (standing, string) {
	tenant, known := w.tenants[foldID(s.TenantID)]
	name := s.TenantID
	if tenant.Name != "" {
		name = tenant.Name
	}
	mapping, mapped := w.rules.mapping(s.Product)
	route, routed, ambiguous := w.rules.route(s.TenantID, s.Product, w.Period)
	rows := u.tenants[foldID(s.TenantID)].any
	switch {
	case w.rules.excluded(s.TenantID, s.Product, w.Period):
		return released, ""
	case !rows && !known:
		return left, "tenant " + name + " is not in Sophos Central any more"
	case !rows && tenant.BillingType != "" && tenant.BillingType != BillingUsage:
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

// orphaned reports whether nothing can feed an owned line any more, and why. A line whose customer is still there and
// mapped is not orphaned when its usage disappears: its usage is 0.
func (w *world) orphaned(l *line, u usage) (why string, ok bool) {
	owned, isOwned := w.owned[l.id]
	if !isOwned || len(l.sources) > 0 || l.deferred {
		return "", false
	}
	for _, s := range owned.Sources {
		is, because := w.standingOf(l, u, s)
		if is == feeding || is == released {
			return "", false
		}
		why = because
	}
	return why, true
}

// mayFall returns why a line must not fall now, or nothing. It is only asked of lines that would.
func (w *world) mayFall(l *line, u usage, to Quantity) (Code, string) {
	if !w.Usage.Complete {
		return UsageIncomplete, ""
	}
	switch {
	case w.state == StateOpen:
		return PeriodOpen, ""
	case w.state == StateClosing && to.Sign() == 0:
		return ZeroUnconfirmed, ""
	}
	for _, s := range w.owned[l.id].Sources {
		if is, because := w.standingOf(l, u, s); is == left || is == missing {
			return ContributorMissing, because
		}
		if u.tenants[foldID(s.TenantID)].unmapped {
			return PossibleRename, ""
		}
	}
	for _, s := range l.sources {
		if u.tenants[s.TenantID].unmapped {
			return PossibleRename, ""
		}
	}
	if l.deferred {
		return NotDue, ""
	}
	return "", ""
}
