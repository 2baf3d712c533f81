package connectwisetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// changes is the set of members that a request gives a value.
type changes map[string]bool

// decodeRecord reads the body of a POST into record. Unknown members are refused, read-only ones and nulls ignored.
func decodeRecord(body []byte, sc *schema, record reflect.Value) (changes, error) {
	if err := checkMembers(body, sc); err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, badRequest("The body must be one JSON object.")
	}
	set := changes{}
	for _, m := range sc.members {
		value, ok := members[m.name]
		if !ok || m.readOnly || string(value) == "null" {
			continue
		}
		if err := setMember(record, m, value); err != nil {
			return nil, err
		}
		set[m.name] = true
	}
	return set, nil
}

func setMember(record reflect.Value, m member, value json.RawMessage) error {
	f := record.Field(m.index)
	f.SetZero()
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	if err := d.Decode(f.Addr().Interface()); err != nil {
		return badRequest("Error converting value %.40s to type '%s'. Path '%s'.", value, m.typ.Name(), m.name)
	}
	if m.typ.Kind() == reflect.String {
		f.SetString(oneLine(f.String()))
	}
	return nil
}

// oneLine does what the API does to line breaks in bodies [official docs].
func oneLine(s string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(s)
}

// operation is one entry of a JSON Patch.
type operation struct {
	op, path string
	value    json.RawMessage
}

func parsePatch(body []byte) ([]operation, error) {
	var raw []map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, badRequest("The body must be a JSON array of patch operations.")
	}
	out := make([]operation, 0, len(raw))
	for _, members := range raw {
		var o operation
		var errs []error
		for name, value := range members {
			switch name {
			case "op":
				errs = append(errs, json.Unmarshal(value, &o.op))
			case "path":
				errs = append(errs, json.Unmarshal(value, &o.path))
			case "value":
				o.value = value
			default:
				return nil, unknownMember(name, "PatchOperation", name, body, 0)
			}
		}
		switch {
		case errors.Join(errs...) != nil || !slices.Contains([]string{"add", "replace", "remove"}, o.op):
			return nil, badRequest("A patch operation needs an op (add, replace or remove) and a path.")
		case o.value == nil && o.op != "remove":
			return nil, badRequest("The patch operation on '%s' has no value.", o.path)
		}
		out = append(out, o)
	}
	return out, nil
}

// applyPatch changes the record. Paths are case-sensitive names, bare [official docs] or after a slash [client code].
func applyPatch(body []byte, sc *schema, record reflect.Value) (changes, error) {
	operations, err := parsePatch(body)
	if err != nil {
		return nil, err
	}
	set := changes{}
	for _, o := range operations {
		path := strings.TrimPrefix(o.path, "/")
		name, rest, nested := strings.Cut(path, "/")
		m, ok := sc.find(name)
		if nested && ok && m.sub != nil && !m.list() {
			_, ok = m.sub.find(rest)
		}
		switch {
		case !ok:
			return nil, unknownMember(path, sc.typ.Name(), path, body, 0)
		case nested || m.readOnly:
			continue // a false 200: answered as done, and nothing changes [official docs for nested paths]
		case o.op == "remove":
			record.Field(m.index).SetZero()
		default:
			if m.sub != nil && string(o.value) != "null" {
				if err := checkMembers(o.value, m.sub); err != nil {
					return nil, err
				}
			}
			if err := setMember(record, m, o.value); err != nil {
				return nil, err
			}
		}
		set[name] = true
	}
	return set, nil
}

// checkMembers refuses members that the schema doesn't know, at any depth.
func checkMembers(body []byte, sc *schema) error {
	d := json.NewDecoder(bytes.NewReader(body))
	c := &memberCheck{body: body, decoder: d}
	if err := c.value(sc, ""); err != nil {
		if _, ok := errors.AsType[*apiError](err); ok {
			return err
		}
		return badRequest("The body is not valid JSON.")
	}
	if d.More() {
		return badRequest("The body holds more than one JSON value.")
	}
	return nil
}

type memberCheck struct {
	body    []byte
	decoder *json.Decoder
}

// value reads one JSON value; a nil schema allows any members.
func (c *memberCheck) value(sc *schema, path string) error {
	t, err := c.decoder.Token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('{'):
		for c.decoder.More() {
			if err := c.member(sc, path); err != nil {
				return err
			}
		}
	case json.Delim('['):
		for c.decoder.More() {
			if err := c.value(sc, path); err != nil {
				return err
			}
		}
	default:
		return nil
	}
	_, err = c.decoder.Token()
	return err
}

func (c *memberCheck) member(sc *schema, path string) error {
	t, err := c.decoder.Token()
	if err != nil {
		return err
	}
	name := fmt.Sprint(t)
	path = strings.TrimPrefix(path+"."+name, ".")
	if sc == nil || name == "_info" { // every object may have an _info [spec]; what a request says there is ignored
		return c.value(nil, path)
	}
	m, ok := sc.find(name)
	if !ok {
		return unknownMember(name, sc.typ.Name(), path, c.body, c.decoder.InputOffset())
	}
	return c.value(m.sub, path)
}

// unknownMember is the recorded text, without a blank after the position as there.
func unknownMember(name, typ, path string, body []byte, offset int64) error {
	before := body[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return badRequest("Could not find member '%s' on object of type '%s'. Path '%s', line %d, position %d."+
		"Check your accept header to make sure you are using the correct version.", name, typ, path, line, column)
}
