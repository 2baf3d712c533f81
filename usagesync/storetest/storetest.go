package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// MaxTTL is the longest time for which a rule takes a lease. A harness that ends leases by moving a clock moves it by
// this much.
const MaxTTL = time.Hour

// Harness is how the check gets at a store.
type Harness struct {
	// Open returns a handle of the store, with the same data behind it on every call: what a second process, or the
	// same one after a crash, would see. Required.
	Open func(ctx context.Context) (usagesync.Store, error)
	// Expire makes the live lease of a lane end now. Other leases may end with it. It is called while other goroutines
	// use the store. Required.
	Expire func(ctx context.Context, lane string) error
	// Close closes a handle; nil means that handles need no closing.
	Close func(usagesync.Store) error
}

// Violation is one broken rule.
type Violation struct {
	Rule   Rule
	Detail string // what was done, what came, what should have come
}

// Error implements error.
func (v *Violation) Error() string { return fmt.Sprintf("storetest: %s: %s", v.Rule, v.Detail) }

// Check tries all rules and returns every violation, each a [*Violation], as one joined error: nil means that the store
// keeps the contract. An incomplete harness or a context that ends is an error too, but no Violation.
func Check(ctx context.Context, h Harness) error {
	if err := h.validate(); err != nil {
		return err
	}
	run := rand.Text()
	var all []error
	for _, c := range contract() {
		found, err := h.run(ctx, c, run)
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
	run := rand.Text()
	for _, c := range contract() {
		t.Run(string(c.rule), func(t *testing.T) {
			found, err := h.run(t.Context(), c, run)
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
	if h.Open == nil {
		problems = append(problems, errors.New("storetest: Harness.Open is nil"))
	}
	if h.Expire == nil {
		problems = append(problems, errors.New("storetest: Harness.Expire is nil"))
	}
	return errors.Join(problems...)
}

// run tries one rule. When ctx ends nothing that was found can be trusted, and only its error is returned.
func (h Harness) run(ctx context.Context, c clause, run string) ([]error, error) {
	p := &probe{
		rule:    c.rule,
		harness: h,
		partner: fmt.Sprintf("storetest-%s-%s", run, c.rule),
		lane:    fmt.Sprintf("storetest-%s-%s-lane", run, c.rule),
	}
	if s, ok := p.open(ctx); ok {
		p.store = s
		c.check(ctx, p)
	}
	p.close()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("storetest: stopped at %s: %w", c.rule, err)
	}
	return p.found, nil
}
