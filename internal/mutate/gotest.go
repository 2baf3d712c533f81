package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Outcome is what one run of go test showed.
type Outcome struct {
	Ran       bool   // at least one test or example began
	Failed    bool   // a package failed after its tests were built
	FirstFail string // the first test that failed, or in which the program was stopped
	BuildFail string // first lines of what the compiler said, if it did not compile
}

// goTest runs the named tests in root. With an overlay the result is never taken from go's test cache.
func goTest(ctx context.Context, root string, tests Tests, overlay string, timeout time.Duration) (Outcome, error) {
	// Vet would call some mutations a failure before a test had its say.
	args := []string{"test", "-json", "-vet=off", "-failfast", "-timeout", timeout.String()}
	if overlay != "" {
		args = append(args, "-count=1", "-overlay", overlay)
	}
	if tests.Run != "" {
		args = append(args, "-run", tests.Run)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, strings.Fields(tests.Packages)...)...)
	cmd.Dir = root
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // go test ends its test programs
	cmd.WaitDelay = 10 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	runErr := cmd.Run()
	if ctx.Err() != nil {
		return Outcome{}, ctx.Err()
	}
	out, err := readEvents(&stdout)
	if err != nil {
		return Outcome{}, fmt.Errorf("%s: %w", cmd, err)
	}
	if runErr != nil && !out.Failed && out.BuildFail == "" {
		return Outcome{}, fmt.Errorf("%s: %w: %s", cmd, runErr, firstLines(stderr.String()))
	}
	return out, nil
}

// readEvents sums up go test's JSON output (go doc test2json, go help buildjson).
func readEvents(r io.Reader) (Outcome, error) {
	var out Outcome
	var build strings.Builder
	var current string
	for dec := json.NewDecoder(r); ; {
		var e struct{ Action, Test, FailedBuild, Output string }
		switch err := dec.Decode(&e); {
		case err == io.EOF:
			return out, nil
		case err != nil:
			return Outcome{}, fmt.Errorf("read test events: %w", err)
		}
		switch e.Action {
		case "build-output":
			build.WriteString(e.Output)
		case "build-fail":
			out.BuildFail = "does not compile: " + firstLines(build.String())
		case "run":
			out.Ran, current = true, e.Test
		case "fail":
			switch {
			case e.FailedBuild != "":
				out.BuildFail = "does not compile: " + firstLines(build.String())
			case e.Test == "":
				out.Failed = true
				out.FirstFail = cmp.Or(out.FirstFail, current) // -timeout and os.Exit fail the package alone
			case out.FirstFail == "":
				out.FirstFail = e.Test
			}
		}
	}
}

// firstLines shortens a tool's output to what fits beside a verdict.
func firstLines(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
		if len(lines) == 3 {
			break
		}
	}
	return strings.Join(lines, "; ")
}
