package archtest

import (
	"regexp"
	"strings"
	"testing"
)

const unverifiedDoc = "docs/unverified.md"

// row is one row of the table in docs/unverified.md.
type row struct {
	id, fact, source, option, pkg, test string
}

// TestUnverifiedTableIsTrue holds docs/unverified.md to the tree: rows complete, in order and known to code or tests;
// every test and package that a row names exists; every id that the code cites stands in the table.
func TestUnverifiedTableIsTrue(t *testing.T) {
	var doc string
	cited := map[string]string{} // id -> a file that cites it
	tests := map[string]bool{}   // names of test functions
	folders := map[string]bool{} // folders that hold Go code
	funcs := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)
	files(t, func(path, text string) {
		switch {
		case path == unverifiedDoc:
			doc = text
		case strings.HasPrefix(path, "internal/archtest/") || !strings.HasSuffix(path, ".go"):
		case strings.HasSuffix(path, "_test.go"):
			for _, m := range funcs.FindAllStringSubmatch(text, -1) {
				tests[m[1]] = true
			}
		default:
			folders[path[:max(strings.LastIndex(path, "/"), 0)]] = true
			for _, id := range citations(text) {
				cited[id] = path
			}
		}
	})
	rows := tableRows(t, doc)
	if len(rows) == 0 {
		t.Fatalf("%s has no rows", unverifiedDoc)
	}

	known := map[string]bool{}
	last := ""
	for _, r := range rows {
		if r.id <= last || !regexp.MustCompile(`^U\d\d$`).MatchString(r.id) {
			t.Errorf("id %q after %q: ids are U01, U02, ..., each once and in order", r.id, last)
		}
		last, known[r.id] = r.id, true
		names := codeSpans(r.test)
		if len(names) == 0 {
			t.Errorf("%s names no test", r.id)
		}
		for _, name := range names {
			if !tests[name] {
				t.Errorf("%s: no test %s in the tree", r.id, name)
			}
		}
		if len(codeSpans(r.pkg)) == 0 {
			t.Errorf("%s names no package", r.id)
		}
		for _, dir := range codeSpans(r.pkg) {
			if !folders[dir] {
				t.Errorf("%s: no package %s", r.id, dir)
			}
		}
	}
	for id, path := range cited {
		if !known[id] {
			t.Errorf("%s cites %s, which %s does not have", path, id, unverifiedDoc)
		}
	}
}

// citations finds the ids in marks of the form "(unverified: U07)" or "(unverified: U07, U09)", also across lines of a
// comment.
func citations(text string) []string {
	text = regexp.MustCompile(`\n\s*//\s*`).ReplaceAllString(text, " ")
	var ids []string
	for _, m := range regexp.MustCompile(`unverified: ((?:U\d+(?:, )?)+)`).FindAllStringSubmatch(text, -1) {
		ids = append(ids, strings.Split(strings.TrimSuffix(m[1], ", "), ", ")...)
	}
	return ids
}

// tableRows reads the rows whose first cell is an id. Every cell has to say something.
func tableRows(t *testing.T, doc string) []row {
	t.Helper()
	var rows []row
	for line := range strings.Lines(doc) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if !strings.HasPrefix(line, "|") || cells[0] == "id" || strings.HasPrefix(cells[0], "-") {
			continue
		}
		if len(cells) != 6 {
			t.Errorf("%s: %d cells, want 6: %s", unverifiedDoc, len(cells), line)
			continue
		}
		for i, cell := range cells {
			if cell == "" {
				t.Errorf("%s: cell %d of %s is empty", unverifiedDoc, i+1, cells[0])
			}
		}
		rows = append(rows, row{cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]})
	}
	return rows
}

// codeSpans returns what stands in `backquotes`.
func codeSpans(cell string) []string {
	var spans []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
		spans = append(spans, m[1])
	}
	return spans
}
