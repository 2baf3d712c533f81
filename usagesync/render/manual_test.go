package render

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

// codeGroup is a group of constants of plan.Code, as the source groups them.
type codeGroup struct {
	title string
	codes []plan.Code
}

// TestManualOfCodes keeps docs/findings.md the same as plan.Codes(), and the list as closed as its constants.
func TestManualOfCodes(t *testing.T) {
	groups := codeGroups(t, filepath.Join("..", "plan", "codes.go"))
	var listed, declared []plan.Code
	for _, info := range plan.Codes() {
		listed = append(listed, info.Code)
	}
	for _, g := range groups {
		declared = append(declared, g.codes...)
	}
	if diff := cmp.Diff(declared, listed); diff != "" {
		t.Fatalf("constants and plan.Codes() differ (-constants +list):\n%s", diff)
	}

	got := manual(groups)
	file := filepath.Join("..", "..", "docs", "findings.md")
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not what plan.Codes() says; go test ./usagesync/render -update writes it (-want +got):\n%s", file, diff)
	}
}

// manual explains every code, one table for each group.
func manual(groups []codeGroup) string {
	severities := map[plan.Severity]int{}
	releasable := 0
	var sections []section
	for _, g := range groups {
		t := table{columns: []column{{"Code", left}, {"Severity", left}, {"What it means", left}, {"What to do", left}, {"Can be released", left}}}
		for _, code := range g.codes {
			info := code.Info()
			severities[info.Severity]++
			release := "no"
			if info.Releasable {
				release = "yes"
				releasable++
			}
			t.rows = append(t.rows, []string{string(code), string(info.Severity), info.Message, info.Advice, release})
		}
		sections = append(sections, section{title: g.title, table: t})
	}
	lead := fmt.Sprintf(`A plan says why a step is withheld, and what else a person should know, with one of these %d codes. The list is closed.
This page is written by a test from `+"`plan.Codes()`"+`: `+"`go test ./usagesync/render -update`"+`.

- **problem** (%d): usage is not billed, or would be billed wrongly.
- **warning** (%d): somebody should look before the next invoice.
- **info** (%d): worth knowing, nothing to do.

A person can release a step that is withheld for one of %d reasons: those rest on a rule or a limit. The others rest on a
missing fact or an open question, which no release answers, or withhold nothing.`,
		len(plan.Codes()), severities[plan.Problem], severities[plan.Warning], severities[plan.Info], releasable)
	return markdown(slices.Concat([]section{{title: "Findings and reasons", lead: lead}}, sections))
}

// codeGroups reads the groups of constants from the source: only there stands which codes belong together.
func codeGroups(t *testing.T, file string) []codeGroup {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var groups []codeGroup
	for _, d := range source.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		g := codeGroup{title: strings.TrimSuffix(strings.TrimSpace(block.Doc.Text()), ".")}
		for _, spec := range block.Specs {
			value := spec.(*ast.ValueSpec)
			if kind, ok := value.Type.(*ast.Ident); !ok || kind.Name != "Code" {
				continue
			}
			code, err := strconv.Unquote(value.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			g.codes = append(g.codes, plan.Code(code))
		}
		if len(g.codes) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
