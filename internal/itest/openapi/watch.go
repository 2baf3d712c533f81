package openapi

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
)

// Watch is a round tripper that judges all that passes and changes nothing of it. It is safe for concurrent use.
type Watch struct {
	rules *Rules
	next  http.RoundTripper

	mu     sync.Mutex
	report Report
}

// Report is what was seen.
type Report struct {
	Requests   int            // sent
	Answers    int            // read
	Seen       map[string]int // requests by operation
	Violations []Violation
}

// Violation is a request or an answer that breaks the rules.
type Violation struct {
	What string // "GET /v4_6_release/apis/3.0/system/info", "answer 200 to …"
	Err  error
}

func (v Violation) String() string { return v.What + ": " + v.Err.Error() }

// Watch returns a watch in front of another round tripper.
func (r *Rules) Watch(next http.RoundTripper) *Watch {
	return &Watch{rules: r, next: next, report: Report{Seen: map[string]int{}}}
}

// Report returns what was seen so far.
func (w *Watch) Report() Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.report
	out.Seen, out.Violations = maps.Clone(out.Seen), slices.Clone(out.Violations)
	return out
}

// RoundTrip implements http.RoundTripper. An answer whose body breaks off is passed on, not judged.
func (w *Watch) RoundTrip(request *http.Request) (*http.Response, error) {
	sent, err := take(&request.Body)
	if err != nil {
		return nil, err
	}
	what := request.Method + " " + request.URL.Path
	operation, err := w.rules.Request(request, sent)
	w.note(what, err, func(r *Report) { r.Requests++; r.Seen[operation]++ })

	response, err := w.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	answered, err := take(&response.Body)
	if err == nil {
		err = w.rules.Answer(request, response.StatusCode, response.Header, answered)
		w.note(fmt.Sprintf("answer %d to %s", response.StatusCode, what), err, func(r *Report) { r.Answers++ })
	} else {
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(answered), broken{err}))
	}
	return response, nil
}

func (w *Watch) note(what string, err error, count func(*Report)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	count(&w.report)
	if err != nil {
		w.report.Violations = append(w.report.Violations, Violation{what, err})
	}
}

// take reads a body whole and puts it back.
func take(body *io.ReadCloser) ([]byte, error) {
	if *body == nil || *body == http.NoBody {
		return nil, nil
	}
	defer (*body).Close()
	all, err := io.ReadAll(*body)
	*body = io.NopCloser(bytes.NewReader(all))
	return all, err
}

// broken ends a body as it ended.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
