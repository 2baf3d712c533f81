package transport_test

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/internal/transport"
)

// reply answers one scripted request.
type reply func(*http.Request) (*http.Response, error)

// script is a RoundTripper that plays replies in order, the last one for ever, and keeps what it was sent.
type script struct {
	*httpmock.MockTransport
	start time.Time

	mu   sync.Mutex
	sent []sent
}

type sent struct {
	At     time.Duration
	URL    string
	Header http.Header
	Body   string
	Op     string
}

func newScript(replies ...reply) *script {
	s := &script{MockTransport: httpmock.NewMockTransport(), start: time.Now()}
	s.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		var body []byte
		if r.Body != nil {
			body, _ = io.ReadAll(r.Body)
		}
		s.mu.Lock()
		n := len(s.sent)
		s.sent = append(s.sent, sent{
			time.Since(s.start), r.URL.String(), r.Header.Clone(), string(body), transport.Operation(r.Context()),
		})
		s.mu.Unlock()
		return replies[min(n, len(replies)-1)](r)
	})
	return s
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sent)
}

// at says when the requests were sent.
func (s *script) at() (times []time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.sent {
		times = append(times, r.At)
	}
	return times
}

func status(code int, body string, header ...string) reply {
	return func(*http.Request) (*http.Response, error) {
		resp := httpmock.NewStringResponse(code, body)
		for i := 0; i < len(header); i += 2 {
			resp.Header.Set(header[i], header[i+1])
		}
		return resp, nil
	}
}

// vendor answers with an error body in the shape that classify understands.
func vendor(code int, header ...string) reply { return status(code, `{"code":"Refused"}`, header...) }

func ok(r *http.Request) (*http.Response, error) { return status(200, `{"id":1}`)(r) }

func failing(err error) reply {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func hanging(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// cut answers with a body that breaks off.
func cut(code int) reply {
	return func(r *http.Request) (*http.Response, error) {
		resp, err := status(code, "")(r)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id"`), brokenReader{}))
		return resp, err
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

var (
	errDial      = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	errDNS       = &net.DNSError{Err: "no such host", Name: "api.example"}
	errHandshake = &net.OpError{Op: "dial", Net: "tcp", Err: io.EOF}
	errReset     = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
)

// classify takes {"code": "..."} for the vendor's own shape.
func classify(_ http.Header, body []byte) transport.VendorError {
	var v struct{ Code, Message, RequestID string }
	if json.Unmarshal(body, &v) != nil || v.Code == "" {
		return transport.VendorError{}
	}
	return transport.VendorError{Parsed: true, Code: v.Code, Message: v.Message, RequestID: v.RequestID}
}

const base = "https://api.example/v1"

func parse(t testing.TB, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// newClient makes a client with base, classify and the given changes.
func newClient(t testing.TB, rt http.RoundTripper, change ...func(*transport.Config)) *transport.Client {
	t.Helper()
	cfg := transport.Config{Base: parse(t, base), RoundTripper: rt, Classify: classify}
	for _, f := range change {
		f(&cfg)
	}
	c, err := transport.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// call is a call of a class with the method that goes with it, which decodes {"id": ...}.
func call(class transport.Class) transport.Call {
	methods := map[transport.Class]string{
		transport.Read: http.MethodGet, transport.Replay: http.MethodPut, transport.Create: http.MethodPost,
	}
	c := transport.Call{Op: "test.op", Class: class, Method: methods[class], Path: "/things", Decode: decodeID}
	if class != transport.Read {
		c.Body = []byte(`{"name":"x"}`)
	}
	return c
}

func decodeID(_ http.Header, body io.Reader) error {
	var v struct{ ID int }
	if err := json.NewDecoder(body).Decode(&v); err != nil {
		return err
	}
	if v.ID != 1 {
		return errors.New("no id")
	}
	return nil
}

func apiError(t testing.TB, err error) *transport.Error {
	t.Helper()
	e, ok := errors.AsType[*transport.Error](err)
	if !ok {
		t.Fatalf("error %v is no *transport.Error", err)
	}
	return e
}

// renewed is a Renew that always finds new credentials.
func renewed(*http.Request) bool { return true }
