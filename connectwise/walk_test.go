package connectwise_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// page answers with rows of these ids and a Link header.
func page(link string, ids ...int) httpmock.Responder {
	rows := make([]string, len(ids))
	for i, id := range ids {
		rows[i] = fmt.Sprintf(`{"id":%d}`, id)
	}
	r := httpmock.NewStringResponder(200, "["+strings.Join(rows, ",")+"]")
	if link != "" {
		r = r.HeaderSet(http.Header{"Link": {`<https://internal.example.test/apis/3.0//x?` + link + `>; rel="next"`}})
	}
	return r
}

func TestWalk(t *testing.T) {
	for name, tt := range map[string]struct {
		answers []httpmock.Responder
		ids     []int
		keys    []string // pageId of each request
		err     error
	}{
		"empty":                         {[]httpmock.Responder{page("")}, nil, []string{"0"}, nil},
		"short page":                    {[]httpmock.Responder{page("pageId=3", 3)}, []int{3}, []string{"0"}, nil},
		"full last page":                {[]httpmock.Responder{page("pageId=4", 3, 4), page("")}, []int{3, 4}, []string{"0", "4"}, nil},
		"key from the link":             {[]httpmock.Responder{page("pageSize=2&pageId=9", 3, 4), page("pageId=12", 12)}, []int{3, 4, 12}, []string{"0", "9"}, nil},
		"key from the last row":         {[]httpmock.Responder{page("", 3, 7), page("page=2", 8, 11), page("", 12)}, []int{3, 7, 8, 11, 12}, []string{"0", "7", "11"}, nil},
		"key stands still":              {[]httpmock.Responder{page("pageId=4", 3, 4), page("pageId=4", 5, 6)}, []int{3, 4, 5, 6}, []string{"0", "4"}, connectwise.ErrPaging},
		"key goes back":                 {[]httpmock.Responder{page("pageId=4", 3, 4), page("pageId=2", 5, 6)}, []int{3, 4, 5, 6}, []string{"0", "4"}, connectwise.ErrPaging},
		"key of zero":                   {[]httpmock.Responder{page("pageId=0", 3, 4)}, []int{3, 4}, []string{"0"}, connectwise.ErrPaging},
		"same page again":               {[]httpmock.Responder{page("", 3, 4), page("", 3, 4)}, []int{3, 4}, []string{"0", "4"}, connectwise.ErrPaging},
		"link behind the rows":          {[]httpmock.Responder{page("pageId=3", 3, 4), page("", 4, 5)}, []int{3, 4}, []string{"0", "3"}, connectwise.ErrPaging},
		"rows out of order":             {[]httpmock.Responder{page("", 4, 3)}, []int{4}, []string{"0"}, connectwise.ErrPaging},
		"row without id":                {[]httpmock.Responder{page("", 0)}, nil, []string{"0"}, connectwise.ErrBody},
		"second page refused":           {[]httpmock.Responder{page("", 3, 4), answer(403, `{"code":"Security","message":"no"}`)}, []int{3, 4}, []string{"0", "4"}, connectwise.ErrForbidden},
		"more rows than were asked for": {[]httpmock.Responder{page("", 3, 4, 5), page("", 6)}, []int{3, 4, 5, 6}, []string{"0", "5"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := serve(t, tt.answers...)
			var ids []int
			var failures []error
			for row, err := range client.Agreements.All(t.Context(), connectwise.Query{PageSize: 2}) {
				if err != nil {
					failures = append(failures, err)
					if row.ID != 0 {
						t.Errorf("record %d came with the error", row.ID)
					}
					continue // a walk must end by itself
				}
				ids = append(ids, row.ID)
			}
			var keys []string
			for i, r := range server.requests() {
				keys = append(keys, query(t, server, i).Get("pageId"))
				if !strings.HasPrefix(r.URL, apiRoot+"/finance/agreements?") {
					t.Errorf("request %d went to %s", i, r.URL)
				}
			}
			if diff := cmp.Diff(tt.ids, ids) + cmp.Diff(tt.keys, keys); diff != "" {
				t.Error(diff)
			}
			switch {
			case tt.err == nil && len(failures) > 0, tt.err != nil && len(failures) != 1:
				t.Errorf("got errors %v", failures)
			case tt.err != nil:
				if _, ok := errors.AsType[*connectwise.APIError](failures[0]); !ok || !errors.Is(failures[0], tt.err) {
					t.Errorf("got %v, want %v", failures[0], tt.err)
				}
			}
		})
	}
}

func TestWalkIsLazyAndRestarts(t *testing.T) {
	client, server := serve(t, page("", 1, 2), page("", 1, 2), page("", 3))
	walk := client.Companies.All(t.Context(), connectwise.Query{PageSize: 2})
	if len(server.requests()) != 0 {
		t.Error("a walk must not begin before it is ranged over")
	}
	for _, err := range walk {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if len(server.requests()) != 1 {
		t.Errorf("%d requests for one record", len(server.requests()))
	}
	all, err := connectwise.Collect(walk)
	if err != nil || len(all) != 3 {
		t.Errorf("the second time: %v, %v", all, err)
	}
}

func TestWalkHasAnEnd(t *testing.T) {
	mock := httpmock.NewMockTransport()
	n := 0
	mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		n++
		return page("", n)(r)
	})
	cfg := config()
	cfg.RoundTripper = mock
	client, err := connectwise.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	all, err := connectwise.Collect(client.Companies.All(t.Context(), connectwise.Query{PageSize: 1}))
	if !errors.Is(err, connectwise.ErrPaging) || all != nil || n != 10_000 {
		t.Errorf("%d pages, %d records, %v", n, len(all), err)
	}
}

func TestWalkEndsWithItsContext(t *testing.T) {
	client, server := serve(t, page("", 1, 2), page("", 3))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var ids []int
	var last error
	for row, err := range client.Companies.All(ctx, connectwise.Query{PageSize: 2}) {
		if last = err; err == nil {
			ids = append(ids, row.ID)
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) || !slices.Equal(ids, []int{1, 2}) || len(server.requests()) != 1 {
		t.Errorf("got %v, %v, %d requests", ids, last, len(server.requests()))
	}
}

// However many ids and whatever else is asked for, no URL is longer than the vendor asks for, and each record comes once.
func TestAllIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, psa := pipe(t, connectwisetest.Options{MaxURL: 2000 - len("https://psa.example.test")}, connectwise.NoLimits())
		var ids []int
		for i := range 700 {
			c := psa.AddCompany(connectwisetest.Company{ID: 2_000_000_000 - 3*i, Identifier: fmt.Sprint(i), DeletedFlag: i%7 == 0})
			ids = append(ids, c.ID, c.ID, c.ID+1)
		}
		for name, q := range map[string]connectwise.Query{
			"plain": {},
			"long": {
				Where:       connectwise.Or(connectwise.Field("deletedFlag").Eq(false), connectwise.Field("name").Eq(strings.Repeat("Söhne & ", 40))),
				Child:       connectwise.Condition{},
				CustomField: connectwise.Condition{},
				Fields:      []string{"id", "identifier", "name", "deletedFlag", "status", "types", "_info/lastUpdated"},
				PageSize:    30,
			},
		} {
			psa.ResetLog()
			seen := map[int]bool{}
			for c, err := range client.Companies.AllIn(t.Context(), "id", ids, q) {
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if seen[c.ID] {
					t.Errorf("%s: %d comes twice", name, c.ID)
				}
				seen[c.ID] = true
			}
			if want := map[string]int{"plain": 700, "long": 600}[name]; len(seen) != want {
				t.Errorf("%s: %d companies, want %d", name, len(seen), want)
			}
			if n := len(psa.Requests()); n < 14 || n > 200 {
				t.Errorf("%s: %d requests", name, n)
			}
		}
	})
}

func TestAllInEndsWithItsFirstError(t *testing.T) {
	client, server := serve(t, page("", 1, 2), answer(403, `{"code":"Security","message":"no"}`))
	ids := make([]int, 300)
	for i := range ids {
		ids[i] = i + 1
	}
	var rows, failures int
	for _, err := range client.Companies.AllIn(t.Context(), "id", ids, connectwise.Query{}) {
		if err != nil {
			failures++
			continue // the walk must end by itself
		}
		rows++
	}
	if rows != 2 || failures != 1 || len(server.requests()) != 2 {
		t.Errorf("%d rows, %d errors, %d requests", rows, failures, len(server.requests()))
	}
	client, server = serve(t, page("", 1, 2))
	for _, err := range client.Companies.AllIn(t.Context(), "id", ids, connectwise.Query{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if n := len(server.requests()); n != 1 {
		t.Errorf("%d requests for one record", n)
	}
	client, server = serve(t)
	if got, err := connectwise.Collect(client.Companies.AllIn(t.Context(), "id", nil, connectwise.Query{})); got != nil || err != nil || len(server.requests()) != 0 {
		t.Errorf("no ids: %v, %v", got, err)
	}
	for name, walk := range map[string]iter.Seq2[connectwise.Company, error]{
		"a bad field":    client.Companies.AllIn(t.Context(), "id>0 or id", ids, connectwise.Query{}),
		"no room at all": client.Companies.AllIn(t.Context(), "id", ids, connectwise.Query{Where: connectwise.Field("name").Eq(strings.Repeat("x", 2000))}),
	} {
		_, err := connectwise.Collect(walk)
		e, _ := errors.AsType[*connectwise.ArgumentError](err)
		if want := map[string]string{"a bad field": "field path", "no room at all": "query"}[name]; e == nil || e.Argument != want || len(server.requests()) != 0 {
			t.Errorf("%s: %v, %d requests", name, err, len(server.requests()))
		}
	}
}

func TestCollectOfAPartIsNothing(t *testing.T) {
	broken := errors.New("broken")
	got, err := connectwise.Collect(func(yield func(int, error) bool) { _ = yield(1, nil) && yield(0, broken) })
	if got != nil || !errors.Is(err, broken) {
		t.Errorf("got %v, %v", got, err)
	}
}
