package plan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

// loadScenarios reads all scenarios, in the order of their names, and plans them.
func loadScenarios(t *testing.T) []golden {
	t.Helper()
	base := readDoc(t, path.Join(scenarioDir, "base.json"))
	var all []golden
	sections, err := os.ReadDir(scenarioDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range sections {
		if !section.IsDir() {
			continue
		}
		entries, err := os.ReadDir(path.Join(scenarioDir, section.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, loadScenario(t, section.Name()+"/"+e.Name(), base))
		}
	}
	return all
}

// loadScenario reads one scenario: each of its patches goes over the world that the one before left.
func loadScenario(t *testing.T, name string, world any) golden {
	t.Helper()
	dir := path.Join(scenarioDir, name)
	story, err := os.ReadFile(path.Join(dir, "story.md"))
	if err != nil {
		t.Fatal(err)
	}
	s := golden{name: name, story: strings.TrimSuffix(string(story), "\n")}
	if s.story == "" || strings.Contains(s.story, "\n") {
		t.Errorf("%s: story.md is not one line", name)
	}
	crowd := readCrowd(t, path.Join(dir, "customers.json"))
	for n := 1; ; n++ {
		file := "input.json"
		if n > 1 {
			file = fmt.Sprintf("input-%d.json", n)
		}
		patch, ok := readOptional(t, path.Join(dir, file))
		if !ok {
			break
		}
		world = mergePatch(world, patch)
		in := decodeWorld(t, name+"/"+file, crowd.of(world))
		s.acts = append(s.acts, act{in, plan.Build(in)})
	}
	if len(s.acts) == 0 {
		t.Errorf("%s: no input.json", name)
	}
	return s
}

// group is a number of customers that are all like the world's one, but for a patch.
type group struct {
	Times int            `json:"times"`
	With  map[string]any `json:"with"`
}

type groups []group

func readCrowd(t *testing.T, file string) (g groups) {
	t.Helper()
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := strictly(b, &g); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return g
}

// of makes many customers of one: each has a number behind whatever is called acme.
func (g groups) of(world any) any {
	if g == nil {
		return world
	}
	var all any = map[string]any{}
	n := 0
	for _, group := range g {
		b, _ := json.Marshal(mergePatch(world, group.With))
		for range group.Times {
			n++
			number := fmt.Sprintf("%03d", n)
			text := strings.NewReplacer("acme", "acme-"+number, "Acme", "Acme "+number).Replace(string(b))
			all = mergePatch(all, parseDoc([]byte(text)))
		}
	}
	return all
}

// mergePatch applies a JSON Merge Patch (RFC 7396) to a document, which stays as it is.
func mergePatch(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	merged := map[string]any{}
	if t, ok := target.(map[string]any); ok {
		maps.Copy(merged, t)
	}
	for k, v := range p {
		if v == nil {
			delete(merged, k)
		} else {
			merged[k] = mergePatch(merged[k], v)
		}
	}
	return merged
}

// decodeWorld reads a document as an Input, strictly.
func decodeWorld(t *testing.T, name string, doc any) (in plan.Input) {
	t.Helper()
	b, err := json.Marshal(lists(reflect.TypeFor[plan.Input](), doc))
	if err == nil {
		err = strictly(b, &in)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return in
}

// lists makes lists of the objects that stand for them: a scenario names the elements of a list, so that a patch can
// change one of them.
func lists(t reflect.Type, doc any) any {
	switch t.Kind() {
	case reflect.Pointer:
		return lists(t.Elem(), doc)
	case reflect.Slice:
		list, _ := doc.([]any)
		if named, ok := doc.(map[string]any); ok {
			for _, name := range slices.Sorted(maps.Keys(named)) {
				list = append(list, named[name])
			}
		}
		out := make([]any, len(list))
		for i, v := range list {
			out[i] = lists(t.Elem(), v)
		}
		return out
	case reflect.Struct:
		object, ok := doc.(map[string]any)
		if !ok {
			return doc
		}
		out := maps.Clone(object)
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if v, ok := object[name]; ok {
				out[name] = lists(f.Type, v)
			}
		}
		return out
	default:
		return doc
	}
}

func readDoc(t *testing.T, file string) any {
	t.Helper()
	doc, ok := readOptional(t, file)
	if !ok {
		t.Fatalf("%s is missing", file)
	}
	return doc
}

func readOptional(t *testing.T, file string) (doc any, ok bool) {
	t.Helper()
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b) {
		t.Fatalf("%s is no JSON document", file)
	}
	return parseDoc(b), true
}

// parseDoc reads a document that is valid JSON, with its numbers as they stand.
func parseDoc(b []byte) (doc any) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	_ = d.Decode(&doc)
	return doc
}

func strictly(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	d.UseNumber()
	return d.Decode(into)
}
