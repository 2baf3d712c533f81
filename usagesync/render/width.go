package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const ellipsis = "…"

// runeWidth returns how many columns a terminal gives a printable rune: none to what combines with the rune before it,
// two to East Asian wide and full-width forms and to emoji (Unicode Standard Annex 11, the blocks that names use).
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), 0x1160 <= r && r <= 0x11FF:
		return 0
	case 0x1100 <= r && r <= 0x115F, 0x2E80 <= r && r <= 0x303E, 0x3041 <= r && r <= 0xA4CF, 0xA960 <= r && r <= 0xA97F,
		0xAC00 <= r && r <= 0xD7A3, 0xF900 <= r && r <= 0xFAFF, 0xFE30 <= r && r <= 0xFE6F, 0xFF01 <= r && r <= 0xFF60,
		0xFFE0 <= r && r <= 0xFFE6, 0x1F300 <= r && r <= 0x1F64F, 0x1F680 <= r && r <= 0x1F6FF, 0x1F900 <= r && r <= 0x1F9FF,
		0x1FA70 <= r && r <= 0x1FAFF, 0x20000 <= r && r <= 0x3FFFD:
		return 2
	}
	return 1
}

func textWidth(s string) (columns int) {
	for _, r := range s {
		columns += runeWidth(r)
	}
	return columns
}

// split parts s after what fits columns: whole runes with what combines with them, and at least one.
func split(s string, columns int) (head, tail string) {
	for i, r := range s {
		if columns -= runeWidth(r); columns < 0 && i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// cut shortens s to the given columns; an ellipsis shows that something is missing.
func cut(s string, columns int) string {
	if textWidth(s) <= columns {
		return s
	}
	head, _ := split(s, columns-1)
	return strings.TrimRight(head, " ") + ellipsis
}

// wrap breaks s into lines at its spaces, and inside a word only where the word alone is too long.
func wrap(s string, columns int) []string {
	var lines []string
	var line strings.Builder
	room := columns
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		room = columns
	}
	for word := range strings.FieldsSeq(s) {
		n := textWidth(word)
		switch {
		case line.Len() > 0 && n < room:
			line.WriteByte(' ')
			room--
		case line.Len() > 0:
			flush()
		}
		for n > columns {
			head, tail := split(word, columns)
			lines, word, n = append(lines, head), tail, textWidth(tail)
		}
		line.WriteString(word)
		room -= n
	}
	if line.Len() > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// clean makes s harmless on a terminal and in one line: every kind of white space is a space, and controls, escape
// sequences, bidirectional overrides and other invisible characters show as U+FFFD.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case hidden(r):
			return utf8.RuneError
		}
		return r
	}, s)
}

// hidden reports whether r acts on the text around it instead of being seen. The two joiners are part of how some
// scripts and emoji are written.
func hidden(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return r != nonJoiner && r != joiner && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
