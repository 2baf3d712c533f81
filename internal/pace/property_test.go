package pace_test

import (
	"encoding/json"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/psasync/psasync/internal/pace"
)

func drawWindows(t *rapid.T, shortest time.Duration) []pace.Window {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pace.Window {
		return pace.Window{
			Max: rapid.IntRange(1, 12).Draw(t, "max"),
			Per: time.Duration(rapid.Int64Range(int64(shortest), int64(time.Minute)).Draw(t, "per")),
		}
	}), 0, 4).Draw(t, "windows")
}

func TestNoWindowIsEverExceeded(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		windows := drawWindows(r, time.Millisecond)
		gaps := rapid.SliceOfN(rapid.SliceOfN(rapid.Int64Range(0, int64(5*time.Second)), 1, 15), 1, 5).Draw(r, "gaps")
		inFlight := rapid.IntRange(0, 3).Draw(r, "inFlight")
		var bad string
		synctest.Test(t, func(t *testing.T) {
			l := limiter(t, inFlight, windows...)
			start := time.Now()
			var mu sync.Mutex
			var admitted []time.Duration
			var group sync.WaitGroup
			for _, worker := range gaps {
				group.Go(func() {
					for _, gap := range worker {
						time.Sleep(time.Duration(gap))
						release := acquire(t, l)
						mu.Lock()
						admitted = append(admitted, time.Since(start))
						mu.Unlock()
						time.Sleep(time.Duration(gap / 2))
						release()
					}
				})
			}
			group.Wait()
			bad = exceeded(windows, admitted)
		})
		if bad != "" {
			r.Fatal(bad)
		}
	})
}

// admissions are the moments at which one caller is admitted who sleeps the gaps in between; the limiter is replaced by
// one in another process at call number move.
func admissions(t *testing.T, windows []pace.Window, gaps []int64, move int) (got []time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		l, start := limiter(t, 0, windows...), time.Now()
		for i, gap := range gaps {
			time.Sleep(time.Duration(gap))
			if i == move {
				wire, err := json.Marshal(l.Snapshot())
				if err != nil {
					t.Fatal(err)
				}
				var state pace.State
				if err := json.Unmarshal(wire, &state); err != nil {
					t.Fatal(err)
				}
				l = limiter(t, 0, windows...)
				l.Restore(state)
			}
			acquire(t, l)()
			got = append(got, time.Since(start))
		}
	})
	return got
}

func TestAdmissionIsNeverLaterThanTheWindowsAsk(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		windows := drawWindows(r, time.Second+1) // no smoothing
		gaps := rapid.SliceOfN(rapid.Int64Range(0, int64(5*time.Second)), 1, 40).Draw(r, "gaps")
		var want []time.Duration
		var clock time.Duration
		for i, gap := range gaps {
			clock += time.Duration(gap)
			for _, w := range windows {
				if i >= w.Max {
					clock = max(clock, want[i-w.Max]+w.Per)
				}
			}
			want = append(want, clock)
		}
		if diff := cmp.Diff(want, admissions(t, windows, gaps, -1)); diff != "" {
			r.Fatal(diff)
		}
	})
}

func TestAnotherProcessCarriesOnExactly(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		windows := drawWindows(r, time.Millisecond)
		gaps := rapid.SliceOfN(rapid.Int64Range(0, int64(5*time.Second)), 1, 30).Draw(r, "gaps")
		move := rapid.IntRange(0, len(gaps)-1).Draw(r, "move")
		if diff := cmp.Diff(admissions(t, windows, gaps, -1), admissions(t, windows, gaps, move)); diff != "" {
			r.Fatal(diff)
		}
	})
}
