package render

import (
	"bytes"
	"encoding/json"
	"strings"
)

// members splits a JSON object into its members, each with its value in words, in the document's order. ok is false for
// anything else.
func members(raw []byte) (list []fact, ok bool) {
	d := decoder(raw)
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	list, err := entries(d, true)
	return list, err == nil
}

// literal puts any JSON value into words: the members of an object as name and value, strings in quotes, so that no value
// passes for a member. What is no JSON is shown as it is.
func literal(raw []byte) string {
	if list, ok := members(raw); ok {
		return joined(list)
	}
	s, err := words(decoder(raw))
	if err != nil {
		return string(raw)
	}
	return s
}

func decoder(raw []byte) *json.Decoder {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d
}

func joined(list []fact) string {
	parts := make([]string, len(list))
	for i, f := range list {
		parts[i] = strings.TrimPrefix(f.name+" "+f.value, " ")
	}
	return strings.Join(parts, ", ")
}

// words reads one value. Numbers stay as they are written.
func words(d *json.Decoder) (string, error) {
	t, err := d.Token()
	if err != nil {
		return "", err
	}
	switch t := t.(type) {
	case json.Delim:
		list, err := entries(d, t == '{')
		if t == '{' {
			return "{" + joined(list) + "}", err
		}
		return "[" + joined(list) + "]", err
	case string:
		return quoted(t)
	case json.Number:
		return t.String(), nil
	case bool:
		if t {
			return "yes", nil
		}
		return "no", nil
	}
	return "null", nil
}

// entries reads the rest of an object, whose entries are named, or of a list.
func entries(d *json.Decoder, named bool) (list []fact, err error) {
	for d.More() {
		var f fact
		if named {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			f.name, _ = name.(string) // the decoder lets nothing else pass
		}
		if f.value, err = words(d); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	_, err = d.Token()
	return list, err
}

func quoted(s string) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return strings.TrimSuffix(b.String(), "\n"), err
}
