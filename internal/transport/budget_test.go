package transport_test

import (
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/psasync/psasync/internal/transport"
)

func budgeted(t testing.TB, rule transport.RetryBudget) func(*transport.Config) {
	t.Helper()
	b, err := transport.NewBudget(rule)
	if err != nil {
		t.Fatal(err)
	}
	return func(c *transport.Config) { c.Budget = b }
}

// TestStormIsNotMultiplied: five attempts of each of 1,000 calls would be 5,000 requests.
func TestStormIsNotMultiplied(t *testing.T) {
	for name, test := range map[string]struct {
		reply    reply
		requests int
	}{
		"answers":      {vendor(503), 1000 + 200 + 20},
		"no server":    {failing(errDial), 1000 + 200 + 20},
		"lost answers": {failing(errReset), 1000 + 200 + 20},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScript(test.reply)
				c := newClient(t, s, func(c *transport.Config) { c.BackoffBase, c.BackoffCap = 1, 1 }) // no time passes that earns anything
				spent := 0
				for range 1000 {
					err := c.Do(t.Context(), call(transport.Read))
					if err == nil {
						t.Fatal("no error")
					}
					if errors.Is(err, transport.ErrRetryBudget) {
						spent++
					}
				}
				if got := s.count(); got < test.requests-1 || got > test.requests+1 {
					t.Errorf("%d requests, want %d", got, test.requests)
				}
				if spent < 900 {
					t.Errorf("only %d errors name the budget", spent)
				}
			})
		})
	}
}

func TestSpentBudgetReturnsTheRealErrorAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript(vendor(503))
		err := newClient(t, s, budgeted(t, transport.RetryBudget{})).Do(t.Context(), call(transport.Read))
		e := apiError(t, err)
		if e.Status != 503 || e.Attempts != 1 || !errors.Is(err, transport.ErrRetryBudget) || time.Since(s.start) != 0 {
			t.Errorf("%v after %v", err, time.Since(s.start))
		}
		const want = "test.op: GET /v1/things: 503 Service Unavailable: retry budget spent: Refused"
		if err.Error() != want {
			t.Errorf("text %q, want %q", err, want)
		}
	})
}

// What the server asked for, and what tries new credentials, is no part of a storm.
func TestRepeatsThatCostNothing(t *testing.T) {
	for name, test := range map[string]struct {
		reply reply
		free  bool
	}{
		"429 with Retry-After":    {vendor(429, "Retry-After", "5"), true},
		"401":                     {vendor(401), true},
		"429 without Retry-After": {vendor(429), false},
		"503 with Retry-After":    {vendor(503, "Retry-After", "5"), false},
		"never sent":              {failing(errDial), false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScript(test.reply, ok)
				c := newClient(t, s, budgeted(t, transport.RetryBudget{}), func(c *transport.Config) { c.Renew = renewed })
				if err := c.Do(t.Context(), call(transport.Read)); (err == nil) != test.free {
					t.Errorf("%v after %d requests", err, s.count())
				}
			})
		})
	}
}

func TestBudgetComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript(vendor(503))
		c := newClient(t, s, budgeted(t, transport.RetryBudget{Burst: 2}), func(c *transport.Config) { c.BackoffBase = 1 })
		attempts := func() int {
			before := s.count()
			_ = c.Do(t.Context(), call(transport.Read))
			return s.count() - before
		}
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{0, 3}, {0, 1}, {30 * time.Second, 2}, {time.Second, 1}, {time.Hour, 3}} {
			time.Sleep(step.after)
			if got := attempts(); got != step.want {
				t.Errorf("after %v: %d attempts, want %d", step.after, got, step.want)
			}
		}
	})
}

// TestBudgetHoldsOverEverySpan is the documented bound, for random rules, calls and pauses, over every span of the run.
func TestBudgetHoldsOverEverySpan(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rule := transport.RetryBudget{
			Share: rapid.Float64Range(0, 3).Draw(r, "share"), Burst: rapid.IntRange(0, 12).Draw(r, "burst"),
		}
		pauses := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 60).Draw(r, "seconds between calls")
		var calls []failedCall
		synctest.Test(t, func(t *testing.T) {
			s := newScript(vendor(500))
			c := newClient(t, s, budgeted(t, rule))
			for _, pause := range pauses {
				time.Sleep(time.Duration(pause) * time.Second)
				one := failedCall{begun: time.Since(s.start), repeats: -s.count() - 1}
				_ = c.Do(t.Context(), call(transport.Read))
				one.repeats += s.count()
				one.ended = time.Since(s.start)
				calls = append(calls, one)
			}
		})
		for from := range calls {
			repeats := 0
			for to := from; to < len(calls); to++ {
				repeats += calls[to].repeats
				minutes := (calls[to].ended - calls[from].begun).Minutes()
				most := rule.Share*float64(to-from+1) + float64(rule.Burst)*(1+minutes)
				if float64(repeats) > most+1e-6 {
					r.Fatalf("%d repeats of calls %d to %d, at most %v are allowed", repeats, from, to, most)
				}
			}
		}
	})
}

type failedCall struct {
	begun, ended time.Duration
	repeats      int
}

func TestBudgetOfNonsenseIsRefused(t *testing.T) {
	for _, rule := range []transport.RetryBudget{{Share: -0.1}, {Burst: -1}, {Share: math.NaN()}, {Share: math.Inf(1)}} {
		if b, err := transport.NewBudget(rule); err == nil {
			t.Errorf("%+v made %v", rule, b)
		}
	}
}
