package sophostest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

// TestWhoMayReadWhat holds the table of identities: which owner may call what, in whose name.
func TestWhoMayReadWhat(t *testing.T) {
	const own, tenant = "11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002"
	for _, tc := range []struct {
		owner              sophos.IDType
		header, id, target string
		status             int
	}{
		{sophos.IDPartner, "X-Partner-ID", own, "/partner/v1/tenants?fields=id", 200},
		{sophos.IDPartner, "X-Partner-ID", own, "/partner/v1/tenants?sort=id", 400},
		{sophos.IDPartner, "X-Partner-ID", own, "/partner/v1/tenants?page=1&page=1", 400},
		{sophos.IDPartner, "X-Partner-ID", own, "/organization/v1/tenants", 401},
		{sophos.IDPartner, "X-Organization-ID", own, "/organization/v1/tenants", 403},
		{sophos.IDPartner, "X-Partner-ID", own, "/licenses/v1/licenses", 401},
		{sophos.IDPartner, "X-Tenant-ID", tenant, "/licenses/v1/licenses", 200},
		{sophos.IDPartner, "X-Tenant-ID", "other", "/licenses/v1/licenses", 403},
		{sophos.IDPartner, "X-Partner-ID", own, "/licenses/v1/licenses/firewalls?sort=model", 200},
		{sophos.IDOrganization, "X-Organization-ID", own, "/organization/v1/tenants", 200},
		{sophos.IDOrganization, "X-Organization-ID", own, "/organization/v1/tenants?fields=id", 400},
		{sophos.IDOrganization, "X-Organization-ID", own, "/organization/v1/tenants/" + tenant, 200},
		{sophos.IDOrganization, "X-Organization-ID", own, "/partner/v1/tenants", 401},
		{sophos.IDOrganization, "X-Tenant-ID", tenant, "/endpoint/v1/endpoints", 200},
		{sophos.IDTenant, "X-Tenant-ID", own, "/licenses/v1/licenses", 200},
		{sophos.IDTenant, "X-Tenant-ID", tenant, "/licenses/v1/licenses", 403},
		{sophos.IDTenant, "X-Tenant-ID", tenant, "/endpoint/v1/endpoints", 403},
		{sophos.IDTenant, "X-Partner-ID", own, "/partner/v1/tenants", 403},
	} {
		s := sophostest.New(sophostest.Options{Identity: sophos.Identity{ID: own, IDType: tc.owner}})
		defer s.Close()
		s.SetTenants(sophos.Tenant{ID: tenant})
		if err := s.SetResource(tenant, "/endpoint/v1/endpoints", []byte(`{"items":[]}`)); err != nil {
			t.Fatal(err)
		}
		c := partner(t, s)
		c.header.Del("X-Partner-ID")
		c.header.Set(tc.header, tc.id)
		if status, object := c.get(tc.target); status != tc.status {
			t.Errorf("%s: %s under %s %s: %d %v, want %d", tc.owner, tc.target, tc.header, tc.id, status, object, tc.status)
		}
	}
}

// Licences are on the global host only, a tenant's own APIs only on its region's.
func TestHosts(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	s.SetTenants(sophos.Tenant{ID: "a", APIHost: "https://api-eu02.central.sophos.com"})
	if err := s.SetResource("a", "/x", []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	if err := s.SetResource("a", "/x", []byte(`{`)); err == nil {
		t.Error("half a document")
	}
	c := partner(t, s)
	c.header.Del("X-Partner-ID")
	c.header.Set("X-Tenant-ID", "A")
	for target, want := range map[string]int{
		"https://api.central.sophos.com/licenses/v1/licenses":      200,
		"https://api-eu02.central.sophos.com/licenses/v1/licenses": 404,
		"https://api-eu02.central.sophos.com/x":                    200,
		"https://api-eu01.central.sophos.com/x":                    404,
		"https://api.central.sophos.com/x":                         404,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = c.header.Clone()
		resp, err := c.rt.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", target, resp.StatusCode, want)
		}
	}
}

func TestLicensesAndFirewallsOfATenant(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	s.SetTenants(sophos.Tenant{ID: "a"}, sophos.Tenant{ID: "b"})
	s.SetLicenses("A", sophos.License{ID: "L-1"}, sophos.License{ID: "L-2"})
	s.SetFirewalls(
		sophos.Firewall{SerialNumber: "3", Tenant: sophos.Ref{ID: "A"}}, sophos.Firewall{SerialNumber: "1", BillingTenant: sophos.Ref{ID: "a"}},
		sophos.Firewall{SerialNumber: "2", Tenant: sophos.Ref{ID: "b"}},
	)
	c := partner(t, s)
	c.header.Del("X-Partner-ID")
	for tenant, want := range map[string][2]int{"a": {2, 2}, "b": {0, 1}} {
		c.header.Set("X-Tenant-ID", tenant)
		_, licenses := c.get("/licenses/v1/licenses")
		_, firewalls := c.get("/licenses/v1/licenses/firewalls?sort=serialNumber")
		list, _ := licenses["licenses"].([]any)
		items, _ := firewalls["items"].([]any)
		if list == nil || len(list) != want[0] || len(items) != want[1] {
			t.Errorf("%s: %v, %v", tenant, licenses, firewalls)
		}
		if first := items[0].(map[string]any)["serialNumber"]; tenant == "a" && first != "1" {
			t.Errorf("not sorted: %v comes first", first)
		}
	}
}

// The faults that are made for a purpose answer as the vendor, or as a gateway, does.
func TestMadeFaults(t *testing.T) {
	s := sophostest.New(sophostest.Options{})
	defer s.Close()
	c := partner(t, s)
	s.Inject(sophostest.Failure(403, "forbidden", "Forbidden."), sophostest.Throttle(1500), sophostest.HTML(502))
	if status, object := c.get("/whoami/v1"); status != 403 || object["error"] != "forbidden" || object["correlationId"] == nil {
		t.Errorf("%d %v", status, object)
	}
	if status, object := c.get("/whoami/v1"); status != 429 || object["error"] == nil {
		t.Errorf("%d %v", status, object)
	}
	if status, _, text := c.do("GET", "/whoami/v1", "", ""); status != 502 || !strings.HasPrefix(text, "<html>") {
		t.Errorf("%d %s", status, text)
	}
}
