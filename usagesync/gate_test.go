package usagesync_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
)

// waiting is a bench whose run waits at the gate.
func waiting(b *bench) usagesync.Slice {
	b.Helper()
	b.w.use("1", endpointCode, 3)
	return b.slice(b.s, usagesync.SliceRequest{})
}

func TestPersonApproves(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		out := waiting(b)
		for range 3 {
			if out.State != usagesync.SliceWait || !out.Until.IsZero() || out.Phase != usagesync.PhaseGate || out.Total != 1 || b.w.writes() > 0 {
				b.Fatalf("%+v", out)
			}
			time.Sleep(time.Hour)
			out = b.slice(b.worker().s, usagesync.SliceRequest{})
		}
		p, err := b.s.Pending(b.Context())
		b.must(err)
		if p.Digest != out.Digest || p.ComputeDigest() != p.Digest || len(p.Steps) != 1 {
			b.Errorf("pending %+v", p)
		}
		b.w.use("2", endpointCode, 5) // not in what is approved
		b.must(b.s.Approve(b.Context(), p.Digest, "anna"))
		if _, err := b.s.Pending(b.Context()); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("still pending: %v", err)
		}
		out = b.slice(b.worker().s, usagesync.SliceRequest{})
		if out.State != usagesync.SliceDone || out.Digest != p.Digest || out.ApprovedBy != "anna" {
			b.Errorf("%+v", out)
		}
		b.wantOutcomes(*out.Result, map[string]string{"1/501": "done"})
		b.wantOne("1", endpointItem, 3)
		for run, err := range b.s.Runs(b.Context()) {
			b.must(err)
			if run.ApprovedBy != "anna" {
				b.Errorf("run %+v", run)
			}
		}
	})
}

func TestApproveRefuses(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		if err := b.s.Approve(b.Context(), "x", "anna"); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("without a run: %v", err)
		}
		old := waiting(b).Digest
		if err := b.s.Approve(b.Context(), old, ""); err == nil {
			b.Error("nobody approved")
		}
		time.Sleep(4 * 24 * time.Hour)
		if _, ok := errors.AsType[*usagesync.ExpiredError](b.s.Approve(b.Context(), old, "anna")); !ok {
			b.Error("a plan that is too old was approved")
		}
		digest := b.slice(b.s, usagesync.SliceRequest{}).Digest
		if _, ok := errors.AsType[*usagesync.DigestError](b.s.Approve(b.Context(), old, "anna")); !ok || digest == old {
			b.Error("a plan that is not there any more was approved")
		}
		if out := b.slice(b.s, usagesync.SliceRequest{}); out.State != usagesync.SliceWait || b.w.writes() > 0 {
			b.Errorf("%+v", out)
		}
		b.must(b.s.Approve(b.Context(), digest, "anna"))
		b.finish(b.s, usagesync.SliceRequest{})
		if err := b.s.Approve(b.Context(), digest, "anna"); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("after the run: %v", err)
		}
	})
}

// A decision that comes while a slice looks at the gate, or just lets the plan pass, is neither lost nor overwritten.
func TestDecisionsAtTheSameTime(t *testing.T) {
	for _, call := range []string{"second get", "commit"} {
		for _, reject := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reject %v", call, reject), func(t *testing.T) {
				inNovember(t, 1, func(b *bench) {
					first := waiting(b)
					decide := b.s.Approve
					if reject {
						decide = b.s.Reject
					}
					store := &meddled{Store: b.store, before: call, do: func() { b.must(decide(b.Context(), first.Digest, "anna")) }}
					out := b.finish(b.syncer(store, b.w), usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits})
					if want := map[bool]string{false: "anna", true: "within-limits"}[reject]; out.ApprovedBy != want || reject == (out.Run == first.Run) {
						b.Errorf("approved by %s in run %s, the first was %s", out.ApprovedBy, out.Run, first.Run)
					}
					b.wantOne("1", endpointItem, 3)
				})
			})
		}
	}
}

// Two people who decide at the same time: each decision is of what is so then.
func TestTwoDecisions(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		digest := waiting(b).Digest
		store := &meddled{Store: b.store, before: "commit", do: func() { b.must(b.s.Reject(b.Context(), digest, "bert")) }}
		b.must(b.syncer(store, b.w).Approve(b.Context(), digest, "anna"))
		if out := b.slice(b.s, usagesync.SliceRequest{}); out.ApprovedBy != "anna" {
			b.Errorf("%+v, want the later decision", out)
		}
	})
}

// meddled is a store in which somebody does something before a certain call for the cursor.
type meddled struct {
	usagesync.Store
	before string
	do     func()
	gets   int
}

func (s *meddled) at(call string) {
	if call == s.before {
		s.before = ""
		s.do()
	}
}

func (s *meddled) Get(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
	if k == usagesync.KindCursor {
		if s.gets++; s.gets == 2 {
			s.at("second get")
		}
	}
	return s.Store.Get(ctx, partner, k, key)
}

func (s *meddled) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	if w[0].Kind == usagesync.KindCursor {
		s.at("commit")
	}
	return s.Store.Commit(ctx, partner, f, w...)
}

func TestPersonRejects(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		first := waiting(b)
		b.must(b.s.Reject(b.Context(), first.Digest, "anna"))
		b.w.use("1", endpointCode, 4)
		second := b.slice(b.s, usagesync.SliceRequest{})
		if second.State != usagesync.SliceWait || second.Run == first.Run || second.Digest == first.Digest {
			b.Errorf("%+v", second)
		}
		if _, err := b.s.StoredPlan(b.Context(), first.Digest); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("the plan that was rejected: %v", err)
		}
		b.must(b.s.Approve(b.Context(), second.Digest, "anna"))
		b.finish(b.s, usagesync.SliceRequest{})
		b.wantOne("1", endpointItem, 4)
	})
}

func TestExpiredPlanStartsOver(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		first := waiting(b)
		before := b.kept()
		time.Sleep(3 * 24 * time.Hour)
		if out := b.slice(b.s, usagesync.SliceRequest{}); out.Run != first.Run {
			b.Errorf("%+v, want the run to wait on the plan's last day", out)
		}
		time.Sleep(24 * time.Hour)
		b.w.use("1", endpointCode, 4)
		second := b.slice(b.s, usagesync.SliceRequest{})
		if second.State != usagesync.SliceWait || second.Run == first.Run {
			b.Errorf("%+v", second)
		}
		if diff := cmp.Diff(before, b.kept()); diff != "" {
			b.Errorf("the first run left something (-it +both):\n%s", diff)
		}
	})
}

// A run that is told a day long ago makes a plan that nobody may apply any more.
func TestPlanThatIsOutOfDate(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		req := usagesync.SliceRequest{Today: october.Last().AddDays(-5)}
		out, err := b.s.RunSlice(b.Context(), req)
		if _, ok := errors.AsType[*usagesync.ExpiredError](err); !ok || out.State != "" {
			b.Errorf("%+v, %v", out, err)
		}
		b.finish(b.s, unattended)
		b.wantOne("1", endpointItem, 3)
	})
}
