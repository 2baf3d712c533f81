package faultmatrix

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// cell is one store crossed with one fault.
type cell struct {
	store string
	on    func(*testing.T) *base
	fault fault
	first int // the first process is killed at this point, and in further worlds at every step-th after it
	step  int
	full  bool // recoveries are killed, too
}

func (c cell) name() string { return c.store + "/" + c.fault.name }

// cells are all stores and faults; without -full a part of them, chosen so that the faults together cover all points.
func cells() (all []cell) {
	for i, f := range faults() {
		sqlite := cell{"SQLite", onSQLite, f, 1, 1, *full}
		postgres := cell{"PostgreSQL", onPostgreSQL, f, 1, 1, *full}
		if !*full {
			sqlite.first, sqlite.step = 1+i, len(faults())
			postgres.first, postgres.step = 1+i, len(faults())
		}
		all = append(all, sqlite)
		if *full || f.name == "answer-lost" || f.name == "late-commit" {
			all = append(all, postgres)
		}
	}
	return all
}

// TestFaultMatrix kills the sync at one point after the other, lets others finish its work, and looks at what they
// left.
func TestFaultMatrix(t *testing.T) {
	var results table
	t.Run("cells", func(t *testing.T) {
		inParallel(t, cells(), func(t *testing.T, c cell) { results.add(c.run(t)) })
	})
	results.print(t)
}

// inParallel runs a subtest for each cell, as many at a time as wait for each other's settle windows rather than for a
// processor.
func inParallel(t *testing.T, all []cell, f func(*testing.T, cell)) {
	var wg sync.WaitGroup
	defer wg.Wait()
	free := make(chan struct{}, 3*runtime.GOMAXPROCS(0))
	for _, c := range all {
		wg.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			t.Run(c.name(), func(t *testing.T) { f(t, c) })
		})
	}
}

func (c cell) run(t *testing.T) row {
	r := row{cell: c}
	b, began := c.on(t), time.Now()
	for n := c.first; *only == 0 || n <= *only; n += c.step {
		if *only != 0 && n != *only {
			continue
		}
		survived := c.try(t, b, n, false, &r)
		if survived || t.Failed() {
			break
		}
		if c.full {
			c.try(t, b, n, true, &r)
		}
	}
	r.took = time.Since(began)
	return r
}

// try lets a world live through a kill at the n-th point, and through more of them where harried. It reports whether the
// process reached no such point.
func (c cell) try(t *testing.T, b *base, n int, harried bool, r *row) (survived bool) {
	const attempts = 3 // a machine that stands still spoils a world, not one after the other
	for i := 1; ; i++ {
		w := newWorld(t, b, fmt.Sprintf("msp-%d-%t-%d", n, harried, i), c.fault, settle)
		point, err := w.survive(n, harried)
		v, failed := w.judge(t.Context())
		w.close()
		if w.late.by() > settle && i < attempts {
			continue
		}
		if err = errors.Join(err, failed); err != nil {
			v.say("%v", err)
		}
		if len(v.problems) > 0 {
			t.Errorf("%s, killed at point %d (%s), recoveries killed: %t\n%s\nreplay: %s", c.name(), n, point, harried, strings.Join(v.problems, "\n"), c.replay(n))
		}
		r.add(w, v)
		return point == ""
	}
}

// replay is the command that repeats the worlds of one point.
func (c cell) replay(n int) string {
	return fmt.Sprintf("go test ./internal/itest/faultmatrix -v -run 'TestFaultMatrix/cells/%s$' -full -kill %d", c.name(), n)
}

// row is what a cell came to.
type row struct {
	cell
	took                time.Duration
	worlds, runs, kills int
	verdict
}

func (r *row) add(w *world, v verdict) {
	r.sum(row{worlds: 1, runs: w.runs, kills: w.kills, verdict: v})
}

func (r *row) sum(s row) {
	r.worlds += s.worlds
	r.runs += s.runs
	r.kills += s.kills
	r.took += s.took
	r.duplicates += s.duplicates
	r.missing += s.missing
	r.wrong += s.wrong
	r.foreign += s.foreign
	r.problems = append(r.problems, s.problems...)
}

// table collects the rows of cells that run at the same time.
type table struct {
	mu   sync.Mutex
	rows []row
}

func (t *table) add(r row) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = append(t.rows, r)
}

func (t *table) print(tb testing.TB) {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "store\tfault\tworlds\truns\tkills\tduplicates\tmissing\twrong\tforeign changed\tproblems\ttime")
	total := row{cell: cell{store: "all"}}
	for _, r := range t.rows {
		total.sum(r)
	}
	for _, r := range append(t.rows, total) {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", r.store, r.fault.name, r.worlds, r.runs, r.kills,
			r.duplicates, r.missing, r.wrong, r.foreign, len(r.problems), r.took.Round(100*time.Millisecond))
	}
	_ = w.Flush()
	tb.Log("\n" + text.String())
}
