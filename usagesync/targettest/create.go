package targettest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// made carries out a create that must succeed and returns it with the one addition that it made.
func (p *probe) made(ctx context.Context, n usagesync.NewAddition) (creation, Held, bool) {
	c, ok := p.create(ctx, n)
	if !ok || !p.ok(c.err, "%s", c) {
		return c, Held{}, false
	}
	if e := c.effect; len(e.added) != 1 || len(e.removed)+len(e.changed) > 0 {
		p.violated("%s: want one addition more and nothing else: %s", c, e)
		return c, Held{}, false
	}
	return c, c.effect.added[0], true
}

// asAsked reports whether an addition is what a create asked for.
func asAsked(a plan.Addition, n usagesync.NewAddition) bool {
	return a.AgreementID == n.AgreementID && a.ItemID == n.ItemID && a.Quantity == n.Quantity && a.Effective == n.Effective
}

func create(ctx context.Context, p *probe) {
	other := p.addition(plan.Units(5))
	other.ItemID = p.world.OtherItem
	for _, n := range []usagesync.NewAddition{p.addition(plan.Units(20)), other} {
		c, made, ok := p.made(ctx, n)
		if ok && (c.answer.ID != made.ID || !asAsked(c.answer, n)) {
			p.violated("%s from %s, which made addition %q, answered %s", c, n.Effective, made.ID, describe(c.answer))
		}
	}
}

func createHeld(ctx context.Context, p *probe) {
	if !p.enterVaried(ctx) {
		return
	}
	n := p.addition(plan.Units(20))
	c, made, ok := p.made(ctx, n)
	if !ok {
		return
	}
	if !asAsked(made.Addition, n) {
		p.violated("%s from %s made %s", c, n.Effective, describe(made.Addition))
	}
	list, ok := p.list(ctx, n.AgreementID)
	list = slices.DeleteFunc(list, func(a plan.Addition) bool { return a.ID != made.ID })
	if diff := difference(each(list, describe), []string{describe(c.answer)}); ok && diff != "" {
		p.violated("Additions after %s, compared with its answer, %s", c, diff)
	}
}

func createExact(ctx context.Context, p *probe) {
	for _, text := range []string{"0", "1", "250", "1000000", "0.5", "24.25"} {
		q := known(plan.ParseQuantity(text))
		c, ok := p.create(ctx, p.addition(q))
		switch {
		case !ok:
		case isFraction(q) && usagesync.IsNotDone(c.err):
			p.claims(c, "a fraction is refused")
		case !p.ok(c.err, "%s", c):
		case c.answer.Quantity != q || len(c.effect.added) != 1 || c.effect.added[0].Quantity != q:
			p.violated("%s answered %s: %s", c, c.answer.Quantity, c.effect)
		}
	}
}

// isFraction reports whether a quantity is not whole: a system may not know such.
func isFraction(q plan.Quantity) bool {
	return strings.Contains(q.String(), ".")
}

func createBills(ctx context.Context, p *probe) {
	c, made, ok := p.made(ctx, p.addition(plan.Units(20)))
	for _, a := range []plan.Addition{c.answer, made.Addition} {
		if ok && (a.Bill != plan.Billable || !a.Cancelled.IsZero() || a.Doubt != "") {
			p.violated("%s: want a Billable one without an end: %s", c, describe(a))
		}
	}
}

// notMade checks that a create was refused with proof and added nothing.
func (p *probe) notMade(ctx context.Context, what string, n usagesync.NewAddition) {
	c, ok := p.create(ctx, n)
	p.notDone(c.err, "%s: %s", what, c)
	if ok && !c.effect.none() {
		p.violated("%s: %s: %s", what, c, c.effect)
	}
}

func createMissing(ctx context.Context, p *probe) {
	n := p.addition(plan.Units(20))
	n.AgreementID = p.world.Missing
	p.notMade(ctx, "the agreement doesn't exist", n)
	n = p.addition(plan.Units(20))
	n.ItemID = p.world.Missing
	p.notMade(ctx, "the item doesn't exist", n)
}

func createLate(ctx context.Context, p *probe) {
	n := p.addition(plan.Units(20))
	n.SendBefore = time.Now().Add(-time.Second)
	p.notMade(ctx, "SendBefore has passed", n)
}

func createRefused(ctx context.Context, p *probe) {
	p.harness.Refuse()
	p.notMade(ctx, "refused", p.addition(plan.Units(20)))
}

func createLost(ctx context.Context, p *probe) {
	p.harness.Lose()
	c, ok := p.create(ctx, p.addition(plan.Units(20)))
	if c.err == nil || usagesync.IsNotDone(c.err) {
		p.violated("the answer was lost: %s returned error %v, want one that is not NotDone", c, c.err)
	}
	if ok && (len(c.effect.added) != 1 || len(c.effect.removed)+len(c.effect.changed) > 0) {
		p.violated("the answer was lost: %s: want one addition more and nothing else: %s", c, c.effect)
	}
}

func createUnsent(ctx context.Context, p *probe) {
	p.harness.LoseBefore()
	if c, ok := p.create(ctx, p.addition(plan.Units(20))); ok {
		p.claims(c, "the request was lost")
	}
}
