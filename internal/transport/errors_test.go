package transport_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/internal/transport"
)

func TestErrorSaysWhatTheVendorSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		detailed := func(c *transport.Config) {
			c.Classify = func(http.Header, []byte) transport.VendorError {
				return transport.VendorError{
					Parsed: true, Code: "InvalidObject", Message: "bad\x1b[31m thing",
					Details: []transport.Detail{{Code: "MissingRequired", Message: "is\nrequired", Field: "quantity"}},
				}
			}
			c.RequestID = func(h http.Header) string { return h.Get("X-Trace") }
		}
		c := call(transport.Create)
		c.Query = map[string][]string{"q": {"hidden"}}
		err := newClient(t, newScript(vendor(400, "X-Trace", "t-1")), detailed).Do(t.Context(), c)
		want := &transport.Error{
			Op: "test.op", Method: "POST", Path: "/v1/things", Status: 400, Code: "InvalidObject", Message: "bad [31m thing",
			Details:   []transport.Detail{{Code: "MissingRequired", Message: "is required", Field: "quantity"}},
			RequestID: "t-1", Attempts: 1,
		}
		if diff := cmp.Diff(want, apiError(t, err)); diff != "" {
			t.Error(diff)
		}
		text := "test.op: POST /v1/things: 400 Bad Request: InvalidObject bad [31m thing; quantity is required (request t-1)"
		if diff := cmp.Diff(text, err.Error()); diff != "" {
			t.Error(diff)
		}
	})
}
