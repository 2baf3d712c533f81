package sophostest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/psasync/psasync/sophos"
)

const defaultPageSize = 50

// maxOffsetPage is the largest page of tenants and of firewalls.
const maxOffsetPage = 100

// offsetPages answers a listing with page, pageSize and pageTotal. A page beyond the end is empty.
func (s *Server) offsetPages(list func(*http.Request) []json.RawMessage) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		page, okPage := number(query, "page", 1)
		size, okSize := number(query, "pageSize", defaultPageSize)
		if !okPage || !okSize || size > maxOffsetPage {
			s.refuse(w, http.StatusBadRequest, "badRequest", "Invalid page or pageSize.")
			return
		}
		s.mu.Lock()
		items := slices.Clone(list(r))
		s.mu.Unlock()
		sortBy(items, query.Get("sort"))
		pages := map[string]any{"current": page, "size": size, "maxSize": maxOffsetPage}
		addTotals(pages, query, len(items), size)
		from := min((page-1)*size, len(items))
		items = items[from:min(from+size, len(items))]
		send(w, http.StatusOK, map[string]any{"items": project(items, query), "pages": pages})
	}
}

// sortBy orders items by the text of a member; "" leaves them as they are. How Sophos names the columns is [unverified].
func sortBy(items []json.RawMessage, member string) {
	if member == "" {
		return
	}
	text := func(item json.RawMessage) string {
		object, _ := decodeObject(item)
		return fmt.Sprint(object[member])
	}
	slices.SortStableFunc(items, func(a, b json.RawMessage) int { return strings.Compare(text(a), text(b)) })
}

// keyPages answers the usage report of a month.
func (s *Server) keyPages(w http.ResponseWriter, r *http.Request) {
	year, errYear := strconv.Atoi(r.PathValue("year"))
	month, errMonth := strconv.Atoi(r.PathValue("month"))
	query := r.URL.Query()
	size, okSize := number(query, "pageSize", defaultPageSize)
	from, okKey := position(query.Get("pageFromKey"))
	if errYear != nil || errMonth != nil || month < 1 || month > 12 || !okSize || size > s.opts.MaxUsagePage || !okKey {
		s.refuse(w, http.StatusBadRequest, "badRequest", "Invalid year, month, pageSize or pageFromKey.")
		return
	}
	s.mu.Lock()
	rows, known := s.usage[monthOf(year, month)]
	rows = slices.Clone(rows)
	s.mu.Unlock()
	if !known {
		s.refuse(w, http.StatusNotFound, "resourceNotFound", "No data for requested year or month.")
		return
	}
	rows = filter(filter(rows, "accountId", query), "contactEmail", query)
	pages := map[string]any{"size": size, "maxSize": s.opts.MaxUsagePage}
	addTotals(pages, query, len(rows), size)
	if from > 0 {
		pages["fromKey"] = key(from)
	}
	from = min(from, len(rows))
	end := min(from+size, len(rows))
	if end < len(rows) {
		pages["nextKey"] = key(end)
	}
	send(w, http.StatusOK, map[string]any{"items": project(rows[from:end], query), "pages": pages})
}

// key is opaque to clients, and holds characters that a query must escape.
func key(position int) string {
	return base64.StdEncoding.EncodeToString([]byte("row?>" + strconv.Itoa(position) + "~"))
}

func position(key string) (int, bool) {
	if key == "" {
		return 0, true
	}
	text, err := base64.StdEncoding.DecodeString(key)
	digits, ok := strings.CutPrefix(strings.TrimSuffix(string(text), "~"), "row?>")
	n, errNumber := strconv.Atoi(digits)
	return n, err == nil && errNumber == nil && ok && n > 0
}

func addTotals(pages map[string]any, query url.Values, items, size int) {
	if query.Get("pageTotal") == "true" {
		pages["items"] = items
		pages["total"] = (items + size - 1) / size
	}
}

// number reads a positive query parameter.
func number(query url.Values, name string, missing int) (int, bool) {
	if !query.Has(name) {
		return missing, true
	}
	n, err := strconv.Atoi(query.Get(name))
	return n, err == nil && n > 0
}

// filter keeps the items whose member is one of the comma-separated values of the parameter of the same name.
func filter(items []json.RawMessage, member string, query url.Values) []json.RawMessage {
	if !query.Has(member) {
		return items
	}
	values := strings.Split(query.Get(member), ",")
	return slices.DeleteFunc(items, func(item json.RawMessage) bool {
		object, err := decodeObject(item)
		text, _ := object[member].(string)
		return err != nil || !slices.ContainsFunc(values, func(v string) bool { return sophos.EqualID(v, text) })
	})
}

// project keeps the members that the fields parameter names; without it, all.
func project(items []json.RawMessage, query url.Values) []any {
	out := make([]any, 0, len(items))
	fields := strings.Split(query.Get("fields"), ",")
	for _, item := range items {
		object, err := decodeObject(item)
		if !query.Has("fields") || err != nil {
			out = append(out, item)
			continue
		}
		for member := range object {
			if !slices.Contains(fields, member) {
				delete(object, member)
			}
		}
		out = append(out, object)
	}
	return out
}

func decodeObject(b []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var object map[string]any
	err := d.Decode(&object)
	return object, err
}
