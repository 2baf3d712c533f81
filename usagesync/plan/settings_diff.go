package plan

import (
	"bytes"
	"encoding/json"
	"slices"
)

// SettingsChange is one difference between two settings documents.
type SettingsChange struct {
	Place  string          `json:"place"`            // the list or member it is in, such as routes or timeZone
	Before json.RawMessage `json:"before,omitempty"` // none: added
	After  json.RawMessage `json:"after,omitempty"`  // none: removed
}

// DiffSettings says what changed from one settings document to another: entries of lists that were added or removed,
// whatever their order, and members that have another value. A changed entry is one removed and one added.
func DiffSettings(before, after Settings) ([]SettingsChange, error) {
	was, err := members(before)
	if err != nil {
		return nil, err
	}
	is, err := members(after)
	if err != nil {
		return nil, err
	}
	var changes []SettingsChange
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range was {
			if !yield(name) {
				return
			}
		}
		for name := range is {
			if _, both := was[name]; !both && !yield(name) {
				return
			}
		}
	})
	for _, name := range names {
		changes = append(changes, diffMember(name, was[name], is[name])...)
	}
	return changes, nil
}

// members splits a document into its members.
func members(s Settings) (map[string]json.RawMessage, error) {
	b, err := json.Marshal(s.Canonical())
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	return m, json.Unmarshal(b, &m)
}

func diffMember(name string, before, after json.RawMessage) []SettingsChange {
	if bytes.Equal(before, after) {
		return nil
	}
	var was, is []json.RawMessage
	isList := (before == nil || json.Unmarshal(before, &was) == nil) && (after == nil || json.Unmarshal(after, &is) == nil)
	if !isList {
		return []SettingsChange{{name, before, after}}
	}
	var changes []SettingsChange
	for _, entry := range missingFrom(was, is) {
		changes = append(changes, SettingsChange{Place: name, Before: entry})
	}
	for _, entry := range missingFrom(is, was) {
		changes = append(changes, SettingsChange{Place: name, After: entry})
	}
	return changes
}

// missingFrom returns the entries of a list that another one does not have.
func missingFrom(list, other []json.RawMessage) []json.RawMessage {
	known := make(map[string]int, len(other))
	for _, e := range other {
		known[string(e)]++
	}
	var missing []json.RawMessage
	for _, e := range list {
		if known[string(e)] == 0 {
			missing = append(missing, e)
			continue
		}
		known[string(e)]--
	}
	return missing
}
