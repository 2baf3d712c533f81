package openapi_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

var update = flag.Bool("update", false, "rewrite testdata/uncovered.txt")

// TestOperationsAreTheDocuments compares the client's table with the vendor's document. To follow a change of the table, run
// the command reduce.
func TestOperationsAreTheDocuments(t *testing.T) {
	var table []string
	for _, o := range connectwise.Operations() {
		table = append(table, o.Method+" "+o.Path)
	}
	slices.Sort(table)
	if diff := cmp.Diff(rules(t).Operations(), table); diff != "" {
		t.Errorf("-document +client\n%s", diff)
	}
}

// TestUncovered lists what of the vendor's document the client doesn't have, and why.
func TestUncovered(t *testing.T) {
	const golden = "testdata/uncovered.txt"
	var b strings.Builder
	for _, operation := range rules(t).LeftOut() {
		reason := whyNot(operation)
		if reason == "" {
			t.Errorf("%s: no reason why the client doesn't have it", operation)
		}
		fmt.Fprintf(&b, "%-75s %s\n", operation, reason)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("run with -update after a look at\n%s", diff)
	}
}

func whyNot(operation string) string {
	method, path, _ := strings.Cut(operation, " ")
	switch {
	case strings.HasPrefix(path, "/system/bundles"):
		return "nobody could verify bundles"
	case path == "/procurement/catalog/{id}/pricing":
		return "prices are the provider's own"
	case method == "DELETE":
		return "a sync deletes nothing"
	case method == "PUT":
		return "a sync writes additions and catalog items only, and these by PATCH"
	case method == "POST" || method == "PATCH":
		return "a sync writes additions and catalog items only"
	case strings.HasPrefix(path, "/procurement/categories/{parentId}/subcategories/"):
		return "the same records as /procurement/subcategories"
	case path == "/company/companies/default":
		return "companies are mapped by id"
	}
	return ""
}
