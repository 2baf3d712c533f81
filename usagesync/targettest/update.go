package targettest

import (
	"context"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func update(ctx context.Context, p *probe) {
	ref, ok := p.entered(ctx)
	if !ok {
		return
	}
	for _, text := range []string{"0", "40", "40", "2.5", "1"} {
		q := known(plan.ParseQuantity(text))
		c, ok := p.update(ctx, ref, q)
		if !ok || isFraction(q) && usagesync.IsNotDone(c.err) && c.effect.none() || !p.ok(c.err, "%s", c) {
			continue
		}
		now, ok := p.held(ctx, ref)
		if ok && (now.Quantity != q || describe(c.answer) != describe(now.Addition)) {
			p.violated("%s answered %s; the system holds %s", c, describe(c.answer), describe(now.Addition))
		}
	}
}

// held returns what the system holds of an addition, or nothing of one that is gone.
func (p *probe) held(ctx context.Context, ref usagesync.AdditionRef) (Held, bool) {
	all, ok := p.state(ctx)
	return all[ref], ok
}

func updateOnly(ctx context.Context, p *probe) {
	if !p.enterVaried(ctx) {
		return
	}
	price := known(plan.ParseAmount("3.5"))
	ref, ok := p.enter(ctx, plan.Addition{
		AgreementID: p.world.Agreement, ItemID: p.world.Item, Quantity: plan.Units(31), LessIncluded: plan.Units(2), UnitPrice: price,
		Bill: plan.NoCharge, Effective: p.world.Effective.AddDays(-400), Cancelled: p.world.Effective.AddDays(400),
	})
	if !ok {
		return
	}
	was, ok := p.held(ctx, ref)
	if !ok {
		return
	}
	c, ok := p.update(ctx, ref, plan.Units(40))
	if ok && p.ok(c.err, "%s", c) && !c.effect.sets(was, c.asked) {
		p.violated("%s: want its quantity changed and nothing else: %s", c, c.effect)
	}
}

// notChanged checks that an update was refused with proof and changed nothing.
func (p *probe) notChanged(ctx context.Context, what string, ref usagesync.AdditionRef) {
	c, ok := p.update(ctx, ref, plan.Units(40))
	p.notDone(c.err, "%s: %s", what, c)
	if ok && !c.effect.none() {
		p.violated("%s: %s: %s", what, c, c.effect)
	}
}

func updateMissing(ctx context.Context, p *probe) {
	ref, ok := p.entered(ctx)
	if !ok {
		return
	}
	p.notChanged(ctx, "the addition doesn't exist", usagesync.AdditionRef{AgreementID: ref.AgreementID, ID: p.world.Missing})
	p.notChanged(ctx, "it is on another agreement", usagesync.AdditionRef{AgreementID: p.world.Child, ID: ref.ID})
	p.notChanged(ctx, "the agreement doesn't exist", usagesync.AdditionRef{AgreementID: p.world.Missing, ID: ref.ID})
}

func updateRefused(ctx context.Context, p *probe) {
	if ref, ok := p.entered(ctx); ok {
		p.harness.Refuse()
		p.notChanged(ctx, "refused", ref)
	}
}

func updateLost(ctx context.Context, p *probe) {
	p.updateCut(ctx, "the answer was lost", p.harness.Lose)
}

// updateLostRefused sends one more update at the end, for the refusal that a target has left over if it sends nothing twice.
func updateLostRefused(ctx context.Context, p *probe) {
	p.updateCut(ctx, "the answer was lost, a repeat refused", func() {
		p.harness.Lose()
		p.harness.Refuse()
	})
	if ref, ok := p.entered(ctx); ok {
		_, _ = p.target.Update(ctx, ref, usagesync.Change{Quantity: plan.Units(40)})
	}
}

func updateUnsent(ctx context.Context, p *probe) {
	p.updateCut(ctx, "the request was lost", p.harness.LoseBefore)
}

// updateCut checks that what an update says became of it is true, whatever went wrong.
func (p *probe) updateCut(ctx context.Context, what string, fail func()) {
	ref, ok := p.entered(ctx)
	if !ok {
		return
	}
	was, ok := p.held(ctx, ref)
	if !ok {
		return
	}
	fail()
	c, ok := p.update(ctx, ref, plan.Units(40))
	if !ok {
		return
	}
	changed := c.effect.sets(was, c.asked)
	switch {
	case !changed && !c.effect.none():
		p.violated("%s: %s: want its quantity changed or nothing: %s", what, c, c.effect)
	case c.err == nil && (!changed || c.answer.ID != ref.ID || c.answer.Quantity != c.asked):
		p.violated("%s: %s answered %s, but %s", what, c, describe(c.answer), c.effect)
	case usagesync.IsNotDone(c.err) && changed:
		p.violated("%s: %s is NotDone (%v), but %s", what, c, c.err, c.effect)
	}
}
