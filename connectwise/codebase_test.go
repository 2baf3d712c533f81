package connectwise_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func infoOf(codebase string) httpmock.Responder {
	return answer(200, `{"CompanyName":"Northwind","Codebase":"`+codebase+`","CompanyID":"northwind","IsCloud":"True","SiteUrl":"evil.example.test"}`)
}

func discover(t *testing.T, site string, answers ...httpmock.Responder) (connectwise.Config, *script, error) {
	t.Helper()
	s := &script{answers: answers}
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(s.respond)
	cfg := config()
	cfg.RoundTripper = mock
	got, err := connectwise.Discover(t.Context(), cfg, site)
	return got, s, err
}

func TestDiscover(t *testing.T) {
	for _, tt := range []struct{ site, codebase, base string }{
		{"https://na.myconnectwise.test", "v2026_1/", "https://api-na.myconnectwise.test/v2026_1/apis/3.0"},
		{"https://api-na.myconnectwise.test/", "v2026_1/", "https://api-na.myconnectwise.test/v2026_1/apis/3.0"},
		{"https://na.myconnectwise.test:8443/login", "v2026_1/", "https://api-na.myconnectwise.test:8443/v2026_1/apis/3.0"},
		{"https://psa.partner.test", "v4_6_release/", "https://psa.partner.test/v4_6_release/apis/3.0"},
		{"https://192.0.2.7", "v2026_1/", "https://192.0.2.7/v2026_1/apis/3.0"},
		{"http://localhost:9", "v2026_1/", "http://localhost:9/v2026_1/apis/3.0"},
		{"http://[::1]:9", "v2026_1/", "http://[::1]:9/v2026_1/apis/3.0"},
	} {
		got, server, err := discover(t, tt.site, infoOf(tt.codebase))
		if err != nil || got.BaseURL != tt.base || got.Company != "northwind" {
			t.Errorf("%s: %s, %v; want %s", tt.site, got.BaseURL, err, tt.base)
			continue
		}
		asked := server.requests()[0]
		if !strings.HasSuffix(asked.URL, "/login/companyinfo/northwind") || asked.Header.Get("Authorization") != "" || asked.Header.Get("clientId") != "" {
			t.Errorf("%s: asked %s with %v", tt.site, asked.URL, asked.Header)
		}
		if _, err := connectwise.New(got); err != nil {
			t.Errorf("%s: %v", tt.site, err)
		}
	}
}

func TestDiscoverRefuses(t *testing.T) {
	if _, _, err := discover(t, "na.myconnectwise.test"); argumentErrors(err) != 1 {
		t.Errorf("no scheme: %v", err)
	}
	if _, _, err := discover(t, "https://na.myconnectwise.test", answer(200, `null`)); !errors.Is(err, connectwise.ErrUnknownCompany) {
		t.Errorf("unknown company: %v", err)
	}
	for _, codebase := range []string{"", "/", "v2026_1", "../", "v/1/", "v2026_1/?x=", "@evil.example.test/", `\\/`} {
		if got, _, err := discover(t, "https://na.myconnectwise.test", infoOf(codebase)); !errors.Is(err, connectwise.ErrBody) {
			t.Errorf("%q: %s, %v", codebase, got.BaseURL, err)
		}
	}
	if _, err := connectwise.Discover(t.Context(), connectwise.Config{}, "https://na.myconnectwise.test"); err == nil {
		t.Error("an empty configuration was taken")
	}
}

// After a 404 that names no record, the site is asked once where its API is, and the call repeated there.
func TestSiteWasUpgraded(t *testing.T) {
	const old, now = "https://api-na.example.test/v2025_9/apis/3.0", "https://api-na.example.test/v2026_1/apis/3.0"
	gone := answer(404, `<html>not here</html>`)
	list := answer(200, `[]`)
	company := answer(200, `{"id":5}`)
	for name, tt := range map[string]struct {
		base    string
		answers []httpmock.Responder
		calls   []string // of operations
		sent    []string // without query
		is      error    // of the last call
	}{
		"a read": {
			old, []httpmock.Responder{gone, infoOf("v2026_1/"), list, company}, []string{"companies.list", "companies.get"},
			[]string{old + "/company/companies", "https://api-na.example.test/login/companyinfo/northwind", now + "/company/companies", now + "/company/companies/5"}, nil,
		},
		"a replay": {
			old, []httpmock.Responder{gone, infoOf("v2026_1/"), company}, []string{"additions.patch"},
			[]string{old + "/finance/agreements/88/additions/5", "https://api-na.example.test/login/companyinfo/northwind", now + "/finance/agreements/88/additions/5"}, nil,
		},
		"a create is left to the caller": {
			old, []httpmock.Responder{gone}, []string{"additions.create"}, []string{old + "/finance/agreements/88/additions"}, connectwise.ErrAmbiguous,
		},
		"only once": {
			old, []httpmock.Responder{gone, infoOf("v2026_1/"), gone}, []string{"companies.list"},
			[]string{old + "/company/companies", "https://api-na.example.test/login/companyinfo/northwind", now + "/company/companies"}, connectwise.ErrNotFound,
		},
		"the same code base": {
			old, []httpmock.Responder{gone, infoOf("v2025_9/")}, []string{"companies.list"},
			[]string{old + "/company/companies", "https://api-na.example.test/login/companyinfo/northwind"}, connectwise.ErrNotFound,
		},
		"no code base": {
			old, []httpmock.Responder{gone, infoOf("../x/")}, []string{"companies.list"},
			[]string{old + "/company/companies", "https://api-na.example.test/login/companyinfo/northwind"}, connectwise.ErrNotFound,
		},
		"unknown company": {
			old, []httpmock.Responder{gone, answer(200, `null`)}, []string{"companies.list"},
			[]string{old + "/company/companies", "https://api-na.example.test/login/companyinfo/northwind"}, connectwise.ErrNotFound,
		},
		"a record is gone": {
			old, []httpmock.Responder{answer(404, `{"code":"NotFound","message":"Company 5 not found"}`)}, []string{"companies.get"},
			[]string{old + "/company/companies/5"}, connectwise.ErrNotFound,
		},
		"the code base that always works": {
			apiRoot, []httpmock.Responder{gone}, []string{"companies.list"}, []string{apiRoot + "/company/companies"}, connectwise.ErrNotFound,
		},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := config()
			cfg.BaseURL = tt.base
			client, server := serveConfig(t, cfg, tt.answers...)
			var err error
			for _, op := range tt.calls {
				for _, o := range operations() {
					if o.op == op {
						err = o.call(t.Context(), client)
					}
				}
			}
			var sent []string
			for _, r := range server.requests() {
				url, _, _ := strings.Cut(r.URL, "?")
				sent = append(sent, url)
			}
			if diff := cmp.Diff(tt.sent, sent); diff != "" {
				t.Error(diff)
			}
			if (err == nil) != (tt.is == nil) || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("got %v, want %v", err, tt.is)
			}
		})
	}
}

// The whole procedure against a server whose code base changes under the client.
func TestUpgradeDuringAWalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, psa := pipeAt(t, "/v2025_9/apis/3.0", connectwisetest.Options{Codebase: "v2026_1/"})
		psa.AddCompany(connectwisetest.Company{Identifier: "Northwind"})
		all, err := connectwise.Collect(client.Companies.All(t.Context(), connectwise.Query{}))
		if err != nil || len(all) != 1 {
			t.Errorf("%v, %v", all, err)
		}
		for _, r := range psa.Requests() {
			if strings.HasPrefix(r.Path, "/login/") && r.Header.Get("Authorization") != "" {
				t.Error("discovery carried the keys")
			}
		}
		if got := psa.Requests(); len(got) != 3 || got[0].Status != http.StatusNotFound || got[2].Path != "/v2026_1/apis/3.0/company/companies" {
			t.Errorf("%+v", got)
		}
	})
}
