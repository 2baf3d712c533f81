package sophostest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var october = sophos.Month{Year: 2026, Month: time.October}

// caller talks to a server without any client package.
type caller struct {
	t      *testing.T
	rt     http.RoundTripper
	header http.Header
}

// do returns the status and the decoded body: an object, or the text when it is none.
func (c caller) do(method, target, contentType, body string) (int, map[string]any, string) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, "https://central.example"+target, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header = c.header.Clone()
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	resp, err := c.rt.RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil {
		return resp.StatusCode, nil, string(raw)
	}
	return resp.StatusCode, object, ""
}

func (c caller) get(target string) (int, map[string]any) {
	c.t.Helper()
	status, object, _ := c.do("GET", target, "", "")
	return status, object
}

const form = "application/x-www-form-urlencoded"

func tokenForm(id, secret string) string {
	return url.Values{"grant_type": {"client_credentials"}, "scope": {"token"}, "client_id": {id}, "client_secret": {secret}}.Encode()
}

// partner returns a caller with a token and the identity header.
func partner(t *testing.T, s *sophostest.Server) caller {
	t.Helper()
	c := caller{t, s.Pipe(), http.Header{}}
	status, object, _ := c.do("POST", "/api/v2/oauth2/token", form, tokenForm(sophostest.DefaultClientID, sophostest.DefaultClientSecret))
	if status != http.StatusOK || object["errorCode"] != "success" {
		t.Fatalf("token: %d %v", status, object)
	}
	c.header.Set("Authorization", fmt.Sprint("Bearer ", object["access_token"]))
	c.header.Set("X-Partner-ID", strings.ToLower(sophostest.DefaultPartnerID))
	return c
}

func TestToken(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	good := tokenForm(sophostest.DefaultClientID, sophostest.DefaultClientSecret)
	for name, tc := range map[string]struct {
		contentType, body string
		wantStatus        int
		wantCode          string
	}{
		"good":          {form, good, 200, "success"},
		"json":          {"application/json", `{"grant_type":"client_credentials"}`, 400, "customer.validation"},
		"no scope":      {form, strings.Replace(good, "scope=token", "", 1), 400, "customer.validation"},
		"wrong grant":   {form, strings.Replace(good, "client_credentials", "password", 1), 400, "customer.validation"},
		"unknown id":    {form, tokenForm("other", sophostest.DefaultClientSecret), 401, "oauth.client_app_does_not_exist"},
		"wrong secret":  {form, tokenForm(sophostest.DefaultClientID, "other"), 401, "oauth.invalid_client_secret"},
		"secret in URL": {form, "", 400, "customer.validation"},
	} {
		t.Run(name, func(t *testing.T) {
			target := "/api/v2/oauth2/token"
			if tc.body == "" {
				target += "?" + good
			}
			status, object, _ := caller{t, s.Pipe(), http.Header{}}.do("POST", target, tc.contentType, tc.body)
			if status != tc.wantStatus || object["errorCode"] != tc.wantCode || object["trackingId"] == "" {
				t.Errorf("%d %v", status, object)
			}
		})
	}
	basic := caller{t, s.Pipe(), http.Header{"Authorization": {"Basic eDp5"}}}
	if status, object, _ := basic.do("POST", "/api/v2/oauth2/token", form, good); status != 400 {
		t.Errorf("basic authorisation: %d %v", status, object)
	}
}

func TestAccess(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	s.SetUsage(october)
	good := partner(t, s)
	usage := "/partner/v1/billing/usage/2026/10"
	for name, tc := range map[string]struct {
		change     func(http.Header)
		target     string
		wantStatus int
		wantCode   any
	}{
		"good":              {func(http.Header) {}, usage, 200, nil},
		"padded month":      {func(http.Header) {}, "/partner/v1/billing/usage/2026/010", 200, nil},
		"no token":          {func(h http.Header) { h.Del("Authorization") }, usage, 401, "Unauthorized"},
		"wrong token":       {func(h http.Header) { h.Set("Authorization", "Bearer no") }, usage, 401, "Unauthorized"},
		"no identity":       {func(h http.Header) { h.Del("X-Partner-ID") }, usage, 401, "notAuthorized"},
		"two identities":    {func(h http.Header) { h.Set("X-Tenant-ID", "a") }, usage, 401, "notAuthorized"},
		"other identity":    {func(h http.Header) { h.Del("X-Partner-ID"); h.Set("X-Tenant-ID", "a") }, usage, 401, "notAuthorized"},
		"other partner":     {func(h http.Header) { h.Set("X-Partner-ID", "a") }, usage, 403, "forbidden"},
		"month without any": {func(http.Header) {}, "/partner/v1/billing/usage/2026/9", 404, "resourceNotFound"},
		"no such month":     {func(http.Header) {}, "/partner/v1/billing/usage/2026/13", 400, "badRequest"},
		"page too large":    {func(http.Header) {}, usage + "?pageSize=1001", 400, "badRequest"},
		"unknown key":       {func(http.Header) {}, usage + "?pageFromKey=x", 400, "badRequest"},
		"tenants too large": {func(http.Header) {}, "/partner/v1/tenants?pageSize=101", 400, "badRequest"},
		"page zero":         {func(http.Header) {}, "/partner/v1/tenants?page=0", 400, "badRequest"},
		"unknown tenant":    {func(http.Header) {}, "/partner/v1/tenants/x", 404, "resourceNotFound"},
		"whoami":            {func(h http.Header) { h.Del("X-Partner-ID") }, "/whoami/v1", 200, nil},
		"unknown path":      {func(http.Header) {}, "/partner/v2/tenants", 404, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := caller{t, good.rt, good.header.Clone()}
			tc.change(c.header)
			status, object := c.get(tc.target)
			if status != tc.wantStatus || object["error"] != tc.wantCode {
				t.Errorf("%d %v", status, object)
			}
			if tc.wantCode != nil && (object["correlationId"] == nil || object["requestId"] == nil) {
				t.Errorf("no ids in %v", object)
			}
		})
	}
}

func TestTokensEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sophostest.New(sophostest.Options{ExpiresIn: time.Minute})
		defer s.Close()
		c := partner(t, s)
		time.Sleep(time.Minute - time.Nanosecond)
		if status, _ := c.get("/whoami/v1"); status != 200 {
			t.Errorf("before the end: %d", status)
		}
		time.Sleep(time.Nanosecond)
		if status, _ := c.get("/whoami/v1"); status != 401 {
			t.Errorf("at the end: %d", status)
		}
		fresh := partner(t, s)
		s.RevokeTokens()
		if status, _ := fresh.get("/whoami/v1"); status != 401 {
			t.Errorf("after RevokeTokens: %d", status)
		}
	})
}

func TestOtherIdentity(t *testing.T) {
	s := sophostest.New(sophostest.Options{Identity: sophos.Identity{ID: sophostest.DefaultPartnerID, IDType: sophos.IDTenant}})
	defer s.Close()
	c := partner(t, s)
	if _, object := c.get("/whoami/v1"); object["idType"] != "tenant" {
		t.Errorf("whoami: %v", object)
	}
	if status, _ := c.get("/partner/v1/tenants"); status != 403 {
		t.Errorf("tenants: %d", status)
	}
}

func TestOffsetPages(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	var tenants []sophos.Tenant
	for i := range 70 {
		tenants = append(tenants, sophos.Tenant{ID: fmt.Sprint("t", i), Name: "n"})
	}
	s.SetTenants(tenants...)
	c := partner(t, s)
	for _, tc := range []struct {
		query     string
		wantItems int
		wantPages map[string]any
	}{
		{"", 50, map[string]any{"current": 1.0, "size": 50.0, "maxSize": 100.0}},
		{"?page=2&pageTotal=true", 20, map[string]any{"current": 2.0, "size": 50.0, "maxSize": 100.0, "total": 2.0, "items": 70.0}},
		{"?page=9&pageSize=100", 0, map[string]any{"current": 9.0, "size": 100.0, "maxSize": 100.0}},
	} {
		_, object := c.get("/partner/v1/tenants" + tc.query)
		if items := object["items"].([]any); len(items) != tc.wantItems {
			t.Errorf("%q: %d items", tc.query, len(items))
		}
		if d := cmp.Diff(tc.wantPages, object["pages"]); d != "" {
			t.Errorf("%q: %s", tc.query, d)
		}
	}
	if _, object := c.get("/partner/v1/tenants/T69"); object["id"] != "t69" {
		t.Errorf("one tenant: %v", object)
	}
	if _, object := c.get("/licenses/v1/licenses/firewalls"); len(object["items"].([]any)) != 0 {
		t.Errorf("firewalls: %v", object)
	}
}

func TestUsagePages(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	if err := s.SetUsageJSON(october, []byte(`[
		{"accountId":"A","productCode":"P1","billableQuantity":0,"contactEmail":"x@example.test"},
		{"accountId":"B","productCode":"P2","newMember":true},
		{"productCode":"P3"}]`)); err != nil {
		t.Fatal(err)
	}
	c := partner(t, s)
	target := "/partner/v1/billing/usage/2026/10"

	_, first := c.get(target + "?pageSize=2&pageTotal=true")
	next := first["pages"].(map[string]any)["nextKey"].(string)
	if d := cmp.Diff(map[string]any{"size": 2.0, "maxSize": 1000.0, "total": 2.0, "items": 3.0, "nextKey": next}, first["pages"]); d != "" {
		t.Error(d)
	}
	_, second := c.get(target + "?pageSize=2&pageFromKey=" + url.QueryEscape(next))
	want := map[string]any{
		"items": []any{map[string]any{"productCode": "P3"}},
		"pages": map[string]any{"size": 2.0, "maxSize": 1000.0, "fromKey": next},
	}
	if d := cmp.Diff(want, second); d != "" {
		t.Error(d)
	}
	_, partial := c.get(target + "?fields=accountId,billableQuantity&accountId=a,c")
	if d := cmp.Diff([]any{map[string]any{"accountId": "A", "billableQuantity": 0.0}}, partial["items"]); d != "" {
		t.Error(d)
	}
	s.RemoveMonth(october)
	if status, _ := c.get(target); status != 404 {
		t.Errorf("after RemoveMonth: %d", status)
	}
	if err := s.SetUsageJSON(october, []byte(`{}`)); err == nil {
		t.Error("SetUsageJSON accepts an object")
	}
}

func TestEditJSON(t *testing.T) {
	edit := sophostest.EditJSON(func(a map[string]any) { a["n"] = a["m"] })
	if got := string(edit([]byte(`{"m":1.50}`))); got != `{"m":1.50,"n":1.50}` {
		t.Error(got)
	}
	if got := string(edit([]byte(`no JSON`))); got != `no JSON` {
		t.Error(got)
	}
}

func TestStart(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	base, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).PostForm(base+"/api/v2/oauth2/token", url.Values{
		"grant_type": {"client_credentials"}, "scope": {"token"},
		"client_id": {sophostest.DefaultClientID}, "client_secret": {sophostest.DefaultClientSecret},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != 200 {
		t.Error(resp.Status)
	}
	log := fmt.Sprintf("%+v", s.Requests())
	if len(s.Requests()) != 1 || strings.Contains(log, sophostest.DefaultClientSecret) {
		t.Errorf("log: %s", log)
	}
	s.ResetLog()
	if len(s.Requests()) != 0 {
		t.Error("log not empty")
	}
}
