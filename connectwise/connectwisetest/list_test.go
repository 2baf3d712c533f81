package connectwisetest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

const companies = "https://psa.example" + connectwisetest.BasePath + "/company/companies"

// crowd has companies 1 to n.
func crowd(t *testing.T, n int, o connectwisetest.Options) psa {
	t.Helper()
	s := connectwisetest.New(o)
	t.Cleanup(s.Close)
	for i := range n {
		s.AddCompany(connectwisetest.Company{Name: fmt.Sprintf("C%04d", n-i)})
	}
	return psa{s, t, s.Pipe()}
}

func TestNavigablePaging(t *testing.T) {
	p := crowd(t, 60, connectwisetest.Options{})
	for _, tc := range []struct {
		query       []string
		first, rows int
		link        string
	}{
		{nil, 1, 25, `<` + companies + `?page=2>; rel="next", <` + companies + `?page=3>; rel="last"`},
		{[]string{"page", "2"}, 26, 25, `<` + companies + `?page=3>; rel="next", <` + companies + `?page=3>; rel="last", <` + companies + `?page=1>; rel="first", <` + companies + `?page=1>; rel="prev"`},
		{[]string{"page", "3"}, 51, 10, `<` + companies + `?page=1>; rel="first", <` + companies + `?page=2>; rel="prev"`},
		{[]string{"page", "9"}, 0, 0, `<` + companies + `?page=1>; rel="first", <` + companies + `?page=8>; rel="prev"`},
		{[]string{"pageSize", "60"}, 1, 60, ""},
		{[]string{"pageSize", "50", "conditions", "id>5"}, 6, 50, `<` + companies + `?conditions=id%3E5&page=2&pageSize=50>; rel="next", <` + companies + `?conditions=id%3E5&page=2&pageSize=50>; rel="last"`},
	} {
		t.Run(strings.Join(tc.query, ","), func(t *testing.T) {
			got := p.get("/company/companies", tc.query...)
			ids := got.ids(t)
			if len(ids) != tc.rows || tc.rows > 0 && (ids[0] != tc.first || ids[tc.rows-1] != tc.first+tc.rows-1) {
				t.Errorf("got %v", ids)
			}
			link := strings.ReplaceAll(got.header.Get("Link"), "http:", "https:")
			if d := cmp.Diff(tc.link, link); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestForwardOnlyPaging(t *testing.T) {
	p := crowd(t, 45, connectwisetest.Options{LinkBase: "https://cw-internal.local/"})
	var pages []int
	var links []string
	for path := "/company/companies?pageSize=20&conditions=id%3C44&page=7"; len(pages) < 9; { // page is ignored
		got := p.send("GET", path, "", "pagination-type", "forward-only")
		pages = append(pages, len(got.ids(t)))
		link := got.header.Get("Link")
		links = append(links, link)
		url, _, ok := strings.Cut(strings.TrimPrefix(link, "<https://cw-internal.local/"), ">")
		if !ok {
			break
		}
		path = url
	}
	if d := cmp.Diff([]int{20, 20, 3, 0}, pages); d != "" {
		t.Error(d)
	}
	if want := `<https://cw-internal.local//company/companies?conditions=id%3C44&pageId=20&pageSize=20>; rel="next"`; links[0] != want {
		t.Errorf("link %s, want %s", links[0], want)
	}
}

func TestPageSizeIsCapped(t *testing.T) {
	p := crowd(t, 1010, connectwisetest.Options{})
	if got := len(p.get("/company/companies", "pageSize", "5000").ids(t)); got != 1000 {
		t.Errorf("got %d rows", got)
	}
	if got := p.get("/company/companies/count", "conditions", "id>10").body; got != `{"count":1000}` {
		t.Errorf("count: %s", got)
	}
}

func TestRefusedQueries(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for query, want := range map[string]string{
		"pagesize=5":              "ConnectWiseApi: 'pagesize' is not a query parameter of this request.",
		"page=1&page=2":           "ConnectWiseApi: The query parameter 'page' is given 2 times.",
		"pageSize=0":              "ConnectWiseApi: The query parameter 'pageSize' must be a number of at least 1.",
		"page=0":                  "ConnectWiseApi: The query parameter 'page' must be a number of at least 1.",
		"page=x":                  "ConnectWiseApi: The query parameter 'page' must be a number of at least 1.",
		"pageId=5":                "ConnectWiseApi: pageId needs the header pagination-type: forward-only.",
		"fields=id,nme":           "ApiFindCondition: nme is not a recognized name.",
		"fields=id,company/id":    "ApiFindCondition: company/id is not a recognized name.",
		"orderBy=nme":             "ApiFindCondition: nme is not a recognized name.",
		"orderBy=name+up":         "ApiFindCondition: orderBy 'name up' is not a name with asc or desc.",
		"conditions=status/nme=1": "ApiFindCondition: status/nme is not a recognized name.",
	} {
		if got := p.send("GET", "/company/companies?"+query, "").problem(t); got != "Bad Request | "+want {
			t.Errorf("%s: %s", query, got)
		}
	}
	for query, header := range map[string]string{"orderBy=id": "forward-only", "pageId=-1": "forward-only", "": "backwards"} {
		if got := p.send("GET", "/company/companies?"+query, "", "pagination-type", header); got.status != 400 {
			t.Errorf("%s, %s: %d", query, header, got.status)
		}
	}
	long := strings.Repeat("1,", 1000)
	if got := p.get("/company/companies", "conditions", "id in ("+long+"1)"); got.status != 414 {
		t.Errorf("long URL: %d", got.status)
	}
}

func TestOrderBy(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for order, want := range map[string][]int{
		"name":                        {251, 252, 250},
		"name desc":                   {250, 252, 251},
		"status/name, id desc":        {252, 251, 250}, // null first
		"deletedFlag desc,name asc":   {251, 252, 250},
		"_info/lastUpdated DESC":      {252, 251, 250}, // 252 was entered now
		"annualRevenue desc, id desc": {251, 252, 250},
	} {
		if d := cmp.Diff(want, p.get("/company/companies", "orderBy", order).ids(t)); d != "" {
			t.Errorf("%s: %s", order, d)
		}
	}
}

func TestFields(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for path, want := range map[string]string{
		"/company/companies/250?fields=id,status/name":                         `{"id":250,"status":{"name":"Active"}}`,
		"/company/companies/250?fields=types/name":                             `{"types":[{"name":"Client"},{"name":"Partner"}]}`,
		"/company/companies/251?fields=id,status,annualRevenue":                `{"annualRevenue":1000000.1,"id":251}`,
		"/company/companies/250?fields=_info/lastUpdated":                      `{"_info":{"lastUpdated":"2026-05-01T00:00:00Z"}}`,
		"/company/companies?fields=identifier&pageSize=2&orderBy=id":           `[{"identifier":"Meyer"},{"identifier":"Gone"}]`,
		"/company/companies?fields=identifier&conditions=id%3D0":               `[]`,
		"/finance/agreements/314/additions/3401?fields=id,product/id,quantity": `{"id":3401,"product":{"id":1350},"quantity":24.0}`,
	} {
		if got := p.send("GET", path, ""); got.body != want {
			t.Errorf("%s: %s", path, got.body)
		}
	}
}
