package connectwisetest_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestAdmission(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	for name, tc := range map[string]struct {
		header []string
		status int
		body   string
	}{
		"right":           {nil, 200, ""},
		"no credentials":  {[]string{"Authorization", ""}, 401, "{\r\n  \"code\": \"ConnectWiseApi\",\r\n  \"message\": \"UserNotAuthenticated\"\r\n}"},
		"wrong company":   {[]string{"Authorization", basic("other+public:private")}, 401, ""},
		"wrong key":       {[]string{"Authorization", basic("testmsp+other:private")}, 401, ""},
		"wrong secret":    {[]string{"Authorization", basic("testmsp+public:other")}, 401, ""},
		"no company":      {[]string{"Authorization", basic("public:private")}, 401, ""},
		"no client id":    {[]string{"clientId", ""}, 403, "{\r\n  \"code\": \"Security\",\r\n  \"message\": \"A valid clientId header is required.\"\r\n}"},
		"wrong client id": {[]string{"clientId", "x"}, 403, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := p.send("GET", "/system/info", "", tc.header...)
			if got.status != tc.status || tc.body != "" && got.body != tc.body {
				t.Errorf("%d %q", got.status, got.body)
			}
		})
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for request, want := range map[string]string{
		"GET /finance/additions":                        "Not Found | NotFound: Nothing is found at this address.",
		"GET /company/companies/x":                      "Not Found | NotFound: Nothing is found at this address.",
		"GET /company/companies/9":                      "Not Found | NotFound: Company 9 not found",
		"GET /finance/agreements/9":                     "Not Found | NotFound: Agreement 9 not found",
		"GET /finance/agreements/9/additions":           "Not Found | NotFound: Agreement 9 not found",
		"GET /finance/agreements/315/additions/3401":    "Not Found | NotFound: Addition 3401 not found",
		"PATCH /finance/agreements/315/additions/3401":  "Not Found | NotFound: Addition 3401 not found",
		"POST /finance/agreements/9/additions":          "Not Found | NotFound: Agreement 9 not found",
		"PATCH /procurement/catalog/9":                  "Not Found | NotFound: CatalogItem 9 not found",
		"DELETE /finance/agreements/314/additions/3401": "Method Not Allowed | MethodNotAllowed: The method DELETE is not supported here.",
		"PUT /finance/agreements/314/additions/3401":    "Method Not Allowed | MethodNotAllowed: The method PUT is not supported here.",
		"POST /finance/agreements":                      "Method Not Allowed | MethodNotAllowed: The method POST is not supported here.",
		"POST /procurement/catalog?fields=id":           "Bad Request | ConnectWiseApi: 'fields' is not a query parameter of this request.",
	} {
		method, path, _ := strings.Cut(request, " ")
		if d := cmp.Diff(want, p.send(method, path, "[]").problem(t)); d != "" {
			t.Errorf("%s: %s", request, d)
		}
	}
	if got := p.send("POST", "/procurement/catalog", "{}", "Content-Type", "text/plain"); got.status != 415 {
		t.Errorf("text body: %d", got.status)
	}
}

func TestEveryListAnswers(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for path, want := range map[string]int{
		"/company/companies": 3, "/finance/agreements": 2, "/finance/agreements/types": 1,
		"/finance/agreements/314/additions": 1, "/finance/agreements/315/additions": 0,
		"/procurement/catalog": 3, "/procurement/subcategories": 1, "/procurement/types/": 1,
	} {
		ids := p.get(path).ids(t)
		if len(ids) != want {
			t.Errorf("%s: %v", path, ids)
		}
		path = strings.TrimSuffix(path, "/")
		if got := p.get(path+"/count").member(t, "count"); got != string(rune('0'+want)) {
			t.Errorf("%s/count: %s", path, got)
		}
	}
}

func TestHeaders(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	a, b := p.get("/system/info"), p.get("/nothing")
	if got := a.header.Get("Content-Type"); got != "application/vnd.connectwise.com+json; version=2026.4" {
		t.Errorf("Content-Type %s", got)
	}
	first, second := a.header.Get("X-Cw-Request-Id"), b.header.Get("X-Cw-Request-Id")
	if first == "" || second == "" || first == second {
		t.Errorf("request ids %q and %q", first, second)
	}
	if got := a.member(t, "version"); got != `"v2026.4.0"` {
		t.Errorf("version %s", got)
	}
}

func TestCompanyInfoOverLoopback(t *testing.T) {
	for codebase, want := range map[string]string{
		"":              `{"CompanyName":"testmsp","Codebase":"v2026_4/","VersionCode":"v2026.4","VersionNumber":"v4.6.0","CompanyID":"testmsp","IsCloud":"True"}`,
		"v4_6_release/": `{"CompanyName":"testmsp","Codebase":"v4_6_release/","VersionCode":"v2026.4","VersionNumber":"v4.6.0","CompanyID":"testmsp","IsCloud":"False"}`,
	} {
		s := connectwisetest.New(connectwisetest.Options{Codebase: codebase})
		base, err := s.Start()
		if err != nil {
			t.Fatal(err)
		}
		root, ok := strings.CutSuffix(base, connectwisetest.BasePath)
		if !ok {
			t.Fatalf("base URL %s", base)
		}
		transport := &http.Transport{}
		fetch := func(url string) string {
			r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := transport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		if got := fetch(root + "/login/companyinfo/TestMSP"); got != want {
			t.Errorf("known: %s", got)
		}
		if got := fetch(root + "/login/companyinfo/other"); got != "null" {
			t.Errorf("unknown: %s", got)
		}
		if got := fetch(root + "/" + s.Options().Codebase + "apis/3.0/system/info"); !strings.Contains(got, "UserNotAuthenticated") {
			t.Errorf("own code base: %s", got)
		}
		if got := fetch(root + "/v2017_3/apis/3.0/system/info"); !strings.Contains(got, "NotFound") {
			t.Errorf("foreign code base: %s", got)
		}
		transport.CloseIdleConnections()
		s.Close()
	}
}
