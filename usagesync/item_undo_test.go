package usagesync_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestPlanItemUndo(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		made := b.doItem(acme())
		if _, err := b.s.PlanItemUndo(b.Context(), made.Run); !errors.Is(err, usagesync.ErrItemStays) {
			b.Errorf("a create: %v", err)
		}
		was := b.wantAcme()
		edited := b.doItem(rename(made.ItemID))
		p, err := b.s.PlanItemUndo(b.Context(), edited.Run)
		b.must(err)
		back := b.applyItem(p)
		if diff := cmp.Diff(was, b.wantAcme()); diff != "" {
			b.Errorf("not what it was:\n%s", diff)
		}
		again, err := b.s.PlanItemUndo(b.Context(), back.Run)
		b.must(err)
		b.wantItem(b.applyItem(again), "done")
		b.shop.items[0].Price = money("9")
		if p, err = b.s.PlanItemUndo(b.Context(), again.Digest); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("no run: %+v, %v", p.Step, err)
		}
		p, err = b.s.PlanItemUndo(b.Context(), edited.Run)
		if b.must(err); p.Step.Reason != plan.ItemEdited {
			b.Errorf("edited by hand since: %+v", p.Step)
		}
		b.w.faults = []fault{refused}
		failed := b.doItem(rename(made.ItemID))
		if _, err := b.s.PlanItemUndo(b.Context(), failed.Run); !errors.Is(err, usagesync.ErrNothingToUndo) {
			b.Errorf("a write that failed: %v", err)
		}
	})
}
