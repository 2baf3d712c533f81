package suggest

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// SuccessorsInput is what Successors looks at. The order of its lists has no effect; ids are unique in each of them.
type SuccessorsInput struct {
	Day       plan.Date
	Routes    []plan.Route
	Directory plan.Directory
}

// Lapse says why an agreement needs a successor.
type Lapse string

// The reasons of a Successor.
const (
	LapseCancelled Lapse = "cancelled"
	LapseEnded     Lapse = "ended"  // its last day is over, or its status is Expired
	LapseEnding    Lapse = "ending" // its last day is at most 30 days ahead
)

// renewalDays is how long before an agreement's last day a successor is proposed.
const renewalDays = 30

// Successor is a route whose agreement no longer takes usage, or not for long, with the agreements that may follow it.
type Successor struct {
	Route      plan.Route       `json:"route"`
	Agreement  plan.Agreement   `json:"agreement"` // the one that the route names
	Lapse      Lapse            `json:"lapse"`
	Next       []plan.Agreement `json:"next"` // by id
	Collisions []Collision      `json:"collisions,omitempty"`
	Clear      bool             `json:"clear"` // exactly one follows, and no collisions
}

// Successors returns, for each route in effect whose agreement is cancelled, over, or over within 30 days, the active
// agreements of the same company and type that start after it: not before its last day, or, where it is cancelled or has no
// last day, after its own start. They may start in the future. The order is that of tenants, agreements and products. Agreements that the
// directory lacks have no successor here: that is another problem.
func Successors(in SuccessorsInput) []Successor {
	w := newRenewals(in)
	out := []Successor{}
	for _, r := range w.routes {
		old, ok := w.all.standing(r.AgreementID)
		if lapse := lapseOf(old, in.Day); ok && lapse != "" {
			s := Successor{Route: r, Agreement: w.all[r.AgreementID], Lapse: lapse, Next: w.next(old, lapse)}
			w.judge(&s)
			out = append(out, s)
		}
	}
	return out
}

// lapseOf says why an agreement needs a successor, or nothing.
func lapseOf(a plan.Agreement, day plan.Date) Lapse {
	switch {
	case a.Cancelled || a.Status == statusCancelled:
		return LapseCancelled
	case a.Status == statusExpired || endedBy(a, day):
		return LapseEnded
	case !a.End.IsZero() && !day.AddDays(renewalDays).Before(a.End):
		return LapseEnding
	}
	return ""
}

// renewals is what successors are found in.
type renewals struct {
	day     plan.Date
	all     agreements
	routes  []plan.Route                // in effect
	groups  map[string][]plan.Agreement // by company
	deleted map[string]bool             // companies
	mapped  map[string][]string         // by agreement: the tenants whose routes lead there
	olds    map[string][]string         // by agreement: the lapsing ones that it may follow
}

func newRenewals(in SuccessorsInput) *renewals {
	w := &renewals{
		day: in.Day, all: newAgreements(in.Directory.Agreements), groups: byCompany(in.Directory.Agreements),
		deleted: map[string]bool{}, mapped: map[string][]string{}, olds: map[string][]string{},
	}
	for _, c := range in.Directory.Companies {
		w.deleted[c.ID] = c.Deleted
	}
	w.routes = slices.DeleteFunc(slices.Clone(in.Routes), func(r plan.Route) bool { return !inEffect(r, in.Day) })
	slices.SortFunc(w.routes, func(a, b plan.Route) int {
		return cmp.Or(
			strings.Compare(foldID(a.TenantID), foldID(b.TenantID)), strings.Compare(a.AgreementID, b.AgreementID),
			slices.Compare(a.Products, b.Products), a.From.Cmp(b.From), a.To.Cmp(b.To), strings.Compare(a.CompanyID, b.CompanyID),
		)
	})
	for _, r := range w.routes {
		w.mapped[r.AgreementID] = append(w.mapped[r.AgreementID], r.TenantID)
	}
	for _, id := range slices.Sorted(maps.Keys(w.mapped)) {
		w.mapped[id] = slices.Compact(w.mapped[id])
		old, ok := w.all.standing(id)
		if lapse := lapseOf(old, w.day); ok && lapse != "" {
			for _, next := range w.next(old, lapse) {
				w.olds[next.ID] = append(w.olds[next.ID], id)
			}
		}
	}
	return w
}

// next returns the active agreements that start after old, of its company and type.
func (w *renewals) next(old plan.Agreement, lapse Lapse) []plan.Agreement {
	if lapse == LapseCancelled {
		old.End = plan.Date{} // it is over already, whatever was agreed
	}
	return slices.DeleteFunc(w.all.active(w.groups[old.CompanyID], w.day), func(a plan.Agreement) bool {
		follows := old.Start.Before(a.Start) && !a.Start.Before(old.End)
		return a.ID == old.ID || !sameType(a, old) || !follows
	})
}

// sameType compares by id, and by name where neither has one.
func sameType(a, b plan.Agreement) bool {
	return a.TypeID == b.TypeID && (a.TypeID != "" || a.TypeName == b.TypeName)
}

// judge says what speaks against the agreements that may follow.
func (w *renewals) judge(s *Successor) {
	var m Match
	m.collide(s.Route.CompanyID != s.Agreement.CompanyID, CompanyMismatch, s.Agreement.CompanyID)
	m.collide(w.deleted[s.Agreement.CompanyID], Deleted)
	m.collide(len(s.Next) == 0, NoAgreement)
	m.collide(len(s.Next) > 1, SeveralAgreements, collect(s.Next, agreementID)...)
	for _, next := range s.Next {
		tenants, olds := w.mapped[next.ID], w.olds[next.ID]
		m.collide(len(tenants) > 0, AlreadyMapped, tenants...)
		m.collide(len(olds) > 1, SeveralPredecessors, olds...)
	}
	s.Collisions, s.Clear = m.Collisions, len(m.Collisions) == 0
}
