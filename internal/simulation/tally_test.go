package simulation_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// tally counts by name what happened in schedules.
type tally map[string]int

func (t tally) add(u tally) {
	for what, n := range u {
		t[what] += n
	}
}

// violations are what a schedule must not leave; compared are the numbers by which one algorithm differs from another.
var (
	violations = []string{"duplicates", "foreign changes", "edits overwritten", "wrong adoptions", "lost", "unexplained", "unquiet"}
	compared   = slices.Concat([]string{"schedules", "additions", "crashes", string(late)}, violations, []string{"quarantined"})
)

// print says what became of an algorithm's schedules: one line to compare, one with everything else.
func (t tally) print(to testing.TB, name string, began time.Time) {
	to.Helper()
	rest := slices.DeleteFunc(slices.Sorted(maps.Keys(t)), func(what string) bool { return slices.Contains(compared, what) })
	to.Logf("%s: %s", name, t.list(compared))
	to.Logf("%s: %s; in %s", name, t.list(rest), time.Since(began).Round(100*time.Millisecond))
}

func (t tally) list(words []string) string {
	var text []string
	for _, w := range words {
		text = append(text, fmt.Sprintf("%s %d", w, t[w]))
	}
	return strings.Join(text, ", ")
}
