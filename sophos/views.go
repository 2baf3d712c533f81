package sophos

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/psasync/psasync/internal/transport"
)

// TenantView reads in the name of one tenant, with the header X-Tenant-ID. Make one with Client.InTenant or
// Client.OwnTenant; the zero value is none. It is safe for concurrent use.
type TenantView struct {
	Firewalls Listing[Firewall] // the tenant's firewalls

	client *Client
	id     string
	region *url.URL // root of the tenant's own APIs; nil: unknown
}

// InTenant returns a view of a tenant that the credential may see; whether it may, the calls find out (ErrForbidden). Only
// t.ID is needed, and for Get also t.APIHost, or else t.DataRegion [client code]. A host that must not get a credential is
// an ErrHost here, before anything is sent.
func (c *Client) InTenant(t Tenant) (TenantView, error) {
	id := strings.TrimSpace(t.ID)
	if id == "" {
		return TenantView{}, fmt.Errorf("%w: a tenant view needs the tenant's id", ErrArgument)
	}
	host := t.APIHost
	if host == "" && t.DataRegion != "" {
		host = "https://api-" + t.DataRegion + "." + centralDomain
	}
	view := TenantView{Firewalls: c.Firewalls, client: c, id: id}
	view.Firewalls.tenant = id
	if host == "" {
		return view, nil
	}
	region, err := c.region(host)
	if err != nil {
		return TenantView{}, fmt.Errorf("sophos: API host of tenant %s: %w", NormalID(id), err)
	}
	view.region = region
	return view, nil
}

// OwnTenant returns the view of the tenant that owns the credential; an *IdentityError when that is a partner or an
// organization.
func (c *Client) OwnTenant(ctx context.Context) (TenantView, error) {
	op := operation(opLicenses)
	owner, err := c.owner(ctx)
	switch {
	case err != nil:
		return TenantView{}, apiError(err, transport.Call{Op: op.Name, Method: op.Method, Path: op.Path})
	case owner.IDType != IDTenant:
		return TenantView{}, &IdentityError{Op: op.Name, IDType: owner.IDType, Needs: op.As}
	}
	return c.InTenant(Tenant{ID: owner.ID, APIHost: owner.APIHosts.DataRegion})
}

// region accepts what CheckAPIHost does, and the configured host, for tests and proxies.
func (c *Client) region(host string) (*url.URL, error) {
	u, refused := CheckAPIHost(host)
	if refused == nil {
		return u, nil
	}
	own, err := transport.CheckURL(host)
	if err == nil && own.Scheme == c.root.Scheme && strings.EqualFold(own.Host, c.root.Host) && cmp.Or(own.Path, "/") == "/" {
		return own, nil
	}
	return nil, refused
}

// Licenses reads the tenant's licences; ErrForbidden when the credential may not see them. For what to bill, the usage
// report takes far fewer calls.
func (v TenantView) Licenses(ctx context.Context) (TenantLicenses, error) {
	call, err := operation(opLicenses).call(nil)
	if err != nil {
		return TenantLicenses{}, err
	}
	if v.client == nil {
		return TenantLicenses{}, errNoView
	}
	got, err := getAs[TenantLicenses](ctx, v.client, call, IDTenant, v.id)
	switch {
	case err != nil:
	case got.Licenses == nil:
		err = apiError(fmt.Errorf("%w: the answer has no licenses member", ErrBody), call)
	case got.Tenant.ID != "" && !EqualID(got.Tenant.ID, v.id):
		err = apiError(fmt.Errorf("%w: the licences are another tenant's", ErrBody), call)
	}
	if err != nil {
		return TenantLicenses{}, err
	}
	return got, nil
}

// Get reads a resource of the tenant's regional APIs that this package has no type for, such as /endpoint/v1/endpoints, into
// what into points to. Its path is joined to the tenant's own host, which InTenant has checked; ErrHost when Sophos named
// none.
func (v TenantView) Get(ctx context.Context, path string, query url.Values, into any) error {
	op := operation(opRegion)
	if v.client == nil {
		return errNoView
	}
	if v.region == nil {
		return fmt.Errorf("%w: Sophos names no API host for tenant %s", ErrHost, NormalID(v.id))
	}
	call := transport.Call{Op: op.Name, Class: op.Class, Method: op.Method, Root: v.region, Path: path, Query: query}
	raw, err := getAs[json.RawMessage](ctx, v.client, call, IDTenant, v.id)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return apiError(fmt.Errorf("%w: %w", ErrBody, err), call)
	}
	return nil
}
