package render_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// columns returns at least how many columns a terminal needs for s. It counts without the tables of the package: what
// combines is nothing, ideographs and syllables are two, everything else is one.
func columns(s string) (n int) {
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), 0x1160 <= r && r <= 0x11FF:
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) && unicode.IsLetter(r) && (r < 0xFF61 || r > 0xFFDF):
			n += 2
		default:
			n++
		}
	}
	return n
}

// unseen reports whether r acts on what is around it instead of being seen.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\u200c' && r != '\u200d'
}

func TestColumnsStand(t *testing.T) {
	const reference = "ABCDEFGHIJKLMNOPQRST" // 20 columns
	for item, width := range map[string]int{
		"Büro":                4,
		"Cafe\u0301":          4, // combining acute
		"日本語":                 6,
		"한국어":                 6,
		"\u1112\u1161\u11ab":  2, // one syllable from conjoining letters
		"ﾊﾝｶｸ":                4, // half-width
		"ＡＢＣ":                 6,
		"Güterbahnhof 🚂":      15,
		"می\u200cخواهم":       7, // zero-width non-joiner
		"R&D \"East\" O'Hara": 17,
	} {
		p := sample()
		p.Steps = []plan.Step{p.Steps[0], p.Steps[0]}
		p.Steps[0].Item, p.Steps[1].Item = reference, item
		var rows []string
		for line := range strings.Lines(text(t, p, render.Options{})) {
			if cells, ok := strings.CutPrefix(line, "    update  "); ok {
				rows = append(rows, cells)
			}
		}
		numbers, ok := strings.CutPrefix(rows[0], reference)
		if !ok {
			t.Fatalf("%q", rows[0])
		}
		if want := item + strings.Repeat(" ", 20-width) + numbers; rows[1] != want {
			t.Errorf("got %q, want %q", rows[1], want)
		}
	}
}
