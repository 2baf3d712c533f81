package sophostest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/psasync/psasync/sophos"
)

func (s *Server) routes() http.Handler {
	tenants := func() []json.RawMessage { return s.tenants }
	firewalls := func() []json.RawMessage { return s.firewalls }
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v2/oauth2/token", s.token)
	mux.HandleFunc("GET /whoami/v1", s.authorised(s.whoami))
	mux.HandleFunc("GET /partner/v1/tenants", s.partnerOnly(s.offsetPages(tenants)))
	mux.HandleFunc("GET /partner/v1/tenants/{id}", s.partnerOnly(s.tenant))
	mux.HandleFunc("GET /partner/v1/billing/usage/{year}/{month}", s.partnerOnly(s.keyPages))
	mux.HandleFunc("GET /licenses/v1/licenses/firewalls", s.partnerOnly(s.offsetPages(firewalls)))
	return mux
}

func (s *Server) tenant(w http.ResponseWriter, r *http.Request) {
	for _, item := range s.snapshot(func() []json.RawMessage { return s.tenants }) {
		var t sophos.Tenant
		if json.Unmarshal(item, &t) == nil && sophos.EqualID(t.ID, r.PathValue("id")) {
			send(w, http.StatusOK, item)
			return
		}
	}
	s.refuse(w, http.StatusNotFound, "resourceNotFound", "Tenant not found.")
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
