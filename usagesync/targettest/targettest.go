package targettest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// Harness is how the check gets at a target and at the system behind it. Open, World, Look, Add and Remove are required.
type Harness struct {
	// Open returns the target. It is called once for each rule and may return the same one every time.
	Open func(ctx context.Context) (usagesync.Target, error)
	// World names the seeded records.
	World World

	// Look returns all additions of an agreement as the system holds them: not by way of the target, and not before
	// everything that the target has sent was carried out.
	Look func(ctx context.Context, agreement string) ([]Held, error)
	// Add enters an addition as a person would and returns its id. It is given agreement, item, quantity, bill and dates,
	// some with a price and included units, all else zero; both dates may be in the past.
	Add func(ctx context.Context, a plan.Addition) (id string, err error)
	// Remove removes an addition as a person would.
	Remove func(ctx context.Context, ref usagesync.AdditionRef) error

	// Edit changes something of an agreement that plan.Agreement holds, such as its name, as a person would. Optional.
	Edit func(ctx context.Context, agreement string) error
	// The faults add up: each call is about one write, in the order of the calls.

	// Lose makes the next write succeed and its answer disappear. Optional.
	Lose func()
	// LoseBefore makes the next write disappear on its way to the system. Optional.
	LoseBefore func()
	// Refuse makes the system refuse the next write in its own words. Optional.
	Refuse func()
	// Deny makes the system refuse the target's credentials until restore is called. Optional.
	Deny func() (restore func())

	// Items is for a target that is a usagesync.ItemTarget, too. Optional.
	Items *ItemHarness
}

// World names the records that are there before the check. Ids are in the target's own form.
type World struct {
	Agreement string    // takes new additions
	Effective plan.Date // a day from which it takes them
	Item      string    // a catalog item that can be added to it
	OtherItem string    // another one

	Child   string   // an agreement with a parent
	Parents []string // its parent, the parent's parent and so on, all of them; two are better than one

	// Full is another agreement, with more additions than the target gets in one answer, 1,200 for example. It is only
	// read.
	Full string
	// Missing has the form of an id, but no agreement, item, addition, subcategory or product type has it.
	Missing string
}

// watched returns the agreements whose additions are compared before and after every write.
func (w World) watched() []string {
	return append([]string{w.Agreement, w.Child}, w.Parents...)
}

// Held is an addition as the system behind the target holds it.
type Held struct {
	// Addition is how the target should report it. Texts, authors and times don't matter.
	plan.Addition
	// Rest holds all other members in any fixed form (price, cost, tax, texts, flags), without what the system itself
	// changes at every write (author, time, computed sums). Whatever is left out here is not checked.
	Rest string
}

// Violation is one broken rule.
type Violation struct {
	Rule   Rule
	Detail string // what was done, what came, what should have come
}

// Error implements error.
func (v *Violation) Error() string { return fmt.Sprintf("targettest: %s: %s", v.Rule, v.Detail) }

// Check tries all rules and returns every violation, each a [*Violation], as one joined error: nil means that the target
// keeps the contract. An incomplete harness or a context that ends is an error too, but no Violation.
func Check(ctx context.Context, h Harness) error {
	if err := h.validate(); err != nil {
		return err
	}
	var all []error
	for _, c := range contract() {
		if h.lacks(c) != "" {
			continue
		}
		found, err := h.run(ctx, c)
		if err != nil {
			all = append(all, err)
			break
		}
		all = append(all, found...)
	}
	return errors.Join(all...)
}

// Test is [Check] with a subtest for each rule.
func Test(t *testing.T, h Harness) {
	t.Helper()
	if err := h.validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range contract() {
		t.Run(string(c.rule), func(t *testing.T) {
			if hook := h.lacks(c); hook != "" {
				t.Skipf("the harness has no %s", hook)
			}
			found, err := h.run(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range found {
				t.Error(v)
			}
		})
	}
}

func (h Harness) validate() error {
	var problems []error
	w := h.World
	for _, member := range []struct {
		name  string
		empty bool
	}{
		{"Open", h.Open == nil}, {"Look", h.Look == nil}, {"Add", h.Add == nil}, {"Remove", h.Remove == nil},
		{"World.Agreement", w.Agreement == ""}, {"World.Effective", w.Effective.IsZero()}, {"World.Item", w.Item == ""},
		{"World.OtherItem", w.OtherItem == ""}, {"World.Child", w.Child == ""}, {"World.Parents", len(w.Parents) == 0},
		{"World.Full", w.Full == ""}, {"World.Missing", w.Missing == ""},
	} {
		if member.empty {
			problems = append(problems, errors.New("targettest: Harness."+member.name+" is missing"))
		}
	}
	if i := h.Items; i != nil && (i.Subcategory == "" || i.Type == "" || i.Look == nil || i.Add == nil || i.Remove == nil) {
		problems = append(problems, errors.New("targettest: Harness.Items is not complete"))
	}
	return errors.Join(problems...)
}

// lacks returns an optional member that a rule needs and the harness doesn't have; "" if there is none.
func (h Harness) lacks(c clause) string {
	missing := map[string]bool{
		"Edit": h.Edit == nil, "Lose": h.Lose == nil, "LoseBefore": h.LoseBefore == nil,
		"Refuse": h.Refuse == nil, "Deny": h.Deny == nil, "Items": h.Items == nil,
	}
	for hook := range strings.FieldsSeq(c.hooks) {
		if missing[hook] {
			return hook
		}
	}
	return ""
}

// run tries one rule. When ctx ends nothing that was found can be trusted, and only its error is returned.
func (h Harness) run(ctx context.Context, c clause) ([]error, error) {
	p := &probe{rule: c.rule, harness: h, world: h.World}
	before, ok := p.state(ctx)
	if ok && p.open(ctx) {
		c.check(ctx, p)
		p.restore(context.WithoutCancel(ctx), before)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("targettest: stopped at %s: %w", c.rule, err)
	}
	return p.found, nil
}
