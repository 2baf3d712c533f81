package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTable(t *testing.T) {
	got, err := parseTable(strings.Join([]string{
		"# what this file is",
		"",
		"",
		"# why the first matters",
		"mutation one: two lines, tabs kept",
		"file     a/b.go",
		"- 	if x {",
		"- ",
		"- 		return - 1",
		"+ 	if false {",
		"test     ./a/... ./c -run ^TestX$",
		"",
		"mutation two: deleted",
		"file b.go",
		"- check()",
		"test ./b",
		"",
	}, "\n"))
	want := []Mutation{
		{
			Name: "one: two lines, tabs kept", File: "a/b.go",
			Find: "\tif x {\n\n\t\treturn - 1", Replace: "\tif false {",
			Tests: Tests{Packages: "./a/... ./c", Run: "^TestX$"},
		},
		{Name: "two: deleted", File: "b.go", Find: "check()", Tests: Tests{Packages: "./b"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("err %v, mutations (-want +got):\n%s", err, diff)
	}
}

func TestParseTableReportsEverything(t *testing.T) {
	_, err := parseTable(`mutation same
file a.go
- x
+ x
test ./a

mutation incomplete
- x

mutation odd
file a.go
* x

mutation twice
file a.go
- x
test ./a

mutation twice
file a.go
- y
test ./a`)
	want := `mutation "same": changes nothing
mutation "incomplete": needs mutation, file, at least one - line, and test
mutation "odd": "* x" begins with none of mutation, file, -, +, test, #
mutation "twice" stands twice`
	if err == nil || err.Error() != want {
		t.Errorf("err = %v\nwant %s", err, want)
	}
	if _, err := parseTable("# nothing\n"); err == nil {
		t.Error("an empty table passes: it would prove nothing")
	}
}

// TestTableApplies tells at once, without running anything, when a change of the code has left a mutation behind.
func TestTableApplies(t *testing.T) {
	all, err := load("mutations.txt", "")
	if err != nil {
		t.Fatal(err)
	}
	r := Runner{Root: "../.."}
	for _, m := range all {
		if _, err := r.overlay(m, t.TempDir()+"/m"); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
		for dir := range strings.FieldsSeq(m.Tests.Packages) {
			if _, err := os.Stat("../../" + strings.TrimSuffix(dir, "/...")); err != nil {
				t.Errorf("%s: %v", m.Name, err)
			}
		}
	}
}
