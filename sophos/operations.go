package sophos

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/psasync/psasync/internal/transport"
)

// Class says what a failed attempt of an operation may mean, and so when it is repeated: see the retry table in the manual.
type Class = transport.Class

// Operation is one request that this package makes.
type Operation struct {
	Name   string   // constant; in errors, hooks, log lines and the request's context
	Method string   // HTTP method
	Path   string   // below the root, with {parameters}
	Root   string   // "id": Config.IDURL, "api": Config.APIURL, "region": the tenant's own host
	Class  Class    // read: repeated whatever happened; replay: too, although it is a POST
	As     []IDType // whose id its one identity header may carry; nil: it has none
	Query  []string // query parameters that may be sent
	Source string   // where it is documented, in the manual's marks
}

// The names of the operations.
const (
	opToken               = "sophos.token"
	opWhoAmI              = "sophos.whoami"
	opTenants             = "sophos.tenants" // and .list, .get: as all collections
	opOrganizationTenants = "sophos.organization.tenants"
	opUsage               = "sophos.billing.usage"
	opLicenses            = "sophos.licenses"
	opFirewalls           = "sophos.firewalls"
	opRegion              = "sophos.region.get"
)

// Operations returns all requests that this package makes, in the order of the manual, which is generated from it. The
// caller may change the result.
func Operations() []Operation {
	const (
		get  = http.MethodGet
		spec = "[spec]"
	)
	offset := []string{"page", "pageSize", "pageTotal"}
	return []Operation{
		{opToken, http.MethodPost, "/api/v2/oauth2/token", "id", transport.Replay, nil, nil, spec},
		{opWhoAmI, get, "/whoami/v1", "api", transport.Read, nil, nil, spec},
		{opTenants + ".list", get, "/partner/v1/tenants", "api", transport.Read,
			[]IDType{IDPartner}, append(slices.Clone(offset), "fields"), spec},
		{opTenants + ".get", get, "/partner/v1/tenants/{tenant}", "api", transport.Read,
			[]IDType{IDPartner}, nil, spec},
		{opOrganizationTenants + ".list", get, "/organization/v1/tenants", "api", transport.Read,
			[]IDType{IDOrganization}, slices.Clone(offset), spec},
		{opOrganizationTenants + ".get", get, "/organization/v1/tenants/{tenant}", "api", transport.Read,
			[]IDType{IDOrganization}, nil, spec},
		{opUsage, get, "/partner/v1/billing/usage/{year}/{month}", "api", transport.Read,
			[]IDType{IDPartner}, []string{"pageFromKey", "pageSize", "pageTotal", "fields", "accountId", "contactEmail"}, spec},
		{opLicenses, get, "/licenses/v1/licenses", "api", transport.Read,
			[]IDType{IDTenant}, nil, spec},
		{opFirewalls + ".list", get, "/licenses/v1/licenses/firewalls", "api", transport.Read,
			[]IDType{IDPartner, IDTenant, IDOrganization}, append(slices.Clone(offset), "sort"), spec + ", organization [client code]"},
		{opRegion, get, "/{path}", "region", transport.Read,
			[]IDType{IDTenant}, nil, spec + ", by API"},
	}
}

// operation returns the row of the table with the given name; the zero Operation, which no call accepts, when there is
// none.
func operation(name string) Operation {
	all := Operations()
	if i := slices.IndexFunc(all, func(o Operation) bool { return o.Name == name }); i >= 0 {
		return all[i]
	}
	return Operation{}
}

// call is the request of an operation with the values of its path parameters, in order.
func (o Operation) call(query url.Values, parameters ...string) (transport.Call, error) {
	path := o.Path
	for _, value := range parameters {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + url.PathEscape(value) + after
	}
	for name := range query {
		if !slices.Contains(o.Query, name) {
			return transport.Call{}, fmt.Errorf("%w: %s has no parameter %s", ErrArgument, o.Name, name)
		}
	}
	return transport.Call{Op: o.Name, Class: o.Class, Method: o.Method, Path: path, Query: query}, nil
}
