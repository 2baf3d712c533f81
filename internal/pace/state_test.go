package pace_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/internal/pace"
)

func TestSnapshotHoldsOnlyWhatStillCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limiter(t, 0, pace.Window{Max: 3, Per: time.Minute})
		for range 5 {
			acquire(t, l)
			time.Sleep(10 * time.Second)
		}
		now := time.Now()
		l.Pause(now.Add(time.Second))
		want := pace.State{
			Admitted:    []int64{now.Add(-20 * time.Second).UnixNano(), now.Add(-10 * time.Second).UnixNano()},
			PausedUntil: now.Add(time.Second).UnixNano(),
		}
		if diff := cmp.Diff(want, l.Snapshot()); diff != "" {
			t.Error(diff)
		}
		time.Sleep(time.Hour)
		if diff := cmp.Diff(pace.State{Admitted: []int64{}}, l.Snapshot()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRestoreTakesThePauseOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		l := limiter(t, 0)
		l.Restore(pace.State{PausedUntil: start.Add(time.Minute).UnixNano()})
		acquire(t, l)
		if got := time.Since(start); got != time.Minute {
			t.Errorf("admitted after %v, want 1m", got)
		}
	})
}

func TestRestoreCountsFromTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		l := limiter(t, 0, pace.Window{Max: 1, Per: time.Minute})
		time.Sleep(30 * time.Second)
		acquire(t, l)
		l.Restore(pace.State{Admitted: []int64{start.Add(time.Second).UnixNano(), start.UnixNano()}})
		acquire(t, l)
		if got := time.Since(start); got != 90*time.Second {
			t.Errorf("admitted after %v, want 1m30s", got)
		}
	})
}

func TestRestoreKeepsOwnAdmissionsAndSurvivesAClockAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		l := limiter(t, 0, pace.Window{Max: 2, Per: time.Minute})
		acquire(t, l)
		time.Sleep(time.Second)
		l.Restore(pace.State{Admitted: []int64{start.Add(24 * time.Hour).UnixNano()}})
		acquire(t, l)
		acquire(t, l)
		if got := time.Since(start); got != 61*time.Second {
			t.Errorf("the second came after %v, want 1m1s", got)
		}
	})
}
