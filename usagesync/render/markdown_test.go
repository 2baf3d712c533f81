package render_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

func markdown(t *testing.T, customer string) string {
	t.Helper()
	p := sample()
	p.Steps = p.Steps[:1]
	p.Steps[0].Customer, p.Steps[0].CompanyID = customer, ""
	var b strings.Builder
	if err := render.Markdown(&b, p, render.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMarkdownEscapes(t *testing.T) {
	for name, want := range map[string]string{
		"Bäckerei Huber & Söhne": "Bäckerei Huber & Söhne",
		"O'Neill, P.C.":          "O'Neill, P.C.",
		"R&D":                    `R\&D`,
		"&lt;b&gt;":              `\&lt;b\&gt;`,
		"&#60;":                  `\&#60;`,
		"a | b":                  `a \| b`,
		`a \| b`:                 `a \\\| b`,
		"`code`":                 "\\`code\\`",
		"[x](http://y)":          `\[x\](http://y)`,
		"![x](y)":                `!\[x\](y)`,
		"<script>":               `\<script\>`,
		"*bold* ~~gone~~":        `\*bold\* \~\~gone\~\~`,
		"Sophos_Email_Advanced":  "Sophos_Email_Advanced",
		"_x_ a__b":               `\_x\_ a\_\_b`,
		"$a$":                    `\$a\$`,
		"two\nlines\r\n# here":   "two lines  # here",
		"\x1b[31mred":            "\ufffd\\[31mred",
		"left\u202eright":        "left\ufffdright",
		"\xff":                   "\ufffd",
	} {
		out := markdown(t, name)
		if !strings.Contains(out, "\n| "+want+" | Managed Security (agreement 1204) |") {
			t.Errorf("%q: no %q in\n%s", name, want, out)
		}
	}
}

// FuzzMarkdown holds that a name changes nothing but its cell: the same lines, and in each the same number of cells.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"Acme", "a | b", `\`, `\|`, "x\n# y", "`|`", "\xff", "_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.TrimSpace(s) == "" {
			return
		}
		want, got := strings.Split(markdown(t, "Acme"), "\n"), strings.Split(markdown(t, s), "\n")
		if len(got) != len(want) {
			t.Fatalf("%d lines, want %d", len(got), len(want))
		}
		for i := range want {
			if bars(got[i]) != bars(want[i]) {
				t.Errorf("%d bars, want %d: %q", bars(got[i]), bars(want[i]), got[i])
			}
			if strings.IndexFunc(got[i], unseen) >= 0 {
				t.Errorf("invisible character in %q", got[i])
			}
		}
	})
}

// bars counts the bars of a line that no backslash escapes.
func bars(line string) (n int) {
	escaped := false
	for _, r := range line {
		if r == '|' && !escaped {
			n++
		}
		escaped = r == '\\' && !escaped
	}
	return n
}

func TestMarkdownHasEverything(t *testing.T) {
	var b strings.Builder
	if err := render.Markdown(&b, sample(), render.Options{All: true}); err != nil {
		t.Fatal(err)
	}
	for _, s := range sample().Steps {
		if s.Verb == plan.VerbWithhold && !strings.Contains(b.String(), "| "+s.ID+" |") {
			t.Errorf("no step %s to release", s.ID)
		}
		if !strings.Contains(b.String(), s.Monthly.String()+" "+s.Currency) {
			t.Errorf("no change %s", s.Monthly)
		}
	}
}
