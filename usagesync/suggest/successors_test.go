package suggest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// TestSuccessors looks at routes to agreement "old" of company c1 on 2026-10-15.
func TestSuccessors(t *testing.T) {
	old := func(start, end plan.Date) plan.Agreement {
		return plan.Agreement{ID: "old", CompanyID: "c1", TypeID: "gold", Start: start, End: end}
	}
	next := func(id string, start plan.Date) plan.Agreement {
		return plan.Agreement{ID: id, CompanyID: "c1", TypeID: "gold", Start: start}
	}
	with := func(a plan.Agreement, change func(*plan.Agreement)) plan.Agreement { change(&a); return a }
	ended := old(day(1, 1), day(9, 30))
	route := plan.Route{TenantID: "t1", CompanyID: "c1", AgreementID: "old"}

	for _, tt := range []struct {
		name       string
		agreements []plan.Agreement
		more       []plan.Route
		want       string
	}{
		{"it runs", []plan.Agreement{old(day(1, 1), plan.Date{}), next("new", day(10, 1))}, nil, ""},
		{"it ends in 30 days", []plan.Agreement{old(day(1, 1), day(11, 14)), next("new", day(11, 15))}, nil, lines("t1 old ending: new clear")},
		{"it ends in 31 days", []plan.Agreement{old(day(1, 1), day(11, 15)), next("new", day(11, 16))}, nil, ""},
		{"it ends today", []plan.Agreement{old(day(1, 1), day(10, 15)), next("new", day(10, 15))}, nil, lines("t1 old ending: new clear")},
		{"it ended yesterday", []plan.Agreement{old(day(1, 1), day(10, 14)), next("new", day(10, 15))}, nil, lines("t1 old ended: new clear")},
		{"it expired without a last day", []plan.Agreement{with(old(day(1, 1), plan.Date{}), func(a *plan.Agreement) { a.Status = "Expired" }), next("new", day(2, 1))}, nil, lines(
			"t1 old ended: new clear")},
		{"it is cancelled before its last day", []plan.Agreement{with(old(day(1, 1), day(12, 31)), func(a *plan.Agreement) { a.Cancelled = true }), next("new", day(10, 1))}, nil, lines(
			"t1 old cancelled: new clear")},
		{"its parent ended", []plan.Agreement{with(old(day(1, 1), plan.Date{}), func(a *plan.Agreement) { a.ParentID = "top" }),
			{ID: "top", CompanyID: "c1", TypeID: "frame", End: day(9, 30)}, next("new", day(10, 1))}, nil, lines("t1 old ended: new clear")},
		{"several follow", []plan.Agreement{ended, next("n2", day(10, 1)), next("n1", day(11, 1))}, nil, lines("t1 old ended: n1,n2 several-agreements:n1,n2")},
		{"none follows", []plan.Agreement{ended,
			next("before", day(9, 29)), next("same start", day(1, 1)), next("no start", plan.Date{}),
			with(next("type", day(10, 1)), func(a *plan.Agreement) { a.TypeID = "silver" }),
			with(next("company", day(10, 1)), func(a *plan.Agreement) { a.CompanyID = "c2" }),
			with(next("cancelled", day(10, 1)), func(a *plan.Agreement) { a.Cancelled = true }),
			with(next("over", day(10, 1)), func(a *plan.Agreement) { a.End = day(10, 14) }),
			with(next("inactive", day(10, 1)), func(a *plan.Agreement) { a.Status = "Inactive" }),
		}, nil, lines("t1 old ended:  no-agreement")},
		{"types without ids go by name", []plan.Agreement{
			with(ended, func(a *plan.Agreement) { a.TypeID, a.TypeName = "", "Gold" }),
			with(next("new", day(10, 1)), func(a *plan.Agreement) { a.TypeID, a.TypeName = "", "Gold" }),
			with(next("silver", day(10, 1)), func(a *plan.Agreement) { a.TypeID, a.TypeName = "", "Silver" }),
		}, nil, lines("t1 old ended: new clear")},
		{"the directory lacks it", []plan.Agreement{next("new", day(10, 1))}, nil, ""},
		{"two customers share it", []plan.Agreement{ended, next("new", day(10, 1))}, []plan.Route{{TenantID: "t2", CompanyID: "c1", AgreementID: "old"}}, lines(
			"t1 old ended: new clear", "t2 old ended: new clear")},
		{"somebody is mapped there", []plan.Agreement{ended, next("new", day(10, 1))}, []plan.Route{{TenantID: "t2", CompanyID: "c1", AgreementID: "new"}}, lines(
			"t1 old ended: new already-mapped:t2")},
		{"two agreements would become one", []plan.Agreement{ended, with(ended, func(a *plan.Agreement) { a.ID = "old2" }), next("new", day(10, 1))},
			[]plan.Route{{TenantID: "t2", CompanyID: "c1", AgreementID: "old2"}}, lines(
				"t1 old ended: new several-predecessors:old,old2", "t2 old2 ended: new several-predecessors:old,old2")},
		{"the mapping names another company", []plan.Agreement{ended, next("new", day(10, 1))}, []plan.Route{{TenantID: "t2", CompanyID: "c2", AgreementID: "old"}}, lines(
			"t1 old ended: new clear", "t2 old ended: new company-mismatch:c1")},
		{"a route that is over needs none", []plan.Agreement{ended, next("new", day(10, 1))},
			[]plan.Route{{TenantID: "t2", CompanyID: "c1", AgreementID: "old", To: plan.NewPeriod(2026, time.September)}}, lines("t1 old ended: new clear")},
		{"the company is in the recycle bin", []plan.Agreement{ended,
			{ID: "gone", CompanyID: "c9", TypeID: "gold", End: day(9, 30)}, {ID: "gone2", CompanyID: "c9", TypeID: "gold", Start: day(10, 1)}},
			[]plan.Route{{TenantID: "t9", CompanyID: "c9", AgreementID: "gone"}}, lines(
				"t1 old ended:  no-agreement", "t9 gone ended: gone2 deleted")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := suggest.SuccessorsInput{Day: day(10, 15), Routes: append([]plan.Route{route}, tt.more...), Directory: plan.Directory{
				Companies: []plan.Company{{ID: "c1"}, {ID: "c9", Deleted: true}}, Agreements: tt.agreements,
			}}
			if diff := cmp.Diff(tt.want, showSuccessors(suggest.Successors(in))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func showSuccessors(list []suggest.Successor) string {
	var b strings.Builder
	for _, s := range list {
		var next []string
		for _, a := range s.Next {
			next = append(next, a.ID)
		}
		line := showMatch(suggest.Match{Collisions: s.Collisions, Clear: s.Clear})
		fmt.Fprintf(&b, "%s %s %s: %s%s\n", s.Route.TenantID, s.Agreement.ID, s.Lapse, strings.Join(next, ","), strings.TrimPrefix(line, "0 "))
	}
	return b.String()
}
