package suggest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// Agreement status values that bill nothing [spec: enum]; the list is open.
const (
	statusCancelled = "Cancelled"
	statusExpired   = "Expired"
	statusInactive  = "Inactive"
)

// agreements is the directory's agreements by id.
type agreements map[string]plan.Agreement

func newAgreements(list []plan.Agreement) agreements {
	all := make(agreements, len(list))
	for _, a := range list {
		all[a.ID] = a
	}
	return all
}

// standing returns an agreement with the status that counts: a child ends with its topmost parent, or earlier by itself.
// ok is false when the agreement or a parent is missing, or the parents run in a circle.
func (all agreements) standing(id string) (own plan.Agreement, ok bool) {
	own, ok = all[id]
	top := own
	for depth := 0; ok && top.ParentID != ""; depth++ {
		if top, ok = all[top.ParentID]; depth > len(all) {
			return plan.Agreement{}, false
		}
	}
	if own.End.IsZero() || !top.End.IsZero() && top.End.Before(own.End) {
		own.End = top.End
	}
	if own.Status != statusCancelled && own.Status != statusExpired {
		own.Status = top.Status
	}
	own.Cancelled = own.Cancelled || top.Cancelled
	return own, ok
}

// active returns the agreements of a list that are not cancelled, expired, inactive or over on a day, as the list has them.
// One that has not begun may be inactive until then [inferred].
func (all agreements) active(list []plan.Agreement, day plan.Date) []plan.Agreement {
	var out []plan.Agreement
	for _, a := range list {
		s, ok := all.standing(a.ID)
		inactive := s.Status == statusInactive && !day.Before(s.Start)
		if ok && !s.Cancelled && !slices.Contains([]string{statusCancelled, statusExpired}, s.Status) && !inactive && !endedBy(s, day) {
			out = append(out, a)
		}
	}
	return out
}

// byCompany groups agreements by company, in the order of their ids.
func byCompany(list []plan.Agreement) map[string][]plan.Agreement {
	groups := map[string][]plan.Agreement{}
	for _, a := range slices.SortedFunc(slices.Values(list), func(a, b plan.Agreement) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Name, b.Name))
	}) {
		groups[a.CompanyID] = append(groups[a.CompanyID], a)
	}
	return groups
}

// endedBy reports whether the agreement's last day is before day.
func endedBy(a plan.Agreement, day plan.Date) bool { return !a.End.IsZero() && a.End.Before(day) }

// inEffect reports whether a route is not over in the month of day.
func inEffect(r plan.Route, day plan.Date) bool { return r.To.IsZero() || !r.To.Before(day.Period()) }

func agreementID(a plan.Agreement) string { return a.ID }
