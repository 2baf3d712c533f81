package sophos_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/psasync/psasync/internal/testserver"
	"github.com/psasync/psasync/internal/transport"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

// dials is a round tripper like the client's own, on a network where every name leads to one of two servers: the API's, or
// for every other address a collector of credentials. It keeps what was dialled.
type dials struct {
	http.RoundTripper
	mu      sync.Mutex
	dialled []string
}

func newDials(api, collector string, allowed ...string) *dials {
	d := &dials{}
	var network net.Dialer
	dial := func(ctx context.Context, _, address string) (net.Conn, error) {
		d.mu.Lock()
		d.dialled = append(d.dialled, address)
		d.mu.Unlock()
		if slices.Contains(allowed, address) {
			return network.DialContext(ctx, "tcp", api)
		}
		return network.DialContext(ctx, "tcp", collector)
	}
	t := transport.NewRoundTripper().(*http.Transport)
	t.Proxy, t.DialContext, t.DialTLSContext = nil, dial, dial
	d.RoundTripper = t
	return d
}

func (d *dials) others(allowed ...string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.dialled), func(a string) bool { return slices.Contains(allowed, a) })
}

// TestNoCredentialLeaves lets the service name hostile hosts in every way that it can, redirects, links, whoami and apiHost,
// and records every connection: none goes anywhere but to the configured hosts.
func TestNoCredentialLeaves(t *testing.T) {
	collector := testserver.New(http.NotFoundHandler())
	defer collector.Close()
	trap, err := collector.Start()
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"id.sophos.com:443", "api.central.sophos.com:443", "api-eu02.central.sophos.com:443"}
	for name, hosts := range map[string][]string{
		"hostile names": hostile(),
		"loopback":      {trap, strings.Replace(trap, "127.0.0.1", "localhost", 1), strings.Replace(trap, "http", "https", 1), "http://api.central.sophos.com"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, host := range hosts {
				for _, status := range []int{200, 301, 302, 303, 307, 308} {
					for op, run := range everyOperation() {
						leaves(t, op, host, status, strings.TrimPrefix(trap, "http://"), allowed, run)
					}
				}
			}
		})
	}
	if got := collector.Requests(); len(got) != 0 {
		t.Errorf("the collector got %d requests, the first is %+v", len(got), got[0])
	}
}

// leaves makes one operation, which is answered with a host in every place that names one.
func leaves(t *testing.T, name, host string, status int, trap string, allowed []string, run func(testing.TB, *sophos.Client) error) {
	t.Helper()
	owner := sophos.IDPartner
	op := byName(t, name)
	if len(op.As) == 1 {
		owner = op.As[0]
	}
	s := world(owner)
	defer s.Close()
	base, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	names := http.Header{"Location": {host + "/collect"}, "Link": {"<" + host + ">; rel=\"next\""}, "Refresh": {"0; url=" + host}}
	fault := sophostest.Fault{Header: names, Times: -1, Edit: sophostest.EditJSON(func(a map[string]any) {
		a["apiHost"] = host
		a["apiHosts"] = map[string]any{"global": host, "dataRegion": host}
		a["next"] = host
	})}
	if status != 200 {
		fault.Status = status
	}
	s.Inject(fault)
	d := newDials(strings.TrimPrefix(base, "http://"), trap, allowed...)
	c := clientOf(t, s, func(cfg *sophos.Config) { cfg.RoundTripper = d })
	defer c.CloseIdleConnections()
	err = run(t, c)
	if status != 200 && !errors.Is(err, sophos.ErrRedirect) {
		t.Errorf("%s, %d to %s: %v", name, status, host, err)
	}
	if others := d.others(allowed...); len(others) != 0 {
		t.Errorf("%s, %d to %s: connections to %v", name, status, host, others)
	}
}

// A tenant whose apiHost is hostile gets no view, and one that whoami names is refused, too, before anything is sent there.
func TestHostileAPIHostGetsNoView(t *testing.T) {
	for _, host := range hostile() {
		s := sophostest.New(sophostest.Options{Identity: sophos.Identity{
			ID: ownID, IDType: sophos.IDTenant, APIHosts: sophos.APIHosts{Global: host, DataRegion: host},
		}})
		defer s.Close()
		c := clientOf(t, s)
		if _, err := c.OwnTenant(t.Context()); !errors.Is(err, sophos.ErrHost) {
			t.Errorf("%s: %v", host, err)
		}
		for _, r := range s.Requests() {
			if r.Host != "id.sophos.com" && r.Host != "api.central.sophos.com" {
				t.Errorf("%s: a request to %s", host, r.Host)
			}
		}
	}
}
