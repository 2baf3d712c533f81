package render

import "slices"

// section is a part of a document, the same for every format that people read. What comes from the plan stands in facts
// and cells only, so that a format makes it harmless in one place; everything else is this package's own words.
type section struct {
	title string
	about string // what the facts are of
	facts []fact
	lead  string
	table table
	note  string
}

type fact struct{ name, value string }

// place says where a narrow format puts a column. Markdown has room for all of them side by side.
type place uint8

const (
	above  place = iota // a heading over all rows that share it
	left                // a cell that may be cut
	right               // a cell that is never cut: a number
	below               // a labelled line under the row
	bullet              // a sentence under the row
)

type column struct {
	title string
	place place
}

type table struct {
	columns []column
	rows    [][]string
}

// with returns the section with f applied to everything that comes from the plan.
func (s section) with(f func(string) string) section {
	s.facts = slices.Clone(s.facts)
	for i := range s.facts {
		s.facts[i].value = f(s.facts[i].value)
	}
	rows := make([][]string, len(s.table.rows))
	for i, row := range s.table.rows {
		rows[i] = make([]string, len(row))
		for j, cell := range row {
			rows[i][j] = f(cell)
		}
	}
	s.table.rows = rows
	return s
}

// at returns the indices of the columns at the given places that say anything.
func (t table) at(places ...place) []int {
	var columns []int
	for i, c := range t.columns {
		says := slices.ContainsFunc(t.rows, func(row []string) bool { return row[i] != "" })
		if says && slices.Contains(places, c.place) {
			columns = append(columns, i)
		}
	}
	return columns
}
