package sophos_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

const tokenPath = "/api/v2/oauth2/token"

func TestWhoAmI(t *testing.T) {
	_, c := central(t, 0)
	id, err := c.WhoAmI(t.Context())
	want := sophos.Identity{ID: sophostest.DefaultPartnerID, IDType: sophos.IDPartner, APIHosts: sophos.APIHosts{Global: sophos.DefaultAPIURL}}
	if err != nil || id != want {
		t.Errorf("%+v, %v", id, err)
	}
}

func TestWhoAmIWithoutIdentity(t *testing.T) {
	for _, body := range []string{`{}`, `{"id":"a"}`, `{"idType":"partner"}`, `null`, `<html>`} {
		s, c := central(t, 0)
		s.Inject(instead("/whoami", 200, body))
		if _, err := c.WhoAmI(t.Context()); !errors.Is(err, sophos.ErrBody) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestOnlyPartners(t *testing.T) {
	for _, kind := range []sophos.IDType{sophos.IDTenant, sophos.IDOrganization, "new"} {
		s := sophostest.New(sophostest.Options{Identity: sophos.Identity{ID: "x", IDType: kind}})
		defer s.Close()
		c := clientOf(t, s)
		_, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{})
		e, ok := errors.AsType[*sophos.IdentityError](err)
		if !ok || e.IDType != kind || !errors.Is(err, sophos.ErrNotPartner) || !strings.Contains(err.Error(), "API Credentials") {
			t.Errorf("%s: %v", kind, err)
		}
		if n := calls(s, "/partner/"); n != 0 {
			t.Errorf("%s: %d partner calls", kind, n)
		}
	}
}

func TestPartnerIsFoundOnce(t *testing.T) {
	s, c := central(t, 1)
	s.SetTenants(tenants(3)...)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{}); err != nil {
				t.Error(err)
			}
			if _, err := c.Tenants.Count(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if whoami, tokens := calls(s, "/whoami"), calls(s, tokenPath); whoami != 1 || tokens != 1 {
		t.Errorf("%d whoami calls, %d tokens", whoami, tokens)
	}
}

func TestWrongCredential(t *testing.T) {
	for name, change := range map[string]func(*sophos.Config){
		"oauth.invalid_client_secret":     func(cfg *sophos.Config) { cfg.ClientSecret = "wrong-secret" },
		"oauth.client_app_does_not_exist": func(cfg *sophos.Config) { cfg.ClientID = "wrong-id" },
	} {
		t.Run(name, func(t *testing.T) {
			s, c := central(t, 1, change)
			_, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{})
			e, ok := errors.AsType[*sophos.APIError](err)
			if !ok || !errors.Is(err, sophos.ErrUnauthorized) || e.Op != "sophos.token" || e.Status != 401 || e.Code != name || e.RequestID == "" {
				t.Fatalf("%+v", err)
			}
			if !errors.Is(err, sophos.ErrCredential) || !strings.Contains(err.Error(), "check Config.Client") {
				t.Errorf("not ErrCredential, or no advice: %v", err)
			}
			if n := len(s.Requests()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestTokenService(t *testing.T) {
	for name, tc := range map[string]struct {
		fault sophostest.Fault
		calls int
		check func(error) bool
	}{
		"server error is repeated": {sophostest.Fault{Path: tokenPath, Status: 503}, 2, func(err error) bool { return err == nil }},
		"rate limit is waited for": {sophostest.Fault{Path: tokenPath, Status: 429, Header: http.Header{"Retry-After": {"9"}}}, 2, func(err error) bool { return err == nil }},
		"lost answer is repeated":  {sophostest.Fault{Path: tokenPath, DropAfter: true}, 2, func(err error) bool { return err == nil }},
		"malformed credential": {instead(tokenPath, 400, `{"errorCode":"customer.validation","message":"Bad Request"}`), 1, func(err error) bool {
			e, ok := errors.AsType[*sophos.APIError](err)
			return ok && e.Code == "customer.validation" && errors.Is(err, sophos.ErrCredential) && strings.Contains(e.Advice(), "copy both whole")
		}},
		"RFC 6749": {instead(tokenPath, 401, `{"error":"invalid_client","error_description":"no such client"}`), 1, func(err error) bool {
			e, ok := errors.AsType[*sophos.APIError](err)
			return ok && e.Code == "invalid_client" && strings.Contains(e.Message, "no such client")
		}},
		"not the vendor": {instead(tokenPath, 401, "<html>proxy login</html>"), 1, func(err error) bool {
			return errors.Is(err, sophos.ErrUnauthorized) && !errors.Is(err, sophos.ErrCredential) && strings.Contains(err.Error(), "check Config.IDURL")
		}},
		"no token":  {instead(tokenPath, 200, `{"errorCode":"success","expires_in":3600}`), 1, func(err error) bool { return errors.Is(err, sophos.ErrBody) }},
		"no expiry": {instead(tokenPath, 200, `{"access_token":"a"}`), 1, func(err error) bool { return errors.Is(err, sophos.ErrBody) }},
		"minimal":   {instead(tokenPath, 200, `{"access_token":"a","expires_in":3600}`), 2, func(err error) bool { return err == nil }},
		"secret echoed": {instead(tokenPath, 403, "refused: "+sophostest.DefaultClientSecret), 1, func(err error) bool {
			return !strings.Contains(fmt.Sprintf("%+v", err), sophostest.DefaultClientSecret)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sophostest.New(sophostest.Options{})
				defer s.Close()
				s.Inject(tc.fault)
				if _, err := clientOf(t, s).WhoAmI(t.Context()); !tc.check(err) {
					t.Errorf("%v", err)
				}
				if n := calls(s, tokenPath); n != tc.calls {
					t.Errorf("%d token calls", n)
				}
			})
		})
	}
}

// The token ends between two pages.
func TestTokenEndsInMidWalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sophostest.New(sophostest.Options{})
		defer s.Close()
		s.SetUsage(october, rows(30)...)
		n := 0
		for _, err := range clientOf(t, s).Usage(t.Context(), october, sophos.UsageQuery{PageSize: 10}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 15 {
				time.Sleep(time.Hour)
			}
		}
		if tokens := calls(s, tokenPath); n != 30 || tokens != 2 {
			t.Errorf("%d rows with %d tokens", n, tokens)
		}
		for _, r := range s.Requests() {
			if r.Status == http.StatusUnauthorized {
				t.Errorf("used a token past its end: %s", r.Path)
			}
		}
	})
}

// The service refuses a token that should still be good: one new token, one repeat.
func TestTokenRevokedInMidWalk(t *testing.T) {
	s, c := central(t, 30)
	n := 0
	for _, err := range c.Usage(t.Context(), october, sophos.UsageQuery{PageSize: 10}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 15 {
			s.RevokeTokens()
		}
	}
	if tokens, pages := calls(s, tokenPath), calls(s, usagePath); n != 30 || tokens != 2 || pages != 4 {
		t.Errorf("%d rows with %d tokens and %d page calls", n, tokens, pages)
	}
}

func TestRefusedForGood(t *testing.T) {
	s, c := central(t, 1)
	s.Inject(sophostest.Fault{Path: usagePath, Times: -1, Status: 401, Body: `{"error":"Unauthorized","correlationId":"c-1"}`})
	_, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{})
	if e, ok := errors.AsType[*sophos.APIError](err); !ok || !errors.Is(err, sophos.ErrUnauthorized) || e.RequestID != "c-1" {
		t.Errorf("%v", err)
	}
	if tokens, pages := calls(s, tokenPath), calls(s, usagePath); tokens != 2 || pages != 2 {
		t.Errorf("%d tokens, %d page calls", tokens, pages)
	}
}

func TestFailedReads(t *testing.T) {
	for name, tc := range map[string]struct {
		fault    sophostest.Fault
		calls    int
		minWait  time.Duration
		sentinel error // nil: it succeeds
	}{
		"cut body is repeated":      {sophostest.Fault{CutBody: true}, 2, 0, nil},
		"lost answer is repeated":   {sophostest.Fault{DropAfter: true}, 2, 0, nil},
		"server error is repeated":  {sophostest.Fault{Status: 500}, 2, 0, nil},
		"rate limit is waited for":  {sophostest.Fault{Status: 429, Header: http.Header{"Retry-After": {"17"}}, Body: `{"error":"tooManyRequests"}`}, 2, 17 * time.Second, nil},
		"a day is not waited for":   {sophostest.Fault{Status: 429, Header: http.Header{"Retry-After": {"86400"}}}, 1, 0, sophos.ErrRateLimited},
		"forbidden":                 {sophostest.Fault{Status: 403, Body: `{"error":"forbidden","code":"USR0000001"}`}, 1, 0, sophos.ErrForbidden},
		"redirect":                  {sophostest.Fault{Status: 302, Header: http.Header{"Location": {"https://evil.example/"}}}, 1, 0, sophos.ErrRedirect},
		"answer that is no JSON":    {sophostest.Fault{Status: 200, Body: "<html>"}, 1, 0, sophos.ErrBody},
		"row that is no row":        {sophostest.Fault{Status: 200, Body: `{"items":[{"billableQuantity":"many"}],"pages":{}}`}, 1, 0, sophos.ErrBody},
		"server slower than 90 s":   {sophostest.Fault{Delay: 91 * time.Second}, 2, 90 * time.Second, nil},
		"server slow to give bytes": {sophostest.Fault{DelayAfter: 30 * time.Second}, 1, 30 * time.Second, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sophostest.New(sophostest.Options{})
				defer s.Close()
				s.SetUsage(october, rows(3)...)
				tc.fault.Path = usagePath
				s.Inject(tc.fault)
				start := time.Now()
				report, err := clientOf(t, s).UsageReport(t.Context(), october, sophos.UsageQuery{})
				if !errors.Is(err, tc.sentinel) || (err == nil) != (len(report.Rows) == 3) {
					t.Errorf("%d rows, %v", len(report.Rows), err)
				}
				if _, ok := errors.AsType[*sophos.APIError](err); err != nil && !ok {
					t.Errorf("not an APIError: %T", err)
				}
				if n := calls(s, usagePath); n != tc.calls {
					t.Errorf("%d calls, want %d", n, tc.calls)
				}
				if took := time.Since(start); took < tc.minWait || took > tc.minWait+2*time.Minute {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

func TestCancelledCall(t *testing.T) {
	for _, path := range []string{tokenPath, "/whoami", tenantsPath} {
		synctest.Test(t, func(t *testing.T) {
			s := sophostest.New(sophostest.Options{})
			defer s.Close()
			s.Inject(sophostest.Fault{Path: path, Delay: time.Minute})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			_, err := clientOf(t, s).Tenants.Count(ctx)
			if e, ok := errors.AsType[*sophos.APIError](err); !ok || !errors.Is(err, context.DeadlineExceeded) || e.Op == "" || e.Path == "" {
				t.Errorf("%s: %+v", path, err)
			}
			if took := time.Since(start); took != time.Second {
				t.Errorf("%s: took %v", path, took)
			}
			time.Sleep(2 * time.Minute) // what is fetched for all callers goes on without the one that left
		})
	}
}

func TestErrorShape(t *testing.T) {
	s, c := central(t, 1)
	s.Inject(instead(tenantsPath, 403, `{"error":"forbidden","message":"Forbidden.","requestId":"r-9","code":"USR0000001"}`))
	_, err := c.Tenants.Count(t.Context())
	e, ok := errors.AsType[*sophos.APIError](err)
	if !ok || e.Op != "sophos.tenants.list" || e.Method != "GET" || e.Path != tenantsPath || e.Status != 403 || e.Code != "forbidden" ||
		e.Message != "Forbidden." || e.RequestID != "r-9" || e.Attempts != 1 || len(e.Details) != 1 || e.Details[0].Code != "USR0000001" {
		t.Errorf("%+v", e)
	}
	if strings.Contains(err.Error(), "pageTotal") {
		t.Errorf("shows the query: %v", err)
	}
}

// Whatever the answers name, requests go to the two configured hosts.
func TestHostsStayConfigured(t *testing.T) {
	mock := httpmock.NewMockTransport() // answers 404-like errors to every other host
	mock.RegisterResponder("POST", "https://id.sophos.com/api/v2/oauth2/token", httpmock.NewStringResponder(200, `{"access_token":"a","expires_in":3600}`))
	mock.RegisterResponder("GET", "https://api.central.sophos.com/whoami/v1", httpmock.NewStringResponder(200,
		`{"id":"p","idType":"partner","apiHosts":{"global":"https://evil.example","dataRegion":"https://evil.example"}}`))
	mock.RegisterResponder("GET", "https://api.central.sophos.com/partner/v1/tenants", httpmock.NewStringResponder(200,
		`{"items":[{"id":"t","apiHost":"https://evil.example"}],"pages":{"total":1,"items":1}}`))
	c, err := sophos.New(sophos.Config{ClientID: "a", ClientSecret: "b", RoundTripper: mock, Limits: sophos.NoLimits()})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := drain(t, c.Tenants.All(t.Context(), sophos.Query{})); err != nil || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
	if n := mock.GetTotalCallCount(); n != 3 {
		t.Errorf("%d requests", n)
	}
}

// One real socket: everything else runs over the pipe.
func TestLoopback(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	s.SetUsage(october, rows(3)...)
	base, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	c, err := sophos.New(sophos.Config{
		ClientID: sophostest.DefaultClientID, ClientSecret: sophostest.DefaultClientSecret, IDURL: base, APIURL: base, UserAgent: "tool/1",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseIdleConnections()
	report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{})
	if err != nil || len(report.Rows) != 3 {
		t.Errorf("%d rows, %v", len(report.Rows), err)
	}
	for _, r := range s.Requests() {
		if r.Header.Get("User-Agent") != "tool/1" {
			t.Errorf("%s: %s", r.Path, r.Header.Get("User-Agent"))
		}
	}
}
