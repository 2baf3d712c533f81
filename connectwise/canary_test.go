package connectwise_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/connectwise"
)

// canaries are credentials that must not sing anywhere but in requests to the configured host.
func canaries() connectwise.Config {
	cfg := config()
	cfg.PublicKey, cfg.PrivateKey, cfg.ClientID = "canary-public-key", "canary-private-key", "canary-client-id"
	return cfg
}

// sink gathers everything that a program could write down.
type sink struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *sink) dump(v any) {
	text, err := json.Marshal(v)
	_, _ = fmt.Fprintf(s, "%v\n%+v\n%#v\n%s %v\n", v, v, v, text, err)
}

func (s *sink) error(err error) {
	s.dump(err)
	for e := err; e != nil; e = errors.Unwrap(e) {
		s.dump(e)
	}
}

// echo is a proxy that answers with what it was sent.
func echo(status int, form string) httpmock.Responder {
	return func(r *http.Request) (*http.Response, error) {
		user, password, _ := r.BasicAuth()
		all := strings.Join([]string{r.Header.Get("Authorization"), user, password, r.Header.Get("clientId"), r.URL.String()}, " ")
		return answer(status, fmt.Sprintf(form, all))(r)
	}
}

// faultsOfAll is what each operation meets in turn.
func faultsOfAll() map[string]httpmock.Responder {
	all := map[string]httpmock.Responder{
		"network": func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: r.Method, URL: r.URL.String(), Err: io.ErrUnexpectedEOF}
		},
		"page instead of JSON": answer(200, `<html>sign in</html>`),
		"wrong JSON":           answer(200, `"text"`),
		"echo":                 echo(400, `{"code":"InvalidObject","message":"%[1]s","errors":[{"code":"X","message":"%[1]s","field":"%[1]s","resource":"%[1]s"}]}`),
		"echo as a page":       echo(502, `<html>%s</html>`),
		"echo beyond the cut":  echo(403, strings.Repeat("x", 490)+`%s`),
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, location := range []string{
			"https://evil.example.test/", "https://api-na.example.test:8443/", "http://api-na.example.test/", "//evil.example.test/x", "/elsewhere",
			"https://api-na.example.test.evil.test/", "https://user:pw@evil.example.test/",
		} {
			all[fmt.Sprint(status, location)] = answer(status, ``).HeaderSet(http.Header{"Location": {location}})
		}
	}
	for _, status := range []int{400, 401, 403, 404, 405, 408, 409, 415, 422, 429, 500, 502, 503, 504} {
		all[fmt.Sprint(status)] = answer(status, `{"code":"X","message":"m"}`)
	}
	return all
}

// Every operation meets every fault; errors, log, hooks and dumps are searched for credentials afterwards, and every request
// went to the configured host.
func TestCanaries(t *testing.T) {
	cfg := canaries()
	basic := base64.StdEncoding.EncodeToString([]byte(cfg.Company + "+" + cfg.PublicKey + ":" + string(cfg.PrivateKey)))
	var all sink
	sent := 0
	for name, fault := range faultsOfAll() {
		synctest.Test(t, func(t *testing.T) {
			cfg := canaries()
			cfg.Logger = slog.New(slog.NewJSONHandler(&all, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
			cfg.OnAttempt = func(a connectwise.Attempt) { all.dump(a) }
			cfg.OnCall = func(d connectwise.CallDone) { all.dump(d) }
			cfg.RetryBudget = new(connectwise.RetryBudget)
			mock := httpmock.NewMockTransport()
			cfg.RoundTripper = mock
			mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				sent++
				if r.URL.Scheme != "https" || r.URL.Host != "api-na.example.test" {
					t.Errorf("%s: a request went to %s", name, r.URL.Redacted())
				}
				if signed := r.Header.Get("Authorization") == "Basic "+basic; signed == strings.HasPrefix(r.URL.Path, "/login/") {
					t.Errorf("%s: %s was signed: %v", name, r.URL.Path, signed)
				}
				return fault(r)
			})
			client, err := connectwise.New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range operations() {
				err := o.call(t.Context(), client)
				if err == nil {
					t.Errorf("%s: %s has no error", name, o.op)
				}
				all.error(err)
			}
			all.dump(cfg.PrivateKey)
			all.dump(cfg)
			all.dump(&cfg)
			all.dump(client)
		})
	}
	if want := len(faultsOfAll()) * len(operations()); sent < want {
		t.Errorf("%d requests for %d failures", sent, want)
	}
	for _, secret := range []string{"canary", basic} {
		if i := strings.Index(all.text.String(), secret); i >= 0 {
			t.Errorf("%q is in %q", secret, all.text.String()[max(0, i-300):min(all.text.Len(), i+300)])
		}
	}
}

// A configuration that is refused says which member is wrong, not what it holds.
func TestCanariesInConfig(t *testing.T) {
	var all sink
	for _, spoil := range []func(*connectwise.Config){
		func(c *connectwise.Config) {
			c.BaseURL = "https://canary-user:canary-password@api-na.example.test/apis/3.0"
		},
		func(c *connectwise.Config) { c.BaseURL = "https://api-na.example.test/apis/3.0?key=canary" },
		func(c *connectwise.Config) { c.PublicKey += ":" },
		func(c *connectwise.Config) { c.PrivateKey += "\n" },
		func(c *connectwise.Config) { c.ClientID += "\x00" },
		func(c *connectwise.Config) { c.Company = "canary+" },
	} {
		cfg := canaries()
		spoil(&cfg)
		_, err := connectwise.New(cfg)
		if err == nil {
			t.Error("no error")
		}
		all.error(err)
		cfg.Company = ""
		all.dump(cfg)
	}
	if strings.Contains(all.text.String(), "canary") {
		t.Errorf("a credential is in %s", all.text.String())
	}
}
