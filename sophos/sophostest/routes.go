package sophostest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/sophos"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	get := func(path string, h http.HandlerFunc, parameters ...string) {
		mux.HandleFunc("GET "+path, s.onlyParameters(h, parameters))
	}
	tenants := func(*http.Request) []json.RawMessage { return s.tenants }
	mux.HandleFunc("POST /api/v2/oauth2/token", s.token)
	get("/whoami/v1", s.authorised(s.whoami))
	get("/partner/v1/tenants", s.as(s.offsetPages(tenants), sophos.IDPartner), "page", "pageSize", "pageTotal", "fields")
	get("/partner/v1/tenants/{id}", s.as(s.tenant, sophos.IDPartner), "fields")
	get("/partner/v1/billing/usage/{year}/{month}", s.as(s.keyPages, sophos.IDPartner),
		"pageFromKey", "pageSize", "pageTotal", "fields", "accountId", "contactEmail")
	get("/organization/v1/tenants", s.as(s.offsetPages(tenants), sophos.IDOrganization), "page", "pageSize", "pageTotal")
	get("/organization/v1/tenants/{id}", s.as(s.tenant, sophos.IDOrganization))
	get("/licenses/v1/licenses", s.globalOnly(s.as(s.tenantLicenses, sophos.IDTenant)))
	get("/licenses/v1/licenses/firewalls",
		s.globalOnly(s.as(s.offsetPages(s.firewallsFor), sophos.IDPartner, sophos.IDOrganization, sophos.IDTenant)),
		"page", "pageSize", "pageTotal", "sort")
	mux.HandleFunc("GET /", s.resource)
	return mux
}

// onlyParameters refuses query parameters that the operation does not have, and ones given twice.
func (s *Server) onlyParameters(h http.HandlerFunc, parameters []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for name, values := range r.URL.Query() {
			if !slices.Contains(parameters, name) || len(values) != 1 {
				s.refuse(w, http.StatusBadRequest, "badRequest", "Invalid query parameter.")
				return
			}
		}
		h(w, r)
	}
}

// globalOnly answers as the licensing API does on a regional host [client code].
func (s *Server) globalOnly(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Host, ".central.sophos.com") && r.Host != "api.central.sophos.com" {
			region, _, _ := strings.Cut(r.Host, ".")
			http.Error(w, "Unable to identify proxy for host: "+region, http.StatusNotFound)
			return
		}
		h(w, r)
	}
}

func (s *Server) tenant(w http.ResponseWriter, r *http.Request) {
	if item, ok := s.tenantByID(r.PathValue("id")); ok {
		send(w, http.StatusOK, project([]json.RawMessage{item}, r.URL.Query())[0])
		return
	}
	s.refuse(w, http.StatusNotFound, "resourceNotFound", "Tenant not found.")
}

func (s *Server) tenantByID(id string) (json.RawMessage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, item := range s.tenants {
		var t sophos.Tenant
		if json.Unmarshal(item, &t) == nil && sophos.EqualID(t.ID, id) {
			return item, true
		}
	}
	return nil, false
}

func (s *Server) tenantLicenses(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Tenant-Id")
	s.mu.Lock()
	licenses := s.licenses[sophos.NormalID(id)]
	s.mu.Unlock()
	if licenses == nil {
		licenses = []json.RawMessage{}
	}
	send(w, http.StatusOK, map[string]any{"tenant": map[string]any{"id": id}, "licenses": licenses})
}

// firewallsFor are all firewalls, or those of the tenant in whose name the request is.
func (s *Server) firewallsFor(r *http.Request) []json.RawMessage {
	tenant := r.Header.Get("X-Tenant-Id")
	return slices.DeleteFunc(slices.Clone(s.firewalls), func(item json.RawMessage) bool {
		var f sophos.Firewall
		_ = json.Unmarshal(item, &f) // one that is none has no tenant
		return tenant != "" && !sophos.EqualID(f.Tenant.ID, tenant) && !sophos.EqualID(f.BillingTenant.ID, tenant)
	})
}

// resource answers what SetResource has put on a tenant's regional host.
func (s *Server) resource(w http.ResponseWriter, r *http.Request) {
	id := sophos.NormalID(r.Header.Get("X-Tenant-Id"))
	s.mu.Lock()
	body, known := s.resources[id+" "+r.URL.Path]
	s.mu.Unlock()
	if !known || !s.onRegion(id, r.Host) {
		http.NotFound(w, r) // without the API's error body
		return
	}
	s.as(func(w http.ResponseWriter, _ *http.Request) { send(w, http.StatusOK, body) }, sophos.IDTenant)(w, r)
}

// onRegion says whether a host serves the tenant: the one of its apiHost, where it has one.
func (s *Server) onRegion(id, host string) bool {
	var t sophos.Tenant
	if item, ok := s.tenantByID(id); ok {
		_ = json.Unmarshal(item, &t)
	}
	u, err := url.Parse(t.APIHost)
	return err != nil || u.Host == "" || strings.EqualFold(u.Host, host)
}

// refuse answers with the API's common error body.
func (s *Server) refuse(w http.ResponseWriter, status int, code, message string) {
	body := map[string]any{"error": code, "correlationId": s.correlation(), "requestId": s.correlation()}
	if message != "" {
		body["message"] = message
	}
	send(w, status, body)
}

// correlation returns the next id of an answer; they are numbered so that runs are repeatable.
func (s *Server) correlation() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers++
	return fmt.Sprintf("c0ffee00-0000-4000-8000-%012d", s.answers)
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the buffer behind w does not fail
}

func monthOf(year, month int) sophos.Month { return sophos.Month{Year: year, Month: time.Month(month)} }
