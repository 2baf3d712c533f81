package testserver

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Request is one logged request. It never holds a credential.
type Request struct {
	Method, Host, Path string
	Query              url.Values
	Header             http.Header // credential values are replaced by [redacted]
	Body               []byte      // JSON bodies only: a token request's form holds a secret
	Time               time.Time   // when the request had arrived
	Status             int         // what was answered; 0 when the connection was dropped or the answer is still due
}

type requestLog struct {
	mu      sync.Mutex
	entries []*Request
}

func newRequest(r *http.Request, body []byte) Request {
	e := Request{
		Method: r.Method, Host: r.Host, Path: r.URL.Path, Query: r.URL.Query(),
		Header: r.Header.Clone(), Time: time.Now(),
	}
	for _, h := range []string{"Authorization", "Clientid", "Cookie"} { // tokens, basic credentials, integration ids
		if e.Header.Get(h) != "" {
			e.Header.Set(h, "[redacted]")
		}
	}
	if mt, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && strings.HasSuffix(mt, "json") {
		e.Body = body
	}
	return e
}

func (l *requestLog) add(r *http.Request, body []byte) *Request {
	e := new(newRequest(r, body))
	record(*e, nil)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, e)
	return e
}

func (l *requestLog) answered(e *Request, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Status = status
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Request, len(l.entries))
	for i, e := range l.entries {
		out[i] = *e
	}
	return slices.Clip(out)
}

func (l *requestLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = nil
}
