package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tiny returns the module in testdata/tiny as an own workspace.
func tiny(t *testing.T) string {
	t.Helper()
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	root, err := filepath.Abs(filepath.Join("testdata", "tiny"))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestRunnerVerdicts(t *testing.T) {
	root := tiny(t)
	before, err := os.ReadFile(filepath.Join(root, "tiny.go"))
	if err != nil {
		t.Fatal(err)
	}
	watched := Tests{".", "^(TestLower|TestNegative)$"}
	const guard = "\tif low < 0 {\n\t\treturn 0\n\t}\n"
	cases := []struct {
		m       Mutation
		verdict Verdict
		detail  string
	}{
		{Mutation{"wrong value", "tiny.go", "min(a, b)", "max(a, b)", watched}, Caught, "TestLower"},
		{Mutation{"deleted", "tiny.go", guard, "", watched}, Caught, "TestNegative"},
		{Mutation{"panics", "tiny.go", "return low\n", "panic(low)\n", watched}, Caught, "TestLower"},
		{Mutation{"hangs", "tiny.go", "return low\n", "select {}\n", watched}, Caught, "TestLower"},
		{Mutation{"only another test would notice", "tiny.go", guard, "", Tests{".", "^TestLower$"}}, Survived, "TestLower"},
		{Mutation{"unwatched", "tiny.go", "return 7", "return 8", watched}, Survived, "noticed"},
		{Mutation{"vet would object", "tiny.go", "return 7", "x := 7\n\tx = x\n\treturn x", watched}, Survived, "noticed"},
		{Mutation{"does not compile", "tiny.go", "return 7", "return seven", watched}, Broken, "undefined: seven"},
		{Mutation{"does not parse", "tiny.go", "return 7", "return )", watched}, Broken, "does not compile"},
		{Mutation{"text gone", "tiny.go", "return 6", "return 8", watched}, Broken, "0 times"},
		{Mutation{"text twice", "tiny.go", "int", "uint", watched}, Broken, "times, want once"},
		{Mutation{"file gone", "gone.go", "x", "y", watched}, Broken, "no such file: gone.go"},
		{Mutation{"no test matches", "tiny.go", "min(a, b)", "max(a, b)", Tests{".", "^TestGone$"}}, Broken, "no test ran"},
		{Mutation{"fails unbroken", "tiny.go", "min(a, b)", "max(a, b)", Tests{".", "^TestAlwaysFails$"}}, Broken, "unbroken: TestAlwaysFails"},
		{Mutation{"package gone", "tiny.go", "min(a, b)", "max(a, b)", Tests{"./gone", ""}}, Broken, "gone"},
	}
	all := make([]Mutation, len(cases))
	for i, c := range cases {
		all[i] = c.m
	}
	var got []Result
	r := Runner{Root: root, Jobs: 2, Timeout: 3 * time.Second}
	if err := r.Run(t.Context(), all, func(r Result) { got = append(got, r) }); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(cases) {
		t.Fatalf("%d results, want %d", len(got), len(cases))
	}
	for i, c := range cases {
		if got[i].Name != c.m.Name || got[i].Verdict != c.verdict || !strings.Contains(got[i].Detail, c.detail) {
			t.Errorf("result %d = %+v\nwant %s, %s with %q", i, got[i], c.m.Name, c.verdict, c.detail)
		}
	}
	after, err := os.ReadFile(filepath.Join(root, "tiny.go"))
	if err != nil || string(after) != string(before) {
		t.Errorf("the tree was touched (%v)", err)
	}
}

func TestRunnerStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := Runner{Root: tiny(t), Jobs: 1, Timeout: time.Minute}
	m := Mutation{"any", "tiny.go", "min(a, b)", "max(a, b)", Tests{".", ""}}
	err := r.Run(ctx, []Mutation{m}, func(Result) { t.Error("reported a result") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want canceled", err)
	}
}
