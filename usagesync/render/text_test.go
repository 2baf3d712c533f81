package render_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

func TestNamesAreCutNumbersAreNot(t *testing.T) {
	p := sample()
	p.Steps = p.Steps[:1]
	p.Steps[0].Item = strings.Repeat("日本", 40)
	p.Steps[0].Before, p.Steps[0].Quantity = &plan.Before{Quantity: quantity("-9223372036854.775807")}, quantity("9223372036854.775807")
	p.Steps[0].Monthly = amount("-9223372036854.775807")
	for _, width := range []int{1, 40, 79, 80, 81, 200} {
		out := text(t, p, render.Options{Width: width})
		for _, number := range []string{"-9223372036854.775807", " 9223372036854.775807", "-9223372036854.775807 EUR"} {
			if !strings.Contains(out, number) {
				t.Errorf("width %d: no %q in\n%s", width, number, out)
			}
		}
	}
	if out := text(t, p, render.Options{Width: 100}); !strings.Contains(out, "日…") {
		t.Errorf("the item is not cut with an ellipsis:\n%s", out)
	}
}

// FuzzText puts any text into every text of a plan: no format may let it act.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"Acme", "", "O'Neill & Söhne", "\x1b[2J\x1b]0;title\a", "a\nTO BE WRITTEN (0)", "\u202egnp.exe\u2066", "日本語の会社", "e\u0301\u0301\u0301",
		"\xff\xfe", "| a \\| b ` [x](y) <b>", "=1+1", " \"=1", "\t@x", "\u00a0-x", "-480.00", strings.Repeat("wide日", 50), "👩\u200d🚀", "\u009b31m",
	} {
		f.Add(s, 80)
		f.Add(s, 40)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		p := sample()
		fill(reflect.ValueOf(&p).Elem(), s)
		width %= 300
		out := text(t, p, render.Options{Width: width, All: true})
		limit := max(render.MinWidth, width)
		if width == 0 {
			limit = render.DefaultWidth
		}
		for line := range strings.SplitSeq(out, "\n") {
			harmless(t, line, limit)
		}
	})
}

// harmless holds that a line of text keeps to its width, hides nothing and passes for nothing that it isn't.
func harmless(t *testing.T, line string, limit int) {
	t.Helper()
	if columns(line) > limit {
		t.Errorf("%d columns, limit %d: %q", columns(line), limit, line)
	}
	if i := strings.IndexFunc(line, unseen); i >= 0 {
		t.Errorf("invisible character at %d of %q", i, line)
	}
	if line != "" && line[0] != ' ' && !slices.ContainsFunc(titles(), func(title string) bool { return strings.HasPrefix(line, title) }) {
		t.Errorf("a name passes for a title: %q", line)
	}
}

// titles are the beginnings of all lines that may begin in the first column.
func titles() []string {
	return []string{
		"PLAN FOR THE USAGE OF 2026-10", "PLAN TO UNDO A RUN", "TO BE WRITTEN (", "WITHHELD (", "NOTHING TO DO (", "PROBLEMS (", "WARNINGS (", "NOTES (",
		"UNITS", "MONEY PER BILLING CYCLE",
		"HOW A QUANTITY CAME ABOUT", "USAGE ROWS (", "SOURCES (", "FROM THE SOURCES TO THE QUANTITY", "RULES THAT WERE SET (",
		"ROWS THAT REACH NO LINE (", "ALSO BILLED ON (",
		"WHAT CHANGES BETWEEN TWO PLANS", "LINES (", "NEW PROBLEMS (", "PROBLEMS THAT ARE GONE (", "CHANGES OF THE SETTINGS (",
	}
}

// fill sets every string in v to s, apart from the verbs that sort steps into sections.
func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() != reflect.TypeFor[plan.Verb]() {
			v.SetString(s)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem(), s)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), s)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field, s)
			}
		}
	default:
	}
}

func TestFillReachesNames(t *testing.T) {
	p := sample()
	fill(reflect.ValueOf(&p).Elem(), "x")
	got := map[string]bool{p.Partner: true, p.Steps[7].Release.Who: true, p.Steps[7].After[1]: true, p.Digest: true, p.Steps[2].Customer: true, p.Steps[2].Sources[0].Product: true, p.Findings[0].Message: true}
	if names := slices.Collect(maps.Keys(got)); !slices.Equal(names, []string{"x"}) {
		t.Errorf("got %q", names)
	}
}
