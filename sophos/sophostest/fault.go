package sophostest

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/psasync/psasync/internal/testserver"
)

type (
	// Fault is one entry of a fault script. Method, Path (a prefix, or a path.Match pattern if it holds one of *?[) and When
	// choose requests, Skip leaves the first ones alone, Times says how often it acts (0: once, -1: for ever). What it does:
	//
	//   - to the request: Do something first, Delay it, DropBefore or DropAfter it is handled, with Reset as ECONNRESET;
	//   - to the answer: Status, Header and Body instead of it (with AfterCommit after it), Repeat the last one, Edit it;
	//   - on its way: DelayAfter, SlowBody, CutBody, a Content-Length wrong by LengthOff, a gzip Bomb.
	Fault = testserver.Fault
	// Request is one logged request. Credentials are redacted.
	Request = testserver.Request
)

// Inject appends faults to the script.
func (s *Server) Inject(faults ...Fault) { s.http.Inject(faults...) }

// Requests returns the logged requests in order of arrival.
func (s *Server) Requests() []Request { return s.http.Requests() }

// ResetLog forgets the logged requests.
func (s *Server) ResetLog() { s.http.ResetLog() }

// Failure answers with an error in the API's shape instead of handling the request. Set Path and Times.
func Failure(status int, code, message string) Fault {
	body, _ := json.Marshal(map[string]string{ // strings only: cannot fail
		"error": code, "message": message,
		"correlationId": "c0ffee00-0000-4000-8000-00000000fa17", "requestId": "c0ffee00-0000-4000-8000-00000000fa18",
	})
	return Fault{Status: status, Body: string(body)}
}

// Throttle is a 429 with a Retry-After in seconds, rounded up. Set Path and Times; for other forms, set Header.
func Throttle(retryAfter time.Duration) Fault {
	f := Failure(http.StatusTooManyRequests, "tooManyRequests", "Too many requests. See Retry-After header.")
	f.Header = http.Header{"Retry-After": {strconv.Itoa(int(math.Ceil(retryAfter.Seconds())))}}
	return f
}

// HTML is a gateway's page instead of an answer of the API. Set Path and Times.
func HTML(status int) Fault { return testserver.HTML(status) }

// EditJSON makes the Edit of a Fault from a function that changes the decoded JSON object, for example to spoil a page's
// totals. Numbers are json.Number.
func EditJSON(change func(answer map[string]any)) func([]byte) []byte {
	return func(body []byte) []byte {
		object, err := decodeObject(body)
		if err != nil {
			return body
		}
		change(object)
		edited, err := json.Marshal(object)
		if err != nil {
			return body
		}
		return edited
	}
}

// EditPages makes the Edit of a Fault from a function that changes the "pages" member of a page: its totals and keys.
func EditPages(change func(pages map[string]any)) func([]byte) []byte {
	return EditJSON(func(answer map[string]any) {
		if pages, ok := answer["pages"].(map[string]any); ok {
			change(pages)
		}
	})
}
