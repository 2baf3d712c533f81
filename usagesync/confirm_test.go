package usagesync_test

import (
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// A month that changes nothing is applied all the same: an older one may not follow it.
func TestConfirmRecordsThePeriod(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 5)
		b.sync()
		plans := map[string]plan.Plan{}
		for name, period := range map[string]plan.Period{"october": october, "november": october.Next()} {
			p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Period: period})
			b.must(err)
			plans[name] = p
		}
		for _, name := range []string{"november", "october"} {
			b.wantOutcomes(b.apply(plans[name]), map[string]string{"1/501": "unchanged"})
			if l := b.lines()["1/501"]; l.Period != october.Next() || l.Quantity != plan.Units(5) || len(l.Sources) != 1 {
				b.Errorf("after %s: line %+v", name, l)
			}
		}
	})
}

// What a person set is recorded as ours where it is what the plan wants, and only if it still is.
func TestConfirmAnEditThatIsRight(t *testing.T) {
	for name, test := range map[string]struct {
		then int64 // what a person sets after the plan
		want int64 // the quantity that is remembered
	}{"still right": {7, 7}, "changed again": {9, 5}} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 5)
				b.sync()
				set := func(n int64) {
					b.w.edit(b.w.on("1", endpointItem)[0].ID, func(a *plan.Addition) { a.Quantity = plan.Units(n) })
				}
				b.w.use("1", endpointCode, 7)
				set(7)
				p := b.plan()
				set(test.then)
				fresh := b.syncer(b.store, b.w) // remembers no reading
				res, err := fresh.Apply(b.Context(), p, p.Digest)
				b.must(err)
				b.wantOutcomes(res, map[string]string{"1/501": "unchanged"})
				if l := b.lines()["1/501"]; l.Quantity != plan.Units(test.want) {
					b.Errorf("remembered %s, want %d", l.Quantity, test.want)
				}
			})
		})
	}
}

// A plan that was made before another run is not believed about lines that the other one changed.
func TestConfirmIsNotStale(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 5)
		b.sync()
		stale := b.plan()
		b.w.use("1", endpointCode, 6)
		b.sync()
		if _, err := b.syncer(b.store, b.w).Apply(b.Context(), stale, stale.Digest); err != nil {
			b.Fatal(err)
		}
		b.wantOne("1", endpointItem, 6)
	})
}

// A line with an unknown outcome is left alone altogether.
func TestConfirmLeavesOpenLines(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 5)
		b.sync()
		november, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Period: october.Next()})
		b.must(err)
		b.w.use("1", endpointCode, 6)
		b.w.faults = []fault{lost}
		b.sync()
		b.apply(november)
		if l := b.lines()["1/501"]; l.Period != october {
			b.Errorf("line %+v", l)
		}
		time.Sleep(window)
		b.settleOne()
		b.wantOne("1", endpointItem, 6)
	})
}

// A line that stands for another addition since the plan is not what the plan speaks of.
func TestConfirmLeavesRelinkedLines(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 5)
		b.sync()
		stale := b.plan()
		b.must(b.s.Forget(b.Context(), "1/501", "Ada", "the other one is right"))
		b.consent("1", endpointItem, b.w.add("1", endpointItem, 8))
		first := b.w.on("1", endpointItem)[0].ID
		b.w.edit(first, func(a *plan.Addition) { a.Cancelled = plan.NewDate(2026, 11, 1) })
		b.w.use("1", endpointCode, 8)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "adopted"})
		b.apply(stale)
		b.w.remove(first)
		b.wantOne("1", endpointItem, 8)
	})
}
