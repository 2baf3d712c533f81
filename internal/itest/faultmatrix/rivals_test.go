package faultmatrix

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
)

// onEach runs a test on both stores. It is to take every step-th point.
func onEach(t *testing.T, f func(t *testing.T, b *base, step int)) {
	for _, c := range []struct {
		store string
		on    func(*testing.T) *base
		step  int
	}{{"SQLite", onSQLite, 5}, {"PostgreSQL", onPostgreSQL, 9}} {
		if *full {
			c.step = 1
		}
		t.Run(c.store, func(t *testing.T) {
			t.Parallel()
			f(t, c.on(t), c.step)
		})
	}
}

// walk returns the points of a sync that nobody stops.
func walk(t *testing.T, b *base, partner, fault string) trail {
	t.Helper()
	w := newWorld(t, b, partner, named(fault), settle)
	r, err := w.run(0)
	if err != nil || r.State != converged {
		t.Fatalf("%s, %v", r.State, err)
	}
	return r.Trail
}

// trail is the points of a process in their order. Point n is the n-th, from 1.
type trail []string

// leased reports whether a process that stands still at point n has the lane.
func (t trail) leased(n int) (yes bool) {
	for _, point := range t[:n] {
		switch point {
		case "after Acquire":
			yes = true
		case "after Release":
			yes = false
		}
	}
	return yes
}

// commits reports whether it then still has to commit, before it gives the lane back, something of this kind; "" is any.
func (t trail) commits(n int, kind string) bool {
	rest := t[n-1:]
	if i := slices.Index(rest, "before Release"); i >= 0 {
		rest = rest[:i]
	}
	return slices.ContainsFunc(rest, func(point string) bool {
		return strings.HasPrefix(point, "before Commit") && strings.Contains(point, kind)
	})
}

// TestPointsAreNumbered holds that a point has the same number in every process that does the same, so that a failure can be
// repeated.
func TestPointsAreNumbered(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	for _, fault := range []string{"none", "late-commit"} {
		first := walk(t, b, fault+"-1", fault)
		if diff := cmp.Diff(first, walk(t, b, fault+"-2", fault)); diff != "" {
			t.Errorf("%s (-first +second):\n%s", fault, diff)
		}
		t.Logf("%s: %d points\n%s", fault, len(first), strings.Join(first, "\n"))
	}
}

// TestSecondProcess starts a sync while another one stands still at any point. Where that one has the lane the second is told
// so; else it does all the work, and the first finds that nothing is left of its plan.
func TestSecondProcess(t *testing.T) {
	onEach(t, func(t *testing.T, b *base, step int) {
		points := walk(t, b, "walk", "none")
		for n := 1; n <= len(points); n += step {
			w := newWorld(t, b, fmt.Sprintf("second-%d", n), named("none"), settle)
			want := converged
			if points.leased(n) && points.commits(n, string(usagesync.KindLine)) { // else its plan is empty, for which it needs no lease
				want = held
			}
			first, point := w.hold(n)
			w.want(point, "the second process", want, w.runToEnd)
			w.want(point, "the first process", converged, first.goOn)
			w.wantRight(point)
			w.close()
		}
	})
}

// TestZombie lets a sync stand still at any point until its lease is over and another has done the work, and then go on. It
// must be told at its next commit. What it still sends, because nobody can take a request back, is not done twice.
func TestZombie(t *testing.T) {
	onEach(t, func(t *testing.T, b *base, step int) {
		points := walk(t, b, "walk", "none")
		for n := 1; n <= len(points); n += step {
			if !points.leased(n) {
				continue
			}
			w := newWorld(t, b, fmt.Sprintf("zombie-%d", n), named("none"), settle)
			zombie, point := w.hold(n)
			if err := b.expire(t.Context(), w.job.Partner); err != nil {
				t.Fatal(err)
			}
			next := converged
			if w.open() > 0 { // which may still be sent, for all that the next process knows
				next = waiting
			}
			w.want(point, "the next process", next, w.runToEnd)
			told := converged
			if points.commits(n, "") {
				told = fenced
			}
			w.want(point, "the zombie", told, zombie.goOn)
			if err := b.bury(t.Context(), w.job.Partner); err != nil {
				t.Fatal(err)
			}
			w.want(point, "the last process", converged, w.runToEnd)
			w.wantRight(point)
			w.close()
		}
	})
}

// TestCrowd starts processes at the same time, of which none stands still.
func TestCrowd(t *testing.T) {
	onEach(t, func(t *testing.T, b *base, _ int) {
		const worlds, crowd = 3, 3
		for i := range worlds {
			w := newWorld(t, b, fmt.Sprintf("crowd-%d", i), named("answer-lost"), settle)
			var all []*process
			for range crowd {
				p, err := w.start(0, false)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, p)
			}
			ends := map[state]int{}
			for _, p := range all {
				r, err := p.end()
				if err != nil {
					t.Error(err)
				}
				ends[r.State]++
			}
			t.Logf("%v", ends)
			if ends[converged] == 0 || ends[converged]+ends[held] != crowd {
				t.Errorf("the processes ended as %v, want them converged, or told that the lane is held", ends)
			}
			w.wantRight("a crowd")
			w.close()
		}
	})
}

// TestMatrixSeesDuplicates takes the settle window away, and with it the reason why a create that arrives late is not sent again.
func TestMatrixSeesDuplicates(t *testing.T) {
	t.Parallel()
	f := named("late-commit")
	f.create = connectwisetest.LateCommit(20 * late) // later than the rest takes
	w := newWorld(t, onSQLite(t), "msp", f, 1)
	if _, err := w.survive(0, false); err != nil {
		t.Fatal(err)
	}
	v, err := w.judge(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if v.duplicates != 1 || len(v.problems) == 0 {
		t.Errorf("without a settle window: %d duplicates, problems %q", v.duplicates, v.problems)
	}
}

// hold starts a process that waits at its n-th point.
func (w *world) hold(n int) (p *process, point string) {
	w.t.Helper()
	p, err := w.start(n, true)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := p.report()
	if err != nil || r.State != stopped {
		w.t.Fatalf("it stopped nowhere: %s, %v", r.State, err)
	}
	return p, fmt.Sprintf("%d (%s)", n, r.Point)
}

func (w *world) runToEnd() (report, error) { return w.run(0) }

// goOn lets a process that was held end.
func (p *process) goOn() (report, error) {
	if err := p.release(); err != nil {
		return report{}, err
	}
	return p.end()
}

func (w *world) want(point, who string, want state, run func() (report, error)) {
	w.t.Helper()
	if r, err := run(); err != nil || r.State != want {
		w.t.Errorf("held at point %s, %s ended as %q, want %q: %v", point, who, r.State, want, err)
	}
}

func (w *world) wantRight(point string) {
	w.t.Helper()
	v, err := w.judge(w.t.Context())
	if err != nil {
		w.t.Errorf("point %s: %v", point, err)
	}
	for _, text := range v.problems {
		w.t.Errorf("point %s: %s", point, text)
	}
}

// open is how many writes have no known outcome.
func (w *world) open() (n int) {
	w.t.Helper()
	for _, err := range w.syncer.Intents(w.t.Context()) {
		if err != nil {
			w.t.Fatal(err)
		}
		n++
	}
	return n
}
