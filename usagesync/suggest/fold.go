package suggest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold parts s into words that are the same however s is written: small letters without diacritics, digits, and nothing
// else. A hyphen or underscore parts words, an apostrophe does not, and a dot or slash does not between single letters:
// B.V. and A/S are one word each.
func fold(s string) []string {
	var words []string
	for chunk := range strings.FieldsSeq(simplify(s)) {
		initials := false // the last word is made of single letters
		for part := range strings.SplitSeq(chunk, ".") {
			single := utf8.RuneCountInString(part) == 1
			switch {
			case part == "":
			case single && initials:
				words[len(words)-1] += part
			default:
				words, initials = append(words, part), single
			}
		}
	}
	return words
}

// simplify returns the letters and digits of s for fold; a dot is what may join single letters, a space parts words.
func simplify(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if '！' <= r && r <= '～' {
			r -= '！' - '!' // full-width forms of ASCII
		}
		r = unicode.ToLower(r)
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' { // most runes: spares them the tables
			b.WriteRune(r)
			continue
		}
		switch letters := plain(r); {
		case letters != "":
			b.WriteString(letters)
		case silent(r):
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			b.WriteRune(r)
		case r == '.', r == '/':
			b.WriteByte('.')
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// silent reports whether r is left out without parting a word: apostrophes, invisible characters, and marks that belong to no
// script of their own. The vowel signs of Indic scripts and Thai are part of the word, and the voicing marks of kana make
// another letter.
func silent(r rune) bool {
	return strings.ContainsRune("'’‘ʼ`´", r) || unicode.Is(unicode.Cf, r) ||
		unicode.Is(unicode.Mn, r) && unicode.Is(unicode.Inherited, r) && r != '\u3099' && r != '\u309a'
}
