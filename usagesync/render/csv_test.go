package render_test

import (
	"encoding/csv"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

func parse(t *testing.T, s string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func stepsCSV(t *testing.T, p plan.Plan, opts render.Options) [][]string {
	t.Helper()
	var b strings.Builder
	if err := render.CSV(&b, p, opts); err != nil {
		t.Fatal(err)
	}
	return parse(t, b.String())
}

func cell(t *testing.T, rows [][]string, row int, column string) string {
	t.Helper()
	for i, name := range rows[0] {
		if name == column {
			return rows[row][i]
		}
	}
	t.Fatalf("no column %s", column)
	return ""
}

func TestCSVRows(t *testing.T) {
	p := sample()
	p.Steps[4].Sources = nil
	for _, test := range []struct {
		opts render.Options
		want []string
	}{
		{render.Options{}, []string{"1204/31 1 14", "1204/40 1 12", "1204/40 2 2", "1310/31 1 7.5", "1402/31 1 ", "1500/31 1 300", "1500/31 2 4", "1600/50 1 0", "1600/60 1 40", "1600/70 1 0"}},
		{render.Options{All: true}, []string{"1204/31 1 14", "1204/40 1 12", "1204/40 2 2", "1310/31 1 7.5", "1310/33 1 9", "1402/31 1 ", "1500/31 1 300", "1500/31 2 4", "1600/50 1 0", "1600/60 1 40", "1600/70 1 0"}},
	} {
		rows := stepsCSV(t, p, test.opts)
		var got []string
		for i := 1; i < len(rows); i++ {
			got = append(got, cell(t, rows, i, "id")+" "+cell(t, rows, i, "sourceNumber")+" "+cell(t, rows, i, "units"))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test.opts, diff)
		}
	}
}

// TestCSVSums adds the changes up as the manual tells a reader to, and expects the plan's own.
func TestCSVSums(t *testing.T) {
	p := sample()
	want := map[string]plan.Amount{}
	for _, m := range p.Money {
		difference, err := m.After.Sub(m.Before)
		if err != nil {
			t.Fatal(err)
		}
		want[m.Currency] = difference
	}
	rows := stepsCSV(t, p, render.Options{All: true})
	got := map[string]plan.Amount{}
	for i := 1; i < len(rows); i++ {
		if cell(t, rows, i, "sourceNumber") != "1" || cell(t, rows, i, "verb") == string(plan.VerbWithhold) {
			continue
		}
		currency := cell(t, rows, i, "currency")
		sum, err := got[currency].Add(amount(cell(t, rows, i, "monthly")))
		if err != nil {
			t.Fatal(err)
		}
		got[currency] = sum
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestCSVFormulas(t *testing.T) {
	for name, want := range map[string]string{
		"=1+1":              "'=1+1",
		"+1":                "'+1",
		"-1+2":              "'-1+2",
		"@SUM(A1)":          "'@SUM(A1)",
		"  =1":              "'  =1",
		`"=1`:               `'"=1`,
		" '=1":              "' '=1",
		"\tx":               "' x",
		"\r\n=1":            "'  =1",
		"\u00a0=1":          "' =1",
		"＝1+1":              "'＝1+1",
		"-":                 "'-",
		"-480.00":           "-480.00",
		"12":                "12",
		"O'Neill":           "O'Neill",
		"'t Hooft":          "'t Hooft",
		"A=B":               "A=B",
		"Huber & Söhne, KG": "Huber & Söhne, KG",
		"two\r\nlines":      "two  lines",
		"\x1b[31m":          "\ufffd[31m",
	} {
		p := sample()
		p.Steps[0].Customer = name
		if got := cell(t, stepsCSV(t, p, render.Options{}), 1, "customer"); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// FuzzCSV holds that every cell comes back: the same, harmless, or what was visible of it behind one apostrophe.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"Acme", "=1", "-480.00", "a,\"b\"\r\nc", "\t=x", "'", "'=1", "\xff", "\u2028", "＠x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := sample()
		fill(reflect.ValueOf(&p).Elem(), s)
		rows := stepsCSV(t, p, render.Options{All: true})
		if len(rows) != 12 {
			t.Fatalf("%d rows", len(rows))
		}
		var b strings.Builder
		if err := render.FindingsCSV(&b, p); err != nil {
			t.Fatal(err)
		}
		findings := parse(t, b.String())
		got := cell(t, rows, 1, "customer")
		if other := cell(t, findings, 1, "message"); other != got {
			t.Errorf("%q here, %q there", got, other)
		}
		if strings.IndexFunc(got, unseen) >= 0 {
			t.Errorf("invisible character in %q", got)
		}
		_, notNumber := plan.ParseAmount(s)
		if first := strings.TrimLeft(got, ` "`); notNumber != nil && strings.IndexAny(first, "=+-@") == 0 {
			t.Errorf("%q may be run", got)
		}
		if plain := strings.IndexFunc(s, func(r rune) bool { return r == unicode.ReplacementChar || unseen(r) || unicode.IsSpace(r) }) < 0; plain && got != s && got != "'"+s {
			t.Errorf("got %q, want %q", got, s)
		}
	})
}
