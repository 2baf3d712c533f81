package connectwise_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func query(t *testing.T, s *script, n int) url.Values {
	t.Helper()
	u, err := url.Parse(s.requests()[n].URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func TestQueryOfOnePage(t *testing.T) {
	for name, tt := range map[string]struct {
		q    connectwise.Query
		want url.Values
	}{
		"zero": {
			want: url.Values{"page": {"1"}, "pageSize": {"1000"}, "orderBy": {"id asc"}},
		},
		"all of it": {
			q: connectwise.Query{
				Where:       connectwise.Field("deletedFlag").Eq(false),
				Child:       connectwise.Field("types/name").Eq("Client"),
				CustomField: connectwise.And(connectwise.Field("caption").Eq("SophosTenant"), connectwise.Field("value").Eq("a1b2")),
				OrderBy:     []connectwise.Order{{Field: "company/name", Desc: true}, {Field: "id"}},
				Fields:      []string{"id", "name", "_info"},
				Page:        3,
				PageSize:    50,
			},
			want: url.Values{
				"conditions":            {`deletedFlag=False`},
				"childConditions":       {`types/name="Client"`},
				"customFieldConditions": {`caption="SophosTenant" and value="a1b2"`},
				"orderBy":               {"company/name desc,id asc"},
				"fields":                {"id,name,_info"},
				"page":                  {"3"},
				"pageSize":              {"50"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := serve(t, answer(200, `[]`))
			if _, err := client.Companies.List(t.Context(), tt.q); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, query(t, server, 0)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestQueryOfAWalk(t *testing.T) {
	client, server := serve(t, answer(200, `[]`))
	q := connectwise.Query{Where: connectwise.Field("id").Gt(5), Fields: []string{"name"}, PageSize: 7}
	if _, err := connectwise.Collect(client.Companies.All(t.Context(), q)); err != nil {
		t.Fatal(err)
	}
	want := url.Values{"conditions": {"id>5"}, "fields": {"id,name"}, "pageSize": {"7"}, "pageId": {"0"}}
	if diff := cmp.Diff(want, query(t, server, 0)); diff != "" {
		t.Error(diff)
	}
	if got := server.requests()[0].Header.Get("pagination-type"); got != "forward-only" {
		t.Errorf("pagination-type is %q", got)
	}
	if len(q.Fields) != 1 {
		t.Errorf("the caller's query changed: %v", q.Fields)
	}
}

// A query that can't be sent as it was meant isn't sent at all, and every problem is told.
func TestQueriesRefused(t *testing.T) {
	bad := connectwise.Field("name").Eq(`x" or id>0 or name="`)
	for name, tt := range map[string]struct {
		q             connectwise.Query
		list, walk, n int // problems of List, All and Count
	}{
		"conditions":   {connectwise.Query{Where: bad, Child: bad, CustomField: bad}, 3, 3, 3},
		"page size":    {connectwise.Query{PageSize: 1001}, 1, 1, 0},
		"negative":     {connectwise.Query{PageSize: -1, Page: -1}, 2, 2, 0},
		"field":        {connectwise.Query{Fields: []string{"id", "a b"}}, 1, 1, 0},
		"order":        {connectwise.Query{OrderBy: []connectwise.Order{{Field: "id desc"}}}, 1, 1, 0},
		"walk's order": {connectwise.Query{OrderBy: []connectwise.Order{{Field: "id"}}, Page: 2}, 0, 2, 0},
		"too long":     {connectwise.Query{Where: connectwise.Field("name").Contains(strings.Repeat("ä", 400))}, 1, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := serve(t, repeat(3, answer(200, `[]`))...)
			_, list := client.Agreements.List(t.Context(), tt.q)
			_, walk := connectwise.Collect(client.Agreements.All(t.Context(), tt.q))
			_, count := client.Agreements.Count(t.Context(), tt.q)
			sent := 3
			for method, c := range map[string]struct {
				err  error
				want int
			}{"List": {list, tt.list}, "All": {walk, tt.walk}, "Count": {count, tt.n}} {
				if c.want == 0 {
					continue
				}
				sent--
				if got := argumentErrors(c.err); got != c.want {
					t.Errorf("%s reports %d problems, want %d: %v", method, got, c.want, c.err)
				}
			}
			if len(server.requests()) != sent {
				t.Errorf("%d requests were sent, want %d", len(server.requests()), sent)
			}
		})
	}
}

func argumentErrors(err error) int {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		n := 0
		for _, e := range joined.Unwrap() {
			n += argumentErrors(e)
		}
		return n
	}
	if _, ok := errors.AsType[*connectwise.ArgumentError](err); ok {
		return 1
	}
	return 0
}
