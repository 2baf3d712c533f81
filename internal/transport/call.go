package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Class says what a failed attempt may mean, and so whether it may be repeated (design: delivery classes).
type Class uint8

// The delivery classes.
const (
	Read   Class = iota // GET
	Replay              // PUT, DELETE, replace-only PATCH, a token request
	Create              // POST, PATCH with add or remove: sent at most once
)

// String returns the class's name in the manuals.
func (c Class) String() string {
	switch c {
	case Read:
		return "read"
	case Replay:
		return "replay"
	case Create:
		return "create"
	}
	return "unknown"
}

// Call is one request as the caller means it.
type Call struct {
	Op         string // constant, e.g. "sophos.billing.usage"
	Class      Class
	Method     string
	Root       *url.URL // nil: Config.Base; another root must pass AllowHost
	Path       string   // escaped, joined to the root; no empty, "." or ".." segment
	Query      url.Values
	Header     http.Header
	Body       []byte                                    // sent as is with Header's Content-Type; empty: none
	SendBefore time.Time                                 // latest start of any attempt; zero: none
	Decode     func(h http.Header, body io.Reader) error // reads the 2xx body, once per attempt, into a fresh value; nil: drained
}

// check refuses what would break the class's promise or send the request somewhere else.
func (c *Call) check() error {
	switch {
	case c.Class > Create:
		return fmt.Errorf("unknown delivery class %d", c.Class)
	case c.Class == Read && c.Method != http.MethodGet && c.Method != http.MethodHead:
		return errors.New("only GET and HEAD are reads")
	}
	return checkHeader(c.Header)
}

// checkHeader refuses what net/http would refuse only in flight, where it looks like a lost create, and the
// headers that make net/http repeat a POST on its own (request.go, isReplayable).
func checkHeader(h http.Header) error {
	for name, values := range h {
		switch http.CanonicalHeaderKey(name) {
		case "Idempotency-Key", "X-Idempotency-Key":
			return errors.New("an idempotency key makes net/http repeat a POST")
		}
		for _, v := range values {
			if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
				return fmt.Errorf("header %s holds a control character", http.CanonicalHeaderKey(name))
			}
		}
	}
	return nil
}

// target joins root, path and query, and refuses a path that would not stay what it says once cleaned.
func target(root *url.URL, path string, query url.Values) (*url.URL, error) {
	trimmed := strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	for segment := range strings.SplitSeq(trimmed, "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == "." || plain == ".." || plain == "" && trimmed != "" || strings.ContainsAny(segment, "?#") {
			return nil, errors.New("the path has an empty, dotted or unescaped segment")
		}
	}
	u := root.JoinPath(path)
	u.RawQuery = query.Encode()
	return u, nil
}

type operationKey struct{}

// Operation returns the constant operation name that Do puts in the context of every request it sends, for an
// instrumented RoundTripper; "" outside of one.
func Operation(ctx context.Context) string {
	op, _ := ctx.Value(operationKey{}).(string)
	return op
}
