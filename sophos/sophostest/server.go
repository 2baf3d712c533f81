package sophostest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/psasync/psasync/internal/testserver"
	"github.com/psasync/psasync/sophos"
)

// Defaults of Options.
const (
	DefaultClientID     = "sophostest-client"
	DefaultClientSecret = "sophostest-secret"
	DefaultPartnerID    = "7E0A5D1C-93B4-4C62-8F17-2B6D90E4A358" // upper case, as the service sends some ids
)

// Options says how a Server starts. The zero value is a partner with the default credential.
type Options struct {
	ClientID, ClientSecret string          // "": the defaults
	Identity               sophos.Identity // whom the credential belongs to; zero: a partner with DefaultPartnerID
	ExpiresIn              time.Duration   // life of a token; 0: 1 h
	MaxUsagePage           int             // largest page of the usage report; 0: 1000
}

// Server is a Sophos Central. All methods are safe for concurrent use.
type Server struct {
	http *testserver.Server
	opts Options

	mu        sync.Mutex
	tokens    map[string]time.Time // token -> its end
	issued    int
	answers   int // numbers the correlation ids
	tenants   []json.RawMessage
	firewalls []json.RawMessage
	licenses  map[string][]json.RawMessage // normal tenant id -> its licences
	resources map[string]json.RawMessage   // normal tenant id, space, path -> body
	usage     map[sophos.Month][]json.RawMessage
}

// New makes a server without tenants, firewalls or usage. Close ends it.
func New(o Options) *Server {
	o.ClientID = cmp.Or(o.ClientID, DefaultClientID)
	o.ClientSecret = cmp.Or(o.ClientSecret, DefaultClientSecret)
	o.ExpiresIn = cmp.Or(o.ExpiresIn, time.Hour)
	o.MaxUsagePage = cmp.Or(o.MaxUsagePage, 1000)
	if o.Identity == (sophos.Identity{}) {
		o.Identity = sophos.Identity{
			ID: DefaultPartnerID, IDType: sophos.IDPartner, APIHosts: sophos.APIHosts{Global: sophos.DefaultAPIURL},
		}
	}
	s := &Server{
		opts: o, tokens: map[string]time.Time{}, usage: map[sophos.Month][]json.RawMessage{},
		licenses: map[string][]json.RawMessage{}, resources: map[string]json.RawMessage{},
	}
	s.http = testserver.New(s.routes())
	return s
}

// Start serves on a free loopback port and returns the root of both the token service and the API.
func (s *Server) Start() (baseURL string, err error) { return s.http.Start() }

// Pipe returns a round tripper that reaches the server over in-memory connections, whatever host a request names. It
// works inside a testing/synctest bubble.
func (s *Server) Pipe() http.RoundTripper { return s.http.Pipe() }

// Config returns a client configuration with the server's credential, a Pipe of its own and no pacing.
func (s *Server) Config() sophos.Config {
	return sophos.Config{
		ClientID: s.opts.ClientID, ClientSecret: sophos.Secret(s.opts.ClientSecret),
		RoundTripper: s.Pipe(), Limits: sophos.NoLimits(),
	}
}

// Close stops serving and ends all delays. It may be called again.
func (s *Server) Close() { s.http.Close() }

// SetTenants replaces the tenants of the partner or the organization.
func (s *Server) SetTenants(tenants ...sophos.Tenant) {
	s.change(func() { s.tenants = raw(tenants) })
}

// SetFirewalls replaces the firewalls. A tenant sees those that are its own or billed to it.
func (s *Server) SetFirewalls(firewalls ...sophos.Firewall) {
	s.change(func() { s.firewalls = raw(firewalls) })
}

// SetLicenses replaces the licences of a tenant. Whether the credential may read them depends on SetTenants.
func (s *Server) SetLicenses(tenantID string, licenses ...sophos.License) {
	s.change(func() { s.licenses[sophos.NormalID(tenantID)] = raw(licenses) })
}

// SetResource puts a JSON document on the regional API of a tenant, for TenantView.Get.
func (s *Server) SetResource(tenantID, path string, body []byte) error {
	if !json.Valid(body) {
		return fmt.Errorf("sophostest: resource %s is no JSON", path)
	}
	s.change(func() { s.resources[sophos.NormalID(tenantID)+" "+path] = bytes.Clone(body) })
	return nil
}

// SetUsage replaces the usage report of a month. Without rows the report exists and is empty; see RemoveMonth.
func (s *Server) SetUsage(m sophos.Month, rows ...sophos.UsageRow) {
	s.change(func() { s.usage[m] = raw(rows) })
}

// SetUsageJSON replaces the usage report of a month by an array of rows as they go over the wire, for members that
// sophos.UsageRow does not have.
func (s *Server) SetUsageJSON(m sophos.Month, rows []byte) error {
	var list []json.RawMessage
	if err := json.Unmarshal(rows, &list); err != nil {
		return fmt.Errorf("sophostest: rows of %s: %w", m, err)
	}
	s.change(func() { s.usage[m] = list })
	return nil
}

// RemoveMonth makes the usage report of a month a 404.
func (s *Server) RemoveMonth(m sophos.Month) { s.change(func() { delete(s.usage, m) }) }

// RevokeTokens makes every token that was issued so far invalid.
func (s *Server) RevokeTokens() { s.change(func() { clear(s.tokens) }) }

func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// raw encodes items one by one, so that a partial response can be cut from each.
func raw[T any](items []T) []json.RawMessage {
	out := make([]json.RawMessage, len(items))
	for i, item := range items {
		out[i], _ = json.Marshal(item) // strings, booleans and numbers only: cannot fail
	}
	return out
}
