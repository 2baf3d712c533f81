package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// check is retryablehttp's CheckRetry. The loop asks with a nil error before and after the answer was read, and with an
// error once per failed attempt.
func (x *exchange) check(ctx context.Context, _ *http.Response, err error) (bool, error) {
	if err == nil {
		return false, nil
	}
	x.leave()
	f, read := errors.AsType[*failure](err)
	if !read {
		f = x.unanswered(err)
	}
	x.reached = x.reached || f.fault != unsent
	switch {
	case f.ambiguous(x.call.Class):
		f.err.Err = chained(ErrAmbiguous, f.err.Err)
	case !x.reached:
		f.err.Err = chained(ErrNotSent, f.err.Err)
	}
	x.last = f
	x.slowDown(f)
	x.wait, x.again = x.next(ctx, f)
	x.report(f.err)
	return x.again, nil
}

// slowDown holds all calls of the credential back, not only this one.
func (x *exchange) slowDown(f *failure) {
	if f.err.Status == http.StatusTooManyRequests && f.err.RetryAfter > 0 {
		x.c.cfg.Pace.Pause(time.Now().Add(min(f.err.RetryAfter, x.c.cfg.MaxWait)))
	}
}

// next decides whether the failed attempt is repeated, and after which wait.
func (x *exchange) next(ctx context.Context, f *failure) (time.Duration, bool) {
	wait, again := x.backoff(f), f.repeatable(x.call.Class) && ctx.Err() == nil
	if f.err.Status == http.StatusUnauthorized {
		// A create drops stale credentials too, for the caller's next try.
		again = x.renew() && again
		wait = 0
	}
	if !again || x.attempt >= x.limit || f.err.RetryAfter > x.c.cfg.MaxWait {
		return 0, false
	}
	at := time.Now().Add(wait)
	if deadline, ok := ctx.Deadline(); ok && !at.Before(deadline) {
		return 0, false
	}
	if !x.call.SendBefore.IsZero() && at.After(x.call.SendBefore) {
		if !x.reached {
			f.err.Err = chained(ErrTooLate, f.err.Err)
		}
		return 0, false
	}
	if !f.free() && !x.c.cfg.Budget.spend() {
		f.err.Err = chained(f.err.Err, ErrRetryBudget)
		return 0, false
	}
	return wait, true
}

// free says that a repeat adds nothing to a storm: it brings new credentials, or comes when the server asked for it.
func (f *failure) free() bool {
	return f.err.Status == http.StatusUnauthorized || f.err.Status == http.StatusTooManyRequests && f.err.RetryAfter > 0
}

// renew asks for new credentials at most once per call; the attempt that tries them is not counted.
func (x *exchange) renew() bool {
	if x.renewed || x.c.cfg.Renew == nil || !x.c.cfg.Renew(x.request) {
		return false
	}
	x.renewed = true
	x.limit++
	return true
}

// backoff is exponential with full jitter, and at least what the answer asked for.
func (x *exchange) backoff(f *failure) time.Duration {
	longest := x.c.cfg.BackoffCap
	if d := x.c.cfg.BackoffBase; x.attempt < 32 && d < longest>>(x.attempt-1) {
		longest = d << (x.attempt - 1)
	}
	return max(f.err.RetryAfter, rand.N(longest+1))
}
