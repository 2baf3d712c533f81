package transport

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Client sends calls. It is safe for concurrent use.
type Client struct {
	cfg  Config
	http *http.Client
}

// New validates cfg, reporting all problems together. It touches no network.
func New(cfg Config) (*Client, error) {
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("transport: %w", err)
	}
	cfg = cfg.withDefaults()
	return &Client{cfg: cfg, http: &http.Client{Transport: attemptTripper{cfg.RoundTripper, cfg.Timeout}}}, nil
}

// Do sends one call and returns nil, or an *Error, also when the context ended; errors.Is finds the context's error.
//
// After a call of class Create the error tells what became of it: errors.Is(err, ErrAmbiguous) means that it may have been
// executed, anything else that it was not.
func (c *Client) Do(ctx context.Context, call Call) error {
	begun := time.Now()
	c.cfg.Budget.earn()
	x := &exchange{c: c, call: call, limit: c.cfg.Attempts}
	failed := x.run(context.WithValue(ctx, operationKey{}, call.Op))
	var err error
	if failed != nil {
		err = failed
	}
	if c.cfg.OnCall != nil {
		c.cfg.OnCall(CallDone{
			Op: call.Op, Method: call.Method, Path: x.path, Attempts: x.attempt, Status: x.status,
			Err: err, Duration: time.Since(begun),
		})
	}
	return err
}

// CloseIdleConnections closes what the transport keeps open between calls.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.cfg.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}
