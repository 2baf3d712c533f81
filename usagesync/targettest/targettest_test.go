package targettest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

func TestMemoryTargetKeepsTheContract(t *testing.T) {
	targettest.Test(t, newSystem().harness())
}

// TestBrokenTargets breaks the target in one way at a time: the check must name the rule that the break is about. The
// bubble makes the sleeps by which some of them lose a race free and certain.
func TestBrokenTargets(t *testing.T) {
	for _, b := range brokenTargets() {
		t.Run(string(b.rule)+"/"+b.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				err := targettest.Check(t.Context(), wrapped(b.wrap))
				if got := rulesOf(t, err); !slices.Contains(got, b.rule) {
					t.Errorf("Check reports %q, want %q among them", got, b.rule)
				}
			})
		})
	}
}

// TestTargetsMayDiffer varies what the contract leaves open: none of it is a violation.
func TestTargetsMayDiffer(t *testing.T) {
	noFractions := usagesync.NotDone(errors.New("whole units only"))
	for name, wrap := range map[string]func(usagesync.Target) usagesync.Target{
		"lists in another order":          eachList(func(list []plan.Addition) []plan.Addition { slices.Reverse(list); return list }),
		"agreements in another order":     eachAgreements(func(list []plan.Agreement) []plan.Agreement { slices.Reverse(list); return list }),
		"answers no texts and no authors": eachListed(func(a *plan.Addition) { a.Description, a.CreatedBy, a.UpdatedBy = "", "", "" }),
		"creates no fractions": withCreate(func(t usagesync.Target) createFunc {
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				if n.Quantity != wholePart(n.Quantity) {
					return plan.Addition{}, noFractions
				}
				return t.Create(ctx, n)
			}
		}),
		"updates to no fractions": withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				if c.Quantity != wholePart(c.Quantity) {
					return plan.Addition{}, noFractions
				}
				return t.Update(ctx, ref, c)
			}
		}),
		"sends updates again, and remembers that the first may have arrived": withUpdate(func(t usagesync.Target) updateFunc {
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				a, err := t.Update(ctx, ref, c)
				if !errors.Is(err, errReset) {
					return a, err
				}
				if a, err = t.Update(ctx, ref, c); err != nil {
					err = errReset
				}
				return a, err
			}
		}),
		"knows that a request was not sent": func(t usagesync.Target) usagesync.Target {
			s := t.(*system)
			knowing := func(do func() (plan.Addition, error)) (plan.Addition, error) {
				var next []fault
				s.edit(func() { next = s.faults })
				a, err := do()
				if len(next) > 0 && next[0] == unsent {
					err = usagesync.NotDone(err)
				}
				return a, err
			}
			return altered{
				Target: t,
				create: func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
					return knowing(func() (plan.Addition, error) { return t.Create(ctx, n) })
				},
				update: func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
					return knowing(func() (plan.Addition, error) { return t.Update(ctx, ref, c) })
				},
			}
		},
	} {
		if err := targettest.Check(t.Context(), wrapped(wrap)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoTraces checks one system twice: the rules remove what they added and leave everything else as it was.
func TestNoTraces(t *testing.T) {
	s := newSystem()
	before := slices.Clone(s.held)
	for range 2 {
		if err := targettest.Check(t.Context(), s.harness()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(before, s.held) {
			t.Fatalf("%d additions before, %d after, or one of them changed", len(before), len(s.held))
		}
	}
}

func TestUnusableTargets(t *testing.T) {
	down := errors.New("the system is down")
	for name, unusable := range map[string]func(*targettest.Harness){
		"Open fails": func(h *targettest.Harness) {
			h.Open = func(context.Context) (usagesync.Target, error) { return nil, down }
		},
		"Look fails": func(h *targettest.Harness) {
			h.Look = func(context.Context, string) ([]targettest.Held, error) { return nil, down }
		},
	} {
		h := newSystem().harness()
		unusable(&h)
		got := rulesOf(t, targettest.Check(t.Context(), h))
		if want := targettest.Rules(); !slices.Equal(got, want) {
			t.Errorf("%s: Check reports %q, want all rules, %q", name, got, want)
		}
	}
	for name, broken := range map[string]struct {
		change func(*targettest.Harness)
		is     targettest.Rule
		not    targettest.Rule
	}{
		"Add fails": {func(h *targettest.Harness) {
			h.Add = func(context.Context, plan.Addition) (string, error) { return "", down }
		}, targettest.RuleUpdate, targettest.RuleDirectory},
		"Remove fails": {func(h *targettest.Harness) {
			h.Remove = func(context.Context, usagesync.AdditionRef) error { return down }
		}, targettest.RuleCreate, targettest.RuleDirectory},
		"Edit fails": {func(h *targettest.Harness) {
			h.Edit = func(context.Context, string) error { return down }
		}, targettest.RuleAgreementsNow, targettest.RuleAgreements},
	} {
		h := newSystem().harness()
		broken.change(&h)
		got := rulesOf(t, targettest.Check(t.Context(), h))
		if !slices.Contains(got, broken.is) || slices.Contains(got, broken.not) {
			t.Errorf("%s: Check reports %q, want %q and not %q", name, got, broken.is, broken.not)
		}
	}
}

func TestIncompleteHarness(t *testing.T) {
	err := targettest.Check(t.Context(), targettest.Harness{})
	if err == nil || strings.Count(err.Error(), "is missing") != 12 || !strings.Contains(err.Error(), "Harness.World.Parents") {
		t.Errorf("Check of an empty harness: %v", err)
	}
	if v, ok := errors.AsType[*targettest.Violation](err); ok {
		t.Errorf("an incomplete harness is reported as a violation: %v", v)
	}
}

// TestWithoutHooks breaks what only a hook can show: without it there is no violation, and no rule is tried by accident.
func TestWithoutHooks(t *testing.T) {
	h := wrapped(func(t usagesync.Target) usagesync.Target { return resending(t) })
	if got := rulesOf(t, targettest.Check(t.Context(), h)); !slices.Contains(got, targettest.RuleCreateLost) {
		t.Fatalf("with hooks: %q", got)
	}
	h.Edit, h.Lose, h.LoseBefore, h.Refuse, h.Deny, h.Items = nil, nil, nil, nil, nil, nil
	if err := targettest.Check(t.Context(), h); err != nil {
		t.Errorf("without hooks: %v", err)
	}
	targettest.Test(t, h)
}

func TestContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h := newSystem().harness()
	open := h.Open
	var opened int
	h.Open = func(ctx context.Context) (usagesync.Target, error) {
		if opened++; opened == 3 {
			cancel()
		}
		return open(ctx)
	}
	err := targettest.Check(ctx, h)
	if !errors.Is(err, context.Canceled) || opened != 3 {
		t.Errorf("Check under a context that ended, after %d rules: %v", opened, err)
	}
	if v, ok := errors.AsType[*targettest.Violation](err); ok {
		t.Errorf("the end of the context is reported as a violation: %v", v)
	}
}

// wrapped checks what wrap makes of the correct target.
func wrapped(wrap func(usagesync.Target) usagesync.Target) targettest.Harness {
	s := newSystem()
	t := wrap(s)
	h := s.harness()
	h.Open = func(context.Context) (usagesync.Target, error) { return t, nil }
	if _, ok := t.(usagesync.ItemTarget); !ok {
		h.Items = nil
	}
	return h
}

func rulesOf(t *testing.T, err error) []targettest.Rule {
	t.Helper()
	if err == nil {
		return nil
	}
	var rules []targettest.Rule
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		v, ok := errors.AsType[*targettest.Violation](e)
		if !ok {
			t.Fatalf("Check reports %v, which is no violation", e)
		}
		rules = append(rules, v.Rule)
	}
	return slices.Compact(rules)
}
