package plan

import (
	"cmp"
	"slices"
	"strings"
)

// How many names an error proposes, and how much farther than the closest one the others may be.
const (
	closestNames = 3
	farther      = 2
)

// didYouMean is advice for a name that is none of the known ones.
func didYouMean(name string, known []string) string {
	near := closest(name, known)
	if len(near) == 0 {
		return "there is none to choose from"
	}
	last := len(near) - 1
	if last == 0 {
		return "did you mean " + near[0] + "?"
	}
	return "did you mean " + strings.Join(near[:last], ", ") + " or " + near[last] + "?"
}

// closest returns the known names that take the fewest changes of a character to become name, in any case. Those that
// contain it, or that it contains, come first.
func closest(name string, known []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	folded := strings.ToLower(name)
	list := make([]candidate, len(known))
	for i, k := range known {
		is := strings.ToLower(k)
		list[i] = candidate{k, changes(folded, is)}
		if folded != "" && (strings.Contains(is, folded) || is != "" && strings.Contains(folded, is)) {
			list[i].distance = -1
		}
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), compareIDs(a.name, b.name))
	})
	var near []string
	for _, c := range list[:min(closestNames, len(list))] {
		if c.distance <= list[0].distance+farther {
			near = append(near, c.name)
		}
	}
	return near
}

// changes counts how many bytes must be inserted, removed or replaced to make b of a.
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
