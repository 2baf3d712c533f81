package targettest

import (
	"context"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// probe tries one rule on one target and collects what it finds. Its methods are for the rule's own goroutine.
type probe struct {
	rule    Rule
	harness Harness
	world   World
	target  usagesync.Target
	found   []error
}

func (p *probe) violated(format string, args ...any) {
	p.found = append(p.found, &Violation{Rule: p.rule, Detail: fmt.Sprintf(format, args...)})
}

// ok reports whether what was done succeeded, as it should have.
func (p *probe) ok(err error, what string, args ...any) bool {
	if err != nil {
		p.violated("%s: %v", fmt.Sprintf(what, args...), err)
	}
	return err == nil
}

// notDone checks that a write failed and that its error proves it.
func (p *probe) notDone(err error, what string, args ...any) {
	if !usagesync.IsNotDone(err) {
		p.violated("%s: got error %v, want one that is NotDone", fmt.Sprintf(what, args...), err)
	}
}

func (p *probe) open(ctx context.Context) bool {
	t, err := p.harness.Open(ctx)
	p.target = t
	return p.ok(err, "Open")
}

// addition is a new one of the world, with time enough to be sent.
func (p *probe) addition(q plan.Quantity) usagesync.NewAddition {
	return usagesync.NewAddition{
		AgreementID: p.world.Agreement, ItemID: p.world.Item, Quantity: q, Effective: p.world.Effective,
		SendBefore: time.Now().Add(time.Minute),
	}
}

// enter puts an addition into the system as a person would.
func (p *probe) enter(ctx context.Context, a plan.Addition) (usagesync.AdditionRef, bool) {
	id, err := p.harness.Add(ctx, a)
	return usagesync.AdditionRef{AgreementID: a.AgreementID, ID: id}, p.ok(err, "Add")
}

// entered is a plain addition on the world's agreement that somebody else put there.
func (p *probe) entered(ctx context.Context) (usagesync.AdditionRef, bool) {
	return p.enter(ctx, plan.Addition{
		AgreementID: p.world.Agreement, ItemID: p.world.Item, Quantity: plan.Units(31), Bill: plan.Billable, Effective: p.world.Effective,
	})
}

// list is what the target says of an agreement.
func (p *probe) list(ctx context.Context, agreement string) ([]plan.Addition, bool) {
	list, err := p.target.Additions(ctx, agreement)
	return list, p.ok(err, "Additions of %q", agreement)
}

// creation is one create and what it changed.
type creation struct {
	asked  usagesync.NewAddition
	answer plan.Addition
	err    error
	effect effect
}

// create carries out one create; ok is false when its effect can't be seen.
func (p *probe) create(ctx context.Context, n usagesync.NewAddition) (c creation, ok bool) {
	c.asked = n
	c.effect, ok = p.observe(ctx, func() { c.answer, c.err = p.target.Create(ctx, n) })
	return c, ok
}

func (c creation) String() string {
	return fmt.Sprintf("Create of item %q x %s on agreement %q", c.asked.ItemID, c.asked.Quantity, c.asked.AgreementID)
}

// claims checks that what a create says became of it is true, whatever went wrong.
func (p *probe) claims(c creation, what string) {
	made := len(c.effect.added)
	switch {
	case made > 1:
		p.violated("%s: %s added %d, want one at most: %s", what, c, made, c.effect)
	case c.err == nil && made != 1:
		p.violated("%s: %s returned no error and added nothing", what, c)
	case usagesync.IsNotDone(c.err) && made != 0:
		p.violated("%s: %s is NotDone (%v), but %s", what, c, c.err, c.effect)
	}
}

// change is one update and what it changed.
type change struct {
	ref    usagesync.AdditionRef
	asked  plan.Quantity
	answer plan.Addition
	err    error
	effect effect
}

// update carries out one update; ok is false when its effect can't be seen.
func (p *probe) update(ctx context.Context, ref usagesync.AdditionRef, q plan.Quantity) (c change, ok bool) {
	c.ref, c.asked = ref, q
	c.effect, ok = p.observe(ctx, func() { c.answer, c.err = p.target.Update(ctx, ref, usagesync.Change{Quantity: q}) })
	return c, ok
}

func (c change) String() string {
	return fmt.Sprintf("Update of addition %q on agreement %q to %s", c.ref.ID, c.ref.AgreementID, c.asked)
}
