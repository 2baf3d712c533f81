package connectwisetest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// call is one authenticated request whose path and method are known.
type call struct {
	request *http.Request
	ids     []int // those in the path
	body    []byte
	now     time.Time
	links   []link
}

type route struct {
	method, pattern string
	status          int
	handle          func(*call) (any, error)
}

// routes lists everything the server knows; all else is 404, or 405 where another method is known.
func (s *Server) routes() []route {
	all := []route{
		{"GET", "/system/info", 200, s.systemInfo},
		{"POST", "/finance/agreements/{id}/additions", 201, s.createAddition},
		{"PATCH", "/finance/agreements/{id}/additions/{id}", 200, s.patchAddition},
		{"POST", "/procurement/catalog", 201, s.createItem},
		{"PATCH", "/procurement/catalog/{id}", 200, s.patchItem},
	}
	recaps := collection(s, "/finance/agreementrecap", s.recaps, nil)
	return slices.Concat(all,
		collection(s, "/company/companies", s.companies, nil),
		collection(s, "/company/companies/statuses", s.companyStatuses, nil),
		collection(s, "/company/companies/types", s.companyTypes, nil),
		collection(s, "/company/companyTypeAssociations", s.associations, nil),
		collection(s, "/company/companies/{id}/typeAssociations", s.associations, below(s.companies, func(a TypeAssociation) int { return a.Company.ID })),
		collection(s, "/finance/agreements", s.agreements, nil),
		collection(s, "/finance/agreements/types", s.agreementTypes, nil),
		slices.DeleteFunc(recaps, func(r route) bool { return strings.HasSuffix(r.pattern, "/count") }), // there is none [spec]
		collection(s, "/finance/agreements/{id}/additions", s.additions, below(s.agreements, func(a Addition) int { return a.AgreementID })),
		collection(s, "/finance/agreements/{id}/adjustments", s.adjustments, below(s.agreements, func(a Adjustment) int { return a.AgreementID })),
		collection(s, "/procurement/catalog", s.items, nil),
		collection(s, "/procurement/catalog/{id}/components", s.components, below(s.items, func(c CatalogComponent) int { return c.ParentCatalogItem.ID })),
		collection(s, "/procurement/categories", s.categories, nil),
		collection(s, "/procurement/subcategories", s.subcategories, nil),
		collection(s, "/procurement/types", s.productTypes, nil),
		collection(s, "/procurement/unitOfMeasures", s.units, nil),
		collection(s, "/system/userDefinedFields", s.fields, nil),
	)
}

// below narrows a child list to the parent in the path, which must exist [inferred].
func below[P, T any](parents *table[P], parent func(T) int) func(*call) (func(T) bool, error) {
	return func(c *call) (func(T) bool, error) {
		if _, ok := parents.rows[c.ids[0]]; !ok {
			return nil, notFound(parents.title, c.ids[0])
		}
		return func(row T) bool { return parent(row) == c.ids[0] }, nil
	}
}

// collection is the three GETs that every list has; scope narrows a child list to the parent in the path.
func collection[T any](s *Server, pattern string, t *table[T], scope func(*call) (func(T) bool, error)) []route {
	id := func(row T) int { n, _ := t.keys(&row); return *n }
	read := func(c *call) (q listQuery, belongs func(T) bool, err error) {
		if q, err = s.parseQuery(c.request, t.schema); err == nil && scope != nil {
			belongs, err = scope(c)
		}
		return q, belongs, err
	}
	list := func(c *call) (any, error) {
		q, belongs, err := read(c)
		if err != nil {
			return nil, err
		}
		rows, links := pageOf(filtered(t.where(belongs), q), q, id)
		c.links = links
		return projected(rows, q.fields)
	}
	count := func(c *call) (any, error) {
		q, belongs, err := read(c)
		if err != nil {
			return nil, err
		}
		return map[string]int{"count": len(filtered(t.where(belongs), q))}, nil
	}
	one := func(c *call) (any, error) {
		q, belongs, err := read(c)
		if err != nil {
			return nil, err
		}
		wanted := c.ids[len(c.ids)-1]
		row, ok := t.rows[wanted]
		if !ok || belongs != nil && !belongs(row) {
			return nil, notFound(t.title, wanted)
		}
		return projected(t.render(row), q.fields)
	}
	return []route{{"GET", pattern, 200, list}, {"GET", pattern + "/count", 200, count}, {"GET", pattern + "/{id}", 200, one}}
}

func projected(v any, fields projection) (any, error) {
	if len(fields) == 0 {
		return v, nil
	}
	b, err := encode(v)
	if err != nil {
		return nil, err
	}
	return fields.apply(b)
}

// matchPath compares segment by segment; {id} stands for a number.
func (r route) matchPath(path string) (ids []int, ok bool) {
	want, got := strings.Split(r.pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	for i := range want {
		if want[i] != "{id}" {
			if want[i] != got[i] {
				return nil, false
			}
			continue
		}
		id, err := strconv.Atoi(got[i])
		if err != nil {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("api-current-version", s.options.Release)
	h.Set("x-cw-request-id", fmt.Sprintf("00000000-0000-4000-8000-%012d", s.served.Add(1)))
	status, body, err := s.answer(w, r)
	if err != nil {
		e, ok := errors.AsType[*apiError](err)
		if !ok { // a record that can't be written as JSON
			e = refuse(http.StatusInternalServerError, "ConnectWiseApi", "%s", err)
		}
		status, body = e.status, pretty(e)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have left
}

// answer ignores the request's context: as on a real server, a client that gives up changes nothing.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) (int, []byte, error) {
	if company, ok := strings.CutPrefix(r.URL.Path, "/login/companyinfo/"); ok && r.Method == http.MethodGet {
		b, err := encode(s.companyInfo(company))
		return http.StatusOK, b, err
	}
	path, err := s.admit(r)
	if err != nil {
		return 0, nil, err
	}
	c, route, err := s.route(r, path)
	if err != nil {
		return 0, nil, err
	}
	if c.body, err = readBody(r); err != nil {
		return 0, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := route.handle(c)
	if err != nil {
		return 0, nil, err
	}
	if len(c.links) > 0 {
		w.Header().Set("Link", s.linkHeader(r, c.links))
	}
	w.Header().Set("Content-Type", "application/vnd.connectwise.com+json; version="+s.options.Release)
	b, err := encode(v)
	return route.status, b, err
}

// admit checks what comes before any resource: base path, length, credentials, client id, query names. It returns the
// path below the base.
func (s *Server) admit(r *http.Request) (string, error) {
	path := ""
	for _, codebase := range []string{defaultCodebase, s.options.Codebase} {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/"+codebase+apiRoot); ok {
			path = rest
		}
	}
	user, password, _ := r.BasicAuth()
	switch {
	case path == "":
		return "", refuse(http.StatusNotFound, "NotFound", "Nothing is found at this address.")
	case len(r.URL.RequestURI()) > s.options.MaxURL:
		return "", refuse(http.StatusRequestURITooLong, "ConnectWiseApi", "The URL is longer than %d characters.", s.options.MaxURL)
	case user != s.options.Company+"+"+s.options.PublicKey || password != s.options.PrivateKey:
		return "", refuse(http.StatusUnauthorized, "ConnectWiseApi", "UserNotAuthenticated")
	case r.Header.Get("ClientId") != s.options.ClientID:
		return "", refuse(http.StatusForbidden, "Security", "A valid clientId header is required.")
	}
	return strings.TrimSuffix(path, "/"), checkQuery(r.Method, r.URL.Query())
}

func (s *Server) route(r *http.Request, path string) (*call, route, error) {
	known := false
	for _, route := range s.table {
		ids, ok := route.matchPath(path)
		if ok && route.method == r.Method {
			return &call{request: r, ids: ids, now: time.Now()}, route, nil
		}
		known = known || ok
	}
	if known {
		return nil, route{}, refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", "The method %s is not supported here.", r.Method)
	}
	return nil, route{}, refuse(http.StatusNotFound, "NotFound", "Nothing is found at this address.")
}

// readBody refuses a body that doesn't say it is JSON.
func readBody(r *http.Request) ([]byte, error) {
	if r.Method == http.MethodGet {
		return nil, nil
	}
	mediaType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if !strings.HasSuffix(strings.TrimSpace(mediaType), "json") {
		return nil, refuse(http.StatusUnsupportedMediaType, "ConnectWiseApi", "The body must be JSON.")
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, badRequest("The body can't be read.")
	}
	return b, nil
}

// companyInfo is nil, the JSON null, for any other company [client code].
func (s *Server) companyInfo(company string) any {
	if !strings.EqualFold(company, s.options.Company) {
		return nil
	}
	isCloud := "False"
	if s.options.cloud() {
		isCloud = "True"
	}
	return struct{ CompanyName, Codebase, VersionCode, VersionNumber, CompanyID, IsCloud string }{
		s.options.Company, s.options.Codebase, "v" + s.options.Release, "v4.6.0", s.options.Company, isCloud,
	}
}

func (s *Server) systemInfo(*call) (any, error) {
	return map[string]any{
		"version": "v" + s.options.Release + ".0", "isCloud": s.options.cloud(),
		"serverTimeZone": "UTC", "cloudRegion": "NA",
	}, nil
}
