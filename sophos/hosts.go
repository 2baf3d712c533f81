package sophos

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/psasync/psasync/internal/transport"
)

// centralDomain is the domain whose hosts may get the bearer token [inferred].
const centralDomain = "central.sophos.com"

// CheckAPIHost returns the root of a host that Sophos names in Tenant.APIHost or APIHosts, if a credential may go there:
// https under central.sophos.com and nothing else (ErrHost). The http:// and the trailing slash of some samples are
// mended [inferred]. Client.InTenant does this; here it is for callers that make regional calls of their own.
func CheckAPIHost(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(raw, "/"))
	if err != nil {
		return nil, fmt.Errorf("%w: it is no URL", ErrHost)
	}
	if strings.EqualFold(u.Scheme, "http") && u.Port() == "" {
		u.Scheme = "https"
	}
	if err := transport.SubdomainOf(u, centralDomain); err != nil {
		return nil, err
	}
	if u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%w: it is more than a host", ErrHost)
	}
	return u, nil
}
