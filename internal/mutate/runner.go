package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Verdict says what became of a mutation.
type Verdict string

// The verdicts.
const (
	Caught   Verdict = "caught"
	Survived Verdict = "SURVIVED"
	Broken   Verdict = "BROKEN"
)

// Result is one mutation's verdict.
type Result struct {
	Name    string
	Verdict Verdict
	Detail  string // the test that caught it, or why it is broken
	Took    time.Duration
}

// Runner tries mutations on the tree at Root.
type Runner struct {
	Root    string // absolute
	Jobs    int
	Timeout time.Duration // of one run of tests
}

// Run tries all mutations, Jobs at a time, and calls report with the results in the order of the table.
func (r Runner) Run(ctx context.Context, all []Mutation, report func(Result)) error {
	scratch, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return fmt.Errorf("make scratch folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(scratch) }()

	unbroken := r.baselines(ctx, all)
	results := make([]chan Result, len(all))
	slots := make(chan struct{}, r.Jobs)
	var wg sync.WaitGroup
	defer wg.Wait()
	for i, m := range all {
		results[i] = make(chan Result, 1)
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			start := time.Now()
			verdict, detail := r.try(ctx, m, filepath.Join(scratch, fmt.Sprint(i)), unbroken[m.Tests])
			results[i] <- Result{m.Name, verdict, detail, time.Since(start)}
		})
	}
	for _, c := range results {
		result := <-c
		if err := ctx.Err(); err != nil {
			return err
		}
		report(result)
	}
	return nil
}

// baselines runs each set of tests once without any mutation, and returns what is wrong with a set, if anything.
func (r Runner) baselines(ctx context.Context, all []Mutation) map[Tests]string {
	wrong := map[Tests]string{}
	for _, m := range all {
		if _, done := wrong[m.Tests]; done {
			continue
		}
		out, err := goTest(ctx, r.Root, m.Tests, "", r.Timeout)
		switch {
		case err != nil:
			wrong[m.Tests] = err.Error()
		case out.BuildFail != "":
			wrong[m.Tests] = "unbroken, it " + out.BuildFail
		case out.Failed:
			wrong[m.Tests] = strings.TrimSpace("the tests fail unbroken: " + out.FirstFail)
		case !out.Ran:
			wrong[m.Tests] = "no test ran: " + m.Tests.Packages + " has none that match " + m.Tests.Run
		default:
			wrong[m.Tests] = ""
		}
	}
	return wrong
}

// try puts one mutation in place and runs its tests. Scratch is a path of its own.
func (r Runner) try(ctx context.Context, m Mutation, scratch, unbroken string) (Verdict, string) {
	if unbroken != "" {
		return Broken, unbroken
	}
	overlay, err := r.overlay(m, scratch)
	if err != nil {
		return Broken, err.Error()
	}
	out, err := goTest(ctx, r.Root, m.Tests, overlay, r.Timeout)
	switch {
	case err != nil:
		return Broken, err.Error()
	case out.BuildFail != "":
		return Broken, out.BuildFail
	case out.Failed:
		return Caught, out.FirstFail
	default:
		return Survived, "no test of " + strings.TrimSpace(m.Tests.Packages+" "+m.Tests.Run) + " noticed"
	}
}

// overlay writes the broken file and go's overlay description, and returns the path of the latter.
func (r Runner) overlay(m Mutation, scratch string) (string, error) {
	original := filepath.Join(r.Root, filepath.FromSlash(m.File))
	data, err := os.ReadFile(original)
	if err != nil {
		return "", fmt.Errorf("no such file: %s", m.File)
	}
	if n := strings.Count(string(data), m.Find); n != 1 {
		return "", fmt.Errorf("%s has the text %d times, want once", m.File, n)
	}
	broken, description := scratch+filepath.Ext(m.File), scratch+".json"
	if err := os.WriteFile(broken, []byte(strings.Replace(string(data), m.Find, m.Replace, 1)), 0o600); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{original: broken}})
	if err != nil {
		return "", err
	}
	return description, os.WriteFile(description, text, 0o600)
}
