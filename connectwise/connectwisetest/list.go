package connectwisetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// filtered keeps the rows that fit all conditions, in the wanted order; rows come in ascending order of ids.
func filtered[T any](rows []T, q listQuery) []T {
	rows = slices.DeleteFunc(rows, func(row T) bool {
		v := reflect.ValueOf(row)
		return slices.ContainsFunc(q.match, func(match predicate) bool { return !match(v) })
	})
	slices.SortStableFunc(rows, func(a, b T) int {
		for _, key := range q.order {
			if c := key.compare(reflect.ValueOf(a), reflect.ValueOf(b)); c != 0 {
				return c
			}
		}
		return 0
	})
	return rows
}

// pageOf cuts one page out of the rows and names its neighbours.
func pageOf[T any](rows []T, q listQuery, id func(T) int) (page []T, links []link) {
	if q.page == 0 {
		rows = slices.DeleteFunc(rows, func(row T) bool { return id(row) <= q.afterID })
		page = rows[:min(q.size, len(rows))]
		if len(page) > 0 { // the last page names a next one too [official docs]; the page after it is empty
			links = []link{{"next", "pageId", id(page[len(page)-1])}}
		}
		return page, links
	}
	last := max(1, (len(rows)+q.size-1)/q.size)
	if q.page < last {
		links = append(links, link{"next", "page", q.page + 1}, link{"last", "page", last})
	}
	if q.page > 1 {
		links = append(links, link{"first", "page", 1}, link{"prev", "page", q.page - 1})
	}
	from := min((q.page-1)*q.size, len(rows))
	return rows[from:min(from+q.size, len(rows))], links
}

type link struct {
	rel, parameter string
	value          int
}

// linkHeader writes links as the vendor does: the request's own query with another page.
func (s *Server) linkHeader(r *http.Request, links []link) string {
	base := s.options.LinkBase
	if base == "" {
		base = "http://" + r.Host + r.URL.Path
	} else {
		base += apiPath(r.URL.Path)
	}
	var out []string
	for _, l := range links {
		q := r.URL.Query()
		q.Del("page") // ignored in forward-only requests
		q.Set(l.parameter, strconv.Itoa(l.value))
		out = append(out, fmt.Sprintf("<%s?%s>; rel=%q", base, q.Encode(), l.rel))
	}
	return strings.Join(out, ", ")
}

// projection is the tree of members that `fields` names; a leaf keeps its whole member.
type projection map[string]projection

func parseFields(src string, sc *schema) (projection, error) {
	if strings.TrimSpace(src) == "" {
		return nil, nil
	}
	root := projection{}
	for path := range strings.SplitSeq(src, ",") {
		path = strings.TrimSpace(path)
		at, known := root, sc
		for name := range strings.SplitSeq(path, "/") {
			m, ok := member{}, false
			if known != nil {
				m, ok = known.find(name)
			}
			if !ok {
				return nil, unknownName(path)
			}
			if at[name] == nil {
				at[name] = projection{}
			}
			at, known = at[name], m.sub
		}
	}
	return root, nil
}

// apply trims a record's JSON. `_info` goes too unless it is named [client code].
func (p projection) apply(record []byte) (json.RawMessage, error) {
	if len(p) == 0 {
		return record, nil
	}
	if record[0] == '[' {
		var elements []json.RawMessage
		if err := json.Unmarshal(record, &elements); err != nil {
			return nil, err
		}
		for i := range elements {
			var err error
			if elements[i], err = p.apply(elements[i]); err != nil {
				return nil, err
			}
		}
		return encode(elements)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(record, &all); err != nil {
		return nil, err
	}
	kept := map[string]json.RawMessage{}
	for name, sub := range p {
		value, ok := all[name]
		if !ok {
			continue
		}
		var err error
		if kept[name], err = sub.apply(value); err != nil {
			return nil, err
		}
	}
	return encode(kept)
}

func apiPath(path string) string {
	_, rest, _ := strings.Cut(path, apiRoot)
	return rest
}

// apiRoot follows the code base in every path of the REST API.
const apiRoot = "apis/3.0"
