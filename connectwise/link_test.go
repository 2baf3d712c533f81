package connectwise_test

import (
	"net/http"
	"testing"

	"github.com/psasync/psasync/connectwise"
)

func TestNextPageID(t *testing.T) {
	const root = "https://api.example.test/v4_6_release/apis/3.0//company/companies"
	for _, tt := range []struct {
		link string
		want int
		ok   bool
	}{
		{`<` + root + `?pageSize=1000&pageId=1250>; rel="next"`, 1250, true},
		{`<` + root + `?pageId=9>; rel="last", <` + root + `?conditions=id%20in%20(1,2)&pageId=12>;  title="a" ; REL=Next`, 12, true},
		{`<` + root + `?conditions=id in (1,2)&pageId=12>; rel="next", <` + root + `?pageId=9>; rel="first"`, 12, true},
		{`<?pageId=3>;rel=next`, 3, true},
		{``, 0, false},
		{`<` + root + `?pageSize=50&page=2>; rel="next"`, 0, false},
		{`<` + root + `?pageId=12>; rel="prev"`, 0, false},
		{`<` + root + `?pageId=abc>; rel="next"`, 0, false},
		{`<` + root + `?pageId=99999999999999999999>; rel="next"`, 0, false},
		{`<` + root + `?pageId=12; rel="next"`, 0, false},
	} {
		got, ok := connectwise.NextPageID(http.Header{"Link": {tt.link}})
		if got != tt.want || ok != tt.ok {
			t.Errorf("%s: got %d, %v", tt.link, got, ok)
		}
	}
	if got, _ := connectwise.NextPageID(http.Header{"Link": {`<?pageId=1>; rel="first"`, `<?pageId=2>; rel="next"`}}); got != 2 {
		t.Errorf("in two headers: got %d", got)
	}
}

func FuzzLink(f *testing.F) {
	for _, seed := range []string{
		`<https://h/x?pageId=12>; rel="next"`, `<x?pageId=1>; rel="next", <y?pageId=2>; rel="last"`, `<>;rel=next`, `<<>>;rel=next`, `;;;`, ``,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, link string) {
		id, ok := connectwise.NextPageID(http.Header{"Link": {link}})
		if !ok && id != 0 {
			t.Fatalf("%q: %d without a link", link, id)
		}
		// Whatever else the header says, a first good link wins over it.
		if id, ok := connectwise.NextPageID(http.Header{"Link": {`<a?pageId=7>; rel=next`, link}}); !ok || id != 7 {
			t.Fatalf("%q: %d, %v", link, id, ok)
		}
	})
}
