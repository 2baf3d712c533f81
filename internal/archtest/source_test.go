package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPurePackagesHaveNoClock finds uses of the clock by their syntax, since package time itself is allowed there.
func TestPurePackagesHaveNoClock(t *testing.T) {
	banned := []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Sleep", "Tick"}
	for _, dir := range []string{"catalog", "usagesync/plan"} {
		p := mustPackage(t, dir)
		for _, name := range p.GoFiles {
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			local := importName(file, "time")
			ast.Inspect(file, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && slices.Contains(banned, sel.Sel.Name) {
					t.Errorf("%s: time.%s", fset.Position(n.Pos()), sel.Sel.Name)
				}
				return true
			})
		}
	}
}

// importName is the name under which a file knows a package, "" if it does not import it.
func importName(file *ast.File, importPath string) string {
	for _, imp := range file.Imports {
		switch {
		case imp.Path.Value != `"`+importPath+`"`:
		case imp.Name != nil:
			return imp.Name.Name
		default:
			return importPath[strings.LastIndex(importPath, "/")+1:]
		}
	}
	return ""
}

// TestEveryPackageHasAManual looks for doc.go with the package comment.
func TestEveryPackageHasAManual(t *testing.T) {
	for _, p := range ours(t) {
		if !slices.Contains(p.GoFiles, "doc.go") {
			t.Errorf("%s has no doc.go", p.ImportPath)
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, "doc.go"), nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		if file.Doc.Text() == "" {
			t.Errorf("%s: doc.go has no package comment", p.ImportPath)
		}
	}
}

// TestFilesAreShort holds one concern per file by its length. An exception is named here, with its reason.
func TestFilesAreShort(t *testing.T) {
	const limit = 400
	exceptions := map[string]string{}
	generated := regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	files(t, func(path, text string) {
		lines := strings.Count(text, "\n")
		switch _, excepted := exceptions[path]; {
		case !strings.HasSuffix(path, ".go") || generated.MatchString(text):
		case lines > limit && !excepted:
			t.Errorf("%s has %d lines, over %d: split it by concern", path, lines, limit)
		case lines <= limit && excepted:
			t.Errorf("%s has %d lines: it needs no exception any more", path, lines)
		}
		delete(exceptions, path)
	})
	for path := range exceptions {
		t.Errorf("%s is excepted, but does not exist", path)
	}
}

// TestNoPathsOfThisMachine keeps the project free of where it was written.
func TestNoPathsOfThisMachine(t *testing.T) {
	local := regexp.MustCompile(`(?:^|[^\w.~}])/(?:` + `work|farm)/|\.\./` + `shared`)
	files(t, func(path, text string) {
		for i, line := range strings.Split(text, "\n") {
			if local.MatchString(line) {
				t.Errorf("%s:%d: %s", path, i+1, strings.TrimSpace(line))
			}
		}
	})
}
