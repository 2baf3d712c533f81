package sophos_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
)

// TestAnswersLoseNothing decodes and re-encodes every answer of testdata: nothing that is modelled may get lost, a count of 0
// least of all. What is null, {} or unknown in the others has its own test, TestLenientDecoding.
func TestAnswersLoseNothing(t *testing.T) {
	again := map[string]func([]byte) (any, error){
		"whoami": through[sophos.Identity], "tenant": through[sophos.Tenant], "licenses": through[sophos.TenantLicenses],
	}
	files, err := filepath.Glob("testdata/answers/*.json")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d answers, %v", len(files), err)
	}
	for _, file := range files {
		kind, _, _ := strings.Cut(filepath.Base(file), ".")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if again[kind] == nil {
			t.Errorf("%s: no type for it", file)
			continue
		}
		var want any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		got, err := again[kind](raw)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v %s", file, err, d)
		}
	}
}

// through is what is left of a document after a T.
func through[T any](raw []byte) (any, error) {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	out, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var left any
	err = json.Unmarshal(out, &left)
	return left, err
}
