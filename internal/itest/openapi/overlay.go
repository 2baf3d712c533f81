package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

type object = map[string]any

// overlay is a document of the Overlay Specification 1.0.
type overlay struct {
	Overlay string
	Info    struct{ Title, Version string }
	Actions []action
}

// action changes every place that its target names.
type action struct {
	Target      string
	Description string // why, and where that is known from
	Update      any
	Remove      bool
}

// overlaid returns a JSON document changed by overlays, one after the other.
func overlaid(document []byte, overlays ...[]byte) ([]byte, error) {
	root := object{}
	if err := decode(document, &root); err != nil {
		return nil, err
	}
	for _, text := range overlays {
		var o overlay
		if err := decode(text, &o); err != nil {
			return nil, fmt.Errorf("overlay: %w", err)
		}
		for _, a := range o.Actions {
			if err := a.apply(root); err != nil {
				return nil, fmt.Errorf("overlay %q: target %s: %w", o.Info.Title, a.Target, err)
			}
		}
	}
	return json.Marshal(root)
}

// decode keeps numbers as they are written and refuses unknown members.
func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func (a action) apply(root object) error {
	steps, err := parseTarget(a.Target)
	switch {
	case err != nil:
		return err
	case a.Description == "":
		return errors.New("no description says why")
	case a.Remove == (a.Update != nil):
		return errors.New("want either update or remove")
	}
	document := object{"$": root}
	places := 0
	err = visit(document, append([]string{"$"}, steps...), func(parent object, key string) error {
		places++
		if a.Remove {
			delete(parent, key)
			return nil
		}
		parent[key], err = merged(parent[key], a.Update)
		return err
	})
	if err == nil && places == 0 {
		err = errors.New("is nowhere in the document")
	}
	return err
}

// parseTarget reads the part of JSONPath that overlays here use: $ followed by .name, ['name'], .* or [*].
func parseTarget(target string) ([]string, error) {
	whole := regexp.MustCompile(`^\$(\.[\w*-]+|\['[^']+'\]|\[\*\])*$`)
	if !whole.MatchString(target) {
		return nil, errors.New("want names and wildcards after $")
	}
	var steps []string
	for _, m := range regexp.MustCompile(`\.([\w*-]+)|\['([^']+)'\]|\[(\*)\]`).FindAllStringSubmatch(target, -1) {
		steps = append(steps, m[1]+m[2]+m[3])
	}
	return steps, nil
}

// visit calls found with every member that the steps lead to. Elements of arrays can be passed through, but not replaced.
func visit(node any, steps []string, found func(parent object, key string) error) error {
	if elements, ok := node.([]any); ok && steps[0] == "*" && len(steps) > 1 {
		for _, element := range elements {
			if err := visit(element, steps[1:], found); err != nil {
				return err
			}
		}
		return nil
	}
	parent, _ := node.(object)
	for _, key := range slices.Sorted(maps.Keys(parent)) {
		if steps[0] != "*" && steps[0] != key {
			continue
		}
		step := func() error { return visit(parent[key], steps[1:], found) }
		if len(steps) == 1 {
			step = func() error { return found(parent, key) }
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// merged is the Overlay Specification's update: objects are merged in place, arrays grow, all else is replaced.
func merged(old, update any) (any, error) {
	switch u := update.(type) {
	case object:
		o, ok := old.(object)
		if !ok && old != nil {
			return nil, errors.New("is not an object")
		}
		if o == nil {
			o = object{}
		}
		for key, value := range u {
			var err error
			if o[key], err = merged(o[key], value); err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
		}
		return o, nil
	case []any:
		o, ok := old.([]any)
		if !ok && old != nil {
			return nil, errors.New("is not an array")
		}
		return slices.Concat(o, u), nil
	default:
		return update, nil
	}
}
