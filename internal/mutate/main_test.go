package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunExitCodes(t *testing.T) {
	root := tiny(t)
	table := filepath.Join(t.TempDir(), "table.txt")
	text := `mutation watched
file tiny.go
- min(a, b)
+ max(a, b)
test . -run ^TestLower$

mutation unwatched
file tiny.go
- return 7
+ return 8
test . -run ^TestLower$
`
	if err := os.WriteFile(table, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(root, table)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name           string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"all caught", []string{"-run", "^watched"}, 0, "mutate: 1 of 1 caught\n", ""},
		{"a share", []string{"-share", "2", "-seed", "a"}, 0, "mutate: one in 2 of 2 mutations\nmutate: 1 of 1 caught\n", ""},
		{"no share", []string{"-share", "0"}, 2, "", "at least 1"},
		{"one survives", nil, 1, "mutate: 1 of 2 caught\n", ""},
		{"nothing matches", []string{"-run", "zzz"}, 2, "", `no mutation's name matches "zzz"`},
		{"bad regexp", []string{"-run", "("}, 2, "", "missing closing )"},
		{"bad flag", []string{"-x"}, 2, "", "not defined: -x"},
		{"no jobs", []string{"-j", "0"}, 2, "", "at least 1"},
		{"argument", []string{"catalog"}, 2, "", "no arguments"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := run(t.Context(), append([]string{"-table", rel}, tt.args...), root, &stdout, &stderr)
			if code != tt.code || !strings.HasSuffix(stdout.String(), tt.stdout) || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("code %d, want %d\nstdout: %s\nstderr: %s", code, tt.code, &stdout, &stderr)
			}
			if tt.code == 2 && stdout.Len() > 0 {
				t.Errorf("ran although it was asked wrongly: %s", &stdout)
			}
		})
	}
	if code := run(t.Context(), []string{"-table", "gone.txt"}, root, new(strings.Builder), new(strings.Builder)); code != 2 {
		t.Errorf("code %d without a table, want 2", code)
	}
}
