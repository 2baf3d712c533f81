package testserver

import (
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Fault is one entry of a fault script: which requests it meets, and what happens to them. The zero value of each field
// means "no such effect"; a zero Fault matches the next request and does nothing to it. Effects combine.
type Fault struct {
	Method string                   // "" matches every method
	Path   string                   // a path.Match pattern if it holds any of *?[, else a prefix; "" matches every path
	When   func(*http.Request) bool // further condition, for example on the query; nil: none
	Skip   int                      // leave this many matching requests alone first
	Times  int                      // act this many times; 0: once, -1: for ever

	// What happens to the request.
	Do         func()        // called before it is handled: changes the server between two pages, for example
	Delay      time.Duration // wait before it is handled
	DropBefore bool          // close the connection instead
	DropAfter  bool          // close the connection after it was handled, without an answer
	Reset      bool          // makes DropBefore, DropAfter and CutBody a reset connection, not one that just ends

	// What the answer is.
	Status      int                        // this, without handling the request; with AfterCommit, after handling it
	Header      http.Header                // added, whatever the answer is
	Body        string                     // of the answer that Status makes
	AfterCommit bool                       // Status and Body replace the answer to a request that was handled
	Repeat      bool                       // what the last request with this method and path was answered, whatever its query
	Edit        func(answer []byte) []byte // changes the body of a request that was handled

	// How the answer is sent.
	DelayAfter time.Duration // wait before it
	SlowBody   time.Duration // the body comes in small pieces that take this long together
	CutBody    bool          // half of the body under the full Content-Length, then the connection ends
	LengthOff  int           // the Content-Length is wrong by this many bytes, then the connection ends
	Bomb       int64         // the body comes gzip-compressed, after this many spaces
}

// HTML answers with a gateway's page instead of handling the request. Set Method, Path and Times.
func HTML(status int) Fault {
	return Fault{
		Status: status,
		Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		Body: fmt.Sprintf("<html><head><title>%d %s</title></head><body><center>gateway</center></body></html>",
			status, http.StatusText(status)),
	}
}

func (f *Fault) matches(r *http.Request) bool {
	return (f.Method == "" || f.Method == r.Method) && f.matchesPath(r.URL.Path) && (f.When == nil || f.When(r))
}

func (f *Fault) matchesPath(p string) bool {
	if !strings.ContainsAny(f.Path, "*?[") {
		return strings.HasPrefix(p, f.Path)
	}
	ok, err := path.Match(f.Path, p)
	return ok && err == nil
}

// script is the list of faults still to act, oldest first.
type script struct {
	mu     sync.Mutex
	faults []*Fault
}

func (s *script) add(faults []Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		if f.Times == 0 {
			f.Times = 1
		}
		s.faults = append(s.faults, &f)
	}
}

// next takes the first fault that acts on r; the zero Fault when none does.
func (s *script) next(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		switch {
		case f.Times == 0 || !f.matches(r):
		case f.Skip > 0:
			f.Skip--
		default:
			if f.Times > 0 {
				f.Times--
			}
			return *f
		}
	}
	return Fault{}
}
