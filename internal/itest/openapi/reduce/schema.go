package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// schema keeps what a validator can use, and notes the schemas that it refers to.
func (w *work) schema(s object) (object, error) {
	out := object{}
	for _, keyword := range slices.Sorted(maps.Keys(s)) {
		var err error
		switch value := s[keyword]; keyword {
		case "type", "format", "nullable", "enum", "required":
			out[keyword] = value
		case "$ref":
			out[keyword] = value
			w.pending = append(w.pending, strings.TrimPrefix(fmt.Sprint(value), "#/components/schemas/"))
		case "items", "additionalProperties":
			of, ok := value.(object)
			if !ok {
				return nil, fmt.Errorf("%s is not a schema", keyword)
			}
			out[keyword], err = w.schema(of)
		case "properties":
			out[keyword], err = w.members(at(s, keyword))
		case "description":
			if n := maxLength(fmt.Sprint(value)); n != "" {
				out["maxLength"] = n
			}
		case "x-origin": // where whoever gathered the document had it from
		default:
			err = fmt.Errorf("unknown keyword %s", keyword)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (w *work) members(properties object) (object, error) {
	out := object{}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		schema, err := w.schema(at(properties, name))
		if err != nil {
			return nil, fmt.Errorf("member %s: %w", name, err)
		}
		out[name] = schema
	}
	return out, nil
}

// maxLength finds the length that the vendor writes into its descriptions.
func maxLength(description string) json.Number {
	if m := regexp.MustCompile(`Max length: (\d+);`).FindStringSubmatch(description); m != nil {
		return json.Number(m[1])
	}
	return ""
}
