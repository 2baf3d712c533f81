package connectwise_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/connectwise"
)

func matches(err, target error) bool { return errors.Is(err, target) }

func TestErrorBodies(t *testing.T) {
	long := strings.Repeat("x", 2000)
	for name, tt := range map[string]struct {
		status        int
		body          string
		code, message string
		details       []connectwise.Detail
		is            error
	}{
		"validation": {
			400, "{\r\n  \"code\": \"InvalidObject\",\r\n  \"message\": \"addition object is invalid\",\r\n  \"errors\": [\r\n    {\r\n" +
				"      \"code\": \"NotFound\",\r\n      \"message\": \"product 7 not found\",\r\n      \"resource\": \"addition\",\r\n      \"field\": \"product/id\"\r\n    }\r\n  ]\r\n}",
			"InvalidObject", "addition object is invalid",
			[]connectwise.Detail{{Code: "NotFound", Message: "product 7 not found", Resource: "addition", Field: "product/id"}}, nil,
		},
		"without errors":    {404, `{"code":"NotFound","message":"Agreement 7 not found"}`, "NotFound", "Agreement 7 not found", nil, connectwise.ErrNotFound},
		"null errors":       {403, `{"code":"Security","message":"SSL is required.","errors":null}`, "Security", "SSL is required.", nil, connectwise.ErrForbidden},
		"errors of a kind":  {400, `{"code":"ConnectWiseApi","message":"m","errors":{"a":1}}`, "ConnectWiseApi", "m", nil, nil},
		"authentication":    {401, `{"code":"Unauthorized","message":"UserNotAuthenticated"}`, "Unauthorized", "UserNotAuthenticated", nil, connectwise.ErrUnauthorized},
		"page of a gateway": {400, "<html>\r\n<h1>Bad Request</h1></html>", "", "<html><h1>Bad Request</h1></html>", nil, nil},
		"nothing":           {409, ``, "", "", nil, nil},
		"JSON of a gateway": {403, `{"message":"denied"}`, "", `{"message":"denied"}`, nil, connectwise.ErrForbidden},
		"a long page":       {405, long, "", long[:500], nil, nil},
		"a redirect":        {302, ``, "", "", nil, connectwise.ErrRedirect},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := serve(t, httpmock.NewStringResponder(tt.status, tt.body).HeaderSet(http.Header{"X-Cw-Request-Id": {"req-1"}, "Location": {"https://elsewhere.example.test/"}}))
			_, err := client.Additions(88).Get(t.Context(), 7)
			got, ok := errors.AsType[*connectwise.APIError](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			want := &connectwise.APIError{
				Op: "connectwise.additions.get", Method: "GET", Path: "/v4_6_release/apis/3.0/finance/agreements/88/additions/7",
				Status: tt.status, Code: tt.code, Message: tt.message, Details: tt.details, RequestID: "req-1", Attempts: 1,
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(connectwise.APIError{}, "Err", "Message")); diff != "" {
				t.Error(diff)
			}
			if squeeze(got.Message) != squeeze(tt.message) {
				t.Errorf("message is %q, want %q", got.Message, tt.message)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v is not %v", err, tt.is)
			}
		})
	}
}

// squeeze leaves control characters and spaces to the transport's taste.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestThrottled(t *testing.T) {
	client, server := serve(t, answer(429, `{"error":"ConnectWiseAPI","message":"Too many requests. Please try again in 30 seconds."}`).HeaderSet(http.Header{"Retry-After": {"600"}}))
	_, err := client.Companies.Get(t.Context(), 7)
	e, ok := errors.AsType[*connectwise.APIError](err)
	if !ok || e.Code != "ConnectWiseAPI" || e.RetryAfter.Seconds() != 600 || !errors.Is(err, connectwise.ErrRateLimited) || len(server.requests()) != 1 {
		t.Errorf("got %+v after %d requests", err, len(server.requests()))
	}
}

// No sink may show a credential, a query or what was searched for.
func TestErrorsHoldNoSecrets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := httpmock.NewErrorResponder(&url.Error{Op: "Get", URL: apiRoot + "?conditions=Customer-marker", Err: io.ErrUnexpectedEOF})
		client, _ := serve(t, append([]httpmock.Responder{answer(401, `{"code":"Unauthorized","message":"no"}`)}, repeat(5, broken)...)...)
		for range 2 {
			_, err := client.Companies.List(t.Context(), connectwise.Query{Where: connectwise.Field("name").Eq("Customer-marker")})
			if err == nil {
				t.Fatal("no error")
			}
			for _, marker := range []string{"marker", "conditions", "Basic"} {
				if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, marker) {
					t.Errorf("%q is in %q", marker, text)
				}
			}
		}
	})
}
