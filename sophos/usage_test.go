package sophos_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

var sameQuantity = cmp.Comparer(func(a, b sophos.Quantity) bool { return a == b })

func TestUsageAllPages(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 35} {
		s, c := central(t, n)
		query := sophos.UsageQuery{PageSize: 10}
		report, err := c.UsageReport(t.Context(), october, query)
		want := sophos.Report{Month: october, Rows: rows(n)[:n:n], Pages: max(1, (n+9)/10)}
		if n == 0 {
			want.Rows = nil
		}
		if d := cmp.Diff(want, report, sameQuantity); err != nil || d != "" {
			t.Errorf("%d rows: %v %s", n, err, d)
		}
		walk := c.Usage(t.Context(), october, query)
		for range 2 { // restartable
			if got, err := drain(t, walk); err != nil || len(got) != n {
				t.Errorf("%d rows: walked %d, %v", n, len(got), err)
			}
		}
		if got, want := calls(s, usagePath), 3*max(1, (n+9)/10); got != want {
			t.Errorf("%d rows took %d calls, want %d", n, got, want)
		}
	}
}

func TestUsageWalkIsLazy(t *testing.T) {
	s, c := central(t, 30)
	walk := c.Usage(t.Context(), october, sophos.UsageQuery{PageSize: 10})
	if len(s.Requests()) != 0 {
		t.Error("a request before the first range")
	}
	for _, err := range walk {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if got := calls(s, usagePath); got != 1 {
		t.Errorf("%d calls for the first row", got)
	}
}

func TestUsageRequests(t *testing.T) {
	s, c := central(t, 3)
	if _, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: 2, Fields: []string{"accountId", "sku"}, AccountIDs: []string{"tenant-0", "TENANT-1", "tenant-2"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.Requests() {
		got = append(got, fmt.Sprintf("%s %s %v %s", r.Method, r.Path, r.Query, strings.ToLower(r.Header.Get("X-Partner-ID"))))
	}
	id := strings.ToLower(sophostest.DefaultPartnerID)
	want := []string{
		"POST /api/v2/oauth2/token map[] ",
		"GET /whoami/v1 map[] ",
		"GET " + usagePath + " map[accountId:[tenant-0,TENANT-1,tenant-2] fields:[accountId,sku] pageSize:[2] pageTotal:[true]] " + id,
		"GET " + usagePath + " map[accountId:[tenant-0,TENANT-1,tenant-2] fields:[accountId,sku] pageFromKey:[cm93Pz4yfg==] pageSize:[2] pageTotal:[true]] " + id,
		"GET " + usagePath + " map[pageSize:[1000] pageTotal:[true]] " + id,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSyncFieldsShapeTheReport(t *testing.T) {
	s, c := central(t, 0)
	full := load[sophos.UsageRow](t, "usage_row.json")
	s.SetUsage(october, full)
	report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{Fields: sophos.SyncFields()})
	if err != nil {
		t.Fatal(err)
	}
	got := report.Rows[0]
	if got.BillableQuantity != full.BillableQuantity || got.ProductCode != full.ProductCode || got.AccountID != full.AccountID {
		t.Errorf("%+v", got)
	}
	if got.ContactEmail != "" || got.UnitPrice != "" {
		t.Errorf("holds prices or people: %+v", got)
	}
}

func TestUsageNoData(t *testing.T) {
	s, c := central(t, 1)
	s.RemoveMonth(october)
	_, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{})
	if e, ok := errors.AsType[*sophos.NoDataError](err); !ok || e.Month != october || !errors.Is(err, sophos.ErrNoData) {
		t.Errorf("%v", err)
	}
	if e, ok := errors.AsType[*sophos.APIError](err); !ok || e.Code != "resourceNotFound" || e.RequestID == "" {
		t.Errorf("the answer is lost: %v", err)
	}
}

// A wrong URL is a 404 too, but nothing that Sophos said about the month.
func TestUsageNotFoundWithoutVendorBody(t *testing.T) {
	for _, body := range []string{"", "404 page not found", "<html>Unable to identify proxy</html>", `{"detail":"nginx"}`} {
		s, c := central(t, 1)
		s.Inject(instead(usagePath, 404, body))
		_, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{})
		if errors.Is(err, sophos.ErrNoData) || errors.Is(err, sophos.ErrIncomplete) || !errors.Is(err, sophos.ErrNotFound) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestUsageIncomplete(t *testing.T) {
	// The report has 35 rows on four pages: 10, 10, 10, 5.
	dropRow := sophostest.EditJSON(func(a map[string]any) { a["items"] = a["items"].([]any)[1:] })
	for name, fault := range map[string]sophostest.Fault{
		"row missing":        {Path: usagePath, Skip: 2, Edit: dropRow},
		"walk ends early":    spoil(1, func(p map[string]any) { delete(p, "nextKey") }),
		"page skipped":       spoil(0, func(p map[string]any) { p["nextKey"] = "cm93Pz4yMH4=" }),
		"key repeated":       spoil(2, func(p map[string]any) { p["nextKey"] = "cm93Pz4yMH4=" }),
		"back to the first":  spoil(2, func(p map[string]any) { p["nextKey"] = "cm93Pz4xMH4=" }),
		"other page came":    spoil(1, func(p map[string]any) { p["fromKey"] = "elsewhere" }),
		"fewer rows":         always(spoil(0, func(p map[string]any) { p["items"] = 34 })),
		"more rows":          always(spoil(0, func(p map[string]any) { p["items"] = 36 })),
		"fewer pages":        always(spoil(0, func(p map[string]any) { p["total"] = 3 })),
		"more pages":         always(spoil(0, func(p map[string]any) { p["total"] = 5 })),
		"totals change":      spoil(3, func(p map[string]any) { p["items"] = 36 }),
		"no totals":          {Path: usagePath, Times: -1, Edit: sophostest.EditJSON(func(a map[string]any) { delete(a["pages"].(map[string]any), "items") })},
		"report gone midway": {Path: usagePath, Skip: 2, Status: 404, Body: `{"error":"resourceNotFound","message":"No data for requested year or month."}`},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := central(t, 35)
			s.Inject(fault)
			report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: 10})
			if e, ok := errors.AsType[*sophos.IncompleteError](err); !ok || !errors.Is(err, sophos.ErrIncomplete) || e.Op != "sophos.billing.usage" {
				t.Errorf("error: %v", err)
			}
			if errors.Is(err, sophos.ErrNoData) {
				t.Errorf("passes for a month without data: %v", err)
			}
			if report.Rows != nil || report.Pages != 0 {
				t.Errorf("a partial report: %d rows", len(report.Rows))
			}
		})
	}
}

// always makes a fault act on every page: totals that only the first page declares wrongly would be found as a change.
func always(f sophostest.Fault) sophostest.Fault {
	f.Times = -1
	return f
}

func TestUsageIgnoreTotals(t *testing.T) {
	s, c := central(t, 35)
	s.Inject(sophostest.Fault{Path: usagePath, Times: -1, Edit: sophostest.EditJSON(func(a map[string]any) {
		pages := a["pages"].(map[string]any)
		pages["total"], pages["items"] = pages["items"], len(a["items"].([]any))
	})})
	query := sophos.UsageQuery{PageSize: 10}
	if _, err := c.UsageReport(t.Context(), october, query); !errors.Is(err, sophos.ErrIncomplete) {
		t.Errorf("the default: %v", err)
	}
	query.IgnoreTotals = true
	if report, err := c.UsageReport(t.Context(), october, query); err != nil || len(report.Rows) != 35 {
		t.Errorf("%d rows, %v", len(report.Rows), err)
	}
	s2, c2 := central(t, 35)
	s2.Inject(spoil(2, func(p map[string]any) { p["nextKey"] = "cm93Pz4yMH4=" }))
	if _, err := c2.UsageReport(t.Context(), october, query); !errors.Is(err, sophos.ErrIncomplete) {
		t.Errorf("keys are not judged: %v", err)
	}
}

// A page that never comes is the failed call's error, and no report.
func TestUsagePageFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sophostest.New(sophostest.Options{})
		defer s.Close()
		s.SetUsage(october, rows(35)...)
		c := clientOf(t, s)
		s.Inject(sophostest.Fault{Path: usagePath, Skip: 2, Times: -1, Status: 502, Body: "<html>bad gateway</html>"})
		report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: 10})
		e, ok := errors.AsType[*sophos.APIError](err)
		if !ok || e.Status != 502 || e.Attempts != 5 || e.Path != usagePath || report.Rows != nil {
			t.Errorf("%v, %d rows", err, len(report.Rows))
		}
	})
}

func TestUsageArguments(t *testing.T) {
	s, c := central(t, 1)
	for _, m := range []sophos.Month{{}, {Year: 2026}, {Year: 2026, Month: 13}, {Year: 0, Month: 1}} {
		if _, err := drain(t, c.Usage(t.Context(), m, sophos.UsageQuery{})); !errors.Is(err, sophos.ErrArgument) {
			t.Errorf("%v: %v", m, err)
		}
	}
	if _, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: -1}); !errors.Is(err, sophos.ErrArgument) {
		t.Error(err)
	}
	if len(s.Requests()) != 0 {
		t.Error("a bad argument reached the network")
	}
}

// 352 pages of usage under the published windows.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sophostest.New(sophostest.Options{})
		defer s.Close()
		s.SetUsage(october, rows(3520)...)
		c := clientOf(t, s, func(cfg *sophos.Config) { cfg.Limits = nil })
		start := time.Now()
		report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: 10})
		if err != nil || report.Pages != 352 || len(report.Rows) != 3520 {
			t.Fatalf("%d pages, %d rows, %v", report.Pages, len(report.Rows), err)
		}
		if took := time.Since(start); took > 190*time.Second {
			t.Errorf("took %v", took)
		} else {
			t.Logf("352 pages took %v", took)
		}
		log := s.Requests()
		if len(log) != 354 { // and one token, one whoami
			t.Errorf("%d requests", len(log))
		}
		for _, w := range sophos.PublishedLimits() {
			for i := w.Max; i < len(log); i++ {
				if span := log[i].Time.Sub(log[i-w.Max].Time); span < w.Per {
					t.Fatalf("requests %d to %d: %d within %v, allowed are %d in %v", i-w.Max, i, w.Max+1, span, w.Max, w.Per)
				}
			}
		}
	})
}

func TestUsagePage(t *testing.T) {
	_, c := central(t, 25)
	var got []sophos.UsageRow
	key, pages := "", 0
	for ; pages == 0 || key != ""; pages++ {
		page, err := c.UsagePage(t.Context(), october, sophos.UsageQuery{PageSize: 10, FromKey: key})
		if err != nil {
			t.Fatal(err)
		}
		want := sophos.Totals{Declared: true, Pages: 3, Items: 25}
		if page.FromKey != key || page.Size != 10 || page.MaxSize != 1000 || page.Total != want {
			t.Errorf("%+v", page)
		}
		got, key = append(got, page.Rows...), page.NextKey
	}
	if d := cmp.Diff(rows(25), got, sameQuantity); d != "" || pages != 3 {
		t.Errorf("%d pages %s", pages, d)
	}
	if _, err := c.UsagePage(t.Context(), october, sophos.UsageQuery{PageSize: 1001}); apiStatus(err) != 400 {
		t.Errorf("beyond the maximum: %v", err)
	}
}

func TestUsageParameters(t *testing.T) {
	s, c := central(t, 0)
	s.SetUsage(october, sophos.UsageRow{AccountID: "a", ContactEmail: "x@a.example"}, sophos.UsageRow{AccountID: "b", ContactEmail: "y@b.example"})
	report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{ContactEmails: []string{"y@b.example", "z@c.example"}})
	if err != nil || len(report.Rows) != 1 || report.Rows[0].AccountID != "b" {
		t.Errorf("%+v, %v", report, err)
	}
	before := len(s.Requests())
	for name, q := range map[string]sophos.UsageQuery{
		"an empty id would ask for all": {AccountIDs: []string{""}},
		"a comma would make two of one": {AccountIDs: []string{"a,b"}},
		"an e-mail address with one":    {ContactEmails: []string{"a,b@c.example"}},
		"a walk from the middle":        {FromKey: "k"},
		"a negative size":               {PageSize: -1},
	} {
		if _, err := c.UsageReport(t.Context(), october, q); !errors.Is(err, sophos.ErrArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(s.Requests()) != before {
		t.Error("a bad argument reached the network")
	}
}

// Even where Sophos ignores the fields parameter, prices and people do not get past the client.
func TestSyncFieldsHoldWhateverIsSent(t *testing.T) {
	s, c := central(t, 0)
	full := load[sophos.UsageRow](t, "usage_row.json")
	s.SetUsage(october, full)
	s.Inject(sophostest.Fault{Path: usagePath, Times: -1, Edit: sophostest.EditJSON(func(a map[string]any) {
		a["items"] = []any{full}
	})})
	report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{Fields: sophos.SyncFields()})
	if err != nil {
		t.Fatal(err)
	}
	row := report.Rows[0]
	if row.BillableQuantity != full.BillableQuantity || row.AccountID != full.AccountID || row.SKU != full.SKU {
		t.Errorf("lost what was asked for: %+v", row)
	}
	text := fmt.Sprintf("%+v", row)
	for _, kept := range []string{full.ContactEmail, full.ContactName, full.ContactStreet, string(full.UnitPrice), string(full.NetPrice), full.PartnerAccountName} {
		if strings.Contains(text, kept) {
			t.Errorf("%q got past the client: %s", kept, text)
		}
	}
}
