package plan_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestPeriods(t *testing.T) {
	december := plan.NewPeriod(2026, time.December)
	if got := december.Next().String(); got != "2027-01" {
		t.Errorf("after %s comes %s", december, got)
	}
	if got := plan.NewPeriod(2028, time.February).Last().String(); got != "2028-02-29" {
		t.Errorf("last day %s", got)
	}
	if got := plan.NewPeriod(2027, time.January).Prev(); got != december {
		t.Errorf("before 2027-01 comes %s", got)
	}
	for _, bad := range []string{"", "2026-13", "2026-1", "10-2026", "2026-10-01"} {
		if p, err := plan.ParsePeriod(bad); err == nil {
			t.Errorf("%q was read as %s", bad, p)
		}
	}
	if got := plan.LastFinished(plan.NewDate(2026, time.January, 31)).String(); got != "2025-12" {
		t.Errorf("last finished month %s", got)
	}
}

func TestStateOfAPeriod(t *testing.T) {
	day := func(s string) plan.Date {
		d, err := plan.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	strict := plan.Settings{ClosingDay: 20, FinalAfterDays: 3}
	for _, c := range []struct {
		settings plan.Settings
		today    string
		want     plan.State
	}{
		{plan.Settings{}, "2026-09-30", plan.StateOpen},
		{plan.Settings{}, "2026-10-02", plan.StateOpen},
		{plan.Settings{}, "2026-10-25", plan.StateOpen},
		{plan.Settings{}, "2026-10-26", plan.StateClosing},
		{plan.Settings{}, "2026-10-31", plan.StateClosing},
		{plan.Settings{}, "2026-11-01", plan.StateFinal},
		{strict, "2026-10-20", plan.StateClosing},
		{strict, "2026-11-03", plan.StateClosing},
		{strict, "2026-11-04", plan.StateFinal},
	} {
		if got := c.settings.StateOf(october, day(c.today)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", october, c.today, got, c.want)
		}
	}
}

func TestDateInJSON(t *testing.T) {
	type doc struct {
		Day  plan.Date   `json:"day,omitzero"`
		Next plan.Period `json:"next,omitzero"`
	}
	for want, d := range map[string]doc{
		`{}`:                                    {},
		`{"day":"2026-10-31","next":"2026-11"}`: {plan.NewDate(2026, 10, 31), plan.NewPeriod(2026, 11)},
	} {
		b, err := json.Marshal(d)
		if err != nil || string(b) != want {
			t.Errorf("got %s, %v; want %s", b, err, want)
		}
		var back doc
		if err := json.Unmarshal(b, &back); err != nil || back != d {
			t.Errorf("%s came back as %v, %v", b, back, err)
		}
	}
}
