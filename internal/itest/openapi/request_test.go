package openapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

const additions = "/finance/agreements/314/additions"

func TestRequest(t *testing.T) {
	r := rules(t)
	const created = `{"product":{"id":1350},"quantity":24,"billCustomer":"Billable","effectiveDate":"2026-07-01T00:00:00Z"}`
	for name, c := range map[string]struct {
		method, path, body string
		want               string // in the error; "": valid
	}{
		"patch to 0":         {"PATCH", additions + "/1", `[{"op":"replace","path":"quantity","value":0}]`, ""},
		"patch to null":      {"PATCH", additions + "/1", `[{"op":"replace","path":"cancelledDate","value":null}]`, ""},
		"patch to text":      {"PATCH", additions + "/1", `[{"op":"replace","path":"invoiceDescription","value":"a"}]`, ""},
		"patch to false":     {"PATCH", additions + "/1", `[{"op":"replace","path":"taxableFlag","value":false}]`, ""},
		"patch to reference": {"PATCH", additions + "/1", `[{"op":"replace","path":"product","value":{"id":1}}]`, ""},
		"patch removes":      {"PATCH", additions + "/1", `[{"op":"remove","path":"serialNumber"}]`, ""},
		"create":             {"POST", additions, created, ""},
		"list":               {"GET", additions + "?pageSize=1000&pageId=0&conditions=id%3D1&fields=id", "", ""},
		"count":              {"GET", additions + "/count", "", ""},
		"without the slash":  {"GET", "/procurement/subcategories", "", ""},

		"patch of something unknown":   {"PATCH", additions + "/1", `[{"op":"replace","path":"quantity","value":0,"from":"x"}]`, `property "from" is unsupported`},
		"patch with an unknown op":     {"PATCH", additions + "/1", `[{"op":"test","path":"quantity","value":0}]`, "not one of the allowed values"},
		"patch without a value":        {"PATCH", additions + "/1", `[{"op":"replace","path":"quantity"}]`, `property "value" is missing`},
		"removal with a value":         {"PATCH", additions + "/1", `[{"op":"remove","path":"quantity","value":0}]`, `Doesn't match schema "not"`},
		"patch without a path":         {"PATCH", additions + "/1", `[{"op":"replace","value":0}]`, `"path" is missing`},
		"patch that is no list":        {"PATCH", additions + "/1", `{"op":"replace","path":"quantity","value":0}`, "must be an array"},
		"unknown member":               {"POST", additions, strings.Replace(created, "{", `{"qty":1,`, 1), `property "qty" is unsupported`},
		"unknown member of a member":   {"POST", additions, strings.Replace(created, `{"id":1350`, `{"name":"a","id":1350`, 1), `property "name" is unsupported`},
		"number in quotes":             {"POST", additions, strings.Replace(created, "24", `"24"`, 1), "must be a number"},
		"date without a time":          {"POST", additions, strings.Replace(created, "T00:00:00Z", "", 1), "date-time"},
		"unknown value of an enum":     {"POST", additions, strings.Replace(created, `"Billable"`, `"Free"`, 1), "not one of the allowed values"},
		"text too long":                {"POST", additions, strings.Replace(created, "{", `{"serialNumber":"`+strings.Repeat("x", 51)+`",`, 1), "maximum string length is 50"},
		"required member missing":      {"POST", additions, `{"product":{"id":1350}}`, `"billCustomer" is missing`},
		"no body":                      {"POST", additions, "", "value is required"},
		"body of a read":               {"GET", additions, `{}`, "body not allowed"},
		"undeclared query parameter":   {"GET", additions + "?limit=1", "", `"limit" isn't declared`},
		"parameter in other case":      {"GET", additions + "?pagesize=1", "", `"pagesize" isn't declared`},
		"query of a write":             {"POST", additions + "?fields=id", created, `"fields" isn't declared`},
		"parameter given twice":        {"GET", additions + "?fields=id&fields=name", "", "given 2 times"},
		"query that can't be read":     {"GET", additions + "?fields=%zz", "", "invalid URL escape"},
		"page too large":               {"GET", additions + "?pageSize=1001", "", "must be at most 1000"},
		"page of nothing":              {"GET", additions + "?pageSize=0", "", "must be at least 1"},
		"page 0":                       {"GET", additions + "?page=0", "", "must be at least 1"},
		"page size in words":           {"GET", additions + "?pageSize=all", "", "invalid integer"},
		"id in words":                  {"GET", additions + "/first", "", "invalid integer"},
		"parent's id in words":         {"GET", "/finance/agreements/acme/additions", "", "invalid integer"},
		"id 0":                         {"GET", additions + "/0", "", "must be at least 1"},
		"id beyond int32":              {"GET", additions + "/2147483648", "", "out of range"},
		"unknown path":                 {"GET", "/finance/additions", "", "no matching operation was found"},
		"path with a slash at the end": {"GET", additions + "/", "", "no matching operation was found"},
		"method that isn't needed":     {"DELETE", additions + "/1", "", "method not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.Request(request(t, c.method, connectwisetest.BasePath+c.path, c.body), []byte(c.body))
			expect(t, err, c.want)
		})
	}
}

func TestRequestHeadersAndPlaces(t *testing.T) {
	r := rules(t)
	for name, c := range map[string]struct {
		method, path string
		change       func(http.Header)
		operation    string
		want         string
	}{
		"as it should be":      {method: "GET", path: connectwisetest.BasePath + additions, operation: "GET /finance/agreements/{parentId}/additions"},
		"another code base":    {method: "GET", path: "/v2026_4/apis/3.0/system/info", operation: "GET /system/info"},
		"companyinfo":          {method: "GET", path: "/login/companyinfo/acme", operation: "GET /login/companyinfo/{companyId}", change: func(h http.Header) { h.Del("clientId") }},
		"companyinfo too deep": {method: "GET", path: connectwisetest.BasePath + "/login/companyinfo/acme", want: "no matching operation"},
		"beside the API":       {method: "GET", path: "/system/info", want: "no matching operation"},
		"without a client id":  {method: "GET", path: connectwisetest.BasePath + additions, operation: "GET /finance/agreements/{parentId}/additions", change: func(h http.Header) { h.Del("clientId") }, want: `"clientId" in header`},
		"a write without one": {method: "PATCH", path: connectwisetest.BasePath + additions + "/1", operation: "PATCH /finance/agreements/{parentId}/additions/{id}",
			change: func(h http.Header) { h.Del("clientId") }, want: `"clientId" in header`},
		"a body that isn't JSON": {method: "PATCH", path: connectwisetest.BasePath + additions + "/1", operation: "PATCH /finance/agreements/{parentId}/additions/{id}",
			change: func(h http.Header) { h.Set("Content-Type", "text/plain") }, want: "Content-Type"},
	} {
		t.Run(name, func(t *testing.T) {
			body := ""
			if c.method == "PATCH" {
				body = `[{"op":"replace","path":"quantity","value":0}]`
			}
			q := request(t, c.method, c.path, body)
			if c.change != nil {
				c.change(q.Header)
			}
			operation, err := r.Request(q, []byte(body))
			if operation != c.operation {
				t.Errorf("operation %q, want %q", operation, c.operation)
			}
			expect(t, err, c.want)
		})
	}
}

func request(t *testing.T, method, path, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "https://psa.example"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("clientId", "x")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func expect(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Error(err)
	case want != "" && err == nil:
		t.Errorf("valid; want %q", want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Errorf("error %q; want %q", err, want)
	}
}
