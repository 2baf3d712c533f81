package transport_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/psasync/psasync/internal/transport"
)

func slowly(r reply) reply {
	return func(req *http.Request) (*http.Response, error) {
		time.Sleep(2 * time.Second)
		return r(req)
	}
}

func TestHooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var attempts []transport.Attempt
		var calls []transport.CallDone
		s := newScript(slowly(vendor(503, "Retry-After", "40")), slowly(failing(errReset)), slowly(ok))
		c := newClient(t, s, func(c *transport.Config) {
			c.BackoffBase = time.Nanosecond
			c.OnAttempt = func(a transport.Attempt) { attempts = append(attempts, a) }
			c.OnCall = func(d transport.CallDone) { calls = append(calls, d) }
		})
		if err := c.Do(t.Context(), call(transport.Read)); err != nil {
			t.Fatal(err)
		}
		const took = 2 * time.Second
		want := []transport.Attempt{
			{Op: "test.op", Method: "GET", Path: "/v1/things", Number: 1, Status: 503, Err: cmpopts.AnyError, Duration: took, Wait: 40 * time.Second},
			{Op: "test.op", Method: "GET", Path: "/v1/things", Number: 2, Err: errReset.Err, Duration: took},
			{Op: "test.op", Method: "GET", Path: "/v1/things", Number: 3, Status: 200, Duration: took},
		}
		soon := cmp.Comparer(func(a, b time.Duration) bool { return (a - b).Abs() < time.Millisecond })
		if diff := cmp.Diff(want, attempts, cmpopts.EquateErrors(), soon); diff != "" {
			t.Error(diff)
		}
		done := []transport.CallDone{{Op: "test.op", Method: "GET", Path: "/v1/things", Attempts: 3, Status: 200, Duration: 46 * time.Second}}
		if diff := cmp.Diff(done, calls, soon); diff != "" {
			t.Error(diff)
		}
		calls = nil
		refused := call(transport.Read)
		refused.Root = parse(t, "https://evil.example")
		if err := c.Do(t.Context(), refused); len(calls) != 1 || !errors.Is(calls[0].Err, transport.ErrHost) {
			t.Errorf("%+v after %v", calls, err)
		}
	})
}

func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := newScript(status(503, "evil\nlevel=ERROR"), ok)
		c := newClient(t, s, func(c *transport.Config) {
			c.BackoffBase, c.BackoffCap = 1, 1
			c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{
				Level: slog.LevelDebug,
				ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
					if a.Key == "time" || a.Key == "wait" || a.Key == "duration" {
						return slog.Attr{}
					}
					return a
				},
			}))
			c.Authorize = func(_ context.Context, r *http.Request) error {
				r.Header.Set("Authorization", "s3cret")
				return nil
			}
		})
		todo := call(transport.Read)
		todo.Query = map[string][]string{"q": {"s3cret"}}
		if err := c.Do(t.Context(), todo); err != nil {
			t.Fatal(err)
		}
		want := strings.Join([]string{
			`level=WARN msg="request will be repeated" op=test.op method=GET path=/v1/things attempt=1 status=503 ` +
				`error="test.op: GET /v1/things: 503 Service Unavailable: evil level=ERROR"`,
			`level=DEBUG msg=request op=test.op method=GET path=/v1/things attempt=2 status=200`, "",
		}, "\n")
		if diff := cmp.Diff(want, log.String()); diff != "" {
			t.Error(diff)
		}
	})
}
