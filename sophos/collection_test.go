package sophos_test

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

const tenantsPath = "/partner/v1/tenants"

func TestTenantsAllPages(t *testing.T) {
	for _, n := range []int{0, 1, 100, 101, 250} {
		s, c := central(t, 0)
		s.SetTenants(tenants(n)...)
		walk := c.Tenants.All(t.Context(), sophos.Query{})
		if got := len(s.Requests()); got != 0 {
			t.Errorf("%d requests before the first range", got)
		}
		for range 2 { // restartable
			got, err := drain(t, walk)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tenants(n), append([]sophos.Tenant{}, got...)); d != "" {
				t.Errorf("%d: %s", n, d)
			}
		}
		if got, want := calls(s, tenantsPath), 2*max(1, (n+99)/100); got != want {
			t.Errorf("%d tenants took %d calls, want %d", n, got, want)
		}
	}
}

func TestWalkIsLazy(t *testing.T) {
	s, c := central(t, 0)
	s.SetTenants(tenants(250)...)
	for _, err := range c.Tenants.All(t.Context(), sophos.Query{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if got := calls(s, tenantsPath); got != 1 {
		t.Errorf("%d calls for the first item", got)
	}
}

func TestListAndCount(t *testing.T) {
	s, c := central(t, 0)
	s.SetTenants(tenants(7)...)
	page, err := c.Tenants.List(t.Context(), sophos.Query{Page: 2, PageSize: 3})
	want := sophos.Page[sophos.Tenant]{
		Items: tenants(7)[3:6], Number: 2, Size: 3, MaxSize: 100, Total: sophos.Totals{Declared: true, Pages: 3, Items: 7},
	}
	if d := cmp.Diff(want, page); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	if page, err := c.Tenants.List(t.Context(), sophos.Query{Page: 9}); err != nil || len(page.Items) != 0 {
		t.Errorf("beyond the end: %+v, %v", page, err)
	}
	if n, err := c.Tenants.Count(t.Context()); err != nil || n != 7 {
		t.Errorf("count: %d, %v", n, err)
	}
	before := len(s.Requests())
	if _, err := c.Tenants.List(t.Context(), sophos.Query{Page: -1}); !errors.Is(err, sophos.ErrArgument) {
		t.Error(err)
	}
	if len(s.Requests()) != before {
		t.Error("a bad argument reached the network")
	}
}

func TestTenantsGet(t *testing.T) {
	s, c := central(t, 0)
	s.SetTenants(sophos.Tenant{ID: "a/b?c", Name: "Odd"})
	if got, err := c.Tenants.Get(t.Context(), "a/b?c"); err != nil || got.Name != "Odd" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err := c.Tenants.Get(t.Context(), "other")
	if e, ok := errors.AsType[*sophos.APIError](err); !ok || !errors.Is(err, sophos.ErrNotFound) || e.Op != "sophos.tenants.get" ||
		e.Status != 404 || e.Code != "resourceNotFound" || e.RequestID == "" {
		t.Errorf("%+v", err)
	}
	for _, id := range []string{"", ".", ".."} {
		if _, err := c.Tenants.Get(t.Context(), id); !errors.Is(err, sophos.ErrArgument) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestLenientDecoding(t *testing.T) {
	s, c := central(t, 0)
	page := func(file string) string {
		raw, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"items":%s,"pages":{"current":1,"size":50,"maxSize":100,"total":1,"items":2}}`, raw)
	}
	s.Inject(instead(tenantsPath, 200, page("tenants.json")), instead("/licenses/", 200, page("firewalls.json")))

	got, err := drain(t, c.Tenants.All(t.Context(), sophos.Query{}))
	want := []sophos.Tenant{
		{
			ID: "93C4D2B8-0A6F-4B57-B1DE-5F8E7A6C9D01", Name: "O'Hara & Söhne Ltd", ShowAs: "O'Hara", DataGeography: "DE", DataRegion: "eu02",
			BillingType: sophos.BillingUsage, Status: sophos.StatusActive, Partner: sophos.Ref{ID: "2f9d6a10-4c1e-4f7b-9a35-6e0c8d7b1f42"},
			APIHost: "https://api-eu02.central.sophos.com", Products: []sophos.TenantProduct{{Code: "CIXA-MSP"}},
			ExternalIDs: []string{"crm-117"}, Managed: true,
		},
		{ID: "tenant-bare", Name: "Bare Co", Status: "frozen"},
	}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	if got[0].DisplayName() != "O'Hara" || got[1].DisplayName() != "Bare Co" {
		t.Error("DisplayName")
	}

	firewalls, err := drain(t, c.Firewalls.All(t.Context(), sophos.Query{}))
	wantFirewalls := []sophos.Firewall{
		{
			SerialNumber: "X2260QQTEST0001", Owner: sophos.Owner{ID: "2f9d6a10-4c1e-4f7b-9a35-6e0c8d7b1f42", Type: sophos.IDPartner},
			Partner: sophos.Ref{ID: "2f9d6a10-4c1e-4f7b-9a35-6e0c8d7b1f42"}, BillingTenant: sophos.Ref{ID: "93c4d2b8-0a6f-4b57-b1de-5f8e7a6c9d01"},
			Model: "XGS126", ModelType: sophos.ModelHardware, LastSeenAt: "2026-10-30T08:15:00.000Z",
			Licenses: []sophos.License{
				{
					ID: "TEST-AAAA-0001", LicenseIdentifier: "D900000017",
					Product:   sophos.LicenseProduct{Code: "TEST-XSTREAM", Name: "Xstream Protection", GenericCode: "TESTX"},
					StartDate: "2026-02-01", EndDate: "2027-01-31", Type: sophos.LicenseUsageBased, Quantity: sophos.NewQuantity(1),
					Usage: sophos.LicenseUsage{Current: sophos.UsageCount{
						Count: sophos.NewQuantity(0), Date: "2026-10-30", CollectedAt: "2026-10-30T01:00:00Z",
					}},
				},
				{ID: "TEST-AAAA-0002", Product: sophos.LicenseProduct{Code: "TEST-BASE"}, Perpetual: true, Type: sophos.LicensePerpetual, Unlimited: true},
			},
		},
		{SerialNumber: "X2260QQTEST0002", Model: "SFVUNL", ModelType: sophos.ModelVirtual, Licenses: []sophos.License{}},
	}
	if d := cmp.Diff(wantFirewalls, firewalls, cmp.Comparer(func(a, b sophos.Quantity) bool { return a == b })); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
}

func TestFirewallsAllPages(t *testing.T) {
	s, c := central(t, 0)
	var want []sophos.Firewall
	for i := range 120 {
		want = append(want, sophos.Firewall{SerialNumber: fmt.Sprint("S", i), Licenses: []sophos.License{}})
	}
	s.SetFirewalls(want...)
	got, err := drain(t, c.Firewalls.All(t.Context(), sophos.Query{}))
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b sophos.Quantity) bool { return a == b })); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
}

func TestOffsetWalkIncomplete(t *testing.T) {
	pages := func(skip int, change func(pages map[string]any)) sophostest.Fault {
		f := spoil(skip, change)
		f.Path = tenantsPath
		return f
	}
	for name, fault := range map[string]sophostest.Fault{
		"page repeated":   pages(1, func(p map[string]any) { p["current"] = 1 }),
		"fewer declared":  always(pages(0, func(p map[string]any) { p["items"] = 249 })),
		"more declared":   always(pages(0, func(p map[string]any) { p["items"] = 251 })),
		"page not read":   always(pages(0, func(p map[string]any) { p["total"] = 2 })),
		"totals change":   pages(2, func(p map[string]any) { p["items"] = 251 }),
		"too many pages":  always(pages(0, func(p map[string]any) { p["total"] = 99 })),
		"page came empty": {Path: tenantsPath, Skip: 1, Edit: sophostest.EditJSON(func(a map[string]any) { a["items"] = []any{} })},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := central(t, 0)
			s.SetTenants(tenants(250)...)
			s.Inject(fault)
			_, err := drain(t, c.Tenants.All(t.Context(), sophos.Query{}))
			if e, ok := errors.AsType[*sophos.IncompleteError](err); !ok || !errors.Is(err, sophos.ErrIncomplete) || e.Op != "sophos.tenants.list" {
				t.Errorf("error: %v", err)
			}
		})
	}
}

func TestOffsetWalkWithoutTotals(t *testing.T) {
	s, c := central(t, 0)
	s.SetTenants(tenants(150)...)
	bare := sophostest.EditJSON(func(a map[string]any) { a["pages"] = map[string]any{} })
	s.Inject(sophostest.Fault{Path: tenantsPath, Times: -1, Edit: bare})
	got, err := drain(t, c.Tenants.All(t.Context(), sophos.Query{}))
	if err != nil || len(got) != 150 || calls(s, tenantsPath) != 3 {
		t.Errorf("%d items in %d calls, %v", len(got), calls(s, tenantsPath), err)
	}
	if _, err := c.Tenants.Count(t.Context()); !errors.Is(err, sophos.ErrIncomplete) {
		t.Errorf("count: %v", err)
	}
}

func TestPageWithoutItemsIsNoPage(t *testing.T) {
	for _, body := range []string{`{}`, `{"items":null,"pages":{"total":0,"items":0}}`} {
		s, c := central(t, 0)
		s.Inject(instead("/partner/", 200, body), instead("/partner/", 200, body))
		if _, err := c.Tenants.List(t.Context(), sophos.Query{}); !errors.Is(err, sophos.ErrBody) {
			t.Errorf("tenants %s: %v", body, err)
		}
		if _, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{}); !errors.Is(err, sophos.ErrBody) {
			t.Errorf("usage %s: %v", body, err)
		}
	}
}
