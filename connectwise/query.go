package connectwise

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	maxPageSize = 1000  // [official docs]; larger values are capped without an error
	maxURL      = 2_000 // [official docs]
)

// Query selects and shapes records. The zero Query is every record with all its members.
type Query struct {
	Where       Condition // on members of the record
	Child       Condition // on members of its arrays, e.g. Field("types/name").Eq("Client") on companies
	CustomField Condition // on custom fields: And(Field("caption").Eq("SophosTenant"), Field("value").Eq("a1b2"))
	OrderBy     []Order   // List only; empty: by id
	Fields      []string  // only these members and "id"; empty: all. "_info" must be named to be kept [client code]
	Page        int       // List only; 1-based, 0: the first
	PageSize    int       // 0: 1,000, which is the most
}

// Order is one key of a sorting order.
type Order struct {
	Field Field
	Desc  bool
}

// filter is the part of a query that selects.
func (q Query) filter() (url.Values, error) {
	values := url.Values{}
	var problems []error
	for _, p := range []struct {
		name string
		c    Condition
	}{{"conditions", q.Where}, {"childConditions", q.Child}, {"customFieldConditions", q.CustomField}} {
		problems = append(problems, p.c.err)
		if p.c.text != "" {
			values.Set(p.name, p.c.text)
		}
	}
	return values, errors.Join(problems...)
}

// navigable is the query of one numbered page.
func (q Query) navigable() (url.Values, error) {
	values, err := q.shaped()
	problems := []error{err}
	if q.Page < 0 {
		problems = append(problems, &ArgumentError{Argument: "Page", Reason: "pages count from 1"})
	}
	// Numbered pages shift while rows are written unless their order is fixed [inferred].
	orders := []string{"id asc"}
	if len(q.OrderBy) > 0 {
		orders = orders[:0]
	}
	for _, o := range q.OrderBy {
		problems = append(problems, o.Field.check())
		direction := " asc"
		if o.Desc {
			direction = " desc"
		}
		orders = append(orders, string(o.Field)+direction)
	}
	values.Set("orderBy", strings.Join(orders, ","))
	values.Set("page", strconv.Itoa(max(q.Page, 1)))
	return values, errors.Join(problems...)
}

// forwardOnly is the query of a walk, without its pageId.
func (q Query) forwardOnly() (url.Values, error) {
	values, err := q.shaped()
	problems := []error{err}
	if len(q.OrderBy) > 0 {
		problems = append(problems, &ArgumentError{Argument: "OrderBy", Reason: "a walk is always by id", Advice: "sort in Go, or use List"})
	}
	if q.Page != 0 {
		problems = append(problems, &ArgumentError{Argument: "Page", Reason: "a walk has no page numbers", Advice: "use List"})
	}
	return values, errors.Join(problems...)
}

// shaped is what both ways of paging share.
func (q Query) shaped() (url.Values, error) {
	values, err := q.filter()
	problems := []error{err}
	if q.PageSize < 0 || q.PageSize > maxPageSize {
		problems = append(problems, &ArgumentError{Argument: "PageSize", Reason: "want 1 to 1,000"})
	}
	values.Set("pageSize", strconv.Itoa(q.size()))
	if len(q.Fields) > 0 && !slices.Contains(q.Fields, "id") {
		q.Fields = append([]string{"id"}, q.Fields...) // which names the record, and the next page
	}
	for _, f := range q.Fields {
		problems = append(problems, Field(f).check())
	}
	if len(q.Fields) > 0 {
		values.Set("fields", strings.Join(q.Fields, ","))
	}
	return values, errors.Join(problems...)
}

func (q Query) size() int {
	if q.PageSize == 0 {
		return maxPageSize
	}
	return q.PageSize
}
