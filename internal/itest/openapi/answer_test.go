package openapi_test

import (
	"net/http"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestAnswer(t *testing.T) {
	r := rules(t)
	const vendor = "application/vnd.connectwise.com+json; version=2026.4"
	const base = connectwisetest.BasePath
	for name, c := range map[string]struct {
		method, path string
		status       int
		kind, body   string
		want         string // in the error; "": valid
	}{
		"record":                {"GET", base + additions + "/1", 200, vendor, `{"id":1,"quantity":24.0,"product":{"id":2},"billCustomer":"Billable"}`, ""},
		"another version":       {"GET", base + additions + "/1", 200, "application/json; charset=utf-8", `{"id":1}`, ""},
		"trimmed":               {"GET", base + additions, 200, vendor, `[{"id":1},{"quantity":0}]`, ""},
		"nobody updated it":     {"GET", base + additions, 200, vendor, `[{"id":1,"_info":{"updatedBy":null}}]`, ""},
		"empty list":            {"GET", base + additions, 200, vendor, `[]`, ""},
		"count":                 {"GET", base + additions + "/count", 200, vendor, `{"count":0}`, ""},
		"created":               {"POST", base + additions, 201, vendor, `{"id":1}`, ""},
		"company":               {"GET", "/login/companyinfo/a", 200, "application/json", `{"CompanyName":"A","Codebase":"v2026_4/","VersionCode":"v","VersionNumber":"v","CompanyID":"a","IsCloud":"True"}`, ""},
		"no company":            {"GET", "/login/companyinfo/a", 200, "application/json", `null`, ""},
		"refused":               {"GET", base + additions, 400, "application/json", `{"code":"ApiFindCondition","message":"m"}`, ""},
		"refused, errors null":  {"GET", base + additions, 403, "application/json", `{"code":"Security","message":"m","errors":null}`, ""},
		"refused with errors":   {"POST", base + additions, 400, "application/json", `{"code":"a","message":"m","errors":[{"code":"b","message":"m","resource":"r","field":"f"}]}`, ""},
		"throttled":             {"GET", base + additions, 429, "application/json", `{"error":"ConnectWiseAPI","message":"m"}`, ""},
		"not found":             {"GET", base + "/nope", 404, "application/json", `{"code":"NotFound","message":"m"}`, ""},
		"not found without one": {"GET", base + "/nope", 404, "application/json", `{"message":"m"}`, `"code" is missing`},

		"something from nowhere":     {"GET", base + "/nope", 200, vendor, `{}`, "for what doesn't exist"},
		"unknown member":             {"GET", base + additions + "/1", 200, vendor, `{"id":1,"qty":2}`, `property "qty" is unsupported`},
		"unknown member within":      {"GET", base + additions + "/1", 200, vendor, `{"product":{"id":1,"name":"n"}}`, `property "name" is unsupported`},
		"number in quotes":           {"GET", base + additions + "/1", 200, vendor, `{"quantity":"24"}`, "must be a number"},
		"unknown value of an enum":   {"GET", base + additions + "/1", 200, vendor, `{"billCustomer":"Free"}`, "not one of the allowed values"},
		"a date without a time":      {"GET", base + additions + "/1", 200, vendor, `{"effectiveDate":"2026-07-01"}`, "date-time"},
		"a list instead of a record": {"GET", base + additions + "/1", 200, vendor, `[]`, "must be an object"},
		"null instead of a list":     {"GET", base + additions, 200, vendor, `null`, "not nullable"},
		"no count":                   {"GET", base + additions + "/count", 200, vendor, `{}`, `"count" is missing`},
		"another status":             {"POST", base + additions, 200, vendor, `{"id":1}`, "status 200 isn't declared"},
		"no JSON type":               {"GET", base + additions, 200, "text/html", `[]`, "not JSON"},
		"cut off":                    {"GET", base + additions, 200, vendor, `[{"id":1}`, "unexpected EOF"},
		"two values":                 {"GET", base + additions, 200, vendor, `[] []`, "more than one"},
		"refused in other words":     {"GET", base + additions, 400, "application/json", `{"error":"x","message":"m"}`, "is unsupported"},
		"throttled in other words":   {"GET", base + additions, 429, "application/json", `{"code":"x","message":"m"}`, "is unsupported"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, r.Answer(request(t, c.method, c.path, ""), c.status, http.Header{"Content-Type": {c.kind}}, []byte(c.body)), c.want)
		})
	}
}
