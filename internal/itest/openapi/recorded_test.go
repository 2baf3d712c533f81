package openapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/internal/itest/openapi"
)

const (
	module     = "github.com/psasync/psasync"
	serverTest = module + "/connectwise/connectwisetest"
)

// recorded is a line that a test server writes under the tag psasync_record: a request, and again with what was answered
// to it, before any fault.
type recorded struct {
	Request connectwisetest.Request
	Answer  *struct {
		Status int
		Header http.Header
		Body   []byte
	}
}

// granted is what the test server's own tests see it do beyond the document: a part of the violation, and why that is right.
func granted() map[string]string {
	return map[string]string{
		"number must be at most 1000":          "a larger pageSize is capped without an error [client code]",
		"/procurement/types/:":                 "the document has some paths with a slash at the end and some without, and clients call both [client code]",
		`"/cancelledDate": Value is not null`:  "null in a body clears a member, as in answers it is left out [inferred]",
		`"/serialNumber": maximum string leng`: "legacy data is older than the limits: it is served as it is [client code]",
	}
}

// TestRootsTestsKeepTheDocument runs those tests of the root module that use the test server, and judges all they send
// and get.
func TestRootsTestsKeepTheDocument(t *testing.T) {
	r := rules(t)
	root, err := run(t, ".", "", "go", "list", "-m", "-f", "{{.Dir}}", module)
	if err != nil {
		t.Fatal(err)
	}
	root = strings.TrimSpace(root)
	atLeast := map[string]int{module + "/connectwise": 50, serverTest: 100, module + "/usagesync/toconnectwise": 300}
	packages := users(t, root)
	for name := range atLeast {
		if !slices.Contains(packages, name) {
			t.Errorf("the tests of %s don't use the test server", name)
		}
	}
	for _, name := range packages {
		t.Run(strings.TrimPrefix(name, module+"/"), func(t *testing.T) {
			dir := t.TempDir()
			if _, err := run(t, root, "PSASYNC_RECORD="+dir, "go", "test", "-count=1", "-tags=psasync_record", name); err != nil {
				t.Error(err) // what was recorded is judged all the same
			}
			requests, answers, reasons := 0, 0, map[string]string{}
			if name == serverTest {
				reasons = granted()
			}
			used := map[string]bool{}
			for _, line := range lines(t, dir) {
				if line.Answer == nil {
					requests++
				} else {
					answers++
				}
				for _, v := range judge(r, line, name == serverTest) {
					if part := excused(v, reasons); part != "" {
						used[part] = true
					} else {
						t.Error(v)
					}
				}
			}
			for part, reason := range reasons {
				if !used[part] {
					t.Errorf("nothing was granted because %s: remove %q", reason, part)
				}
			}
			t.Logf("%d requests, %d answers", requests, answers)
			if requests < max(atLeast[name], 1) || answers == 0 {
				t.Errorf("recorded %d requests and %d answers, want %d requests at least", requests, answers, atLeast[name])
			}
		})
	}
}

// judge wants every request to be valid; of the test server's own tests, which try what it refuses, those that it granted.
func judge(r *openapi.Rules, line recorded, own bool) []openapi.Violation {
	var all []openapi.Violation
	note := func(what string, err error) {
		if err != nil {
			all = append(all, openapi.Violation{What: what + line.Request.Method + " " + line.Request.Path, Err: err})
		}
	}
	switch a := line.Answer; {
	case a == nil && !own, a != nil && own && a.Status < http.StatusBadRequest:
		_, err := r.Logged(line.Request)
		note("", err)
	}
	if a := line.Answer; a != nil {
		request, err := http.NewRequest(line.Request.Method, "http://psa.example"+line.Request.Path, nil)
		if err == nil {
			err = r.Answer(request, a.Status, a.Header, a.Body)
		}
		note("answer to ", err)
	}
	return all
}

// excused returns the reason's key.
func excused(v openapi.Violation, reasons map[string]string) string {
	for part := range reasons {
		if strings.Contains(v.String(), part) {
			return part
		}
	}
	return ""
}

// users lists the packages of the root module whose tests import the test server.
func users(t *testing.T, root string) []string {
	t.Helper()
	var all []string
	list, err := run(t, root, "", "go", "list", "-json=ImportPath,TestImports,XTestImports", "./...")
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(list)); ; {
		var p struct {
			ImportPath                string
			TestImports, XTestImports []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(slices.Concat(p.TestImports, p.XTestImports), serverTest) {
			all = append(all, p.ImportPath)
		}
	}
}

// lines reads what was recorded, without what a Sophos Central was asked: what is in doubt is a request to ConnectWise.
func lines(t *testing.T, dir string) []recorded {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var all []recorded
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			var l recorded
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			if !toSophos(l.Request.Path) {
				all = append(all, l)
			}
		}
	}
	return all
}

func toSophos(path string) bool {
	return slices.ContainsFunc([]string{"/api/v2/oauth2/token", "/whoami/v1", "/partner/v1/", "/organization/v1/", "/licenses/v1/"},
		func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// run runs a command with one more variable in its environment, or none.
func run(t *testing.T, dir, env string, command ...string) (string, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), command[0], command[1:]...)
	c.Dir = dir
	if env != "" {
		c.Env = append(os.Environ(), env)
	}
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", strings.Join(command, " "), err, stderr.String(), out)
	}
	return string(out), nil
}
