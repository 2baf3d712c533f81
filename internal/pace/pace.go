package pace

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// ErrTooLate says that a request could not be admitted before the latest moment its caller allowed.
var ErrTooLate = errors.New("too late to send")

// smoothed is the longest window whose admissions are spread evenly.
const smoothed = time.Second

// Window allows at most Max admissions in any sliding span of length Per.
type Window struct {
	Max int
	Per time.Duration
}

// Limiter admits requests under every one of its windows and at most inFlight at a time. The zero value has neither windows
// nor slots and admits everything at once. It is safe for concurrent use.
type Limiter struct {
	windows []Window
	slots   chan struct{} // nil: no bound on requests in flight

	mu     sync.Mutex
	smooth []*rate.Limiter
	log    history
	paused time.Time
}

// New makes a limiter and reports all problems of its arguments together. No windows means no pacing; inFlight 0 means no
// bound on concurrent requests.
func New(windows []Window, inFlight int) (*Limiter, error) {
	var problems []error
	l := &Limiter{windows: append([]Window(nil), windows...)}
	for i, w := range windows {
		if w.Max <= 0 {
			problems = append(problems, fmt.Errorf("window %d: Max is %d, must be positive", i, w.Max))
		}
		if w.Per <= 0 {
			problems = append(problems, fmt.Errorf("window %d: Per is %v, must be positive", i, w.Per))
		}
		l.log.max = max(l.log.max, w.Max)
		l.log.span = max(l.log.span, w.Per)
	}
	if inFlight < 0 {
		problems = append(problems, fmt.Errorf("in flight: %d, must not be negative", inFlight))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	if inFlight > 0 {
		l.slots = make(chan struct{}, inFlight)
	}
	l.smooth = smoothers(windows)
	return l, nil
}

func smoothers(windows []Window) []*rate.Limiter {
	var s []*rate.Limiter
	for _, w := range windows {
		if w.Per <= smoothed {
			s = append(s, rate.NewLimiter(rate.Limit(float64(w.Max)/w.Per.Seconds()), 1))
		}
	}
	return s
}

// Acquire waits for a slot and until every window admits one more request at that very moment. It returns the
// function that frees the slot; calling that again does nothing.
//
// It returns at once, without waiting, when the wait would be in vain: with [ErrTooLate] when the windows can't admit
// by notAfter (zero: no such limit), with an error that is context.DeadlineExceeded when they can't before ctx's deadline.
// How long a slot will take can't be foreseen; there notAfter and ctx end the wait when they come.
func (l *Limiter) Acquire(ctx context.Context, notAfter time.Time) (release func(), err error) {
	return l.AcquireReady(ctx, notAfter, func() error { return nil })
}

// AcquireReady is Acquire for a request that has to be made ready shortly before it is sent, because what that takes may not
// last as long as the wait. ready is called when the windows seem to admit the request, and again when they don't any
// more once it returns; nothing is recorded before that. It may take time, also requests of its own that the same windows
// admit, but no slot of this limiter. Its error ends the wait.
func (l *Limiter) AcquireReady(ctx context.Context, notAfter time.Time, ready func() error) (release func(), err error) {
	if _, err := l.step(ctx, notAfter, false); err != nil {
		return nil, err
	}
	release, err = l.takeSlot(ctx, notAfter)
	if err != nil {
		return nil, err
	}
	if err := l.admit(ctx, notAfter, ready); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// admit waits for the windows and records the admission.
func (l *Limiter) admit(ctx context.Context, notAfter time.Time, ready func() error) error {
	for {
		wait, err := l.step(ctx, notAfter, false)
		switch {
		case err != nil:
			return err
		case wait > 0:
			if err := sleep(ctx, wait); err != nil {
				return err
			}
			continue
		}
		if err := ready(); err != nil {
			return err
		}
		if wait, err = l.step(ctx, notAfter, true); err != nil || wait == 0 {
			return err
		}
	}
}

// Pause admits nothing before t: what a 429 with Retry-After asks for. An earlier t than the present one changes nothing.
func (l *Limiter) Pause(t time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.paused = later(l.paused, t)
}

// step looks at all windows at this instant and says how long to wait before the next look. At 0 it has recorded the
// admission, if asked to.
func (l *Limiter) step(ctx context.Context, notAfter time.Time, take bool) (time.Duration, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	at := l.earliest(now)
	if err := ctx.Err(); err != nil {
		return 0, ended(err)
	}
	if !notAfter.IsZero() && past(at, notAfter) {
		return 0, ErrTooLate
	}
	if deadline, ok := ctx.Deadline(); ok && !at.Before(deadline) {
		return 0, ended(fmt.Errorf("next request in %v: %w", at.Sub(now), context.DeadlineExceeded))
	}
	if take && at.Equal(now) {
		l.record(now)
	}
	return at.Sub(now), nil
}

// earliest is the first moment, from now on, that no window, smoother or pause forbids.
func (l *Limiter) earliest(now time.Time) time.Time {
	at := later(now, l.paused)
	for _, w := range l.windows {
		if oldest, full := l.log.newest(w.Max); full {
			at = later(at, oldest.Add(w.Per))
		}
	}
	for _, s := range l.smooth {
		if missing := 1 - s.TokensAt(now); missing > 0 {
			wait := math.Ceil(missing / float64(s.Limit()) * float64(time.Second))
			at = later(at, now.Add(time.Duration(wait)))
		}
	}
	return at
}

func (l *Limiter) record(now time.Time) {
	l.log.add(now)
	for _, s := range l.smooth {
		s.AllowN(now, 1)
	}
}

func (l *Limiter) takeSlot(ctx context.Context, notAfter time.Time) (release func(), err error) {
	if l.slots == nil {
		return func() {}, nil
	}
	var late <-chan time.Time
	if !notAfter.IsZero() {
		timer := time.NewTimer(time.Until(notAfter))
		defer timer.Stop()
		late = timer.C
	}
	select {
	case l.slots <- struct{}{}:
		return sync.OnceFunc(func() { <-l.slots }), nil
	case <-ctx.Done():
		return nil, ended(ctx.Err())
	case <-late:
		return nil, ErrTooLate
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ended(ctx.Err())
	}
}

func ended(err error) error { return fmt.Errorf("waiting for the rate limit: %w", err) }

// past compares on the monotonic and on the wall clock: the first stands still while a machine is suspended.
func past(at, limit time.Time) bool {
	return at.After(limit) || at.Round(0).After(limit.Round(0))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
