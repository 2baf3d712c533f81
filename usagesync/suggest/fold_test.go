package suggest

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzFold: normalising is stable, leaves nothing but letters, digits and vowel signs, and does not see what stands around
// a text or on its letters.
func FuzzFold(f *testing.F) {
	for _, s := range []string{
		"", "Acme, Inc.", "S.à r.l.", "GmbH & Co. KG", "O’Neill", "İstanbul A.Ş.", "Straße", "STRAẞE", "ΑΘΗΝΑΣ", "ООО «Ромашка»", "株式会社山川",
		"दिल्ली", "ＡＣＭＥ", "ǅ", "\xff.\x80", "a\u200db", "ガス", "カ\u3099ス", "....", "a..b", "ﬁﬄ", "Ⅷ", "🍕", "שָׁלוֹם", "ไทย", "한빛",
	} {
		f.Add(s)
	}
	forms := legalForms()
	f.Fuzz(func(t *testing.T, s string) {
		words := fold(s)
		for _, w := range words {
			if w == "" || !utf8.ValidString(w) {
				t.Errorf("the word %q of %q", w, s)
			}
			for _, r := range w {
				if unicode.ToLower(r) != r || silent(r) || !unicode.In(r, unicode.L, unicode.N, unicode.M) {
					t.Errorf("%q (%U) in a word of %q", r, r, s)
				}
			}
		}
		for _, same := range []string{strings.Join(words, " "), " (" + s + "\u0301)\n"} {
			if again := fold(same); !slices.Equal(words, again) {
				t.Errorf("%q folds to %q, but %q to %q", s, words, same, again)
			}
		}
		n := forms.name(s)
		if again := forms.name(strings.Join(n.words, " ")); again.core != n.core || again.forms != "" {
			t.Errorf("%q is %+v, without legal forms %+v", s, n, again)
		}
	})
}

// TestLettersAreSmall: what plain returns is never changed again.
func TestLettersAreSmall(t *testing.T) {
	n := 0
	for r := range unicode.MaxRune {
		if s := plain(r); s != "" {
			n++
			if fold(s)[0] != s || unicode.ToLower(r) != r {
				t.Errorf("%c is %s", r, s)
			}
		}
	}
	if n < 250 {
		t.Errorf("%d letters", n)
	}
}

// TestAffixesAreFolded: a form that fold writes otherwise would never be found.
func TestAffixesAreFolded(t *testing.T) {
	for _, a := range []affixes{legalForms(), vendorWords()} {
		for words := range a.words {
			if got := strings.Join(fold(words), " "); got != words {
				t.Errorf("%q folds to %q", words, got)
			}
			if n := a.name(words); n.core != "" || n.full == "" {
				t.Errorf("%q alone is %+v", words, n)
			}
		}
		for i, part := range a.parts {
			if n := a.name(part + "X"); n.core != "x" {
				t.Errorf("%q before a name is %+v", part, n)
			}
			for _, longer := range a.parts[i+1:] {
				if strings.HasSuffix(longer, part) {
					t.Errorf("%s would cut %s short", part, longer)
				}
			}
		}
	}
}
