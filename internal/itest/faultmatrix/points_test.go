package faultmatrix

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// points numbers the moments at which a process may be stopped. They come one after another, so that a process that does
// the same passes the same moments under the same numbers.
type points struct {
	stop int          // the number at which to stop; 0: nowhere
	at   func(report) // what stopping is

	mu    sync.Mutex
	trail []string
}

// reach is called at every point. at is called outside the lock: it may never return.
func (p *points) reach(format string, args ...any) {
	point := fmt.Sprintf(format, args...)
	p.mu.Lock()
	p.trail = append(p.trail, point)
	n := len(p.trail)
	p.mu.Unlock()
	if n == p.stop {
		p.at(report{State: stopped, Point: point})
	}
}

// reached returns all points so far.
func (p *points) reached() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.trail)
}

// pointedStore has a point before and after every call that changes the store.
type pointedStore struct {
	usagesync.Store
	points *points
}

func (s pointedStore) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	what := commitOf(w)
	s.points.reach("before %s", what)
	defer s.points.reach("after %s", what)
	return s.Store.Commit(ctx, partner, f, w...)
}

func (s pointedStore) Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
	s.points.reach("before Acquire")
	defer s.points.reach("after Acquire")
	return s.Store.Acquire(ctx, lane, owner, ttl)
}

func (s pointedStore) Release(ctx context.Context, l usagesync.Lease) error {
	s.points.reach("before Release")
	defer s.points.reach("after Release")
	return s.Store.Release(ctx, l)
}

// commitOf names a commit by what it writes, such as "Commit of journal, -intent, line".
func commitOf(writes []usagesync.Write) string {
	var kinds []string
	for _, w := range writes {
		kind := string(w.Kind)
		if w.Data == nil {
			kind = "-" + kind
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return "Commit of " + strings.Join(kinds, ", ")
}
