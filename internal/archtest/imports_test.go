package archtest

import (
	"encoding/json"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// TestPackagesExist names the packages that the layout promises. A new one is added here.
func TestPackagesExist(t *testing.T) {
	for _, dir := range []string{
		"catalog",
		"internal/transport", "internal/pace",
		"sophos", "sophos/sophostest",
		"connectwise", "connectwise/connectwisetest",
		"usagesync", "usagesync/plan", "usagesync/render", "usagesync/suggest",
		"usagesync/fromsophos", "usagesync/toconnectwise",
		"usagesync/memstore", "usagesync/sqlstore", "usagesync/storetest", "usagesync/targettest",
		"internal/simulation", "internal/vectors", "internal/stories", "internal/itest/openapi",
		"examples/quickstart",
	} {
		t.Run(dir, func(t *testing.T) { mustPackage(t, dir) })
	}
}

// TestPureImports holds the packages that do nothing but compute: their own short list beside the standard library, and
// nothing that reads a clock, a file, a network or chance.
func TestPureImports(t *testing.T) {
	banned := []string{
		"context", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec",
	}
	for dir, allowed := range map[string][]string{
		"catalog":        nil,
		"usagesync/plan": {module + "/catalog"},

		"usagesync/suggest": {module + "/catalog", module + "/usagesync/plan"},
	} {
		t.Run(dir, func(t *testing.T) {
			for _, imp := range mustPackage(t, dir).Imports {
				if slices.Contains(banned, imp) || !packages(t)[imp].Standard && !slices.Contains(allowed, imp) {
					t.Errorf("imports %s", imp)
				}
			}
		})
	}
}

// TestDirection holds what a package must not reach, directly or through others; its tests may. A pattern ending in /...
// covers the package and all below it.
func TestDirection(t *testing.T) {
	own := func(dirs ...string) []string {
		for i := range dirs {
			dirs[i] = module + "/" + dirs[i]
		}
		return dirs
	}
	core := append(own("sophos/...", "connectwise/...", "internal/transport", "internal/pace"), "net/http", "database/sql")
	for from, banned := range map[string][]string{
		"usagesync":          core,
		"usagesync/plan":     core,
		"usagesync/render":   core,
		"usagesync/suggest":  core,
		"usagesync/memstore": core,
		"sophos/...":         own("connectwise/...", "catalog", "usagesync/..."),
		"connectwise/...":    own("sophos/...", "catalog", "usagesync/..."),
		"internal/transport": own("sophos/...", "connectwise/...", "catalog", "usagesync/..."),
		"internal/pace":      own("sophos/...", "connectwise/...", "catalog", "usagesync/...", "internal/transport"),
	} {
		t.Run(from, func(t *testing.T) {
			mustPackage(t, strings.TrimSuffix(from, "/..."))
			for _, p := range ours(t) {
				if !covers(module+"/"+from, p.ImportPath) {
					continue
				}
				for _, dep := range p.Deps {
					if i := slices.IndexFunc(banned, func(b string) bool { return covers(b, dep) }); i >= 0 {
						t.Errorf("%s reaches %s (rule: %s must not reach %s)", p.ImportPath, dep, from, banned[i])
					}
				}
			}
		})
	}
}

// covers reports whether an import path falls under a pattern.
func covers(pattern, importPath string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	return importPath == base || below && strings.HasPrefix(importPath, base+"/")
}

// TestExamplesArePublic holds the examples to what any user of the module can import.
func TestExamplesArePublic(t *testing.T) {
	mustPackage(t, "examples/quickstart")
	for _, p := range ours(t) {
		if !covers(module+"/examples/...", p.ImportPath) {
			continue
		}
		for _, imp := range p.allImports() {
			internal := strings.Contains(imp+"/", "/internal/") && !covers(module+"/examples/...", imp)
			if internal && covers(module+"/...", imp) {
				t.Errorf("%s imports %s", p.ImportPath, imp)
			}
		}
	}
}

// TestRootRequirements keeps the root module small: whoever imports it takes these, too.
func TestRootRequirements(t *testing.T) {
	allowed := []string{
		"github.com/hashicorp/go-retryablehttp",
		"golang.org/x/time",
		// tests only
		"github.com/google/go-cmp",
		"github.com/jarcoal/httpmock",
		"go.uber.org/goleak",
		"pgregory.net/rapid",
	}
	cmd := exec.Command("go", "mod", "edit", "-json", path.Join(root, "go.mod"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var mod struct {
		Module  struct{ Path string }
		Require []struct {
			Path     string
			Indirect bool
		}
		Replace []struct{ Old struct{ Path string } }
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	if mod.Module.Path != module {
		t.Errorf("module %s, want %s", mod.Module.Path, module)
	}
	for _, r := range mod.Require {
		if !r.Indirect && !slices.Contains(allowed, r.Path) {
			t.Errorf("go.mod requires %s: put what needs it into a nested module", r.Path)
		}
	}
	for _, r := range mod.Replace {
		t.Errorf("go.mod replaces %s: that has no effect for those who import the module", r.Old.Path)
	}
}
