package connectwise_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"
	"unicode/utf8"

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

// Every error body in testdata, by what a caller can tell of it.
func TestErrorFixtures(t *testing.T) {
	type told struct {
		Code, Message, Advice string
		Fields                []string
		Is                    []error
	}
	want := map[string]told{
		"400-before-billing-start.json": {"InvalidObject", "addition object is invalid", "", []string{"effectiveDate"}, []error{connectwise.ErrInvalid}},
		"400-reference-to-nothing.json": {"InvalidObject", "addition object is invalid", "", []string{"product/id"}, []error{connectwise.ErrInvalid}},
		"400-two-fields.json":           {"InvalidObject", "company object is invalid", "", []string{"yearEstablished", "revenueYear"}, []error{connectwise.ErrInvalid}},
		"400-exists.json":               {"InvalidObject", "catalogItem object is invalid", "", []string{"identifier"}, []error{connectwise.ErrInvalid, connectwise.ErrExists}},
		"400-too-long-and-missing.json": {"InvalidObject", "catalogItem object is invalid", "", []string{"description", "subcategory"}, []error{connectwise.ErrInvalid}},
		"400-condition.json":            {"ApiFindCondition", "agreement/colour is not a recognized name.", "", nil, nil},
		"400-unknown-member.json":       {"ConnectWiseApi", "Could not find member 'colour'", "Config.Version", nil, nil},
		"400-clientid.json":             {"ConnectWiseApi", "The clientId header is missing.", "Config.ClientID", nil, nil},
		"401.json":                      {"ConnectWiseApi", "UserNotAuthenticated", "PrivateKey", nil, []error{connectwise.ErrUnauthorized}},
		"401-unauthorized.json":         {"Unauthorized", "Unauthorized", "PrivateKey", nil, []error{connectwise.ErrUnauthorized}},
		"403-permission.json":           {"Security", "You do not have security permission", "Finance > Agreements", nil, []error{connectwise.ErrForbidden}},
		"403-ssl.json":                  {"Security", "SSL is required.", "api- host", nil, []error{connectwise.ErrForbidden}},
		"403-clientid.json":             {"Security", "A valid clientId is required.", "Config.ClientID", nil, []error{connectwise.ErrForbidden}},
		"404.json":                      {"NotFound", "Addition 7 not found", "", nil, []error{connectwise.ErrNotFound}},
		"404-page.html":                 {"", "<!DOCTYPE html>", "Company and the keys", nil, []error{connectwise.ErrNotFound}},
		"409.json":                      {"ConnectWiseApi", "Record is in use.", "", nil, []error{connectwise.ErrConflict}},
		"429.json":                      {"ConnectWiseAPI", "Too many requests.", "", nil, []error{connectwise.ErrRateLimited}},
		"500.json":                      {"ConnectWiseApi", "Execution timeout expired.", "", nil, nil},
		"502-page.html":                 {"", "<html><body><h1>502 Bad Gateway", "", nil, nil},
	}
	sentinels := []error{
		connectwise.ErrInvalid, connectwise.ErrExists, connectwise.ErrConflict, connectwise.ErrUnauthorized, connectwise.ErrForbidden,
		connectwise.ErrNotFound, connectwise.ErrRateLimited, connectwise.ErrRedirect, connectwise.ErrBody, connectwise.ErrAmbiguous,
	}
	files, err := os.ReadDir("testdata/errors")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files, %d expected, %v", len(files), len(want), err)
	}
	for _, f := range files {
		synctest.Test(t, func(t *testing.T) {
			status, err := strconv.Atoi(f.Name()[:3])
			if err != nil {
				t.Fatal(err)
			}
			client, _ := serve(t, repeat(5, httpmock.NewStringResponder(status, fixture(t, "errors/"+f.Name())))...)
			_, err = client.Additions(88).Get(t.Context(), 7)
			e, ok := errors.AsType[*connectwise.APIError](err)
			if !ok || e.Status != status {
				t.Fatalf("%s: %v", f.Name(), err)
			}
			got := told{Code: e.Code, Message: e.Message, Advice: e.Advice()}
			for _, d := range e.Details {
				got.Fields = append(got.Fields, d.Field)
			}
			for _, s := range sentinels {
				if errors.Is(err, s) {
					got.Is = append(got.Is, s)
				}
			}
			w := want[f.Name()]
			if !strings.HasPrefix(got.Message, w.Message) || !strings.Contains(got.Advice, w.Advice) || (w.Advice == "") != (got.Advice == "") {
				t.Errorf("%s: message %q, advice %q", f.Name(), got.Message, got.Advice)
			}
			if diff := cmp.Diff(w, got, cmpopts.IgnoreFields(told{}, "Message", "Advice"), cmpopts.EquateErrors()); diff != "" {
				t.Errorf("%s: %s", f.Name(), diff)
			}
		})
	}
}

// Whatever an answer holds, the error is one printable line of bounded length with the status, and only ConnectWise's own
// words settle a create.
func FuzzErrorBody(f *testing.F) {
	files, err := os.ReadDir("testdata/errors")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile("testdata/errors/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(400, string(text))
		f.Add(500, string(text))
	}
	for _, body := range []string{``, `null`, `[]`, `{"code":1}`, `{"code":"","error":"x"}`, `{"errors":[null,{}]}`, "\x1b[31m\u202e", `{"code":"\u0000"}`} {
		f.Add(409, body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		status = 400 + max(0, status)%200
		synctest.Test(t, func(t *testing.T) {
			client, server := serve(t, httpmock.NewStringResponder(status, body))
			_, err := client.Additions(88).Create(t.Context(), addition)
			e, ok := errors.AsType[*connectwise.APIError](err)
			if !ok || e.Status != status || len(server.requests()) != 1 {
				t.Fatalf("%d %q: %v after %d requests", status, body, err, len(server.requests()))
			}
			text := err.Error()
			if len(e.Message) > 600 || strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text) {
				t.Fatalf("%d %q: %q", status, body, text)
			}
			var own struct{ Code, Error string }
			_ = json.Unmarshal([]byte(body), &own)
			if settled := !errors.Is(err, connectwise.ErrAmbiguous); settled && (own.Code == "" && own.Error == "" || status >= 500 || status == 408) {
				t.Fatalf("%d %q: taken for a refusal", status, body)
			}
		})
	})
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
