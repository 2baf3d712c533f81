package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	var b strings.Builder
	err := table(&b, []column{{"Name", 6}, {"State", 5}}, [][]string{{"Söhne GmbH", "on"}, {"a\x1b[2Jb", ""}})
	if err != nil {
		t.Fatal(err)
	}
	want := "Name    State\nSöhne…  on\na\ufffd[2Jb  -\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestParagraph(t *testing.T) {
	for _, test := range []struct{ name, mark, text, want string }{
		{"short", "", "nothing to do", "nothing to do\n"},
		{"wrapped behind its mark", "  -> ", strings.Repeat("word ", 20), "  -> " + strings.TrimSpace(strings.Repeat("word ", 15)) + "\n     " + strings.TrimSpace(strings.Repeat("word ", 5)) + "\n"},
		{"a word that never fits", "", strings.Repeat("x", 90) + " y", strings.Repeat("x", 90) + "\ny\n"},
		{"names move no cursor", "", "a\u202eb", "a\ufffdb\n"},
		{"empty", "  ", "", "  \n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			paragraph(&b, test.mark, test.text)
			if diff := cmp.Diff(test.want, b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
