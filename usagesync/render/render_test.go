package render_test

import (
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

var update = flag.Bool("update", false, "rewrite testdata")

// formats are all ways to show a plan, by the name of their golden file.
func formats() map[string]func(io.Writer, plan.Plan) error {
	textOf := func(opts render.Options) func(io.Writer, plan.Plan) error {
		return func(w io.Writer, p plan.Plan) error { return render.Text(w, p, opts) }
	}
	return map[string]func(io.Writer, plan.Plan) error{
		"plan.txt":     textOf(render.Options{}),
		"plan-all.txt": textOf(render.Options{Width: 120, All: true}),
		"plan-40.txt":  textOf(render.Options{Width: 40}),
		"plan.md":      func(w io.Writer, p plan.Plan) error { return render.Markdown(w, p, render.Options{}) },
		"plan-all.csv": func(w io.Writer, p plan.Plan) error { return render.CSV(w, p, render.Options{All: true}) },
		"findings.csv": render.FindingsCSV,
		"plan.json":    render.JSON,
	}
}

func TestGolden(t *testing.T) {
	for name, format := range formats() {
		t.Run(name, func(t *testing.T) {
			golden(t, name, func(w io.Writer) error { return format(w, sample()) })
		})
	}
	for name, d := range documents(t) {
		for ending, show := range shapes() {
			t.Run(name+ending, func(t *testing.T) {
				golden(t, name+ending, func(w io.Writer) error { return show(d, w) })
			})
		}
	}
}

// golden compares what is written with a file in testdata.
func golden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	sameAsFile(t, filepath.Join("testdata", name), b.String())
}

func sameAsFile(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestWriterError(t *testing.T) {
	broken := errors.New("disk full")
	for name, format := range formats() {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			if err := r.CloseWithError(broken); err != nil {
				t.Fatal(err)
			}
			if err := format(w, sample()); !errors.Is(err, broken) {
				t.Errorf("got %v, want %v wrapped", err, broken)
			}
		})
	}
}

func TestPlanUnchanged(t *testing.T) {
	p := sample()
	p.Steps[4].Sources, p.Findings, p.Money = nil, nil, nil
	for name, format := range formats() {
		if err := format(io.Discard, p); err != nil {
			t.Fatal(err)
		}
		want := sample()
		want.Steps[4].Sources, want.Findings, want.Money = nil, nil, nil
		if diff := cmp.Diff(want, p); diff != "" {
			t.Fatalf("%s changed the plan (-want +got):\n%s", name, diff)
		}
	}
}

func TestEmptyPlan(t *testing.T) {
	for name, format := range formats() {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := format(&b, plan.Plan{}); err != nil {
				t.Fatal(err)
			}
			if b.Len() == 0 || !strings.HasSuffix(b.String(), "\n") || strings.Contains(b.String(), "null") {
				t.Errorf("got %q", b.String())
			}
		})
	}
}
