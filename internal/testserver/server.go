package testserver

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"maps"
	"net/http"
	"strconv"
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
}

// New makes a server over h. Nothing is served before Start or Pipe; Close ends it.
func New(h http.Handler) *Server {
	s := &Server{handler: h, done: make(chan struct{})}
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
		drop(w)
		return
	}
	answer := s.answer(fault, r)
	if !s.wait(fault.DelayAfter) || fault.DropAfter {
		drop(w)
		return
	}
	s.log.answered(entry, answer.status)
	answer.send(w, fault.CutBody)
}

// answer runs the handler, the fault, or both.
func (s *Server) answer(f Fault, r *http.Request) *answer {
	a := newAnswer()
	if f.Status == 0 || f.AfterCommit {
		s.handler.ServeHTTP(a, r)
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

// drop closes the connection without an answer.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close() // the client sees the end either way
	}
}

// answer is a buffered response.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}, status: http.StatusOK} }

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// send writes the answer. A cut body is shorter than its Content-Length, which makes net/http close the connection.
func (a *answer) send(w http.ResponseWriter, cut bool) {
	body := a.body.Bytes()
	maps.Copy(w.Header(), a.header)
	if a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.status)
	if cut {
		body = body[:len(body)/2]
	}
	_, _ = w.Write(body) // the client may have left
}
