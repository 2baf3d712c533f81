package connectwise_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func date(t *testing.T, s string) connectwise.Date {
	t.Helper()
	d, err := connectwise.ParseDate(s)
	if err != nil {
		t.Fatalf("ParseDate(%q): %v", s, err)
	}
	return d
}

func TestDateJSON(t *testing.T) {
	for in, want := range map[string]string{
		`"2026-07-01T00:00:00Z"`:          `"2026-07-01T00:00:00Z"`,
		`"2026-07-01"`:                    `"2026-07-01T00:00:00Z"`,
		`"2026-07-01T04:00:00Z"`:          `"2026-07-01T00:00:00Z"`,
		`"2026-07-01T23:59:59.999-11:00"`: `"2026-07-01T00:00:00Z"`,
		`"2026-07-01T00:00:00+14:00"`:     `"2026-07-01T00:00:00Z"`,
		`"2026-07-01T00:00:00"`:           `"2026-07-01T00:00:00Z"`,
		`"0001-01-01T00:00:00Z"`:          `"0001-01-01T00:00:00Z"`,
		`null`:                            `null`,
		`""`:                              `null`,
	} {
		var d connectwise.Date
		if err := json.Unmarshal([]byte(in), &d); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got, err := json.Marshal(d); err != nil || string(got) != want {
			t.Errorf("%s became %s, %v; want %s", in, got, err, want)
		}
	}
}

func TestDateRefuses(t *testing.T) {
	for _, in := range []string{
		`20260701`, `"07/01/2026"`, `"2026-7-1"`, `"2026-02-30"`, `"2026-07-01 00:00:00"`, `"2026-07-01T"`, `"0000-01-01"`, `"2002-08-20T18: 04: 26Z"`, `{}`,
	} {
		d := connectwise.DateOf(time.Unix(0, 0).UTC())
		if err := json.Unmarshal([]byte(in), &d); err == nil || d.String() != "1970-01-01" {
			t.Errorf("%s became %v, %v; want an error and no change", in, d, err)
		}
	}
}

// A date is the day that was written, wherever this program runs and whatever zone the time is in.
func TestDateIsNeverMoved(t *testing.T) {
	auckland := time.FixedZone("NZST", 12*60*60)
	evening := time.Date(2026, 6, 30, 23, 0, 0, 0, auckland)
	if got := connectwise.DateOf(evening).String(); got != "2026-06-30" {
		t.Errorf("DateOf gave %s", got)
	}
	if got, want := date(t, "2026-07-01T04:00:00Z").Time(), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC); got != want {
		t.Errorf("Time gave %v", got)
	}
}

func TestDateOrder(t *testing.T) {
	sorted := []connectwise.Date{{}, date(t, "2025-12-31"), date(t, "2026-01-31"), date(t, "2026-02-01"), date(t, "2026-02-02")}
	for i, a := range sorted {
		for j, b := range sorted {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := a.Cmp(b); got != want {
				t.Errorf("%v.Cmp(%v) = %d, want %d", a, b, got, want)
			}
			if a.Equal(b) != (i == j) || cmp.Equal(a, b) != (i == j) {
				t.Errorf("%v.Equal(%v) is wrong", a, b)
			}
		}
	}
	var absent connectwise.Date
	if absent.IsPresent() || absent.String() != "" || !absent.Time().IsZero() {
		t.Error("the zero Date must be absent")
	}
	if connectwise.DateOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)).IsPresent() {
		t.Error("a year without a wire form must be absent")
	}
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2026-07-01T00:00:00Z", "2026-07-01", "2026-02-30", "2024-02-29T23:59:60Z", "0000-01-01", "", "2026-07-01T00:00:00.5+05:45"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := connectwise.ParseDate(s)
		if err != nil {
			return
		}
		if len(s) < 10 || d.String() != s[:10] {
			t.Fatalf("%q became %v", s, d)
		}
		wire, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var again connectwise.Date
		if err := json.Unmarshal(wire, &again); err != nil || again != d {
			t.Fatalf("%s came back as %v, %v", wire, again, err)
		}
	})
}
