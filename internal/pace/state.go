package pace

import "time"

// State is what a limiter remembers, as a store carries it to another process: exact to the nanosecond in JSON.
type State struct {
	// Admitted are the admissions that some window still counts, in nanoseconds since 1970, oldest first.
	Admitted []int64 `json:"admitted"`
	// PausedUntil is the end of a pause in nanoseconds since 1970, 0 when there is none.
	PausedUntil int64 `json:"pausedUntil"`
}

// Snapshot returns what the limiter remembers at this moment. Slots are not part of it.
func (l *Limiter) Snapshot() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.log.trim(now)
	s := State{Admitted: l.log.unixNano(now)}
	if left := l.paused.Sub(now); !l.paused.IsZero() && left > 0 {
		s.PausedUntil = now.UnixNano() + int64(left)
	}
	return s
}

// Restore adds what another limiter remembered, so that this one admits as that one would have. What it admitted itself
// before still counts: call it once, on a new limiter. Admissions that a clock ahead of this one dates in the
// future count as made now.
func (l *Limiter) Restore(s State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.log.merge(now, s.Admitted)
	if s.PausedUntil != 0 {
		l.paused = later(l.paused, now.Add(time.Unix(0, s.PausedUntil).Sub(now)))
	}
	l.smooth = smoothers(l.windows)
	if last, ok := l.log.newest(1); ok {
		for _, smoother := range l.smooth {
			smoother.AllowN(last, 1)
		}
	}
}
