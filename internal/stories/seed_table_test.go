package stories_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheSeedTableIsTrue holds docs/seeds.md to this package: every row names tests that exist, and every seed test stands in
// a row.
func TestTheSeedTableIsTrue(t *testing.T) {
	sources, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	here := map[string]bool{}
	for _, path := range sources {
		for _, m := range regexp.MustCompile(`(?m)^func (TestSeed\w+)\(`).FindAllStringSubmatch(read(t, path), -1) {
			here[m[1]] = true
		}
	}
	named := map[string]bool{}
	for line := range strings.Lines(read(t, filepath.Join("..", "..", "docs", "seeds.md"))) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| sentence") || strings.HasPrefix(line, "|--") {
			continue
		}
		names := regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(cells) != 2 || strings.TrimSpace(cells[0]) == "" || len(names) == 0 {
			t.Errorf("want a sentence and its tests: %s", line)
		}
		for _, n := range names {
			named[n[1]] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(here)), slices.Sorted(maps.Keys(named))); diff != "" || len(here) == 0 {
		t.Errorf("tests (-here +in docs/seeds.md):\n%s", diff)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
