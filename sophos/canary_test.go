package sophos_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

// Credentials that are easy to find, also in their form-encoded shape.
const markedID, markedSecret = "marked-id-77", "marked secret+/%"

// sinks is everything that a client shows: hooks, the debug log, errors in every form, JSON.
type sinks struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *sinks) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *sinks) note(v any) {
	fmt.Fprintf(s, "%v %+v %#v\n", v, v, v)
	if text, err := json.Marshal(v); err == nil {
		fmt.Fprintf(s, "%s\n", text)
	}
}

func (s *sinks) noteError(err error) {
	for e := err; e != nil; e = errors.Unwrap(e) {
		s.note(e)
	}
	if api, ok := errors.AsType[*sophos.APIError](err); ok {
		s.note(*api)
	}
}

func (s *sinks) check(t *testing.T, marks ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, mark := range marks {
		if i := bytes.Index(s.text.Bytes(), []byte(mark)); i >= 0 {
			t.Errorf("%q shows: %.300s", mark, s.text.Bytes()[max(0, i-200):])
		}
	}
}

func marks() []string {
	return []string{markedID, markedSecret, url.QueryEscape(markedSecret), url.PathEscape(markedSecret), "sophostest-token", "Bearer"}
}

// troubles are the answers that a credential could come back in.
func troubles() map[string]sophostest.Fault {
	echo := "you sent " + markedSecret + " and " + url.QueryEscape(markedSecret) + " by " + markedID
	location := http.Header{"Location": {"https://evil.example/?secret=" + url.QueryEscape(markedSecret)}}
	return map[string]sophostest.Fault{
		"dropped":         {DropBefore: true, Times: -1},
		"reset":           {DropAfter: true, Reset: true, Times: -1},
		"cut":             {CutBody: true, Times: -1},
		"timeout":         {Delay: 2 * time.Minute, Times: -1},
		"unauthorised":    sophostest.Failure(401, "Unauthorized", ""),
		"forbidden":       sophostest.Failure(403, "forbidden", "Forbidden."),
		"gateway":         sophostest.HTML(502),
		"redirected":      {Status: 307, Header: location},
		"not JSON":        {Status: 200, Body: "<html>"},
		"another type":    {Status: 200, Body: `[17]`},
		"echoed":          {Status: 403, Body: echo},
		"echoed in JSON":  {Status: 400, Body: `{"errorCode":"x","error":"x","message":"` + echo + `"}`},
		"echoed as a 200": {Status: 200, Body: `{"access_token":"` + markedSecret + `","expires_in":"` + markedSecret + `"}`},
	}
}

// TestNoCredentialShows makes every operation in every trouble, on the operation itself and on the token request before it,
// and looks for the credentials in everything that the package gives away.
func TestNoCredentialShows(t *testing.T) {
	shown := &sinks{}
	for name, run := range everyOperation() {
		for trouble, fault := range troubles() {
			for _, onToken := range []bool{false, true} {
				if !onToken && strings.HasPrefix(trouble, "echoed") {
					continue // the secret is never sent there, so it can't come back
				}
				synctest.Test(t, func(t *testing.T) {
					owner := sophos.IDPartner
					if op := byName(t, name); len(op.As) == 1 {
						owner = op.As[0]
					}
					s := world(owner, func(o *sophostest.Options) { o.ClientID, o.ClientSecret = markedID, markedSecret })
					defer s.Close()
					fault.When = func(r *http.Request) bool { return (r.URL.Path == tokenPath) == onToken }
					s.Inject(fault)
					c := clientOf(t, s, func(cfg *sophos.Config) {
						cfg.Logger = slog.New(slog.NewTextHandler(shown, &slog.HandlerOptions{Level: slog.LevelDebug}))
						cfg.OnAttempt = func(a sophos.Attempt) { shown.note(a) }
						cfg.OnCall = func(call sophos.Call) { shown.note(call) }
						shown.note(cfg.ClientSecret)
					})
					err := run(t, c)
					shown.noteError(err)
					shown.note(*c)
					shown.note(s.Requests())
					if err != nil && !strings.Contains(err.Error(), "sophos.") {
						t.Errorf("%s, %s: the error names no operation: %v", name, trouble, err)
					}
					time.Sleep(10 * time.Minute)
				})
			}
		}
	}
	if shown.text.Len() < 100_000 {
		t.Fatalf("only %d bytes seen", shown.text.Len())
	}
	shown.check(t, marks()...)
}
