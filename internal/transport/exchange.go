package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// exchange is one call under way. Its methods are the hooks of one retry loop, which runs them one after another.
type exchange struct {
	c       *Client
	call    Call
	path    string      // of the URL, without query
	header  http.Header // of every attempt, before credentials
	limit   int         // attempts allowed
	renewed bool        // a 401 has already been answered with new credentials

	attempt int           // number of the present attempt, 0 before the first
	request *http.Request // as authorised
	release func()        // gives its slot back
	sent    time.Time
	status  int

	last    *failure      // of the latest attempt
	reached bool          // some attempt was, or may have been, sent
	again   bool          // the latest attempt will be repeated
	wait    time.Duration // before that
}

func (x *exchange) run(ctx context.Context) *Error {
	request, err := x.open(ctx)
	if err != nil {
		return x.stopped(err)
	}
	defer x.leave()
	if err := x.prepare(request.Request); err != nil {
		return x.stopped(err)
	}
	request.SetResponseHandler(x.receive)
	_, err = x.loop().Do(request) //nolint:bodyclose // receive closes it
	switch {
	case err == nil:
		return nil
	case x.again: // it ended while waiting for the repeat
		return x.stopped(err)
	default:
		return x.last.err
	}
}

// loop is a client of its own for every call, because CheckRetry is not told which request failed.
func (x *exchange) loop() *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient:   x.c.http,
		Logger:       nil,
		RetryMax:     x.limit + 1, // check decides, this must only not be in its way
		CheckRetry:   x.check,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return x.wait },
		PrepareRetry: x.prepare,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// open checks everything that can be checked before credentials are asked for.
func (x *exchange) open(ctx context.Context) (*retryablehttp.Request, error) {
	root := x.call.Root
	if root == nil {
		root = x.c.cfg.Base
	}
	u, err := target(root, x.call.Path, x.call.Query)
	if err != nil {
		return nil, err
	}
	x.path = u.EscapedPath()
	if err := x.call.check(); err != nil {
		return nil, err
	}
	if err := x.c.cfg.checkHost(root); err != nil {
		return nil, err
	}
	var body any
	if len(x.call.Body) > 0 {
		body = x.call.Body
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, x.call.Method, u.String(), body)
	if err != nil {
		return nil, redact(err)
	}
	x.header = x.call.Header.Clone()
	if x.header == nil {
		x.header = http.Header{}
	}
	if x.c.cfg.UserAgent != "" {
		x.header.Set("User-Agent", x.c.cfg.UserAgent)
	}
	return request, nil
}

// prepare runs before every attempt. Credentials are asked for when the windows admit the request, since they may not last
// as long as the wait; they may take a while themselves, so the limiter's check of its windows, of SendBefore and of the
// context is the last thing before the send.
func (x *exchange) prepare(r *http.Request) error {
	release, err := x.c.cfg.Pace.AcquireReady(r.Context(), x.call.SendBefore, func() error { return x.authorize(r) })
	if err != nil {
		return err
	}
	x.request, x.release = r, release
	x.attempt++
	x.status, x.again, x.wait, x.sent = 0, false, 0, time.Now()
	return nil
}

// authorize gives the request its headers, afresh: those of the last attempt may still be in use by its writer.
func (x *exchange) authorize(r *http.Request) error {
	r.Header = x.header.Clone()
	if x.c.cfg.Authorize == nil {
		return nil
	}
	if err := x.c.cfg.Authorize(r.Context(), r); err != nil {
		return fmt.Errorf("authorise: %w", redact(err))
	}
	if err := checkHeader(r.Header); err != nil {
		return fmt.Errorf("authorise: %w", err)
	}
	return nil
}

// leave gives the slot back, once.
func (x *exchange) leave() {
	if x.release != nil {
		x.release()
		x.release = nil
	}
}

// stopped is the error of a call that ended between attempts, on top of what the last attempt met.
func (x *exchange) stopped(err error) *Error {
	e := &Error{Op: x.call.Op, Method: x.call.Method, Path: x.path, Attempts: x.attempt}
	if x.last != nil {
		*e = *x.last.err
	}
	if !x.reached || !errors.Is(err, ErrTooLate) { // which promises that nothing was sent
		e.Err = chained(err, e.Err)
	}
	return e
}
