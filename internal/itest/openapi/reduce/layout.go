package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// openLevels are those above the members of schemas and of operations, each of which gets a line of its own.
const openLevels = 5

// layout writes JSON that people can review: objects of the upper levels spread over lines, all else on one.
func layout(v any, level int) ([]byte, error) {
	o, ok := v.(object)
	if !ok || level == openLevels || len(o) == 0 {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		err := e.Encode(v)
		return bytes.TrimSpace(b.Bytes()), err
	}
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(o)) {
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		value, err := layout(o[key], level+1)
		if err != nil {
			return nil, err
		}
		lines = append(lines, strings.Repeat(" ", level+1)+string(name)+": "+string(value))
	}
	return []byte("{\n" + strings.Join(lines, ",\n") + "\n" + strings.Repeat(" ", level) + "}"), nil
}
