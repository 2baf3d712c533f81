package archtest

import (
	"regexp"
	"strings"
	"testing"
)

// TestGuaranteesAreProved holds docs/guarantees.md to the tree: a row for each of the README's guarantees, in order, and
// every test that a row names exists.
func TestGuaranteesAreProved(t *testing.T) {
	tests, promised, proofs := map[string]bool{}, 0, ""
	funcs := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(`)
	files(t, func(path, text string) {
		switch {
		case path == "docs/guarantees.md":
			proofs = text
		case path == "README.md":
			_, section, _ := strings.Cut(text, "## Guarantees")
			section, _, _ = strings.Cut(section, "\n## ")
			promised = len(regexp.MustCompile(`(?m)^\d+\. `).FindAllString(section, -1))
		case strings.HasSuffix(path, "_test.go"):
			for _, m := range funcs.FindAllStringSubmatch(text, -1) {
				tests[m[1]] = true
			}
		}
	})
	rows := regexp.MustCompile(`(?m)^\| \d+ \|.*\|$`).FindAllString(proofs, -1)
	if promised == 0 || len(rows) != promised {
		t.Errorf("the README promises %d things, docs/guarantees.md proves %d", promised, len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(row, "|")
		names := codeSpans(cells[3])
		if len(names) == 0 {
			t.Errorf("no test in %s", row)
		}
		for _, name := range names {
			if !tests[name] {
				t.Errorf("no test %s in the tree", name)
			}
		}
	}
}
