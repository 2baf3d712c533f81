package sqlstore_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/sqlstore"
)

// TestMigrationFiles holds what the code takes for granted: numbers without a gap, the same in both dialects, and a file
// that records its own number. What the files do is tried in internal/itest.
func TestMigrationFiles(t *testing.T) {
	var names [][]string
	for _, d := range []sqlstore.Dialect{sqlstore.SQLite, sqlstore.PostgreSQL} {
		all, err := fs.Glob(sqlstore.Migrations(d), "*")
		if err != nil || len(all) < 2 {
			t.Fatalf("%s: %q, %v", d, all, err)
		}
		names = append(names, all)
		for i, name := range all {
			if !strings.HasPrefix(name, fmt.Sprintf("%04d_", i+1)) || !strings.HasSuffix(name, ".sql") {
				t.Errorf("%s/%s is at the place of number %d", d, name, i+1)
			}
			text, err := fs.ReadFile(sqlstore.Migrations(d), name)
			if err != nil {
				t.Fatal(err)
			}
			end := fmt.Sprintf("INSERT INTO usagesync_schema (version) VALUES (%d);\n", i+1)
			if !strings.HasSuffix(string(text), end) {
				t.Errorf("%s/%s does not end with %q", d, name, end)
			}
			for _, statement := range regexp.MustCompile(`(CREATE|ALTER) TABLE (\S+)`).FindAllStringSubmatch(string(text), -1) {
				if !strings.HasPrefix(statement[2], "usagesync_") {
					t.Errorf("%s/%s: %s has no prefix to replace", d, name, statement[2])
				}
			}
		}
	}
	if diff := cmp.Diff(names[0], names[1]); diff != "" {
		t.Errorf("the dialects differ (-SQLite +PostgreSQL):\n%s", diff)
	}
}

func TestMigrationsOfNothing(t *testing.T) {
	if names, err := fs.Glob(sqlstore.Migrations("mysql"), "*"); err != nil || len(names) != 0 {
		t.Errorf("%q, %v", names, err)
	}
}
