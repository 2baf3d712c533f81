package transport_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/internal/transport"
)

var everyClass = []transport.Class{transport.Read, transport.Replay, transport.Create}

func paced(t *testing.T, windows ...pace.Window) func(*transport.Config) {
	t.Helper()
	l, err := pace.New(windows, 0)
	if err != nil {
		t.Fatal(err)
	}
	return func(c *transport.Config) { c.Pace = l }
}

func TestBackoffIsJitteredAndBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		longest := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}
		seen := map[time.Duration]bool{}
		for range 50 {
			var waits []time.Duration
			c := newClient(t, newScript(vendor(503)), func(c *transport.Config) {
				c.Attempts, c.BackoffCap = 6, 5*time.Second
				c.OnAttempt = func(a transport.Attempt) { waits = append(waits, a.Wait) }
			})
			if err := c.Do(t.Context(), call(transport.Read)); err == nil {
				t.Fatal("no error")
			}
			if len(waits) != 6 || waits[5] != 0 {
				t.Fatalf("waits %v, want five and a zero", waits)
			}
			for i, most := range longest {
				if waits[i] > most {
					t.Errorf("wait %d is %v, want at most %v", i+1, waits[i], most)
				}
				seen[waits[i]] = true
			}
			if waits[2] > 2*time.Second {
				seen[-1] = true // it does grow
			}
		}
		if len(seen) < 200 || !seen[-1] {
			t.Errorf("%d different waits of 250: no jitter or no growth", len(seen))
		}
	})
}

func TestRetryAfter(t *testing.T) {
	for name, test := range map[string]struct {
		reply    reply
		deadline time.Duration
		attempts int
		atLeast  time.Duration // until the second attempt
		asked    time.Duration
	}{
		"seconds":           {reply: vendor(429, "Retry-After", "40"), attempts: 2, atLeast: 40 * time.Second},
		"on 503":            {reply: vendor(503, "Retry-After", "40"), attempts: 2, atLeast: 40 * time.Second},
		"date":              {reply: vendor(429, "Retry-After", "Sat, 01 Jan 2000 00:00:50 GMT"), attempts: 2, atLeast: 50 * time.Second},
		"at the cap":        {reply: vendor(429, "Retry-After", "120"), attempts: 2, atLeast: 2 * time.Minute},
		"above the cap":     {reply: vendor(429, "Retry-After", "121"), attempts: 1, asked: 121 * time.Second},
		"a day":             {reply: vendor(429, "Retry-After", "86400"), attempts: 1, asked: 24 * time.Hour},
		"past the deadline": {reply: vendor(429, "Retry-After", "40"), deadline: 40 * time.Second, attempts: 1, asked: 40 * time.Second},
		"garbage":           {reply: vendor(429, "Retry-After", "soon"), attempts: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // begins at 2000-01-01T00:00:00Z
				ctx := t.Context()
				if test.deadline != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				s := newScript(test.reply, ok)
				err := newClient(t, s).Do(ctx, call(transport.Read))
				if s.count() != test.attempts {
					t.Fatalf("%d attempts, want %d; %v", s.count(), test.attempts, err)
				}
				if test.attempts == 2 {
					if got := s.at()[1]; err != nil || got < test.atLeast || got > test.atLeast+time.Second {
						t.Errorf("repeated after %v (%v), want %v", got, err, test.atLeast)
					}
					return
				}
				e := apiError(t, err)
				if e.RetryAfter != test.asked || !errors.Is(err, transport.ErrRateLimited) || time.Since(s.start) != 0 {
					t.Errorf("error %v with RetryAfter %v after %v, want the 429 at once", err, e.RetryAfter, time.Since(s.start))
				}
			})
		})
	}
}

// TestRateLimitHoldsOtherCallsBack: a 429 of any class pauses the limiter, for at most MaxWait.
func TestRateLimitHoldsOtherCallsBack(t *testing.T) {
	for asked, want := range map[string]time.Duration{"40": 40 * time.Second, "86400": 2 * time.Minute} {
		for _, class := range everyClass {
			synctest.Test(t, func(t *testing.T) {
				s := newScript(vendor(429, "Retry-After", asked), ok)
				c := newClient(t, s, paced(t), func(c *transport.Config) { c.Attempts = 1 })
				if err := c.Do(t.Context(), call(class)); apiError(t, err).RetryAfter == 0 {
					t.Errorf("error %v lacks RetryAfter", err)
				}
				if err := c.Do(t.Context(), call(transport.Read)); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff([]time.Duration{0, want}, s.at()); diff != "" {
					t.Errorf("class %d: %s", class, diff)
				}
			})
		}
	}
}

func TestEveryAttemptIsPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript(vendor(500), vendor(500), ok)
		c := newClient(t, s, paced(t, pace.Window{Max: 1, Per: time.Minute}), func(c *transport.Config) { c.BackoffBase = time.Nanosecond })
		if err := c.Do(t.Context(), call(transport.Read)); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]time.Duration{0, time.Minute, 2 * time.Minute}, s.at()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUnauthorizedRenewsOnce(t *testing.T) {
	for name, test := range map[string]struct {
		class    transport.Class
		replies  []reply
		stale    bool // Renew says that a repeat is pointless
		attempts int
		renewals int
		ok       bool
	}{
		"read":                          {class: transport.Read, replies: []reply{vendor(401), ok}, attempts: 2, renewals: 1, ok: true},
		"replay":                        {class: transport.Replay, replies: []reply{vendor(401), ok}, attempts: 2, renewals: 1, ok: true},
		"refused again":                 {class: transport.Read, replies: []reply{vendor(401)}, attempts: 2, renewals: 1},
		"nothing to renew":              {class: transport.Read, replies: []reply{vendor(401)}, stale: true, attempts: 1, renewals: 1},
		"create is for the caller":      {class: transport.Create, replies: []reply{vendor(401), ok}, attempts: 1, renewals: 1},
		"does not use up the attempts":  {class: transport.Read, replies: []reply{vendor(401), vendor(500), vendor(500), ok}, attempts: 4, renewals: 1, ok: true},
		"does not add attempts besides": {class: transport.Read, replies: []reply{vendor(401), vendor(500)}, attempts: 4, renewals: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, renewals, credential := newScript(test.replies...), 0, "old"
				c := newClient(t, s, func(c *transport.Config) {
					c.Attempts = 3
					c.Authorize = func(_ context.Context, r *http.Request) error {
						r.Header.Set("Authorization", credential)
						return nil
					}
					c.Renew = func(r *http.Request) bool {
						if got := r.Header.Get("Authorization"); got != "old" {
							t.Errorf("asked to renew %q", got)
						}
						renewals++
						credential = "new"
						return !test.stale
					}
				})
				err := c.Do(t.Context(), call(test.class))
				if (err == nil) != test.ok || s.count() != test.attempts || renewals != test.renewals {
					t.Errorf("error %v, %d attempts, %d renewals", err, s.count(), renewals)
				}
				for i, r := range s.sent {
					if want := []string{"old", "new"}[min(i, 1)]; r.Header.Get("Authorization") != want {
						t.Errorf("attempt %d used %q", i+1, r.Header.Get("Authorization"))
					}
				}
				if len(s.sent) > 1 && s.at()[1] != 0 {
					t.Errorf("waited %v before using the new credential", s.at()[1])
				}
			})
		})
	}
}

// TestCancelEndsEveryWait: the context ends after 3 s, wherever the call is.
func TestCancelEndsEveryWait(t *testing.T) {
	fullFor := func(d time.Duration) func(*testing.T) func(*transport.Config) {
		return func(t *testing.T) func(*transport.Config) { return paced(t, pace.Window{Max: 1, Per: d}) }
	}
	for name, test := range map[string]struct {
		class     transport.Class
		replies   []reply
		change    func(*testing.T) func(*transport.Config)
		requests  int
		ambiguous bool
		status    int
	}{
		"read in backoff":   {class: transport.Read, replies: []reply{vendor(503, "Retry-After", "60")}, requests: 1, status: 503},
		"read in flight":    {class: transport.Read, replies: []reply{hanging}, change: slowBackoff, requests: 1},
		"read in pacing":    {class: transport.Read, replies: []reply{vendor(500)}, change: fullFor(time.Hour), requests: 1, status: 500},
		"create in flight":  {class: transport.Create, replies: []reply{hanging}, requests: 1, ambiguous: true},
		"create in backoff": {class: transport.Create, replies: []reply{failing(errDial)}, change: slowBackoff, requests: 1},
		"create in pacing":  {class: transport.Create, replies: []reply{failing(errDial)}, change: fullFor(time.Hour), requests: 1},
		"create authorises": {class: transport.Create, change: func(*testing.T) func(*transport.Config) {
			return func(c *transport.Config) {
				c.Authorize = func(ctx context.Context, _ *http.Request) error {
					<-ctx.Done()
					return ctx.Err()
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(3*time.Second, cancel)
				s := newScript(test.replies...)
				c := newClient(t, s, func(c *transport.Config) {
					c.BackoffBase = time.Nanosecond
					c.OnAttempt = func(a transport.Attempt) {
						if ctx.Err() != nil && a.Wait != 0 {
							t.Errorf("announced a repeat in %v", a.Wait)
						}
					}
					if test.change != nil {
						test.change(t)(c)
					}
				})
				err := c.Do(ctx, call(test.class))
				if !errors.Is(err, context.Canceled) || time.Since(s.start) != 3*time.Second || s.count() != test.requests {
					t.Errorf("%v after %v and %d requests, want cancelled after 3s and %d", err, time.Since(s.start), s.count(), test.requests)
				}
				if errors.Is(err, transport.ErrAmbiguous) != test.ambiguous {
					t.Errorf("%v, want ambiguous %v", err, test.ambiguous)
				}
				if e := apiError(t, err); e.Status != test.status || e.Attempts != test.requests {
					t.Errorf("status %d, attempts %d, want %d, %d", e.Status, e.Attempts, test.status, test.requests)
				}
			})
		})
	}
}

// slowBackoff waits longer than 3 s, all but surely: jitter has a year to choose from.
func slowBackoff(*testing.T) func(*transport.Config) {
	const year = 365 * 24 * time.Hour
	return func(c *transport.Config) { c.BackoffBase, c.BackoffCap, c.MaxWait = year, year, year }
}

func TestEndedContextSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, class := range everyClass {
			s := newScript(ok)
			err := newClient(t, s).Do(ctx, call(class))
			if !errors.Is(err, context.Canceled) || errors.Is(err, transport.ErrAmbiguous) || s.count() != 0 {
				t.Errorf("class %d: %v after %d requests", class, err, s.count())
			}
		}
	})
}

func TestSendBefore(t *testing.T) {
	const limit = 10 * time.Second
	slowToken := func(*testing.T) func(*transport.Config) {
		return func(c *transport.Config) {
			c.Authorize = func(context.Context, *http.Request) error {
				time.Sleep(limit + 1)
				return nil
			}
		}
	}
	pausedFor := func(d time.Duration) func(*testing.T) func(*transport.Config) {
		return func(t *testing.T) func(*transport.Config) {
			l := new(pace.Limiter)
			l.Pause(time.Now().Add(d))
			return func(c *transport.Config) { c.Pace = l }
		}
	}
	for name, test := range map[string]struct {
		class    transport.Class
		replies  []reply
		change   func(*testing.T) func(*transport.Config)
		requests int
		is, not  error
		after    time.Duration
	}{
		"paused until then":          {class: transport.Create, replies: []reply{ok}, change: pausedFor(limit), requests: 1, after: limit},
		"paused for longer":          {class: transport.Create, replies: []reply{ok}, change: pausedFor(limit + 1), is: transport.ErrTooLate},
		"token takes longer":         {class: transport.Create, replies: []reply{ok}, change: slowToken, is: transport.ErrTooLate, after: limit + 1},
		"dial repeat would be later": {class: transport.Create, replies: []reply{failing(errDial), ok}, change: slowBackoff, requests: 1, is: transport.ErrTooLate},
		"replay that was answered":   {class: transport.Replay, replies: []reply{vendor(503), ok}, change: slowBackoff, requests: 1, not: transport.ErrTooLate},
		"replay, answered and paced": {class: transport.Replay, replies: []reply{vendor(503), ok}, change: func(t *testing.T) func(*transport.Config) {
			return paced(t, pace.Window{Max: 1, Per: time.Hour})
		}, requests: 1, not: transport.ErrTooLate},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScript(test.replies...)
				c := newClient(t, s, func(c *transport.Config) {
					c.BackoffBase = time.Nanosecond
					test.change(t)(c)
				})
				todo := call(test.class)
				todo.SendBefore = time.Now().Add(limit)
				err := c.Do(t.Context(), todo)
				if test.not == nil && !errors.Is(err, test.is) || test.not != nil && (err == nil || errors.Is(err, test.not)) {
					t.Errorf("error %v, want %v and not %v", err, test.is, test.not)
				}
				if errors.Is(err, transport.ErrAmbiguous) || s.count() != test.requests {
					t.Errorf("%v after %d requests, want %d", err, s.count(), test.requests)
				}
				if got := time.Since(s.start); got.Round(time.Millisecond) != test.after.Round(time.Millisecond) {
					t.Errorf("ended after %v, want %v", got, test.after)
				}
			})
		})
	}
}

// A token that is asked for before an hour's wait would be dead after it.
func TestCredentialsAreAskedForAfterTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, asked := newScript(ok), []time.Duration(nil)
		c := newClient(t, s, paced(t, pace.Window{Max: 1, Per: time.Hour}), func(c *transport.Config) {
			c.Authorize = func(_ context.Context, r *http.Request) error {
				asked = append(asked, time.Since(s.start))
				r.Header.Add("Authorization", "one")
				return nil
			}
		})
		for range 2 {
			if err := c.Do(t.Context(), call(transport.Read)); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]time.Duration{0, time.Hour}, asked); diff != "" {
			t.Error(diff)
		}
		if got := s.sent[1].Header.Values("Authorization"); len(got) != 1 {
			t.Errorf("credentials %v", got)
		}
	})
}
