package connectwisetest

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// listQuery is a GET's query string, read and compiled against the schema of the listed records.
type listQuery struct {
	match   []predicate
	order   []sortKey
	fields  projection
	page    int // 1-based; 0 when paging is forward-only
	size    int
	afterID int
}

type sortKey struct {
	read accessor
	desc bool
}

// queryNames are all query parameters of the vendor's GETs [spec]; anything else is refused.
func queryNames() []string {
	return []string{"conditions", "childConditions", "customFieldConditions", "orderBy", "fields", "page", "pageSize", "pageId"}
}

func checkQuery(method string, q url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(q)) {
		switch values := q[name]; {
		case method != http.MethodGet || !slices.Contains(queryNames(), name):
			return badRequest("'%s' is not a query parameter of this request.", name)
		case len(values) != 1:
			return badRequest("The query parameter '%s' is given %d times.", name, len(values))
		}
	}
	return nil
}

func (s *Server) parseQuery(r *http.Request, sc *schema) (listQuery, error) {
	q := r.URL.Query()
	out := listQuery{}
	var err error
	if out.match, err = parseFilters(q, sc); err != nil {
		return out, err
	}
	if out.order, err = parseOrder(q.Get("orderBy"), sc); err != nil {
		return out, err
	}
	if out.fields, err = parseFields(q.Get("fields"), sc); err != nil {
		return out, err
	}
	return out, s.parsePaging(r.Header.Get("Pagination-Type"), q, &out)
}

func (s *Server) parsePaging(style string, q url.Values, out *listQuery) error {
	size, err := intParameter(q, "pageSize", s.options.PageSize, 1)
	if err != nil {
		return err
	}
	out.size = min(size, s.options.MaxPageSize) // larger values are capped without an error [client code]
	switch style {
	case "forward-only":
		if q.Has("orderBy") {
			return badRequest("orderBy is not allowed with forward-only paging.")
		}
		out.afterID, err = intParameter(q, "pageId", 0, 0)
	case "", "navigable":
		if q.Has("pageId") {
			return badRequest("pageId needs the header pagination-type: forward-only.")
		}
		out.page, err = intParameter(q, "page", 1, 1)
	default:
		return badRequest("'%s' is not a pagination type.", style)
	}
	return err
}

func intParameter(q url.Values, name string, missing, least int) (int, error) {
	if !q.Has(name) {
		return missing, nil
	}
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < least {
		return 0, badRequest("The query parameter '%s' must be a number of at least %d.", name, least)
	}
	return n, nil
}

func parseFilters(q url.Values, sc *schema) ([]predicate, error) {
	var out []predicate
	for _, filter := range []struct {
		name  string
		parse func(string, *schema) (predicate, error)
	}{
		{"conditions", func(src string, sc *schema) (predicate, error) { return parseCondition(src, sc.resolve) }},
		{"childConditions", childCondition},
		{"customFieldConditions", func(src string, sc *schema) (predicate, error) { return listCondition(src, sc, "customFields", "") }},
	} {
		src := strings.TrimSpace(q.Get(filter.name))
		if src == "" {
			continue
		}
		match, err := filter.parse(src, sc)
		if err != nil {
			return nil, err
		}
		out = append(out, match)
	}
	return out, nil
}

// childCondition filters on a list such as types: one of its elements must fit the whole expression [inferred].
func childCondition(src string, sc *schema) (predicate, error) {
	tokens, err := lex(src)
	if err != nil {
		return nil, err
	}
	first := slices.IndexFunc(tokens, func(t token) bool { return t.kind == tokenWord })
	if first < 0 {
		return nil, badCondition("the child conditions name no list.")
	}
	list, _, _ := strings.Cut(tokens[first].text, "/")
	return listCondition(src, sc, list, list+"/")
}

func listCondition(src string, sc *schema, list, prefix string) (predicate, error) {
	m, ok := sc.find(list)
	if !ok || !m.list() || m.sub == nil {
		return nil, unknownName(list)
	}
	match, err := parseCondition(src, func(path string) (accessor, error) {
		rest, ok := strings.CutPrefix(path, prefix)
		if !ok {
			return accessor{}, unknownName(path)
		}
		return m.sub.resolve(rest)
	})
	return func(record reflect.Value) bool {
		elements := record.Field(m.index)
		for i := range elements.Len() {
			if match(elements.Index(i)) {
				return true
			}
		}
		return false
	}, err
}

func parseOrder(src string, sc *schema) ([]sortKey, error) {
	var out []sortKey
	if src == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(src, ",") {
		words := strings.Fields(part)
		if len(words) == 0 || len(words) > 2 || len(words) == 2 && !strings.EqualFold(words[1], "asc") && !strings.EqualFold(words[1], "desc") {
			return nil, badCondition("orderBy '%s' is not a name with asc or desc.", part)
		}
		read, err := sc.resolve(words[0])
		if err != nil {
			return nil, err
		}
		out = append(out, sortKey{read, len(words) == 2 && strings.EqualFold(words[1], "desc")})
	}
	return out, nil
}

func (k sortKey) compare(a, b reflect.Value) int {
	x, y := k.read.get(a), k.read.get(b)
	var c int
	switch {
	case x == nil && y == nil:
	case x == nil:
		c = -1
	case y == nil:
		c = 1
	default:
		if o := order(x, y); o != different {
			c = int(o)
		}
	}
	if k.desc {
		c = -c
	}
	return c
}
