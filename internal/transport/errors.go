package transport

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/psasync/psasync/internal/pace"
)

// Sentinel errors, shared by both clients. Match them with errors.Is.
var (
	ErrAmbiguous    = errors.New("outcome unknown")       // a create that may have been executed
	ErrTooLate      = pace.ErrTooLate                     // SendBefore passed; nothing was sent
	ErrUnauthorized = errors.New("not authorised")        // 401
	ErrForbidden    = errors.New("forbidden")             // 403
	ErrNotFound     = errors.New("not found")             // 404
	ErrRateLimited  = errors.New("rate limited")          // 429
	ErrRedirect     = errors.New("redirect refused")      // any 3xx
	ErrHost         = errors.New("host not allowed")      // credentials would have left the configured hosts
	ErrTooLarge     = errors.New("answer over the limit") // body cap
	ErrBody         = errors.New("answer cannot be read") // 2xx whose body does not decode
	ErrNotSent      = errors.New("not sent")              // dial, DNS or TLS handshake failed on every attempt
	ErrRetryBudget  = errors.New("retry budget spent")    // not repeated, because too many other calls were; joined with what failed
)

// Detail is one entry of a vendor's list of validation errors.
type Detail struct {
	Code, Message, Resource, Field string
}

// Error is what a failed call becomes. The clients' public *APIError types have exactly these fields, so that
// (*APIError)(err) converts.
type Error struct {
	Op         string        // constant operation name
	Method     string        // HTTP method
	Path       string        // path without query
	Status     int           // 0 when there was no answer
	Code       string        // vendor's machine-readable code, may be empty
	Message    string        // vendor's message or the first 500 bytes of the body, control characters removed
	Details    []Detail      // vendor's validation errors
	RequestID  string        // vendor's correlation or request id
	RetryAfter time.Duration // what the answer asked to wait, 0 when it did not
	Attempts   int           // attempts made, including the last
	Err        error         // sentinels and cause, joined; never with a query string or a credential
}

// Error implements error: one line, without query string or request body.
func (e *Error) Error() string {
	parts := []string{e.Op + ": " + e.Method + " " + e.Path}
	if e.Status != 0 {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))))
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	if said := clean(e.said()); said != "" {
		parts = append(parts, said)
	}
	text := strings.Join(parts, ": ")
	if e.RequestID != "" {
		text += " (request " + e.RequestID + ")"
	}
	if e.Attempts > 1 {
		text += fmt.Sprintf(" (%d attempts)", e.Attempts)
	}
	return text
}

// said is the vendor's own account: code, message, validation errors.
func (e *Error) said() string {
	var said []string
	if s := strings.TrimSpace(e.Code + " " + e.Message); s != "" {
		said = append(said, s)
	}
	for _, d := range e.Details {
		said = append(said, strings.TrimSpace(d.Field+" "+d.Message))
	}
	return strings.Join(said, "; ")
}

// Unwrap gives errors.Is and errors.AsType the sentinels and the cause.
func (e *Error) Unwrap() error { return e.Err }

// chain is several errors in one line, all of them matched by errors.Is.
type chain []error

// chained leaves the nil ones out and is nil when nothing is left.
func chained(errs ...error) error {
	var c chain
	for _, err := range errs {
		if err != nil {
			c = append(c, err)
		}
	}
	switch len(c) {
	case 0:
		return nil
	case 1:
		return c[0]
	}
	return c
}

func (c chain) Error() string {
	texts := make([]string, len(c))
	for i, err := range c {
		texts[i] = err.Error()
	}
	return strings.Join(texts, ": ")
}

func (c chain) Unwrap() []error { return c }
