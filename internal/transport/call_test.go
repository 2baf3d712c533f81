package transport_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/internal/transport"
)

func TestRequestAsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript(vendor(500), vendor(500), ok)
		c := newClient(t, s, func(c *transport.Config) {
			c.UserAgent = "psasync/1"
			c.Authorize = func(_ context.Context, r *http.Request) error {
				r.Header.Add("Authorization", "Basic x")
				return nil
			}
		})
		todo := call(transport.Replay)
		todo.Path = "/things/a%2Fb/"
		todo.Query = url.Values{"conditions": {`name="a&b"`}}
		todo.Header = http.Header{"Content-Type": {"application/json"}}
		if err := c.Do(t.Context(), todo); err != nil {
			t.Fatal(err)
		}
		one := sent{
			URL: base + "/things/a%2Fb/?conditions=name%3D%22a%26b%22", Body: `{"name":"x"}`, Op: "test.op",
			Header: http.Header{"Authorization": {"Basic x"}, "Content-Type": {"application/json"}, "User-Agent": {"psasync/1"}},
		}
		for i := range s.sent {
			s.sent[i].At = 0
		}
		if diff := cmp.Diff([]sent{one, one, one}, s.sent); diff != "" {
			t.Error(diff)
		}
		if len(todo.Header) != 1 {
			t.Errorf("the caller's header was changed: %v", todo.Header)
		}
	})
}

func TestCallsRefusedBeforeAnythingIsSent(t *testing.T) {
	header := func(name, value string) func(*transport.Call) {
		return func(c *transport.Call) { c.Header = http.Header{name: {value}} }
	}
	path := func(p string) func(*transport.Call) { return func(c *transport.Call) { c.Path = p } }
	root := func(raw string) func(*transport.Call) {
		return func(c *transport.Call) {
			u, err := url.Parse(raw)
			if err != nil {
				panic(err)
			}
			c.Root = u
		}
	}
	for name, test := range map[string]struct {
		class  transport.Class
		change func(*transport.Call)
		is     error
	}{
		"idempotency key":              {transport.Create, header("Idempotency-Key", "1"), nil},
		"idempotency key, other case":  {transport.Create, header("x-idempotency-key", "1"), nil},
		"line break in a header":       {transport.Create, header("X-A", "a\r\nb"), nil},
		"post as read":                 {transport.Read, func(c *transport.Call) { c.Method = http.MethodPost }, nil},
		"unknown class":                {3, func(c *transport.Call) { c.Method = http.MethodPost }, nil},
		"bad method":                   {transport.Create, func(c *transport.Call) { c.Method = "PO ST" }, nil},
		"path leaves the root":         {transport.Read, path("../v2/things"), nil},
		"path leaves the root, hidden": {transport.Read, path("/%2e%2e/v2"), nil},
		"empty segment":                {transport.Read, path("/agreements//additions"), nil},
		"query in the path":            {transport.Read, path("/things?id=1"), nil},
		"bad escape":                   {transport.Read, path("/%zz"), nil},
		"other host":                   {transport.Read, root("https://evil.example/v1"), transport.ErrHost},
		"other port":                   {transport.Read, root("https://api.example:8443/v1"), transport.ErrHost},
		"other scheme":                 {transport.Read, root("http://api.example/v1"), transport.ErrHost},
		"loopback":                     {transport.Read, root("http://127.0.0.1/v1"), transport.ErrHost},
		"userinfo":                     {transport.Read, root("https://evil@api.example/v1"), transport.ErrHost},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(ok)
			c := newClient(t, s, func(c *transport.Config) {
				c.Authorize = func(context.Context, *http.Request) error {
					t.Error("credentials were asked for")
					return nil
				}
			})
			todo := call(test.class)
			if todo.Method == "" {
				todo.Method = http.MethodPost
			}
			test.change(&todo)
			err := c.Do(t.Context(), todo)
			if err == nil || s.count() != 0 || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("error %v after %d requests", err, s.count())
			}
			if errors.Is(err, transport.ErrAmbiguous) || apiError(t, err).Attempts != 0 {
				t.Errorf("%v claims that something was sent", err)
			}
		})
	}
}

func TestOperationOutsideOfACall(t *testing.T) {
	if got := transport.Operation(t.Context()); got != "" {
		t.Errorf("operation %q", got)
	}
}
