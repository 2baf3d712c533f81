package storetest_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/storetest"
)

func TestMemoryStoreKeepsTheContract(t *testing.T) {
	storetest.Test(t, harness(intact))
}

// TestBrokenStores breaks the memory store in one way at a time: the check must name the rule that the break is about.
// The bubble makes the sleeps by which some of them lose a race free and certain.
func TestBrokenStores(t *testing.T) {
	for _, b := range brokenStores() {
		t.Run(string(b.rule)+"/"+b.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				err := storetest.Check(t.Context(), harness(b.wrap))
				if got := rulesOf(t, err); !slices.Contains(got, b.rule) {
					t.Errorf("Check reports %q, want %q among them", got, b.rule)
				}
			})
		})
	}
}

// TestRepeatedOnOneStore checks one store twice: the traces of the first time don't disturb the second.
func TestRepeatedOnOneStore(t *testing.T) {
	h := harness(intact)
	for range 2 {
		if err := storetest.Check(t.Context(), h); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUnusableStores(t *testing.T) {
	down := errors.New("database is down")
	works := harness(intact)
	for name, h := range map[string]storetest.Harness{
		"Open fails": {
			Open:   func(context.Context) (usagesync.Store, error) { return nil, down },
			Expire: works.Expire,
		},
		"every method fails": harness(func(usagesync.Store) usagesync.Store {
			return altered{
				get: func(context.Context, string, usagesync.Kind, string) (usagesync.Record, error) {
					return usagesync.Record{}, down
				},
				scan: func(context.Context, string, usagesync.Kind, string, int) ([]usagesync.Record, error) {
					return nil, down
				},
				commit: func(context.Context, string, usagesync.Fence, ...usagesync.Write) error { return down },
				acquire: func(context.Context, string, string, time.Duration) (usagesync.Lease, error) {
					return usagesync.Lease{}, down
				},
				release: func(context.Context, usagesync.Lease) error { return down },
			}
		}),
		"Close fails": {
			Open: works.Open, Expire: works.Expire,
			Close: func(usagesync.Store) error { return down },
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := slices.Compact(rulesOf(t, storetest.Check(t.Context(), h)))
			if want := storetest.Rules(); !slices.Equal(got, want) {
				t.Errorf("Check reports %q, want all rules, %q", got, want)
			}
		})
	}
	t.Run("Expire fails", func(t *testing.T) {
		h := works
		h.Expire = func(context.Context, string) error { return down }
		got := rulesOf(t, storetest.Check(t.Context(), h))
		if !slices.Contains(got, storetest.RuleLeaseExpiry) || slices.Contains(got, storetest.RuleRoundTrip) {
			t.Errorf("Check reports %q, want the rules that need Expire", got)
		}
	})
}

func TestIncompleteHarness(t *testing.T) {
	err := storetest.Check(t.Context(), storetest.Harness{})
	if err == nil || err.Error() != "storetest: Harness.Open is nil\nstoretest: Harness.Expire is nil" {
		t.Errorf("Check of an empty harness: %v", err)
	}
	if v, ok := errors.AsType[*storetest.Violation](err); ok {
		t.Errorf("an incomplete harness is reported as a violation: %v", v)
	}
}

func TestContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h := harness(intact)
	open := h.Open
	var opened int
	h.Open = func(ctx context.Context) (usagesync.Store, error) {
		if opened++; opened == 3 {
			cancel()
		}
		return open(ctx)
	}
	err := storetest.Check(ctx, h)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Check under a context that ended: %v", err)
	}
	if v, ok := errors.AsType[*storetest.Violation](err); ok {
		t.Errorf("the end of the context is reported as a violation: %v", v)
	}
}

func TestHandlesAreClosed(t *testing.T) {
	h := harness(intact)
	open := h.Open
	var opened, closed int
	h.Open = func(ctx context.Context) (usagesync.Store, error) {
		opened++
		return open(ctx)
	}
	h.Close = func(usagesync.Store) error {
		closed++
		return nil
	}
	if err := storetest.Check(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if opened <= len(storetest.Rules()) || opened != closed {
		t.Errorf("%d handles opened, %d closed", opened, closed)
	}
}

// harness checks what wrap makes of one memory store. Every handle is wrapped anew; leases expire by moving the clock.
func harness(wrap func(usagesync.Store) usagesync.Store) storetest.Harness {
	var ahead atomic.Int64
	inner := memstore.New(memstore.WithClock(func() time.Time {
		return time.Now().Add(time.Duration(ahead.Load()))
	}))
	return storetest.Harness{
		Open: func(context.Context) (usagesync.Store, error) { return wrap(inner), nil },
		Expire: func(context.Context, string) error {
			ahead.Add(int64(storetest.MaxTTL))
			return nil
		},
	}
}

func intact(s usagesync.Store) usagesync.Store { return s }

func rulesOf(t *testing.T, err error) []storetest.Rule {
	t.Helper()
	if err == nil {
		return nil
	}
	var rules []storetest.Rule
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		v, ok := errors.AsType[*storetest.Violation](e)
		if !ok {
			t.Fatalf("Check reports %v, which is no violation", e)
		}
		rules = append(rules, v.Rule)
	}
	return rules
}
