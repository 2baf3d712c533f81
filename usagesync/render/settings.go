package render

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/psasync/psasync/usagesync/plan"
)

// settings shows changes by the list or member that they are in.
func settings(changes []plan.SettingsChange) []section {
	t := table{columns: []column{{"Place", above}, {"Change", left}, {"Before", below}, {"After", below}}}
	for _, c := range changes {
		before, after := narrowed(c)
		t.rows = append(t.rows, []string{c.Place, kind(c), before, after})
	}
	s := section{title: fmt.Sprintf("Changes of the settings (%d)", len(changes)), table: t}
	if len(changes) == 0 {
		s.lead = "The settings are the same."
	}
	return []section{s}
}

// narrowed shows of a changed object only the members that differ.
func narrowed(c plan.SettingsChange) (before, after string) {
	was, first := members(c.Before)
	is, second := members(c.After)
	if first && second {
		return cmp.Or(joined(without(was, is)), absent), cmp.Or(joined(without(is, was)), absent)
	}
	return literal(c.Before), literal(c.After)
}

func without(list, other []fact) []fact {
	return slices.DeleteFunc(slices.Clone(list), func(f fact) bool { return slices.Contains(other, f) })
}

func settingsRows(changes []plan.SettingsChange) [][]string {
	rows := [][]string{{"place", "change", "before", "after"}}
	for _, c := range changes {
		rows = append(rows, []string{c.Place, kind(c), string(c.Before), string(c.After)})
	}
	return rows
}

func kind(c plan.SettingsChange) string {
	switch {
	case c.Before == nil:
		return "added"
	case c.After == nil:
		return "removed"
	}
	return "changed"
}
