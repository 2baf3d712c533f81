package faultmatrix

import (
	"net/http"
	"sync"
	"time"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// How the times of the matrix fit together: the client gives up first, then the create is committed, then the settle
// window passes. A machine that stands still for so long that the commit comes last makes a world void, see lateness.
const (
	giveUp = 50 * time.Millisecond
	late   = 150 * time.Millisecond
	settle = 400 * time.Millisecond
)

// fault is what happens to the first create.
type fault struct {
	name   string
	create connectwisetest.Fault
	giveUp time.Duration // how long its answer is waited for; 0: as long as the client says
}

func faults() []fault {
	all := []fault{
		{name: "none"},
		{name: "answer-lost", create: connectwisetest.Fault{DropAfter: true}},
		{name: "reset-before", create: connectwisetest.Fault{DropBefore: true}},
		{name: "429", create: connectwisetest.Throttle(0)},
		{name: "503", create: connectwisetest.Failure(http.StatusServiceUnavailable, "Unavailable", "Try again later.")},
		{name: "500-after-commit", create: connectwisetest.Fault{Status: http.StatusInternalServerError, AfterCommit: true}},
		{name: "cut-body", create: connectwisetest.Fault{CutBody: true}},
		{name: "late-commit", create: connectwisetest.LateCommit(late), giveUp: giveUp},
	}
	for i := range all {
		all[i].create.Method, all[i].create.Path = http.MethodPost, "/finance/agreements/*/additions"
	}
	return all
}

// named returns one of them.
func named(name string) (f fault) {
	for _, f = range faults() {
		if f.name == name {
			break
		}
	}
	return f
}

// lateness is how late the create that met the fault was committed, if it was.
type lateness struct {
	mu      sync.Mutex
	arrived time.Time
	landed  time.Time
}

// watch makes the fault tell. It works for faults that leave the answer's body alone.
func (l *lateness) watch(f connectwisetest.Fault) connectwisetest.Fault {
	f.When = func(*http.Request) bool { l.now(&l.arrived); return true }
	f.Edit = func(answer []byte) []byte { l.now(&l.landed); return answer }
	return f
}

func (l *lateness) now(t *time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*t = time.Now()
}

// underWay reports whether a create is still on its way.
func (l *lateness) underWay() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.arrived.IsZero() && l.landed.IsZero()
}

// by is how long the create was on its way.
func (l *lateness) by() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.landed.Sub(l.arrived)
}
