package usagesync_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// swapped is a bench whose customer used 8 endpoint seats and now uses 8 of MTR instead.
func swapped(b *bench) {
	b.w.use("1", endpointCode, 8)
	b.sync()
	b.w.use("1", endpointCode, -1)
	b.w.use("1", mtrCode, 8)
	b.w.calls = nil
}

// A change of licence raises first: until the rise is confirmed, the fall is not sent.
func TestASwapRaisesFirst(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		swapped(b)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done", "1/502": "done"})
		writes := slices.DeleteFunc(slices.Clone(b.w.calls), func(c string) bool { return !strings.HasPrefix(c, "create") && !strings.HasPrefix(c, "update") })
		if len(writes) != 2 || !strings.HasPrefix(writes[0], "create 1 502") {
			b.Errorf("writes %q, want the new product first", writes)
		}
		b.wantOne("1", endpointItem, 0)
		b.wantOne("1", mtrItem, 8)
	})
}

func TestASwapIsNotDoneByHalf(t *testing.T) {
	for name, c := range map[string]struct {
		fault fault
		want  map[string]string
	}{
		"refused":     {refused, map[string]string{"1/501": "refused swap-incomplete", "1/502": "failed target-refused"}},
		"answer lost": {lost, map[string]string{"1/501": "refused swap-incomplete", "1/502": "unknown outcome-unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				swapped(b)
				b.w.faults = []fault{c.fault}
				b.wantOutcomes(b.sync(), c.want)
				b.wantOne("1", endpointItem, 8)
			})
		})
	}
}

// Where the policy says so, usage that disappeared ends its addition: the last day is written, and nothing else.
func TestDisappearedUsageEndsTheAddition(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.change(func(s *plan.Settings) { s.Policy.Disappeared = new(plan.DisappearedEnd) })
		b.w.use("1", endpointCode, 4)
		b.w.use("1", mtrCode, 4)
		b.sync()
		b.w.agreements[0].NextInvoice = plan.NewDate(2026, 12, 15)
		b.w.use("1", mtrCode, -1)
		res := b.sync()
		b.wantOutcomes(res, map[string]string{"1/501": "unchanged", "1/502": "done"})
		ended := b.w.on("1", mtrItem)[0]
		if ended.Cancelled != plan.NewDate(2026, 12, 14) || ended.Quantity != plan.Units(4) {
			b.Errorf("the addition holds %s until %q, want 4 until the day before the next invoice", ended.Quantity, ended.Cancelled)
		}
		if _, owned := b.lines()["1/502"]; owned {
			b.Error("an addition that ended is still ours")
		}
		b.wantQuiet()
		b.w.use("1", mtrCode, 3)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "unchanged", "1/502": "done"})
		if list := b.w.on("1", mtrItem); len(list) != 2 || list[1].Quantity != plan.Units(3) {
			b.Errorf("usage that came back: %+v, want a new addition of 3", list)
		}
	})
}

// An end whose answer was lost is settled by the last day that is read back.
func TestALostEndIsSettled(t *testing.T) {
	for name, c := range map[string]struct {
		fault fault
		owned bool
	}{"carried out": {lost, false}, "not carried out": {never, true}} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.change(func(s *plan.Settings) { s.Policy.Disappeared = new(plan.DisappearedEnd) })
				b.w.use("1", endpointCode, 4)
				b.w.use("1", mtrCode, 4)
				b.sync()
				b.w.agreements[0].NextInvoice = plan.NewDate(2026, 12, 15)
				b.w.use("1", mtrCode, -1)
				b.w.faults = []fault{c.fault}
				b.wantOutcomes(b.sync(), map[string]string{"1/501": "unchanged", "1/502": "unknown outcome-unknown"})
				time.Sleep(window + time.Minute)
				b.settleOne()
				if _, owned := b.lines()["1/502"]; owned != c.owned {
					b.Errorf("owned after settling: %v", owned)
				}
			})
		})
	}
}

// What siblings carry is taken off, as they are when the step is carried out.
func TestSiblingsAreSubtracted(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		ours := b.w.add("1", endpointItem, 11)
		theirs := b.w.add("1", endpointItem, 6)
		b.change(func(s *plan.Settings) {
			s.Consents = []plan.Consent{{
				AgreementID: "1", ItemID: endpointItem, AdditionID: ours, Siblings: plan.SiblingsSubtract, Decision: plan.Decision{Who: "test"},
			}}
		})
		p := b.plan()
		b.w.edit(theirs, func(a *plan.Addition) { a.Quantity = plan.Units(7) })
		b.s = b.syncer(b.store, b.w) // which has no fresh reading
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "refused siblings-changed"})
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "adopted"})
		if list := b.w.on("1", endpointItem); list[0].Quantity != plan.Units(13) || list[1].Quantity != plan.Units(7) {
			b.Errorf("%+v, want 13 beside the sibling's 7", list)
		}
		b.wantQuiet()
	})
}
