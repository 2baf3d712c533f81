package main

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

type object = map[string]any

// at follows keys down; where there is no object, it returns an empty one.
func at(from object, keys ...string) object {
	for _, key := range keys {
		from, _ = from[key].(object)
	}
	return from
}

// shape is an operation without the names in braces and without a slash at the end.
func shape(operation string) string {
	return strings.TrimSuffix(regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(operation, "{}"), "/")
}

// work is a reduction on its way: what was asked for, and what has been found to be needed so far.
type work struct {
	schemas          object // of the full document
	needed           map[string]bool
	parameters, kept object // of the reduced document's components
	pending          []string
	leftOut          []string
}

func (w *work) document(doc object) (object, error) {
	paths := object{}
	for _, path := range slices.Sorted(maps.Keys(at(doc, "paths"))) {
		item, err := w.pathItem(path, at(doc, "paths", path))
		if err != nil {
			return nil, err
		}
		if len(item) > 0 {
			paths[path] = item
		}
	}
	for len(w.pending) > 0 {
		name := w.pending[0]
		w.pending = w.pending[1:]
		if w.kept[name] != nil {
			continue
		}
		schema, err := w.schema(at(w.schemas, name))
		if err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
		w.kept[name] = schema
	}
	return object{
		"openapi": doc["openapi"],
		"info":    pick(at(doc, "info"), "title", "version"),
		"servers": doc["servers"], "paths": paths,
		"components": object{"parameters": w.parameters, "schemas": w.kept},
		"x-left-out": w.leftOut,
	}, nil
}

func pick(from object, keys ...string) object {
	out := object{}
	for _, key := range keys {
		if v, ok := from[key]; ok {
			out[key] = v
		}
	}
	return out
}

func (w *work) pathItem(path string, item object) (object, error) {
	out := object{}
	for _, method := range slices.Sorted(maps.Keys(item)) {
		name := strings.ToUpper(method) + " " + path
		if !w.needed[shape(name)] {
			w.leftOut = append(w.leftOut, name)
			continue
		}
		operation, err := w.operation(at(item, method))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[method] = operation
	}
	return out, nil
}

func (w *work) operation(o object) (object, error) {
	out := object{}
	parameters, _ := o["parameters"].([]any)
	var refs []any
	for _, parameter := range parameters {
		p, _ := parameter.(object)
		ref, err := w.parameter(p)
		if err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	out["parameters"] = refs
	if body := at(o, "requestBody"); body != nil {
		content, err := w.content(body)
		if err != nil {
			return nil, fmt.Errorf("request body: %w", err)
		}
		out["requestBody"] = object{"required": body["required"], "content": content}
	}
	responses := object{}
	for status := range at(o, "responses") {
		content, err := w.content(at(o, "responses", status))
		if err != nil {
			return nil, fmt.Errorf("response %s: %w", status, err)
		}
		responses[status] = object{"description": "", "content": content} // OpenAPI wants a description
	}
	out["responses"] = responses
	return out, nil
}

// parameter writes a parameter once and returns a reference to it. Several of one name are numbered.
func (w *work) parameter(p object) (object, error) {
	schema, err := w.schema(at(p, "schema"))
	if err != nil {
		return nil, fmt.Errorf("parameter %v: %w", p["name"], err)
	}
	fact := pick(p, "name", "in", "required")
	fact["schema"] = schema
	name := fmt.Sprint(p["name"])
	for i := 2; w.parameters[name] != nil && !reflect.DeepEqual(w.parameters[name], fact); i++ {
		name = fmt.Sprint(p["name"], i)
	}
	w.parameters[name] = fact
	return object{"$ref": "#/components/parameters/" + name}, nil
}

func (w *work) content(of object) (object, error) {
	out := object{}
	for mediaType := range at(of, "content") {
		schema, err := w.schema(at(of, "content", mediaType, "schema"))
		if err != nil {
			return nil, err
		}
		out[mediaType] = object{"schema": schema}
	}
	return out, nil
}
