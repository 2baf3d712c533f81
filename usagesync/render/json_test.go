package render_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

func document(t *testing.T, p plan.Plan) string {
	t.Helper()
	var b strings.Builder
	if err := render.JSON(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSampleNamesEveryMember keeps the golden documents complete: a member that they leave empty could be renamed
// without anybody noticing.
func TestSampleNamesEveryMember(t *testing.T) {
	set := map[string]bool{}
	var visit func(reflect.Value)
	visit = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				visit(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		case reflect.Struct:
			for field, value := range v.Fields() {
				if field.IsExported() {
					name := v.Type().Name() + "." + field.Name
					set[name] = set[name] || !value.IsZero() || !strings.Contains(field.Tag.Get("json"), ",omit")
					visit(value)
				}
			}
		default:
		}
	}
	for _, v := range []any{sample(), plan.Plan{Undoes: "20261102T090000Z-000001"}, explanation(), comparison(), settingsChanges(t)} {
		visit(reflect.ValueOf(v))
	}
	for name, ok := range set {
		if !ok {
			t.Errorf("no %s in the samples", name)
		}
	}
	if len(set) < 80 {
		t.Errorf("only %d members seen", len(set))
	}
}

func TestJSONReadsBack(t *testing.T) {
	want := sample()
	want.Digest = want.ComputeDigest()
	var got plan.Plan
	if err := json.Unmarshal([]byte(document(t, want)), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got.ComputeDigest() != want.Digest {
		t.Error("the digest is another one")
	}
}

func TestJSONLists(t *testing.T) {
	withheld := plan.Step{Verb: plan.VerbWithhold}
	out := document(t, plan.Plan{Steps: []plan.Step{withheld}})
	for _, want := range []string{`"sources": []`, `"findings": []`, `"money": []`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if out := document(t, plan.Plan{}); !strings.Contains(out, `"steps": []`) {
		t.Errorf("no steps in\n%s", out)
	}
}

// TestJSONKeepsDigest covers a step without sources that the digest covers.
func TestJSONKeepsDigest(t *testing.T) {
	want := plan.Plan{Steps: []plan.Step{{Verb: plan.VerbNone}}}
	var got plan.Plan
	if err := json.Unmarshal([]byte(document(t, want)), &got); err != nil {
		t.Fatal(err)
	}
	if got.ComputeDigest() != want.ComputeDigest() {
		t.Error("the digest is another one")
	}
}

// FuzzJSON holds that any text comes back exactly, and that the document itself has nothing invisible in it.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{"Acme", "\x1b[31m", "\u202e", "\u009b", "\U000e0041", "R&D <b>", "\u2028", `\u202e`, `\`, "\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		want := sample()
		fill(reflect.ValueOf(&want).Elem(), s)
		out := document(t, want)
		for line := range strings.Lines(out) {
			if strings.IndexFunc(strings.TrimSuffix(line, "\n"), unseen) >= 0 {
				t.Fatalf("invisible character in %q", line)
			}
		}
		var got plan.Plan
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}
