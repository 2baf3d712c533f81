package sophostest

import (
	"fmt"
	"mime"
	"net/http"
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

// partnerOnly lets a partner's request with exactly one identity header, its own, through.
func (s *Server) partnerOnly(h http.HandlerFunc) http.HandlerFunc {
	return s.authorised(func(w http.ResponseWriter, r *http.Request) {
		headers := 0
		for _, name := range []string{"X-Partner-Id", "X-Organization-Id", "X-Tenant-Id"} {
			headers += len(r.Header.Values(name))
		}
		id := r.Header.Get("X-Partner-Id")
		switch {
		case headers != 1 || id == "":
			s.refuse(w, http.StatusUnauthorized, "notAuthorized", "Not authorized.")
		case s.opts.Identity.IDType != sophos.IDPartner || !sophos.EqualID(id, s.opts.Identity.ID):
			s.refuse(w, http.StatusForbidden, "forbidden", "Forbidden.")
		default:
			h(w, r)
		}
	})
}

func (s *Server) whoami(w http.ResponseWriter, _ *http.Request) {
	send(w, http.StatusOK, s.opts.Identity)
}
