package pace_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/internal/pace"
)

// sophos are the windows that Sophos publishes per credential.
var sophos = []pace.Window{{10, time.Second}, {100, time.Minute}, {1000, time.Hour}, {200_000, 24 * time.Hour}}

func limiter(t *testing.T, inFlight int, windows ...pace.Window) *pace.Limiter {
	t.Helper()
	l, err := pace.New(windows, inFlight)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func acquire(t *testing.T, l *pace.Limiter) (release func()) {
	t.Helper()
	release, err := l.Acquire(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return release
}

// exceeded finds a sliding span in which more was admitted than a window allows.
func exceeded(windows []pace.Window, admitted []time.Duration) string {
	slices.Sort(admitted)
	for _, w := range windows {
		for i := w.Max; i < len(admitted); i++ {
			if admitted[i]-admitted[i-w.Max] < w.Per {
				return cmp.Diff(w, admitted[i-w.Max:i+1])
			}
		}
	}
	return ""
}

func TestSophosWindows(t *testing.T) {
	for name, workers := range map[string]int{"one caller": 1, "eleven callers": 11} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := limiter(t, 0, sophos...)
				start := time.Now()
				var mu sync.Mutex
				var admitted []time.Duration
				var group sync.WaitGroup
				for range workers {
					group.Go(func() {
						for range 352 / workers {
							acquire(t, l)()
							mu.Lock()
							admitted = append(admitted, time.Since(start))
							mu.Unlock()
						}
					})
				}
				group.Wait()
				if bad := exceeded(sophos, admitted); bad != "" {
					t.Errorf("window exceeded: %s", bad)
				}
				if len(admitted) != 352 || time.Since(start) > 190*time.Second {
					t.Errorf("%d calls took %v, want 352 in at most 190s", len(admitted), time.Since(start))
				}
			})
		})
	}
}

func TestHourlyWindowLetsExactlyAThousandThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limiter(t, 0, sophos...)
		start := time.Now()
		for range 1001 {
			acquire(t, l)()
		}
		if got := time.Since(start); got != time.Hour {
			t.Errorf("call 1,001 came after %v, want 1h", got)
		}
	})
}

func TestSecondWindowSpreads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limiter(t, 0, pace.Window{Max: 4, Per: time.Second})
		start := time.Now()
		var got []time.Duration
		for range 5 {
			acquire(t, l)()
			got = append(got, time.Since(start).Round(time.Millisecond))
		}
		want := []time.Duration{0, 250 * time.Millisecond, 500 * time.Millisecond, 750 * time.Millisecond, time.Second}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNewReportsAllProblems(t *testing.T) {
	_, err := pace.New([]pace.Window{{0, time.Second}, {1, -1}}, -1)
	for _, want := range []string{"window 0: Max", "window 1: Per", "in flight"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
}

func TestZeroLimiterAdmitsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l pace.Limiter
		start := time.Now()
		for range 1000 {
			acquire(t, &l)
		}
		if time.Since(start) != 0 {
			t.Errorf("waited %v", time.Since(start))
		}
	})
}

func TestSlotsBoundRequestsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limiter(t, 2)
		first, _ := acquire(t, l), acquire(t, l)
		first()
		first() // a second call must not free the slot of another request
		acquire(t, l)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.Acquire(ctx, time.Time{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("third request in flight: %v, want it to wait until its deadline", err)
		}
	})
}

func TestPauseHoldsEverythingBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l pace.Limiter
		start := time.Now()
		l.Pause(start.Add(30 * time.Second))
		l.Pause(start.Add(10 * time.Second)) // does not shorten
		go func() {
			time.Sleep(20 * time.Second)
			l.Pause(start.Add(40 * time.Second)) // reaches who waits already
		}()
		acquire(t, &l)
		if got := time.Since(start); got != 40*time.Second {
			t.Errorf("admitted after %v, want 40s", got)
		}
	})
}

// TestFutileWaits: the windows are full for 10 s, the only slot for good.
func TestFutileWaits(t *testing.T) {
	timeout := func(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
	}
	cancelAfter := func(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(d, cancel)
			return ctx, cancel
		}
	}
	full := []pace.Window{{1, 10 * time.Second}}
	for name, test := range map[string]struct {
		windows  []pace.Window
		inFlight int
		ctx      func(context.Context) (context.Context, context.CancelFunc)
		notAfter time.Duration
		want     error
		after    time.Duration
	}{
		"window, notAfter too early":   {windows: full, notAfter: 9 * time.Second, want: pace.ErrTooLate},
		"window, notAfter passed":      {notAfter: -time.Second, want: pace.ErrTooLate},
		"window, notAfter just enough": {windows: full, notAfter: 10 * time.Second, after: 10 * time.Second},
		"window, deadline too early":   {windows: full, ctx: timeout(10 * time.Second), want: context.DeadlineExceeded},
		"window, deadline late enough": {windows: full, ctx: timeout(11 * time.Second), after: 10 * time.Second},
		"window, cancelled":            {windows: full, ctx: cancelAfter(3 * time.Second), want: context.Canceled, after: 3 * time.Second},
		"cancelled before":             {ctx: cancelAfter(0), want: context.Canceled},
		"slot, cancelled":              {inFlight: 1, ctx: cancelAfter(3 * time.Second), want: context.Canceled, after: 3 * time.Second},
		"slot, deadline":               {inFlight: 1, ctx: timeout(4 * time.Second), want: context.DeadlineExceeded, after: 4 * time.Second},
		"slot, notAfter":               {inFlight: 1, notAfter: 5 * time.Second, want: pace.ErrTooLate, after: 5 * time.Second},
		"slot and window, notAfter":    {windows: full, inFlight: 1, notAfter: 5 * time.Second, want: pace.ErrTooLate},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := limiter(t, test.inFlight, test.windows...)
				acquire(t, l)
				start, ctx := time.Now(), t.Context()
				if test.ctx != nil {
					var cancel context.CancelFunc
					ctx, cancel = test.ctx(ctx)
					defer cancel()
					synctest.Wait()
				}
				var notAfter time.Time
				if test.notAfter != 0 {
					notAfter = start.Add(test.notAfter)
				}
				_, err := l.Acquire(ctx, notAfter)
				if !errors.Is(err, test.want) {
					t.Errorf("error %v, want %v", err, test.want)
				}
				if got := time.Since(start); got != test.after {
					t.Errorf("returned after %v, want %v", got, test.after)
				}
			})
		})
	}
}

func TestWhoGivesUpTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limiter(t, 1, pace.Window{Max: 1, Per: 10 * time.Second})
		start := time.Now()
		acquire(t, l)()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		if _, err := l.Acquire(ctx, time.Time{}); err == nil {
			t.Fatal("admitted twice within the window")
		}
		acquire(t, l) // needs the slot that the cancelled waiter held
		if got := time.Since(start); got != 10*time.Second {
			t.Errorf("admitted after %v, want 10s", got)
		}
	})
}

// What a request needs is asked for when the wait is over, and again when another one was admitted meanwhile.
func TestReadyComesAfterTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limiter(t, 0, pace.Window{Max: 1, Per: time.Hour})
		start := time.Now()
		admitted := func(ready func() error) error {
			release, err := l.AcquireReady(t.Context(), time.Time{}, ready)
			if err == nil {
				release()
			}
			return err
		}
		if err := admitted(func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		var asked []time.Duration
		err := admitted(func() error {
			asked = append(asked, time.Since(start))
			if len(asked) == 1 { // a token request, say
				return admitted(func() error { return nil })
			}
			return nil
		})
		if d := cmp.Diff([]time.Duration{time.Hour, 2 * time.Hour}, asked); err != nil || d != "" {
			t.Errorf("%v %s", err, d)
		}
		refused := errors.New("no token")
		time.Sleep(2 * time.Hour)
		if err := admitted(func() error { return refused }); !errors.Is(err, refused) {
			t.Error(err)
		}
		if err := admitted(func() error { return nil }); err != nil || time.Since(start) != 4*time.Hour {
			t.Errorf("a refused request used the window up: %v after %v", err, time.Since(start))
		}
	})
}
