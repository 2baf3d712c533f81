package usagesync_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

// In a closing month usage that disappeared ends a line only when a report of an earlier day says the same.
func TestClosingMonthEndsByTwoReports(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 4)
		b.w.use("1", mtrCode, 4)
		b.sync()
		b.w.use("1", mtrCode, -1)
		november := plan.NewPeriod(2026, time.November)
		on := func(day int) plan.Plan {
			b.Helper()
			p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Period: november, Today: plan.NewDate(2026, time.November, day), Keep: true})
			b.must(err)
			return p
		}
		if s := on(26).Steps[1]; s.Reason != plan.ZeroUnconfirmed {
			b.Errorf("by one report: %s %s", s.Verb, s.Reason)
		}
		if s := on(26).Steps[1]; s.Reason != plan.ZeroUnconfirmed {
			b.Errorf("by two reports of one day: %s %s", s.Verb, s.Reason)
		}
		if s := on(27).Steps[1]; s.Verb != plan.VerbUpdate || s.Quantity.Sign() != 0 {
			b.Errorf("by reports of two days: %s %s %s", s.Verb, s.Quantity, s.Reason)
		}
	})
}

// A month that is read again after a later one was applied is compared with what it was applied as.
func TestRestatedMonth(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.sync()
		time.Sleep(30 * 24 * time.Hour)
		b.w.agreements[0].NextInvoice = plan.NewDate(2026, 12, 15)
		b.w.use("1", endpointCode, 22)
		b.sync()
		b.w.use("1", endpointCode, 18)
		p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Period: october})
		b.must(err)
		var got []plan.Finding
		for _, f := range p.Findings {
			if f.Code == plan.CreditDue {
				got = append(got, f)
			}
		}
		if len(got) != 1 || got[0].Units.String() != "-2" || p.Steps[0].Reason != plan.SupersededPeriod {
			b.Errorf("findings %+v, step %s %s; want a credit of 2 units and nothing to write", p.Findings, p.Steps[0].Verb, p.Steps[0].Reason)
		}
	})
}

func TestExplain(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.use("2", "NEW-MSP", 3)
		p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Keep: true})
		b.must(err)
		b.apply(p)
		b.w.use("1", endpointCode, 33) // today's report is another one
		all, err := b.s.Explain(b.Context(), usagesync.ExplainRequest{TenantID: "T1", Product: endpoint})
		b.must(err)
		if len(all) != 1 {
			b.Fatalf("%d numbers", len(all))
		}
		e := all[0]
		rows, facts := 0, []usagesync.Fact{}
		for _, s := range e.Sources {
			rows += len(s.Rows)
		}
		for _, w := range e.Writes {
			facts = append(facts, w.Fact)
		}
		got := []any{e.Digest, rows, e.Sources[0].Units.String(), e.Step.Quantity.String(), facts, len(e.Runs), e.Line.Quantity.String()}
		want := []any{p.Digest, 1, "20", "20", []usagesync.Fact{usagesync.FactIntended, usagesync.FactDone}, 1, "20"}
		if diff := cmp.Diff(want, got); diff != "" {
			b.Error(diff)
		}
		_, err = b.s.Explain(b.Context(), usagesync.ExplainRequest{TenantID: "t2"})
		if e, ok := errors.AsType[*usagesync.NotBilledError](err); !ok || len(e.Findings) != 1 || e.Findings[0].Code != plan.UnknownProductCode {
			b.Errorf("usage that reaches nothing: %v", err)
		}
		if _, err = b.s.Explain(b.Context(), usagesync.ExplainRequest{TenantID: "t1", Period: october.Prev()}); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("a month without a plan: %v", err)
		}
	})
}

// Renamed product codes are told by the report of the last plan that was kept.
func TestRenamedProductCode(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 2)
		b.w.rows[0].Description = "Intercept X Advanced"
		keep := usagesync.PlanRequest{Keep: true}
		_, err := b.s.Plan(b.Context(), keep)
		b.must(err)
		b.w.rows[0].Description = "Sophos Endpoint"
		p, err := b.s.Plan(b.Context(), keep)
		b.must(err)
		if len(p.Findings) != 1 || p.Findings[0].Code != plan.ProductRenamed {
			b.Errorf("findings %+v", p.Findings)
		}
	})
}

// Two partners of one site: an addition has one owner.
func TestClaims(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		store := memstore.New()
		partner := func(name string) *usagesync.Syncer {
			s, err := usagesync.New(usagesync.Config{Partner: name, Lane: "site", Source: b.w, Target: b.w, Store: store, Member: "api"})
			b.must(err)
			set, _, err := b.s.Settings(b.Context())
			b.must(err)
			b.must(s.SaveSettings(b.Context(), set, 0))
			return s
		}
		first, second := partner("first"), partner("second")
		b.w.use("1", endpointCode, 5)
		b.s = first
		b.sync()
		id := b.w.on("1", endpointItem)[0].ID
		b.s = second
		b.consent("1", endpointItem, id)
		if s := b.plan().Steps[0]; s.Reason != plan.OwnedByOtherPartner {
			b.Errorf("the second partner's plan: %s %s", s.Verb, s.Reason)
		}
		b.must(first.Forget(b.Context(), "1/501", "Pat", "the second partner has it now"))
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "adopted"})
		b.s = first
		if s := b.plan().Steps[0]; s.Reason != plan.OwnedByOtherPartner {
			b.Errorf("the first partner's plan afterwards: %s %s", s.Verb, s.Reason)
		}
	})
	_, err := usagesync.New(usagesync.Config{Partner: "lane:x", Source: newWorld(0), Target: newWorld(0), Store: memstore.New()})
	if err == nil {
		t.Error("a partner may be called like a lane's claims")
	}
}

func TestPrune(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		keep := usagesync.PlanRequest{Keep: true}
		p, err := b.s.Plan(b.Context(), keep)
		b.must(err)
		b.apply(p)
		if _, err := b.s.Prune(b.Context(), october.Next()); err == nil {
			b.Error("the month that the next plan needs was pruned")
		}
		time.Sleep(30 * 24 * time.Hour)
		b.w.agreements[0].NextInvoice = plan.NewDate(2026, 12, 15)
		b.w.use("1", endpointCode, 22)
		b.w.faults = []fault{lost}
		p, err = b.s.Plan(b.Context(), keep)
		b.must(err)
		b.apply(p)
		got, err := b.s.Prune(b.Context(), october.Next())
		b.must(err)
		if diff := cmp.Diff(usagesync.Pruned{Runs: 1, Reports: 1, Plans: 1, Lines: 1}, got); diff != "" {
			b.Error(diff)
		}
		time.Sleep(window + time.Minute)
		b.settleOne()
		b.wantOne("1", endpointItem, 22)
		if _, err := b.s.Explain(b.Context(), usagesync.ExplainRequest{Line: "1/501", Period: october.Next()}); err != nil {
			b.Errorf("what was not pruned: %v", err)
		}
	})
}

// A run whose write is not settled keeps its records, whatever its month.
func TestPruneKeepsWhatIsUnsettled(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.faults = []fault{never}
		b.sync()
		time.Sleep(30 * 24 * time.Hour)
		got, err := b.s.Prune(b.Context(), october.Next())
		b.must(err)
		if got.Runs != 0 {
			b.Errorf("pruned %+v", got)
		}
	})
}
