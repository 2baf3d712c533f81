package transport

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/psasync/psasync/internal/pace"
)

// Config is what a Client needs. New copies it and validates it.
type Config struct {
	Base         *url.URL                                         // root that Call.Path is joined to
	AllowHost    func(*url.URL) error                             // decides on hosts other than Base's; nil refuses all
	RoundTripper http.RoundTripper                                // nil: NewRoundTripper(); another one must never repeat a request by itself
	Pace         *pace.Limiter                                    // nil: no pacing
	Authorize    func(ctx context.Context, r *http.Request) error // adds credentials, per attempt, after the host check and the wait for Pace
	Renew        func(r *http.Request) bool                       // on 401: drops what r was authorised with; true: worth one repeat
	Classify     func(h http.Header, body []byte) VendorError     // reads a vendor's error body
	RequestID    func(h http.Header) string                       // nil: none
	UserAgent    string
	Attempts     int           // at most this many attempts of a repeatable call, renewal of a token not counted; 0: 5
	BackoffBase  time.Duration // 0: 1 s
	BackoffCap   time.Duration // longest jittered backoff; 0: 30 s, and never above MaxWait
	Budget       *Budget       // of repeats, see RetryBudget; nil: an own one with DefaultRetryBudget
	MaxWait      time.Duration // longest Retry-After waited for; 0: 2 min
	Timeout      time.Duration // one attempt, body included; 0: 90 s
	MaxBody      int64         // decompressed bytes of a 2xx body; 0: 32 MiB
	MaxErrorBody int64         // 0: 64 KiB
	Logger       *slog.Logger  // nil: silent
	OnAttempt    func(Attempt) // called after every attempt
	OnCall       func(CallDone)
}

// VendorError is what Classify found in an error body. Parsed is false when the body was not the vendor's own shape.
type VendorError struct {
	Parsed    bool
	Code      string
	Message   string
	Details   []Detail
	RequestID string
}

// validate returns all problems together.
func (c *Config) validate() error {
	var problems []error
	if c.Base == nil {
		problems = append(problems, errors.New("Base is missing"))
	} else if err := checkRoot(c.Base); err != nil {
		problems = append(problems, fmt.Errorf("Base: %w", err))
	}
	for _, field := range []struct {
		name  string
		value int64
	}{
		{"Attempts", int64(c.Attempts)}, {"BackoffBase", int64(c.BackoffBase)}, {"BackoffCap", int64(c.BackoffCap)},
		{"MaxWait", int64(c.MaxWait)}, {"Timeout", int64(c.Timeout)}, {"MaxBody", c.MaxBody}, {"MaxErrorBody", c.MaxErrorBody},
	} {
		if field.value < 0 {
			problems = append(problems, fmt.Errorf("%s is negative", field.name))
		}
	}
	return errors.Join(problems...)
}

// withDefaults fills the zero fields in and gives the optional hooks an empty form, so that no caller asks for nil.
func (c Config) withDefaults() Config {
	base := *c.Base
	c.Base = &base
	c.Attempts = cmp.Or(c.Attempts, 5)
	c.MaxWait = cmp.Or(c.MaxWait, 2*time.Minute)
	c.BackoffBase = cmp.Or(c.BackoffBase, time.Second)
	c.BackoffCap = min(cmp.Or(c.BackoffCap, 30*time.Second), c.MaxWait)
	c.Timeout = cmp.Or(c.Timeout, 90*time.Second)
	c.MaxBody = cmp.Or(c.MaxBody, 32<<20)
	c.MaxErrorBody = cmp.Or(c.MaxErrorBody, 64<<10)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.RoundTripper == nil {
		c.RoundTripper = NewRoundTripper()
	}
	if c.Pace == nil {
		c.Pace = new(pace.Limiter)
	}
	if c.Budget == nil {
		c.Budget, _ = NewBudget(DefaultRetryBudget())
	}
	return c
}
