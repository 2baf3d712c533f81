package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	root   = "../.." // of the repository, from this package's folder
	module = "github.com/psasync/psasync"
)

// pkg is what `go list` says of one package.
type pkg struct {
	ImportPath, Dir                    string
	Standard                           bool
	Imports, TestImports, XTestImports []string
	Deps                               []string // transitive, without tests
	GoFiles, TestGoFiles, XTestGoFiles []string
}

// allImports are the direct imports, those of tests included.
func (p pkg) allImports() []string { return slices.Concat(p.Imports, p.TestImports, p.XTestImports) }

// listOnce lists the packages of all modules of the workspace with everything they depend on.
var listOnce = sync.OnceValues(func() (map[string]pkg, error) {
	cmd := exec.Command("go", "list", "-deps",
		"-json=ImportPath,Dir,Standard,Imports,TestImports,XTestImports,Deps,GoFiles,TestGoFiles,XTestGoFiles", "work")
	cmd.Dir = root
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, errors.New("go list: " + err.Error() + "\n" + stderr.String())
	}
	pkgs := map[string]pkg{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, err
		}
		pkgs[p.ImportPath] = p
	}
})

// packages returns all packages by import path.
func packages(t *testing.T) map[string]pkg {
	t.Helper()
	pkgs, err := listOnce()
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

// mustPackage returns the package in dir, which has to exist.
func mustPackage(t *testing.T, dir string) pkg {
	t.Helper()
	p, ok := packages(t)[module+"/"+dir]
	if !ok {
		t.Fatalf("no package %s: create it, or correct the rule that names it", dir)
	}
	return p
}

// ours returns this repository's packages in order of their path.
func ours(t *testing.T) []pkg {
	t.Helper()
	var out []pkg
	for path, p := range packages(t) {
		if path == module || strings.HasPrefix(path, module+"/") {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b pkg) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return out
}

// files calls f with the path (from the root, with slashes) and content of every text file of the repository.
func files(t *testing.T, f func(path, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // an editor's or a test's short-lived file
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if text := string(data); !strings.ContainsRune(text, 0) {
			f(filepath.ToSlash(rel), text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
