package transport

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// CheckURL validates a configured root: https unless the host is loopback (127.0.0.0/8, ::1, localhost), no userinfo,
// query or fragment. It reports all problems together and never repeats the text, which may hold a password.
func CheckURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("is not a URL")
	}
	if err := checkRoot(u); err != nil {
		return nil, err
	}
	return u, nil
}

func checkRoot(u *url.URL) error {
	var problems []error
	refuse := func(bad bool, text string) {
		if bad {
			problems = append(problems, errors.New(text))
		}
	}
	refuse(u.Hostname() == "" || u.Opaque != "", "has no host")
	switch u.Scheme {
	case "https":
	case "http":
		refuse(!loopback(u.Hostname()), "must be https, since the host is not loopback")
	default:
		refuse(true, "must be https")
	}
	refuse(u.User != nil, "must not hold a user or password")
	refuse(u.RawQuery != "" || u.ForceQuery, "must not have a query")
	refuse(u.Fragment != "", "must not have a fragment")
	return errors.Join(problems...)
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.IsLoopback()
}

// SubdomainOf accepts a URL whose host lies under domain (not domain itself): https only, default port, no userinfo, no
// IP address, ASCII letters, digits, dots and hyphens. It is the AllowHost rule for hosts that a vendor's
// answer names; the host is compared as parsed, never as text of the URL.
func SubdomainOf(u *url.URL, domain string) error {
	host := strings.ToLower(u.Hostname())
	sub, under := strings.CutSuffix(host, "."+strings.ToLower(domain))
	switch {
	case !strings.EqualFold(u.Scheme, "https"):
		return refusedHost("is not https")
	case u.User != nil || u.Opaque != "":
		return refusedHost("holds more than a host")
	case u.Port() != "" && u.Port() != "443":
		return refusedHost("names a port")
	case !under:
		return refusedHost("is not under " + domain)
	}
	for label := range strings.SplitSeq(sub, ".") {
		if label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return refusedHost("is no plain host name")
		}
	}
	return nil
}

func refusedHost(why string) error { return fmt.Errorf("%w: it %s", ErrHost, why) }

// checkHost decides whether credentials may go to root.
func (c *Config) checkHost(root *url.URL) error {
	if err := checkRoot(root); err != nil {
		return fmt.Errorf("%w: %w", ErrHost, err)
	}
	if sameOrigin(root, c.Base) {
		return nil
	}
	if c.AllowHost == nil {
		return refusedHost("is not the configured one")
	}
	if err := c.AllowHost(root); err != nil {
		return chained(ErrHost, err)
	}
	return nil
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	return cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
}
