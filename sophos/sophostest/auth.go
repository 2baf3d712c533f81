package sophostest

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/sophos"
)

// token answers POST /api/v2/oauth2/token.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	_, _, basic := r.BasicAuth()
	if mediaType != "application/x-www-form-urlencoded" || basic || r.ParseForm() != nil ||
		r.PostForm.Get("grant_type") != "client_credentials" || r.PostForm.Get("scope") != "token" {
		s.refuseToken(w, http.StatusBadRequest, "customer.validation", "Bad Request")
		return
	}
	switch {
	case r.PostForm.Get("client_id") != s.opts.ClientID:
		s.refuseToken(w, http.StatusUnauthorized, "oauth.client_app_does_not_exist", "Unauthorized")
	case r.PostForm.Get("client_secret") != s.opts.ClientSecret:
		s.refuseToken(w, http.StatusUnauthorized, "oauth.invalid_client_secret", "Unauthorized")
	default:
		send(w, http.StatusOK, map[string]any{
			"access_token": s.issue(), "token_type": "bearer", "expires_in": int(s.opts.ExpiresIn / time.Second),
			"refresh_token": "unused", "errorCode": "success", "message": "OK", "trackingId": s.correlation(),
		})
	}
}

func (s *Server) issue() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued++
	token := fmt.Sprintf("sophostest-token-%d", s.issued)
	s.tokens[token] = time.Now().Add(s.opts.ExpiresIn)
	return token
}

func (s *Server) refuseToken(w http.ResponseWriter, status int, code, message string) {
	send(w, status, map[string]any{"errorCode": code, "message": message, "trackingId": s.correlation()})
}

// authorised lets a request with a live token through.
func (s *Server) authorised(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		s.mu.Lock()
		end, known := s.tokens[token]
		s.mu.Unlock()
		if !bearer || !known || !time.Now().Before(end) {
			s.refuse(w, http.StatusUnauthorized, "Unauthorized", "")
			return
		}
		h(w, r)
	}
}

// identityHeaders are the headers that say in whose name a call is made.
func identityHeaders() map[string]sophos.IDType {
	return map[string]sophos.IDType{
		"X-Partner-Id": sophos.IDPartner, "X-Organization-Id": sophos.IDOrganization, "X-Tenant-Id": sophos.IDTenant,
	}
}

// as lets an authorised request through that has exactly one identity header, of one of the given kinds, with an entity that
// the credential's owner is or may see: 401 for the wrong header, 403 for the wrong entity [official docs].
func (s *Server) as(h http.HandlerFunc, kinds ...sophos.IDType) http.HandlerFunc {
	return s.authorised(func(w http.ResponseWriter, r *http.Request) {
		var kind sophos.IDType
		var id string
		headers := 0
		for name, k := range identityHeaders() {
			if values := r.Header.Values(name); len(values) > 0 {
				headers += len(values)
				kind, id = k, values[0]
			}
		}
		switch {
		case headers != 1 || id == "" || !slices.Contains(kinds, kind):
			s.refuse(w, http.StatusUnauthorized, "notAuthorized", "Not authorized.")
		case !s.sees(kind, id):
			s.refuse(w, http.StatusForbidden, "forbidden", "Forbidden.")
		default:
			h(w, r)
		}
	})
}

// sees: everybody sees himself, partners and organizations also their tenants.
func (s *Server) sees(kind sophos.IDType, id string) bool {
	owner := s.opts.Identity
	if kind == owner.IDType {
		return sophos.EqualID(id, owner.ID)
	}
	_, known := s.tenantByID(id)
	return kind == sophos.IDTenant && known && (owner.IDType == sophos.IDPartner || owner.IDType == sophos.IDOrganization)
}

func (s *Server) whoami(w http.ResponseWriter, _ *http.Request) {
	send(w, http.StatusOK, s.opts.Identity)
}
