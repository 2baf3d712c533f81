package render

import (
	"slices"
	"strings"
)

const (
	margin    = 2 // of everything but titles, so that no name can pass for a title
	gap       = 2 // between columns
	narrowest = 8 // what names are cut to before a table becomes a list
)

// layout sets sections in lines of limited width. It expects clean text.
type layout struct {
	out   strings.Builder
	width int
}

func (l *layout) section(s section) {
	if l.out.Len() > 0 {
		l.line("")
	}
	l.line(strings.ToUpper(s.title))
	if len(s.facts) > 0 {
		l.line("")
		l.facts(margin, s.facts)
	}
	l.sentence(s.lead)
	l.table(s.table)
	l.sentence(s.note)
}

func (l *layout) sentence(s string) {
	if s != "" {
		l.line("")
		l.labelled(margin, "", s)
	}
}

func (l *layout) line(s string) {
	l.out.WriteString(strings.TrimRight(s, " "))
	l.out.WriteByte('\n')
}

// labelled writes text beside its label, and wraps it there.
func (l *layout) labelled(indent int, label, text string) {
	start := strings.Repeat(" ", indent) + label
	column := textWidth(start)
	for _, s := range wrap(text, l.width-column) {
		l.line(start + s)
		start = strings.Repeat(" ", column)
	}
}

// facts writes name and value pairs, the values under each other. Those without a value are left out.
func (l *layout) facts(indent int, facts []fact) {
	widest := 0
	for _, f := range facts {
		if f.value != "" {
			widest = max(widest, textWidth(f.name))
		}
	}
	for _, f := range facts {
		if f.value != "" {
			l.labelled(indent, pad(f.name, widest, left)+strings.Repeat(" ", gap), f.value)
		}
	}
}

// table writes the headings of a row once for all rows that share them, then its cells, then what stands below. Cells
// that leave the numbers too little room become facts.
func (l *layout) table(t table) {
	headings, cells, sentences := t.at(above), t.at(left, right), t.at(bullet)
	indent := margin
	if len(headings) > 0 {
		indent += margin
	}
	widths, fits := t.fit(cells, l.width-indent)
	if fits && len(cells) > 0 {
		l.line("")
		l.cells(t, indent, cells, widths, t.titles())
	}
	var last []string
	for _, row := range t.rows {
		heading := pick(row, headings)
		begins := len(heading) > 0 && !slices.Equal(heading, last)
		if begins || !fits {
			l.line("")
		}
		if begins {
			l.heading(heading, last)
			last = heading
		}
		switch {
		case !fits:
			l.facts(indent, t.facts(cells, row))
		case len(cells) > 0:
			l.cells(t, indent, cells, widths, row)
		}
		l.facts(indent+margin, t.facts(t.at(below), row))
		for _, i := range sentences {
			l.labelled(indent, "- ", row[i])
		}
	}
}

// heading writes the first part on its own line, unless it stands there already, and the others below it.
func (l *layout) heading(parts, last []string) {
	if len(last) == 0 || parts[0] != last[0] {
		l.labelled(margin, "", parts[0])
	}
	rest := slices.DeleteFunc(slices.Clone(parts[1:]), func(s string) bool { return s == "" })
	if len(rest) > 0 {
		l.labelled(2*margin, "", strings.Join(rest, ", "))
	}
}

func (l *layout) cells(t table, indent int, columns, widths []int, row []string) {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = pad(cut(row[c], widths[i]), widths[i], t.columns[c].place)
	}
	l.line(strings.Repeat(" ", indent) + strings.Join(parts, strings.Repeat(" ", gap)))
}

// fit returns the widths of columns within room. Names give way, the widest first; fits is false when that is not enough.
func (t table) fit(columns []int, room int) (widths []int, fits bool) {
	room -= gap * (len(columns) - 1)
	for _, c := range columns {
		widest := textWidth(t.columns[c].title)
		for _, row := range t.rows {
			widest = max(widest, textWidth(row[c]))
		}
		widths = append(widths, widest)
		room -= widest
	}
	for ; room < 0; room++ {
		widest := -1
		for i, c := range columns {
			if t.columns[c].place == left && widths[i] > narrowest && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil, false
		}
		widths[widest]--
	}
	return widths, true
}

func (t table) titles() []string {
	titles := make([]string, len(t.columns))
	for i, c := range t.columns {
		titles[i] = c.title
	}
	return titles
}

func (t table) facts(columns []int, row []string) []fact {
	facts := make([]fact, len(columns))
	for i, c := range columns {
		facts[i] = fact{t.columns[c].title, row[c]}
	}
	return facts
}

func pick(row []string, columns []int) []string {
	picked := make([]string, len(columns))
	for i, c := range columns {
		picked[i] = row[c]
	}
	return picked
}

func pad(s string, columns int, p place) string {
	space := strings.Repeat(" ", max(0, columns-textWidth(s)))
	if p == right {
		return space + s
	}
	return s + space
}
