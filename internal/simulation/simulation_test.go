package simulation_test

import (
	"runtime"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The sync as it is: whatever happens, every wanted line ends up with one addition of the right quantity, or a person
// gave cause for its being withheld, and nothing else changes.
func TestSchedules(t *testing.T) {
	n := schedules(2_000)
	began := time.Now()
	count := algorithm{}.simulate(t, 0, n, true)
	count.print(t, "as it is", began)
	if n < 100 {
		return
	}
	// Schedules without trouble would prove nothing.
	for _, what := range []string{
		"crashes", "zombies", "fenced", "told that another run works", "read errors", "store errors", "acts of people", "right", "withheld",
		string(lost), string(dropped), string(late), string(throttled), string(failed), string(unavailable), string(revoked),
	} {
		if count[what] == 0 {
			t.Errorf("no %s", what)
		}
	}
}

// A seed always gives the same schedule, or it could not be looked at again.
func TestASeedIsASchedule(t *testing.T) {
	for i := range schedules(60) {
		seed := *seedFlag + uint64(i)
		var first, second string
		synctest.Test(t, func(t *testing.T) { first = play(t, algorithm{}, seed, true).events.String() })
		synctest.Test(t, func(t *testing.T) { second = play(t, algorithm{}, seed, true).events.String() })
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("seed %d played twice (-first +second):\n%s", seed, diff)
		}
	}
}

// simulate plays n of an algorithm's schedules, on as many goroutines as there are processors. Wrong ends of a strict one
// are errors.
func (a algorithm) simulate(t *testing.T, from, n int, strict bool) tally {
	t.Helper()
	parts := make([]tally, runtime.GOMAXPROCS(0))
	t.Run("schedules", func(t *testing.T) {
		for part := range parts {
			parts[part] = tally{}
			t.Run(strconv.Itoa(part), func(t *testing.T) {
				t.Parallel()
				for i := part; i < n && !t.Failed(); i += len(parts) {
					parts[part].add(a.one(t, *seedFlag+uint64(from+i), n == 1, strict))
				}
			})
		}
	})
	total := tally{}
	for _, part := range parts {
		total.add(part)
	}
	return total
}

// one plays one schedule.
func (a algorithm) one(t *testing.T, seed uint64, tell, strict bool) (count tally) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, a, seed, tell)
		s.count("schedules", 1)
		if tell {
			t.Logf("seed %d:\n%s", seed, s.events)
		}
		for _, text := range s.faulty {
			if strict {
				t.Errorf("seed %d: %s\nits events: go test ./internal/simulation -run '^TestSchedules$' -schedules 1 -seed %d -v", seed, text, seed)
			}
		}
		count = s.tally
	})
	return count
}
