package transport_test

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/psasync/psasync/internal/transport"
)

func TestCheckURL(t *testing.T) {
	for raw, problems := range map[string][]string{
		"https://na.example/v4_6_release/apis/3.0": nil,
		"http://127.0.0.1:8080":                    nil,
		"http://127.1.2.3":                         nil,
		"http://[::1]:8080/v1":                     nil,
		"http://localhost":                         nil,
		"http://na.example":                        {"https"},
		"http://10.0.0.1":                          {"https"},
		"http://localhost.evil.example":            {"https"},
		"ftp://na.example":                         {"https"},
		"na.example/v1":                            {"https", "host"},
		"https:na.example":                         {"host"},
		"":                                         {"https", "host"},
		"http://ann:pw@na.example/?a=1#b":          {"https", "password", "query", "fragment"},
		"https://na.example/?":                     {"query"},
		"https://ann:pw@x:y":                       {"not a URL"},
	} {
		u, err := transport.CheckURL(raw)
		if (err == nil) != (problems == nil) || (u == nil) != (err != nil) {
			t.Errorf("%s: %v, %v", raw, u, err)
			continue
		}
		for _, p := range problems {
			if !strings.Contains(err.Error(), p) {
				t.Errorf("%s: %q lacks %q", raw, err, p)
			}
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("%s: %q shows the password", raw, err)
		}
	}
}

const domain = "central.sophos.com"

// hostile are hosts that a suffix match on the text accepts, or that a careless parser does.
var hostile = []string{
	"http://api.central.sophos.com",
	"https://api.central.sophos.com.evil.com",
	"https://api.central.sophos.com@evil.com",
	"https://evil.com#.central.sophos.com",
	"https://evil.com/.central.sophos.com",
	"https://evil.com?.central.sophos.com",
	"https://api.central.sophos.com:8443",
	"https://169.254.169.254/.central.sophos.com",
	"https://[::1]/.central.sophos.com",
	"https://evilcentral.sophos.com",
	"https://api。central.sophos.com",
	"https://аpi.central.sophos.com", // Cyrillic a
	"https://user@api.central.sophos.com",
	"https://api_1.central.sophos.com",
	"https://.central.sophos.com",
	"https://a..central.sophos.com",
	"https://api.central.sophos.com.",
	"https://central.sophos.com",
	"https:api.central.sophos.com",
	"//api.central.sophos.com",
	"https://",
}

var friendly = []string{
	"https://api.central.sophos.com",
	"https://API-EU01.Central.SOPHOS.com/",
	"https://a.b.central.sophos.com:443/partner/v1",
}

func TestSubdomainOf(t *testing.T) {
	for _, raw := range hostile {
		if err := transport.SubdomainOf(parse(t, raw), domain); !errors.Is(err, transport.ErrHost) {
			t.Errorf("%s: %v, want ErrHost", raw, err)
		}
	}
	for _, raw := range friendly {
		if err := transport.SubdomainOf(parse(t, raw), domain); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

func FuzzSubdomainOf(f *testing.F) {
	for _, raw := range append(hostile, friendly...) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil || transport.SubdomainOf(u, domain) != nil {
			return
		}
		host := u.Hostname()
		if _, err := netip.ParseAddr(host); err == nil {
			t.Errorf("%q: accepted an IP address", raw)
		}
		for _, r := range host {
			if r > 'z' || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-.", r|0x20) && r != '.' && r != '-' {
				t.Errorf("%q: accepted the rune %q", raw, r)
			}
		}
		if u.Scheme != "https" || u.User != nil || !strings.HasSuffix(strings.ToLower(host), "."+domain) {
			t.Errorf("%q: accepted %+v", raw, u)
		}
		if dialled := strings.TrimSuffix(u.Host, ":443"); dialled != host && dialled != host+":" {
			t.Errorf("%q: accepted, but would dial %q", raw, u.Host)
		}
	})
}

func TestHostsAllowed(t *testing.T) {
	for raw, allow := range map[string]func(*url.URL) error{
		"https://API.example:443/elsewhere": nil,
		"https://eu.api.example/v2": func(u *url.URL) error {
			if u.Host != "eu.api.example" {
				return errors.New("asked about " + u.Host)
			}
			return nil
		},
	} {
		s := newScript(ok)
		c := newClient(t, s, func(c *transport.Config) { c.AllowHost = allow })
		todo := call(transport.Read)
		todo.Root = parse(t, raw)
		if err := c.Do(t.Context(), todo); err != nil {
			t.Error(err)
		}
		if s.count() != 1 || s.sent[0].URL != raw+"/things" {
			t.Errorf("sent %+v", s.sent)
		}
	}
}

func TestSchemeIsPartOfTheHost(t *testing.T) {
	s := newScript(ok)
	c := newClient(t, s, func(c *transport.Config) { c.Base = parse(t, "http://127.0.0.1:8080") })
	todo := call(transport.Read)
	todo.Root = parse(t, "https://127.0.0.1:8080")
	if err := c.Do(t.Context(), todo); !errors.Is(err, transport.ErrHost) || s.count() != 0 {
		t.Errorf("%v after %d requests", err, s.count())
	}
}
