package connectwisetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/psasync/psasync/internal/testserver"
)

// Fault is one entry of a fault script. Method, Path (a prefix, or a path.Match pattern if it holds one of *?[) and When
// choose requests, Skip leaves the first ones alone, Times says how often it acts (0: once, -1: for ever). What it does:
//
//   - to the request: Do something first, Delay it, DropBefore or DropAfter it is handled, with Reset as ECONNRESET;
//   - to the answer: Status, Header and Body instead of it (with AfterCommit after it), Repeat the last one, Edit it;
//   - on its way: DelayAfter, SlowBody, CutBody, a Content-Length wrong by LengthOff, a gzip Bomb.
type Fault = testserver.Fault

// Request is one logged request; credentials are redacted.
type Request = testserver.Request

// Inject appends faults to the script; a request meets the first that matches. A Path below the API, such as
// "/finance/agreements/*/additions", stands for that path below BasePath.
func (s *Server) Inject(faults ...Fault) {
	faults = slices.Clone(faults)
	for i := range faults {
		if p := faults[i].Path; p != "" && !strings.Contains(p, apiRoot) && !strings.HasPrefix(p, "/login/") {
			faults[i].Path = BasePath + p
		}
	}
	s.inner.Inject(faults...)
}

// Throttle is the vendor's 429 [official docs], whose body has other keys than all other errors. Set Method, Path and Times.
func Throttle(retryAfter time.Duration) Fault {
	seconds := strconv.Itoa(int(math.Ceil(retryAfter.Seconds())))
	return Fault{
		Status: http.StatusTooManyRequests,
		Header: http.Header{"Retry-After": {seconds}},
		Body: string(pretty(struct {
			Error   string `json:"error"`
			Message string `json:"message"`
		}{"ConnectWiseAPI", fmt.Sprintf("Too many requests. Please try again in %s seconds.", seconds)})),
	}
}

// Failure answers with an error in the vendor's shape instead of handling the request. Set Method, Path and Times.
func Failure(status int, code, message string) Fault {
	return Fault{Status: status, Body: string(pretty(refuse(status, code, "%s", message)))}
}

// HTML is a gateway's page instead of an answer of the API. Set Method, Path and Times.
func HTML(status int) Fault { return testserver.HTML(status) }

// LinkTo answers as usual, but names target as the next page, such as "?pageId=0" (the first page again) or
// "https://elsewhere.example/?pageId=7" (another host). Set Path and Skip, which counts pages.
func LinkTo(target string) Fault {
	return Fault{Method: http.MethodGet, Header: http.Header{"Link": {"<" + target + `>; rel="next"`}}}
}

// LateCommit makes the next create of an addition commit only after a delay, and loses its answer: a client that gave up
// meanwhile doesn't see it in a list that it reads too early. Under testing/synctest the delay is virtual.
func LateCommit(after time.Duration) Fault {
	return Fault{Method: http.MethodPost, Path: "/finance/agreements/*/additions", Delay: after, DropAfter: true}
}

// Requests returns all logged requests in order of arrival.
func (s *Server) Requests() []Request { return s.inner.Requests() }

// ResetLog forgets the logged requests.
func (s *Server) ResetLog() { s.inner.ResetLog() }

// Write is a logged request that isn't a GET.
type Write struct {
	Method string
	Path   string // below BasePath, such as "/finance/agreements/314/additions/3401"
	Body   json.RawMessage
	Status int // 0 when the connection was dropped or the answer is still due
}

// Members names what the body carries, sorted: the members of a POST's object, the paths of a PATCH's operations.
func (w Write) Members() []string {
	var members map[string]json.RawMessage
	if json.Unmarshal(w.Body, &members) == nil {
		return slices.Sorted(maps.Keys(members))
	}
	var operations []struct{ Path string }
	_ = json.Unmarshal(w.Body, &operations) // a body that is neither names nothing
	var out []string
	for _, o := range operations {
		out = append(out, strings.TrimPrefix(o.Path, "/"))
	}
	slices.Sort(out)
	return out
}

// Writes returns the logged requests that could have changed something, whatever their outcome.
func (s *Server) Writes() []Write {
	var out []Write
	for _, r := range s.Requests() {
		if r.Method != http.MethodGet {
			out = append(out, Write{r.Method, apiPath(r.Path), json.RawMessage(r.Body), r.Status})
		}
	}
	return out
}
