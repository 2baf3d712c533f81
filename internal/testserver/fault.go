package testserver

import (
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Fault is one entry of a fault script. The zero value of each field means "no such effect"; a zero Fault matches the
// next request and does nothing to it.
type Fault struct {
	Method string                   // "" matches every method
	Path   string                   // a path.Match pattern if it holds any of *?[, else a prefix; "" matches every path
	When   func(*http.Request) bool // further condition, for example on the query; nil: none
	Skip   int                      // leave this many matching requests alone first
	Times  int                      // act this many times; 0: once, -1: for ever

	Delay       time.Duration              // wait before the handler runs
	DelayAfter  time.Duration              // wait after the handler has run, before its answer
	DropBefore  bool                       // close the connection instead of running the handler
	DropAfter   bool                       // run the handler, then close the connection without an answer
	Status      int                        // answer this instead of running the handler; with AfterCommit, after running it
	Header      http.Header                // added to the answer, whichever it is
	Body        string                     // body of the answer that Status makes
	AfterCommit bool                       // Status and Body replace the answer of a handler that did run
	Edit        func(answer []byte) []byte // changes the handler's body
	CutBody     bool                       // send half of the body under the full Content-Length, then close
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
