package testserver

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"maps"
	"net/http"
	"sync"
	"time"
)

// maxRequest bounds a request body; a test that sends more has a bug.
const maxRequest = 16 << 20

// Server serves a handler with a request log and fault scripts. All methods are safe for concurrent use.
type Server struct {
	handler http.Handler
	http    *http.Server
	log     requestLog
	faults  script

	done    chan struct{} // closed by Close: ends every delay
	close   sync.Once
	serving sync.WaitGroup
	mu      sync.Mutex
	pipes   []*http.Transport
	answers map[string]*answer // method and path -> what the handler answered last
}

// New makes a server over h. Nothing is served before Start or Pipe; Close ends it.
func New(h http.Handler) *Server {
	s := &Server{handler: recorded(h), done: make(chan struct{}), answers: map[string]*answer{}}
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	return s
}

// Inject appends faults to the script. A request meets the first fault that matches it and still has to act.
func (s *Server) Inject(faults ...Fault) { s.faults.add(faults) }

// Requests returns the logged requests in order of arrival.
func (s *Server) Requests() []Request { return s.log.all() }

// ResetLog forgets the logged requests.
func (s *Server) ResetLog() { s.log.reset() }

// Close stops serving and ends all delays; a request still in its Delay is dropped unhandled. It may be called again.
func (s *Server) Close() {
	s.close.Do(func() {
		close(s.done)
		_ = s.http.Close() // it only reports listeners that were closed already
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, t := range s.pipes {
			t.CloseIdleConnections()
		}
	})
	s.serving.Wait()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	entry := s.log.add(r, body)
	fault := s.faults.next(r)

	if !s.wait(fault.Delay) || fault.DropBefore {
		drop(w, fault.Reset)
		return
	}
	if fault.Do != nil {
		fault.Do()
	}
	answer := s.answer(fault, r)
	if !s.wait(fault.DelayAfter) || fault.DropAfter {
		drop(w, fault.Reset)
		return
	}
	s.log.answered(entry, answer.status)
	answer.send(w, fault, s.wait)
}

// answer runs the handler, the fault, or both.
func (s *Server) answer(f Fault, r *http.Request) *answer {
	a := newAnswer()
	switch {
	case f.Repeat:
		a = s.previous(r)
	case f.Status == 0 || f.AfterCommit:
		a = s.handle(r)
	}
	if f.Status != 0 {
		a = newAnswer()
		a.WriteHeader(f.Status)
		a.body.WriteString(f.Body)
		if json.Valid(a.body.Bytes()) {
			a.header.Set("Content-Type", "application/json")
		}
	} else if f.Edit != nil {
		a.body = *bytes.NewBuffer(f.Edit(a.body.Bytes()))
	}
	maps.Copy(a.header, f.Header)
	return a
}

// handle runs the handler and keeps its answer, for a fault that repeats it.
func (s *Server) handle(r *http.Request) *answer {
	a := newAnswer()
	s.handler.ServeHTTP(a, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[r.Method+" "+r.URL.Path] = a
	return a.copied()
}

// previous is what such a request was answered last; the first one is handled.
func (s *Server) previous(r *http.Request) *answer {
	s.mu.Lock()
	a := s.answers[r.Method+" "+r.URL.Path]
	s.mu.Unlock()
	if a == nil {
		return s.handle(r)
	}
	return a.copied()
}

// wait returns false when the server closed meanwhile.
func (s *Server) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.done:
		return false
	}
}
