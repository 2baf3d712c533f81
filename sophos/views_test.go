package sophos_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
)

// hostile are API hosts that must not get a credential; a match on the text of the URL would let most of them through.
func hostile() []string {
	return []string{
		"http://api.central.sophos.com:80",
		"https://api.central.sophos.com.evil.example",
		"https://api.central.sophos.com@evil.example",
		"https://evil.example#.central.sophos.com",
		"https://evil.example/.central.sophos.com",
		"https://evil.example?.central.sophos.com",
		"https://api.central.sophos.com:8443",
		"https://169.254.169.254/.central.sophos.com",
		"https://[::1]/.central.sophos.com",
		"https://evilcentral.sophos.com",
		"https://аpi.central.sophos.com", // Cyrillic
		"https://user:pw@api.central.sophos.com",
		"https://api.central.sophos.com/partner/v1",
		"https://evil.example\\.central.sophos.com",
		"https://central.sophos.com",
		"//api.central.sophos.com",
		"javascript:alert(1)//.central.sophos.com",
	}
}

func TestTenantViewRefusesHosts(t *testing.T) {
	s, c := central(t, 0)
	for _, host := range hostile() {
		if _, err := c.InTenant(sophos.Tenant{ID: "a", APIHost: host}); !errors.Is(err, sophos.ErrHost) {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, region := range []string{"eu01.evil.example/", "eu01@evil.example#", "eu 01", "eu01:8443/", ".", "../x"} {
		if _, err := c.InTenant(sophos.Tenant{ID: "a", DataRegion: region}); !errors.Is(err, sophos.ErrHost) {
			t.Errorf("region %s: %v", region, err)
		}
	}
	for _, id := range []string{"", " "} {
		if _, err := c.InTenant(sophos.Tenant{ID: id}); !errors.Is(err, sophos.ErrArgument) {
			t.Errorf("id %q: %v", id, err)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// A regional call goes to the tenant's own host, everything else stays on the global one.
func TestTenantView(t *testing.T) {
	for _, owner := range []sophos.IDType{sophos.IDPartner, sophos.IDOrganization, sophos.IDTenant} {
		s := world(owner)
		defer s.Close()
		c := clientOf(t, s)
		view, err := c.InTenant(sophos.Tenant{ID: strings.ToUpper(ownID), DataRegion: "eu02"})
		if owner == sophos.IDTenant {
			view, err = c.OwnTenant(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		licenses, err := view.Licenses(t.Context())
		if err != nil || len(licenses.Licenses) != 1 || !sophos.EqualID(licenses.Tenant.ID, ownID) {
			t.Errorf("%s: %+v, %v", owner, licenses, err)
		}
		firewalls, err := drain(t, view.Firewalls.All(t.Context(), sophos.Query{Sort: "serialNumber"}))
		if err != nil || len(firewalls) != 2 || firewalls[0].SerialNumber != "S1" {
			t.Errorf("%s: %+v, %v", owner, firewalls, err)
		}
		var endpoints struct{ Items []struct{ ID string } }
		if err := view.Get(t.Context(), "/endpoint/v1/endpoints", url.Values{"pageSize": {"5"}}, &endpoints); err != nil || len(endpoints.Items) != 1 {
			t.Errorf("%s: %+v, %v", owner, endpoints, err)
		}
		hosts := map[string]string{}
		for _, r := range s.Requests() {
			hosts[r.Path] = r.Host
		}
		want := map[string]string{
			tokenPath: "id.sophos.com", "/licenses/v1/licenses": "api.central.sophos.com",
			"/licenses/v1/licenses/firewalls": "api.central.sophos.com", "/endpoint/v1/endpoints": "api-eu02.central.sophos.com",
		}
		if owner == sophos.IDTenant { // only to find out who it is
			want["/whoami/v1"] = "api.central.sophos.com"
		}
		if d := cmp.Diff(want, hosts); d != "" {
			t.Errorf("%s: %s", owner, d)
		}
	}
}

func TestTenantViewErrors(t *testing.T) {
	s, c := central(t, 0)
	s.SetTenants(sophos.Tenant{ID: "a"})
	none, err := c.InTenant(sophos.Tenant{ID: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if err := none.Get(t.Context(), "/x", nil, new(any)); !errors.Is(err, sophos.ErrHost) {
		t.Errorf("without a host: %v", err)
	}
	if got, err := none.Licenses(t.Context()); err != nil || len(got.Licenses) != 0 || got.Licenses == nil {
		t.Errorf("no licences are an empty list: %+v, %v", got, err)
	}
	other, err := c.InTenant(sophos.Tenant{ID: "b", DataRegion: "eu01"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Licenses(t.Context()); !errors.Is(err, sophos.ErrForbidden) {
		t.Errorf("another partner's tenant: %v", err)
	}
	if err := other.Get(t.Context(), "/a/../b", nil, new(any)); err == nil || len(s.Requests()) != 3 {
		t.Errorf("a path that climbs: %v after %d requests", err, len(s.Requests()))
	}
	if _, err := c.OwnTenant(t.Context()); !errors.Is(err, sophos.ErrIdentity) {
		t.Errorf("a partner is no tenant: %v", err)
	}
	var zero sophos.TenantView
	if _, err := zero.Licenses(t.Context()); !errors.Is(err, sophos.ErrArgument) {
		t.Errorf("zero view: %v", err)
	}
	if err := zero.Get(t.Context(), "/x", nil, new(any)); !errors.Is(err, sophos.ErrArgument) {
		t.Errorf("zero view: %v", err)
	}

	s.Inject(instead("/licenses", 200, `{"tenant":{"id":"c"},"licenses":[]}`), instead("/licenses", 200, `{"tenant":{"id":"a"}}`))
	for range 2 {
		if _, err := none.Licenses(t.Context()); !errors.Is(err, sophos.ErrBody) {
			t.Errorf("another tenant's, or none: %v", err)
		}
	}
}

func TestOrganizationTenants(t *testing.T) {
	s := world(sophos.IDOrganization)
	defer s.Close()
	s.SetTenants(tenants(130)...)
	c := clientOf(t, s)
	got, err := drain(t, c.OrganizationTenants.All(t.Context(), sophos.Query{}))
	if d := cmp.Diff(tenants(130), got); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	one, err := c.OrganizationTenants.Get(t.Context(), "tenant-7")
	if err != nil || one.Name != "Customer 7" {
		t.Errorf("%+v, %v", one, err)
	}
	before := len(s.Requests())
	if _, err := c.OrganizationTenants.List(t.Context(), sophos.Query{Fields: []string{"id"}}); !errors.Is(err, sophos.ErrArgument) {
		t.Errorf("it has no fields parameter: %v", err)
	}
	if len(s.Requests()) != before {
		t.Error("a bad argument reached the network")
	}
}

func TestParametersOfLists(t *testing.T) {
	s, c := central(t, 0)
	s.SetTenants(sophos.Tenant{ID: "a", Name: "A", ShowAs: "B"})
	page, err := c.Tenants.List(t.Context(), sophos.Query{Fields: []string{"id", "name"}})
	if d := cmp.Diff([]sophos.Tenant{{ID: "a", Name: "A"}}, page.Items); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	for _, q := range []sophos.Query{{Fields: []string{"id,contact"}}, {Fields: []string{""}}, {Sort: "name"}} {
		if _, err := c.Tenants.List(t.Context(), q); !errors.Is(err, sophos.ErrArgument) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
