package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// markdown sets sections as headings and tables. Nothing of the plan stands at the start of a line, so that only what
// acts inside a line has to be escaped.
func markdown(sections []section) string {
	var b strings.Builder
	for i, s := range sections {
		s = s.with(func(v string) string { return escape(clean(v)) })
		level := "## "
		if i == 0 {
			level = "# "
		} else {
			b.WriteByte('\n')
		}
		b.WriteString(level + s.title + "\n")
		if len(s.facts) > 0 {
			markdownTable(&b, factTable(s.about, s.facts))
		}
		paragraph(&b, s.lead)
		markdownTable(&b, s.table)
		paragraph(&b, s.note)
	}
	return b.String()
}

func factTable(about string, facts []fact) table {
	t := table{columns: []column{{about, left}, {"Value", left}}}
	for _, f := range facts {
		if f.value != "" {
			t.rows = append(t.rows, []string{f.name, f.value})
		}
	}
	return t
}

func paragraph(b *strings.Builder, s string) {
	if s != "" {
		b.WriteString("\n" + s + "\n")
	}
}

func markdownTable(b *strings.Builder, t table) {
	columns := t.at(above, left, right, below, bullet)
	if len(columns) == 0 {
		return
	}
	rule := make([]string, len(columns))
	for i, c := range columns {
		rule[i] = "---"
		if t.columns[c].place == right {
			rule[i] = "--:"
		}
	}
	b.WriteByte('\n')
	markdownRow(b, pick(t.titles(), columns))
	markdownRow(b, rule)
	for _, row := range t.rows {
		markdownRow(b, pick(row, columns))
	}
}

func markdownRow(b *strings.Builder, cells []string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

// escape makes s stand for itself inside a line of Markdown. An underscore inside a word and an ampersand that begins no
// entity are harmless there, and stay as they are, so that identifiers and names can be searched for.
func escape(s string) string {
	var b strings.Builder
	before := ' '
	for i, r := range s {
		after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case strings.ContainsRune("\\`*[]<>|~$", r),
			r == '_' && !(inWord(before) && inWord(after)),
			r == '&' && (inWord(after) || after == '#'):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r)) }
