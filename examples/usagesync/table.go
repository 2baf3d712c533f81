package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"
)

// screen is how many columns a terminal is expected to have.
const screen = 80

// column is a column of a table. Cells wider than its width are cut.
type column struct {
	name  string
	width int
}

// table writes rows under their columns.
func table(w io.Writer, columns []column, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, c := range columns {
		fmt.Fprint(t, c.name, end(i, columns))
	}
	for _, row := range rows {
		for i, cell := range row {
			fmt.Fprint(t, cut(safe(or(cell, "-")), columns[i].width), end(i, columns))
		}
	}
	return t.Flush()
}

func end(i int, columns []column) string {
	if i == len(columns)-1 {
		return "\n"
	}
	return "\t"
}

// paragraph writes a text behind its mark, in lines that fit the screen.
func paragraph(w io.Writer, mark, text string) {
	line, begun := mark, false
	for word := range strings.FieldsSeq(safe(text)) {
		if begun && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > screen {
			fmt.Fprintln(w, line)
			line, begun = strings.Repeat(" ", len(mark)), false
		}
		if begun {
			line += " "
		}
		line, begun = line+word, true
	}
	fmt.Fprintln(w, line)
}

// safe makes a name harmless on a terminal: whoever named a customer may not move its cursor.
func safe(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
