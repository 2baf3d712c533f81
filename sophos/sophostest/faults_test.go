package sophostest_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

const usage = "/partner/v1/billing/"

// TestFaults puts every fault of the manual on the second page of a report of three, and says what the client makes of it.
func TestFaults(t *testing.T) {
	always := func(f sophostest.Fault) sophostest.Fault { f.Times = -1; return f }
	header := func(name, value string) sophostest.Fault {
		f := sophostest.Failure(http.StatusTooManyRequests, "tooManyRequests", "")
		f.Header = http.Header{name: {value}}
		return f
	}
	pages := func(change func(pages map[string]any)) sophostest.Fault {
		return sophostest.Fault{Edit: sophostest.EditPages(change)}
	}
	for name, tc := range map[string]struct {
		fault func(s *sophostest.Server) sophostest.Fault // nil: plain
		plain sophostest.Fault
		is    error // nil: the whole report, unless
		any   bool  // it is some error
		least time.Duration
	}{
		"a status":                        {plain: sophostest.Failure(403, "forbidden", "Forbidden."), is: sophos.ErrForbidden},
		"a throttle":                      {plain: sophostest.Throttle(20 * time.Second), least: 20 * time.Second},
		"an absurd Retry-After":           {plain: header("Retry-After", "99999999999999999999"), is: sophos.ErrRateLimited},
		"a Retry-After in the year 9999":  {plain: header("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"), is: sophos.ErrRateLimited},
		"a Retry-After that is none":      {plain: header("Retry-After", "tomorrow")},
		"a gateway's 429":                 {plain: sophostest.HTML(429)},
		"a gateway's 502":                 {plain: sophostest.HTML(502)},
		"a gateway's 502 for good":        {plain: always(sophostest.HTML(502)), any: true},
		"a delay before":                  {plain: sophostest.Fault{Delay: time.Minute}, least: time.Minute},
		"a delay after":                   {plain: sophostest.Fault{DelayAfter: time.Minute}, least: time.Minute},
		"a delay over the timeout":        {plain: sophostest.Fault{Delay: time.Hour}, least: 90 * time.Second},
		"a drop before":                   {plain: sophostest.Fault{DropBefore: true}},
		"a drop after":                    {plain: sophostest.Fault{DropAfter: true}},
		"a reset":                         {plain: sophostest.Fault{DropAfter: true, Reset: true}},
		"a truncated body":                {plain: sophostest.Fault{CutBody: true}},
		"a truncated body, reset":         {plain: sophostest.Fault{CutBody: true, Reset: true}},
		"a Content-Length too large":      {plain: sophostest.Fault{LengthOff: 7}},
		"a Content-Length too small":      {plain: sophostest.Fault{LengthOff: -7}, is: sophos.ErrBody},
		"a slow body":                     {plain: sophostest.Fault{SlowBody: time.Minute}, least: time.Minute},
		"a body slower than the timeout":  {plain: sophostest.Fault{SlowBody: time.Hour}, least: 90 * time.Second},
		"a gzip bomb":                     {plain: sophostest.Fault{Bomb: 1 << 30}, is: sophos.ErrTooLarge},
		"a compressed body that is small": {plain: sophostest.Fault{Bomb: 1 << 10}},
		"a page that repeats":             {plain: sophostest.Fault{Repeat: true}, is: sophos.ErrIncomplete},
		"a next key to the page itself":   {plain: pages(func(p map[string]any) { p["nextKey"] = p["fromKey"] }), is: sophos.ErrIncomplete},
		"a next key to another host":      {plain: pages(func(p map[string]any) { p["nextKey"] = "https://evil.example/" }), any: true},
		"totals that change":              {plain: pages(func(p map[string]any) { p["items"] = 31 }), is: sophos.ErrIncomplete},
		"rows added between pages": {fault: func(s *sophostest.Server) sophostest.Fault {
			return sophostest.Fault{Do: func() { s.SetUsage(october, make([]sophos.UsageRow, 31)...) }}
		}, is: sophos.ErrIncomplete},
		"rows removed between pages": {fault: func(s *sophostest.Server) sophostest.Fault {
			return sophostest.Fault{Do: func() { s.SetUsage(october, make([]sophos.UsageRow, 29)...) }}
		}, is: sophos.ErrIncomplete},
		"the month removed between pages": {fault: func(s *sophostest.Server) sophostest.Fault {
			return sophostest.Fault{Do: func() { s.RemoveMonth(october) }}
		}, is: sophos.ErrIncomplete},
		"a token revoked in mid-walk": {fault: func(s *sophostest.Server) sophostest.Fault {
			return sophostest.Fault{Do: s.RevokeTokens}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sophostest.New(sophostest.Options{})
				defer s.Close()
				s.SetUsage(october, make([]sophos.UsageRow, 30)...)
				fault := tc.plain
				if tc.fault != nil {
					fault = tc.fault(s)
				}
				fault.Path, fault.Skip = usage, 1
				s.Inject(fault)
				c, err := sophos.New(s.Config())
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: 10})
				if took := time.Since(start); took < tc.least || took > tc.least+time.Minute {
					t.Errorf("took %v, want %v", took, tc.least)
				}
				switch {
				case tc.is == nil && !tc.any && (err != nil || len(report.Rows) != 30):
					t.Errorf("%d rows, %v", len(report.Rows), err)
				case tc.any && err == nil, !tc.any && !errors.Is(err, tc.is):
					t.Errorf("error %v, want %v", err, tc.is)
				case err != nil && report.Rows != nil:
					t.Error("rows with an error")
				}
			})
		})
	}
}

// A token that ends between two pages is renewed before the next one is asked for.
func TestTokenEndsBetweenPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sophostest.New(sophostest.Options{ExpiresIn: 10 * time.Minute})
		defer s.Close()
		s.SetUsage(october, make([]sophos.UsageRow, 30)...)
		s.Inject(sophostest.Fault{Path: usage, Skip: 1, DelayAfter: 80 * time.Second, Times: -1})
		c, err := sophos.New(s.Config())
		if err != nil {
			t.Fatal(err)
		}
		report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: 2})
		if err != nil || len(report.Rows) != 30 {
			t.Fatalf("%d rows, %v", len(report.Rows), err)
		}
		tokens := 0
		for _, r := range s.Requests() {
			if r.Path == "/api/v2/oauth2/token" {
				tokens++
			} else if r.Status == http.StatusUnauthorized {
				t.Errorf("a dead token was used for %s", r.Path)
			}
		}
		if tokens != 2 { // the second from the ninth minute on
			t.Errorf("%d tokens for 17 minutes", tokens)
		}
	})
}
