package connectwise_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"go.uber.org/goleak"

	"github.com/psasync/psasync/connectwise"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const apiRoot = "https://api-na.example.test/v4_6_release/apis/3.0"

func config() connectwise.Config {
	return connectwise.Config{
		BaseURL:    apiRoot,
		Company:    "northwind",
		PublicKey:  "pub-marker",
		PrivateKey: "private-marker",
		ClientID:   "client-id-marker",
		Limits:     connectwise.NoLimits(),
	}
}

// sent is one request as the server saw it.
type sent struct {
	Method, URL, Body string
	Header            http.Header
}

// script answers requests in order and keeps them; a request too many fails.
type script struct {
	mu      sync.Mutex
	answers []httpmock.Responder
	sent    []sent
}

func (s *script) respond(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	n := len(s.sent)
	s.sent = append(s.sent, sent{r.Method, r.URL.String(), string(body), r.Header.Clone()})
	s.mu.Unlock()
	if n >= len(s.answers) {
		return nil, errors.New("script: a request too many")
	}
	return s.answers[n](r)
}

// requests are what was sent so far. One that was given up may still be on its way into the list.
func (s *script) requests() []sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// serve returns a client whose requests the answers meet in order.
func serve(t *testing.T, answers ...httpmock.Responder) (*connectwise.Client, *script) {
	t.Helper()
	return serveConfig(t, config(), answers...)
}

func serveConfig(t *testing.T, cfg connectwise.Config, answers ...httpmock.Responder) (*connectwise.Client, *script) {
	t.Helper()
	s := &script{answers: answers}
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(s.respond)
	cfg.RoundTripper = mock
	client, err := connectwise.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return client, s
}

func answer(status int, body string) httpmock.Responder {
	return httpmock.NewStringResponder(status, body).HeaderSet(http.Header{"Content-Type": {"application/json"}})
}

func fixture(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// repeat is n times the same answer.
func repeat(n int, r httpmock.Responder) []httpmock.Responder {
	all := make([]httpmock.Responder, n)
	for i := range all {
		all[i] = r
	}
	return all
}
