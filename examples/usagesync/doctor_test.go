package main

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type answering func(*http.Request) (*http.Response, error)

func (f answering) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestClockIsComparedWithTheHosts(t *testing.T) {
	for _, c := range []struct {
		name   string
		off    time.Duration // of the host, from the local clock
		date   bool
		result string
		detail string
	}{
		{"right", 0, true, checkOK, "within 1s"},
		{"half a minute and more", 90 * time.Second, true, checkWarning, "-1m30s off api.example's"},
		{"behind", -90 * time.Second, true, checkWarning, "1m30s off api.example's"},
		{"far off", time.Hour, true, checkProblem, "-1h0m0s off api.example's"},
		{"unknown", 0, false, checkWarning, "only the local clock"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(500 * time.Millisecond) // in the middle of a second: the header has no fractions
				clocks := &clocks{next: answering(func(*http.Request) (*http.Response, error) {
					time.Sleep(10 * time.Second) // on the way there and back
					h := http.Header{}
					if c.date {
						h.Set("Date", time.Now().Add(c.off-5*time.Second).UTC().Format(http.TimeFormat))
					}
					return &http.Response{StatusCode: 200, Header: h, Body: http.NoBody}, nil
				})}
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example/x", http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				answer, err := clocks.RoundTrip(request)
				if err != nil {
					t.Fatal(err)
				}
				answer.Body.Close()
				d := &doctor{}
				d.clock(clocks)
				got := d.checks[0]
				if got.Result != c.result || !strings.Contains(got.Detail, c.detail) {
					t.Errorf("%s: %s, want %s: …%s…", got.Result, got.Detail, c.result, c.detail)
				}
				if off := c.off != 0; off != strings.Contains(got.Advice, "NTP") {
					t.Errorf("advice %q", got.Advice)
				}
			})
		})
	}
}

func TestTheLengthOfACycleIsOnlyProposed(t *testing.T) {
	for name, want := range map[string]int{
		"Monthly": 1, "QUARTERLY": 3, "Semi-Annual": 6, "Half-yearly": 6, "Annually": 12, "Per year": 12, "One time": 0, "Abrechnung 7": 0,
	} {
		if got := monthsOf(name); got != want {
			t.Errorf("%s: %d months, want %d", name, got, want)
		}
	}
}

func TestAStoreIsShownWithoutItsPassword(t *testing.T) {
	if got := shownStore("postgres://usagesync:hunter2@db/usagesync"); got != "postgres database" {
		t.Error(got)
	}
	if got := shownStore("/var/lib/usagesync.db"); got != "/var/lib/usagesync.db" {
		t.Error(got)
	}
}
