package transport_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/psasync/psasync/internal/transport"
)

var noon = time.Date(2026, time.October, 31, 12, 0, 0, 0, time.UTC)

const year = 365 * 24 * time.Hour

func TestParseRetryAfter(t *testing.T) {
	for value, want := range map[string]struct {
		wait time.Duration
		ok   bool
	}{
		"":                                 {},
		"30":                               {30 * time.Second, true},
		" 30 ":                             {30 * time.Second, true},
		"0":                                {0, true},
		"-1":                               {},
		"+1":                               {},
		"1.5":                              {},
		"1e3":                              {},
		"0x10":                             {},
		"soon":                             {},
		"NaN":                              {},
		"٣":                                {}, // a digit, but not an ASCII one
		"86400":                            {24 * time.Hour, true},
		"31536001":                         {year, true},
		"9223372036854775807":              {year, true},
		"99999999999999999999999999":       {year, true},
		"Sat, 31 Oct 2026 12:00:45 GMT":    {45 * time.Second, true},
		"Saturday, 31-Oct-26 12:00:45 GMT": {45 * time.Second, true},
		"Sat, 31 Oct 2026 11:59:00 GMT":    {0, true},
		"Fri, 31 Dec 9999 23:59:59 GMT":    {year, true},
		"Sat, 31 Oct 2026 12:00:45 CEST":   {},
	} {
		wait, ok := transport.ParseRetryAfter(http.Header{"Retry-After": {value}}, noon)
		if wait != want.wait || ok != want.ok {
			t.Errorf("%q: %v, %v, want %v, %v", value, wait, ok, want.wait, want.ok)
		}
	}
	if _, ok := transport.ParseRetryAfter(nil, noon); ok {
		t.Error("found the header in nil")
	}
}

func FuzzParseRetryAfter(f *testing.F) {
	for _, v := range []string{"", "30", "-1", "1.5", "99999999999999999999", "Sat, 31 Oct 2026 12:00:45 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value string) {
		wait, ok := transport.ParseRetryAfter(http.Header{"Retry-After": {value}}, noon)
		if wait < 0 || wait > year || !ok && wait != 0 {
			t.Errorf("%q: %v, %v", value, wait, ok)
		}
	})
}
