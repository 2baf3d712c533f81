package connectwise

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/psasync/psasync/internal/transport"
)

const (
	// anyCodebase is accepted by every server, whatever its own code base is, and the only one on premises
	// [official docs][client code].
	anyCodebase = "v4_6_release/"
	apiSuffix   = "apis/3.0"
)

// Discover asks a site, such as "https://na.myconnectwise.net" or a server of one's own, where the API of cfg.Company
// is, and returns cfg with that BaseURL. It needs no keys and sends none. A site in the cloud has its API on a host of
// its own, "api-" before the site's [official docs]. Errors: as [New] for the rest of cfg, [ErrUnknownCompany], and
// those of a read.
//
// A BaseURL with the code base v4_6_release needs no discovery and always works. One with another code base follows the
// site's upgrades: see the manual.
func Discover(ctx context.Context, cfg Config, site string) (Config, error) {
	root, err := transport.CheckURL(site)
	if err != nil {
		return Config{}, notASite()
	}
	root = &url.URL{Scheme: root.Scheme, Host: root.Host}
	cfg.BaseURL = root.JoinPath(anyCodebase, apiSuffix).String()
	client, err := New(cfg)
	if err != nil {
		return Config{}, err
	}
	if cfg.RoundTripper == nil {
		defer client.CloseIdleConnections()
	}
	info, err := client.CompanyInfo(ctx, "")
	if err != nil {
		return Config{}, err
	}
	base, err := info.base(root)
	if err != nil {
		return Config{}, err
	}
	cfg.BaseURL = base.String()
	return cfg, nil
}

func notASite() error {
	return &ArgumentError{Argument: "site", Reason: "not a site's address", Advice: "use https://na.myconnectwise.net or your own host"}
}

// base is the root of the API. Nothing that the answer says chooses the host, save whether it has the prefix.
func (i CompanyInfo) base(site *url.URL) (*url.URL, error) {
	if !isCodebase(i.Codebase) {
		return nil, &APIError{
			Op: opCompanyInfo, Method: http.MethodGet, Path: pathCompanyInfo, Status: http.StatusOK, Attempts: 1,
			Err: errors.Join(ErrBody, errors.New("no code base in the answer")),
		}
	}
	base := *site
	if i.Codebase != anyCodebase && !strings.HasPrefix(base.Host, "api-") && isDomain(base.Hostname()) { // [client code]
		base.Host = "api-" + base.Host
	}
	return base.JoinPath(i.Codebase, apiSuffix), nil
}

// isDomain tells names from addresses of a server of one's own.
func isDomain(host string) bool {
	_, err := netip.ParseAddr(host)
	return err != nil && strings.Contains(host, ".")
}

// isCodebase accepts a single path segment with its slash, such as "v2026_1/".
func isCodebase(s string) bool {
	name, ok := strings.CutSuffix(s, "/")
	return ok && isName(name)
}

// moved asks the site, once, whether the API has another code base than base, after a 404 that names no record: sites
// that are upgraded get a new one [client code]. Only the path may change, never the host that gets the credentials.
func (c *Client) moved(ctx context.Context, base *url.URL, err error) (*url.URL, bool) {
	e, ok := errors.AsType[*APIError](err)
	if !ok || e.Status != http.StatusNotFound || e.namesRecord() || strings.HasSuffix(base.Path, "/"+anyCodebase+apiSuffix) {
		return nil, false
	}
	if now := c.base.Load(); now != base { // another call has asked meanwhile
		return now, true
	}
	info, err := c.CompanyInfo(ctx, "")
	if err != nil || !isCodebase(info.Codebase) {
		return nil, false
	}
	now := *base
	now.Path = "/" + info.Codebase + apiSuffix
	if now.Path == base.Path {
		return nil, false
	}
	c.base.CompareAndSwap(base, &now)
	return &now, true
}
