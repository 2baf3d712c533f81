package usagesync_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func (b *bench) statuses() map[string]string {
	b.Helper()
	all, err := b.s.Status(b.Context())
	b.must(err)
	got := map[string]string{}
	for _, c := range all {
		text := string(c.State)
		if c.Ignored != "" {
			text += " " + string(c.Ignored)
			if c.Advice == "" {
				b.Errorf("%s is ignored without advice", c.Tenant)
			}
		}
		for _, n := range c.Open {
			text += " " + string(n.Outcome) + " " + string(n.Reason)
		}
		got[c.TenantID] = text
	}
	return got
}

func TestStatus(t *testing.T) {
	inNovember(t, 9, func(b *bench) {
		if diff := cmp.Diff("never", b.statuses()["t1"]); diff != "" {
			b.Errorf("before anything was read: %s", diff)
		}
		for _, id := range []string{"1", "2", "3", "4"} {
			b.w.use(id, endpointCode, 5)
		}
		b.w.add("2", endpointItem, 5)
		b.w.tenants[6].BillingType = "term"
		b.w.tenants[7].Own = true
		b.w.tenants = b.w.tenants[:8]
		b.change(func(s *plan.Settings) {
			s.Routes[3].Off = true
			s.Exclusions = []plan.Exclusion{{TenantID: "T5", Reason: "free"}}
			s.Routes = append(s.Routes[:7], s.Routes[8]) // customer 8 is mapped to nothing
			s.Closures = []plan.Closure{{TenantID: "t6", LastPeriod: october.Prev(), Decision: plan.Decision{Who: "Pat"}}}
		})
		_, changes, err := b.s.Refresh(b.Context())
		b.must(err)
		if len(changes) != 0 {
			b.Errorf("changes of the first snapshot: %+v", changes)
		}
		b.w.faults = []fault{none, refused}
		b.sync()
		want := map[string]string{
			"t1": "synced", "t2": "to-do withheld needs-consent", "t3": "failed failed target-refused", "t4": "ignored off", "t5": "ignored excluded",
			"t6": "ignored closed", "t7": "ignored not-on-usage", "t8": "ignored own-tenant", "t9": "ignored not-in-sophos-central",
		}
		if diff := cmp.Diff(want, b.statuses()); diff != "" {
			b.Errorf("statuses (-want +got):\n%s", diff)
		}
		all, err := b.s.Status(b.Context())
		b.must(err)
		first := all[0]
		got := []string{first.Tenant, first.CompanyID, first.Company, first.AgreementID, first.Agreement, first.Period.String(), first.LastSync.Format(time.DateOnly)}
		if diff := cmp.Diff([]string{"Customer 1", "c1", "Customer 1", "1", "Agreement 1", "2026-10", "2026-11-02"}, got); diff != "" {
			b.Error(diff)
		}
	})
}

func TestRefreshTellsWhatWasRenamed(t *testing.T) {
	inNovember(t, 3, func(b *bench) {
		_, _, err := b.s.Refresh(b.Context())
		b.must(err)
		b.w.tenants[0].Name = "Acme"
		b.w.companies[1].Deleted = true
		b.w.agreements[2].Status = "Cancelled"
		b.w.tenants = append(b.w.tenants[:1], plan.Tenant{ID: "t3", Name: "Customer 3"}, plan.Tenant{ID: "t4", Name: "New"})
		_, got, err := b.s.Refresh(b.Context())
		b.must(err)
		want := []usagesync.NameChange{
			{Kind: usagesync.NameTenant, ID: "t1", Before: "Customer 1", After: "Acme"},
			{Kind: usagesync.NameTenant, ID: "t2", Before: "Customer 2"},
			{Kind: usagesync.NameTenant, ID: "t4", After: "New"},
			{Kind: usagesync.NameCompany, ID: "c2", Before: "Customer 2", After: "Customer 2 (in the recycle bin)"},
			{Kind: usagesync.NameAgreement, ID: "3", Before: "Agreement 3 (Active)", After: "Agreement 3 (Cancelled)"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			b.Errorf("changes (-want +got):\n%s", diff)
		}
		if n := len(b.keys(usagesync.KindSnapshot)); n != 5 {
			b.Errorf("%d records of snapshots, want one head and its lists", n)
		}
	})
}

func TestDrift(t *testing.T) {
	inNovember(t, 5, func(b *bench) {
		for _, id := range []string{"1", "2", "3", "4", "5"} {
			b.w.use(id, endpointCode, 5)
		}
		b.sync()
		ours := func(agreement string) string { return b.w.on(agreement, endpointItem)[0].ID }
		b.w.edit(ours("2"), func(a *plan.Addition) { a.Quantity, a.UpdatedBy = plan.Units(7), "pat" })
		b.w.edit(ours("3"), func(a *plan.Addition) { a.Cancelled = plan.NewDate(2026, 11, 1) })
		b.w.remove(ours("4"))
		beside := b.w.add("5", endpointItem, 2)
		b.w.add("5", foreignItem, 9)
		got, err := b.s.Drift(b.Context())
		b.must(err)
		said := []string{}
		for _, d := range got {
			said = append(said, d.Line+" "+string(d.Code)+" "+d.Left.String()+" "+d.Now.String()+" "+d.By)
		}
		want := []string{"2/501 edited-by-hand 5 7 pat", "3/501 addition-ended 5 5 ", "4/501 addition-gone 5 0 ", "5/501 sibling-addition 0 2 "}
		if diff := cmp.Diff(want, said); diff != "" {
			b.Errorf("drift (-want +got):\n%s", diff)
		}
		if got[3].Addition != beside {
			b.Errorf("the sibling is %s, want %s", got[3].Addition, beside)
		}
	})
}
