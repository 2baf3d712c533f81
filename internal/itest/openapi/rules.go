package openapi

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

//go:embed testdata/openapi.json testdata/overlay.json testdata/overlay-answers.json
var committed embed.FS

// Rules are the vendor's document as the overlays correct it. They are safe for concurrent use.
type Rules struct {
	requests routers.Router
	answers  *openapi3.T
	leftOut  []string
}

// Load reads the committed document and its overlays.
func Load() (*Rules, error) {
	var texts [3][]byte
	for i, name := range []string{"openapi.json", "overlay.json", "overlay-answers.json"} {
		var err error
		if texts[i], err = committed.ReadFile("testdata/" + name); err != nil {
			return nil, err
		}
	}
	return parse(texts[0], texts[1], texts[2])
}

func parse(document, forAll, forAnswers []byte) (*Rules, error) {
	requests, err := read(document, forAll)
	if err != nil {
		return nil, err
	}
	r := &Rules{}
	if r.answers, err = read(document, forAll, forAnswers); err != nil {
		return nil, err
	}
	if r.requests, err = gorillamux.NewRouter(requests); err != nil {
		return nil, err
	}
	listed, _ := requests.Extensions["x-left-out"].([]any)
	for _, operation := range listed {
		r.leftOut = append(r.leftOut, fmt.Sprint(operation))
	}
	return r, nil
}

// read applies the overlays and drops the slash at the end of paths.
func read(document []byte, overlays ...[]byte) (*openapi3.T, error) {
	text, err := overlaid(document, overlays...)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	for path, item := range doc.Paths.Map() {
		if slashless := strings.TrimRight(path, "/"); slashless != path {
			doc.Paths.Delete(path)
			doc.Paths.Set(slashless, item)
		}
	}
	return doc, doc.Validate(context.Background())
}

// Operations lists what can be asked for, each as "METHOD path", in order.
func (r *Rules) Operations() []string {
	var all []string
	for path, item := range r.answers.Paths.Map() {
		for method := range item.Operations() {
			all = append(all, method+" "+path)
		}
	}
	slices.Sort(all)
	return all
}

// LeftOut lists the operations of the vendor's full document of which only the name was kept.
func (r *Rules) LeftOut() []string { return slices.Clone(r.leftOut) }
