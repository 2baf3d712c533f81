package transport

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
)

// RetryBudget bounds the repeats of all calls of a client together. Five attempts of every call would turn an outage into
// five times the load; within a budget, over any span of m minutes, n calls are repeated at most
//
//	Share*n + Burst*(1+m)
//
// times. Not charged are the repeat with new credentials after a 401, and the one after a 429 that says how long to wait:
// such a pause already holds all calls back. Without budget a call returns the error of its last attempt, joined with
// [ErrRetryBudget].
type RetryBudget struct {
	Share float64 // repeats that each call adds
	Burst int     // the most that is saved up; there from the start, and added anew by every minute. 0: no repeat is allowed
}

// DefaultRetryBudget returns one repeat for every five calls, and twenty a minute besides, which are
// all repeats of five calls at once [inferred].
func DefaultRetryBudget() RetryBudget { return RetryBudget{Share: 0.2, Burst: 20} }

// Budget is a RetryBudget at work. Several clients of one credential share one. It is safe for concurrent use.
type Budget struct {
	rule RetryBudget

	mu   sync.Mutex
	left float64
	at   time.Time // when left was true
}

// NewBudget returns a full budget, or all that is wrong with r.
func NewBudget(r RetryBudget) (*Budget, error) {
	var problems []error
	if !(r.Share >= 0) || math.IsInf(r.Share, 0) {
		problems = append(problems, fmt.Errorf("Share is %v, must be a number and not negative", r.Share))
	}
	if r.Burst < 0 {
		problems = append(problems, fmt.Errorf("Burst is %d, must not be negative", r.Burst))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return &Budget{rule: r, left: float64(r.Burst)}, nil
}

// earn adds a call's share.
func (b *Budget) earn() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill()
	b.add(b.rule.Share)
}

// spend takes one repeat, if there is one.
func (b *Budget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill()
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

// refill adds what the time since the last look has earned.
func (b *Budget) refill() {
	now := time.Now()
	if !b.at.IsZero() {
		b.add(now.Sub(b.at).Minutes() * float64(b.rule.Burst))
	}
	b.at = now
}

func (b *Budget) add(repeats float64) { b.left = min(b.left+repeats, float64(b.rule.Burst)) }
