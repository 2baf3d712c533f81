package usagesync_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

func TestPlanReadsFourAgreementsAtATime(t *testing.T) {
	inNovember(t, 12, func(b *bench) {
		var now, most atomic.Int32
		b.w.onList = func(string) error {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			time.Sleep(time.Second)
			return nil
		}
		start := time.Now()
		b.plan()
		if took := time.Since(start); took != 3*time.Second || most.Load() != 4 {
			b.Errorf("%d at a time, in %s", most.Load(), took)
		}
	})
}

// The first failure ends the other readings at once, and Plan waits for them.
func TestPlanEndsAllReadingsTogether(t *testing.T) {
	inNovember(t, 12, func(b *bench) {
		b.w.onList = func(agreement string) error {
			if agreement == "11" {
				time.Sleep(time.Second)
				return errLost
			}
			time.Sleep(1500 * time.Millisecond)
			return nil
		}
		start := time.Now()
		_, err := b.s.Plan(b.Context(), usagesync.PlanRequest{})
		if !errors.Is(err, errLost) {
			b.Error(err)
		}
		if took, lists := time.Since(start), b.w.count("list"); took != 1500*time.Millisecond || lists != 4 {
			b.Errorf("%d agreements read in %s, want the 4 that were under way", lists, took)
		}
	})
}

func TestPlanWhenCancelled(t *testing.T) {
	inNovember(t, 12, func(b *bench) {
		ctx, cancel := context.WithCancel(b.Context())
		b.w.onList = func(string) error { cancel(); return nil }
		if _, err := b.s.Plan(ctx, usagesync.PlanRequest{}); !errors.Is(err, context.Canceled) {
			b.Error(err)
		}
		if n := b.w.count("list"); n > 4 {
			b.Errorf("%d agreements read", n)
		}
	})
}
