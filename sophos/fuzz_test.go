package sophos_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/sophos"
)

// answering is a client whose API calls are all answered with a status and a body, without a network.
func answering(t testing.TB, path string, status int, body []byte) *sophos.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("POST", "https://id.sophos.com/api/v2/oauth2/token", httpmock.NewStringResponder(200, `{"access_token":"a","expires_in":3600}`))
	mock.RegisterResponder("GET", "https://api.central.sophos.com/whoami/v1", httpmock.NewStringResponder(200, `{"id":"p","idType":"partner"}`))
	mock.RegisterNoResponder(httpmock.NewBytesResponder(status, body))
	if path == tokenPath {
		mock.RegisterResponder("POST", "https://id.sophos.com"+path, httpmock.NewBytesResponder(status, body))
	}
	c, err := sophos.New(sophos.Config{
		ClientID: markedID, ClientSecret: markedSecret, RoundTripper: mock, Limits: sophos.NoLimits(), RetryBudget: &sophos.RetryBudget{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Whatever a page says, a report without an error has as many rows as the page declares, and an error has none.
func FuzzUsagePage(f *testing.F) {
	row, err := os.ReadFile("testdata/usage_row.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		`{"items":[` + string(row) + `],"pages":{"size":50,"total":1,"items":1,"maxSize":1000}}`,
		`{"items":[],"pages":{"total":0,"items":0}}`,
		`{"items":[{"billableQuantity":1e400}],"pages":{"total":1,"items":1}}`,
		`{"items":[{"billableQuantity":1,"BillableQuantity":999}],"pages":{"total":1,"items":1}}`,
		`{"items":[{}],"pages":{"total":1,"items":1,"nextKey":"a","fromKey":"a"}}`,
		`{"items":[null],"pages":{"total":1,"items":1}}`,
		`{"items":{},"pages":[]}`, `null`, `[]`, `{"items":null}`, "\xef\xbb\xbf{}", `{"pages":{"total":-1,"items":-1},"items":[]}`,
		strings.Repeat(`{"items":[`, 200),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		report, err := answering(t, usagePath, 200, page).UsageReport(t.Context(), october, sophos.UsageQuery{})
		if err != nil {
			if report.Rows != nil || !errors.Is(err, sophos.ErrBody) && !errors.Is(err, sophos.ErrIncomplete) {
				t.Errorf("%d rows with %v", len(report.Rows), err)
			}
			return
		}
		var declared struct{ Pages struct{ Items *int } }
		if err := json.Unmarshal(page, &declared); err != nil || declared.Pages.Items == nil || *declared.Pages.Items != len(report.Rows) {
			t.Errorf("%d rows without an error from %q", len(report.Rows), page)
		}
		for _, r := range report.Rows {
			again, err := json.Marshal(r)
			var back sophos.UsageRow
			if err == nil {
				err = json.Unmarshal(again, &back)
			}
			if err != nil || back != r {
				t.Errorf("%+v came back as %+v, %v", r, back, err)
			}
		}
	})
}

// Whatever an error answer says, the error is short, printable, of one line and without the credential.
func FuzzErrorBody(f *testing.F) {
	for _, tc := range load[[]errorCase](f, "errors.json") {
		f.Add(tc.Status, []byte(string(tc.Body)+tc.Text), tc.Path == tokenPath)
	}
	f.Add(403, []byte("\x1b[31mred\x00\u202eevil\r\nSet-Cookie: a"), false)
	f.Add(400, []byte(`{"errorCode":"`+markedSecret+`","message":"`+markedID+`"}`), true)
	f.Add(404, []byte(strings.Repeat("\xff", 2000)), false)
	f.Fuzz(func(t *testing.T, status int, body []byte, token bool) {
		if status < 400 || status > 499 || status == 408 || status == 429 { // those are repeated
			return
		}
		path := tenantsPath
		if token {
			path = tokenPath
		}
		_, err := answering(t, path, status, body).Tenants.List(t.Context(), sophos.Query{})
		e, ok := errors.AsType[*sophos.APIError](err)
		if !ok || e.Status != status {
			t.Fatalf("%v", err)
		}
		text := err.Error()
		if len(text) > 2500 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%d bytes: %q", len(text), text)
		}
		if token && (strings.Contains(text, markedSecret) || strings.Contains(text, markedID)) {
			t.Errorf("shows the credential: %q", text)
		}
		if e.Code != "" && !errorBody(body, token) {
			t.Errorf("code %q from %q", e.Code, body)
		}
	})
}

// errorBody says whether a body is an object with a text where the vendor has its code.
func errorBody(body []byte, token bool) bool {
	var e map[string]any
	if json.Unmarshal(body, &e) != nil {
		return false
	}
	for name, value := range e {
		text, _ := value.(string)
		if text != "" && (strings.EqualFold(name, "error") || token && strings.EqualFold(name, "errorCode")) {
			return true
		}
	}
	return false
}

// What is accepted as an API host is one under central.sophos.com and nothing else, however it is written.
func FuzzCheckAPIHost(f *testing.F) {
	for _, host := range hostile() {
		f.Add(host)
	}
	for _, host := range []string{"https://api-eu02.central.sophos.com", "http://api-us01.central.sophos.com/", "HTTPS://API.CENTRAL.SOPHOS.COM", "", "%", "https://a%2eb.central.sophos.com"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		u, err := sophos.CheckAPIHost(host)
		if err != nil {
			if !errors.Is(err, sophos.ErrHost) || u != nil {
				t.Errorf("%q: %v, %v", host, u, err)
			}
			return
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, u.JoinPath("/x").String(), nil)
		if err != nil {
			t.Fatalf("%q: %v", host, err)
		}
		name := strings.ToLower(r.URL.Hostname())
		if _, err := netip.ParseAddr(name); err == nil || r.URL.Scheme != "https" || r.URL.User != nil || r.URL.Port() != "" && r.URL.Port() != "443" ||
			!strings.HasSuffix(name, ".central.sophos.com") || r.URL.Path != "/x" || r.Host != r.URL.Host {
			t.Errorf("%q became %s", host, r.URL)
		}
	})
}

// A date that has a time is that very day, and keeps its text.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-10-31", "2021-04-31", "2026-10-30T08:15:00.000Z", "2026-10-30T23:59:59+14:00", "", "0000-01-01", "9999-12-31", "2026-1-2", "２０２６-10-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw, err := json.Marshal(s)
		if err != nil {
			return
		}
		var d sophos.Date
		if err := json.Unmarshal(raw, &d); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if when, ok := d.Time(); ok && !strings.HasPrefix(s, when.Format(time.DateOnly)) {
			t.Errorf("%q became %v", s, when)
		}
	})
}

// A quantity is exactly the number that was sent: math/big agrees.
func FuzzQuantityIsExact(f *testing.F) {
	for _, s := range []string{"0", "-0", "20", "20.0", "1.5e3", "-0.1", "1E-30", "9223372036854775808", "1e400", `"20"`, "null", "0x10", "1_000", "١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var q sophos.Quantity
		if json.Unmarshal([]byte(s), &q) != nil || !q.Present() {
			return
		}
		want, ok := new(big.Rat).SetString(strings.Trim(strings.TrimSpace(s), `"`))
		got, okGot := new(big.Rat).SetString(q.String())
		if !ok || !okGot || want.Cmp(got) != 0 {
			t.Errorf("%q became %q", s, q)
		}
		if n, whole := q.Int64(); whole && got.Cmp(new(big.Rat).SetInt64(n)) != 0 {
			t.Errorf("%q is %d", s, n)
		}
	})
}

// A price keeps its text, whether it was sent as text or as a number.
func FuzzPrice(f *testing.F) {
	for _, s := range []string{`"1.40"`, `1.40`, `null`, `""`, `-0.00`, `1e2`, `{}`, `true`, `"1,40"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d sophos.Decimal
		if json.Unmarshal([]byte(s), &d) != nil {
			return
		}
		raw, err := json.Marshal(d)
		var again sophos.Decimal
		if err == nil {
			err = json.Unmarshal(raw, &again)
		}
		if err != nil || again != d {
			t.Errorf("%q became %q, then %q, %v", s, d, again, err)
		}
		var n json.Number
		if json.Unmarshal([]byte(s), &n) == nil && s != "null" && string(d) != n.String() {
			t.Errorf("%q became %q", s, d)
		}
	})
}
