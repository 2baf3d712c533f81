package openapi

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestOverlay(t *testing.T) {
	const document = `{"a":{"x":{"n":1},"y":{"n":2,"list":[{"k":1},{"k":2}]}},"paths":{"/b/{id}":{"get":{}}}}`
	for name, c := range map[string]struct {
		action string // without its description
		want   string // the document, or a part of the error
	}{
		"update one":          {`"target":"$.a.x","update":{"n":3,"m":{"deep":true}}`, `{"a":{"x":{"m":{"deep":true},"n":3},"y":{"list":[{"k":1},{"k":2}],"n":2}},"paths":{"/b/{id}":{"get":{}}}}`},
		"update the root":     {`"target":"$","update":{"a":{"x":{"n":0}}}`, `{"a":{"x":{"n":0},"y":{"list":[{"k":1},{"k":2}],"n":2}},"paths":{"/b/{id}":{"get":{}}}}`},
		"update all":          {`"target":"$.a.*","update":{"n":0}`, `{"a":{"x":{"n":0},"y":{"list":[{"k":1},{"k":2}],"n":0}},"paths":{"/b/{id}":{"get":{}}}}`},
		"a name in brackets":  {`"target":"$.paths['/b/{id}'].get","update":{"d":1}`, `{"a":{"x":{"n":1},"y":{"list":[{"k":1},{"k":2}],"n":2}},"paths":{"/b/{id}":{"get":{"d":1}}}}`},
		"an array grows":      {`"target":"$.a.y.list","update":[3]`, `{"a":{"x":{"n":1},"y":{"list":[{"k":1},{"k":2},3],"n":2}},"paths":{"/b/{id}":{"get":{}}}}`},
		"elements of arrays":  {`"target":"$.a.y.list[*].k","remove":true`, `{"a":{"x":{"n":1},"y":{"list":[{},{}],"n":2}},"paths":{"/b/{id}":{"get":{}}}}`},
		"remove":              {`"target":"$.*.x","remove":true`, `{"a":{"y":{"list":[{"k":1},{"k":2}],"n":2}},"paths":{"/b/{id}":{"get":{}}}}`},
		"nowhere":             {`"target":"$.a.z","remove":true`, "nowhere"},
		"nowhere below":       {`"target":"$.a.*.z","update":{}`, "nowhere"},
		"other JSONPath":      {`"target":"$..x","remove":true`, "want names and wildcards"},
		"filter":              {`"target":"$.a[?@.n==1]","remove":true`, "want names and wildcards"},
		"an object for text":  {`"target":"$.a.x","update":{"n":{"o":1}}`, "not an object"},
		"neither":             {`"target":"$.a.x"`, "either update or remove"},
		"both":                {`"target":"$.a.x","update":{},"remove":true`, "either update or remove"},
		"unknown member":      {`"target":"$.a.x","updates":{}`, "unknown field"},
		"an empty reason":     {`"target":"$.a.x","remove":true,"description":""`, "says why"},
		"an array for object": {`"target":"$.a","update":[1]`, "not an array"},
	} {
		t.Run(name, func(t *testing.T) {
			text := `{"overlay":"1.0.0","info":{"title":"t","version":"1"},"actions":[{"description":"d",` + c.action + `}]}`
			got, err := overlaid([]byte(document), []byte(text))
			switch {
			case json.Valid([]byte(c.want)):
				if err != nil || string(got) != c.want {
					t.Errorf("%s\n%v", got, err)
				}
			case err == nil || !strings.Contains(err.Error(), c.want):
				t.Errorf("got %s, %v; want %q", got, err, c.want)
			}
		})
	}
}

// The vendor's document alone would refuse a PATCH to 0, and let a misspelled member pass.
func TestTheOverlayIsNeeded(t *testing.T) {
	const empty = `{"overlay":"1.0.0","info":{"title":"t","version":"1"},"actions":[{"target":"$.servers","description":"d","remove":true}]}`
	document, err := committed.ReadFile("testdata/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	bare, err := parse(document, []byte(empty), []byte(`{"overlay":"1.0.0","info":{"title":"t","version":"1"},"actions":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := patched(t, bare, `[{"op":"replace","path":"quantity","value":0}]`); err == nil {
		t.Error("the bare document accepts a PATCH to 0")
	}
	if err := patched(t, bare, `[{"op":"replace","paht":"quantity"}]`); err != nil {
		t.Errorf("the bare document refuses an unknown member: %v", err)
	}
}

func patched(t *testing.T, r *Rules, body string) error {
	t.Helper()
	_, err := r.Logged(connectwisetest.Request{
		Method: "PATCH", Path: "/finance/agreements/1/additions/1", Body: []byte(body), Header: map[string][]string{"Content-Type": {"application/json"}},
	})
	return err
}
