package usagesync

import (
	"context"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// readingTrust is how old a reading may be that a write relies on.
const readingTrust = 30 * time.Second

// reading is what was read, and when that began.
type reading[T any] struct {
	at    time.Time
	value T
}

// since reports whether the reading began at t or later, on both clocks: the monotonic one stands still while a machine
// is suspended.
func (r reading[T]) since(t time.Time) bool {
	return !r.at.IsZero() && !r.at.Before(t) && !r.at.Round(0).Before(t.Round(0))
}

func (s *Syncer) readSettings(ctx context.Context) (reading[plan.Settings], error) {
	at := time.Now()
	set, _, err := s.Settings(ctx)
	return reading[plan.Settings]{at, set}, err
}

func (s *Syncer) readAdditions(ctx context.Context, agreement string) (reading[[]plan.Addition], error) {
	if err := ctx.Err(); err != nil {
		return reading[[]plan.Addition]{}, err
	}
	at := time.Now()
	list, err := s.cfg.Target.Additions(ctx, agreement)
	if err != nil {
		return reading[[]plan.Addition]{}, err
	}
	return reading[[]plan.Addition]{at, list}, nil
}

// remember keeps what a plan read of additions, so that the Apply that follows need not read again what is still fresh.
func (s *Syncer) remember(read map[string]reading[[]plan.Addition]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = read
}

// recall returns what the latest plan read, once: after a run it may be out of date by that run's own writes.
func (s *Syncer) recall() map[string]reading[[]plan.Addition] {
	s.mu.Lock()
	defer s.mu.Unlock()
	read := s.latest
	s.latest = nil
	return read
}
