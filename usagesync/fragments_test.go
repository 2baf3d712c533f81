package usagesync_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// atPlan is a bench whose run has read the first twenty of its agreements.
func atPlan(b *bench) {
	b.Helper()
	for range 4 {
		b.slice(b.s, unattended)
	}
	if n := b.w.count("list"); n != 20 {
		b.Fatalf("%d agreements read", n)
	}
}

func TestFragmentsAreReadOnce(t *testing.T) {
	inNovember(t, 45, func(b *bench) {
		b.w.use("45", endpointCode, 3)
		for want, done := range []int{20, 40, 45} {
			if want == 0 {
				atPlan(b)
				continue
			}
			out := b.slice(b.worker().s, unattended)
			if out.State != usagesync.SliceMore || out.Phase != usagesync.PhasePlan || out.Done != done || out.Total != 45 {
				b.Errorf("%+v, want %d of 45", out, done)
			}
		}
		out := b.slice(b.s, unattended)
		if out.Phase != usagesync.PhaseGate || b.w.count("list") != 45 {
			b.Errorf("%+v, %d lists", out, b.w.count("list"))
		}
		b.finish(b.s, unattended)
		b.wantOne("45", endpointItem, 3)
	})
}

// One agreement that can't be read is an error; what was read before it is not read again.
func TestFragmentThatFails(t *testing.T) {
	inNovember(t, 45, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		atPlan(b)
		b.w.onList = only("45", errLost)
		for range 3 {
			out, err := b.s.RunSlice(b.Context(), usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits})
			if got, ok := errors.AsType[*usagesync.PlanError](err); !ok || got.Phase != usagesync.PhaseAdditions || out.Phase != usagesync.PhasePlan {
				b.Errorf("%+v, %v", out, err)
			}
		}
		b.w.onList = nil
		b.finish(b.s, unattended)
		b.wantOne("1", endpointItem, 3)
		if n := b.w.count("list 1"); n > 13 { // "1" and "10" to "19" once, "1" twice more
			b.Errorf("%d lists", n)
		}
	})
}

// Somebody uses Apply between two slices: what was read before is not believed, and nothing is written twice or withheld.
func TestApplyBetweenSlices(t *testing.T) {
	inNovember(t, 45, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.w.use("10", endpointCode, 5)
		b.w.use("45", endpointCode, 5)
		b.sync()
		time.Sleep(time.Hour)
		b.w.use("1", endpointCode, 4)
		b.w.use("45", endpointCode, 6)
		b.w.calls = nil
		atPlan(b)
		time.Sleep(time.Minute)
		b.sync()
		b.w.calls = nil
		out := b.finish(b.s, unattended)
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "unchanged", "10/501": "unchanged", "45/501": "unchanged"})
		if n := b.w.count("list"); n != 26 {
			b.Errorf("%d agreements read, want the 25 that were left, and the one that changed", n)
		}
	})
}

// Settings that change between two slices are the ones that are planned with.
func TestSettingsChangeBetweenSlices(t *testing.T) {
	inNovember(t, 45, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		b.w.use("2", endpointCode, 3)
		without := func(tenant string) func(s *plan.Settings) {
			return func(s *plan.Settings) {
				s.Routes = slices.DeleteFunc(s.Routes, func(r plan.Route) bool { return r.TenantID == tenant })
			}
		}
		b.change(without("t1"))
		atPlan(b)
		b.change(without("t2"))
		b.change(func(s *plan.Settings) {
			s.Routes = append(s.Routes, plan.Route{TenantID: "t1", CompanyID: "c1", AgreementID: "1"})
		})
		out := b.finish(b.s, unattended)
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "done"})
		b.wantOne("1", endpointItem, 3)
	})
}
