package targettest

import (
	"context"
	"slices"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// varied are additions as people leave them on an agreement.
func (w World) varied() []plan.Addition {
	half, price := known(plan.ParseQuantity("0.5")), known(plan.ParseAmount("14.95"))
	past, ended, future := w.Effective.AddDays(-800), w.Effective.AddDays(-400), w.Effective.AddDays(400)
	all := []plan.Addition{
		{ItemID: w.Item, Quantity: plan.Units(24), Bill: plan.Billable, Effective: w.Effective},
		{ItemID: w.Item, Quantity: plan.Units(24), Bill: plan.Billable, Effective: past, Cancelled: ended},
		{ItemID: w.Item, Quantity: plan.Units(3), Bill: plan.Billable, Effective: future},
		{ItemID: w.Item, Quantity: half, Bill: plan.NoCharge, Effective: w.Effective, UnitPrice: price},
		{ItemID: w.OtherItem, Quantity: plan.Units(0), Bill: plan.Billable, Effective: w.Effective},
		{ItemID: w.OtherItem, Quantity: plan.Units(12), LessIncluded: plan.Units(2), Bill: plan.DoNotBill, Effective: past, UnitPrice: price},
	}
	for i := range all {
		all[i].AgreementID = w.Agreement
	}
	return all
}

// known is for numbers that are written in this package, which can't fail to be read.
func known[T any](v T, _ error) T { return v }

// enterVaried puts them there.
func (p *probe) enterVaried(ctx context.Context) bool {
	for _, a := range p.world.varied() {
		if _, ok := p.enter(ctx, a); !ok {
			return false
		}
	}
	return true
}

// lists checks that the target's list of an agreement is what the system holds, by the members that describe shows.
func (p *probe) lists(ctx context.Context, agreement string, describe func(plan.Addition) string) {
	held, err := p.harness.Look(ctx, agreement)
	if !p.ok(err, "Look at agreement %q", agreement) {
		return
	}
	want := each(held, func(h Held) string { return describe(h.Addition) })
	got, ok := p.list(ctx, agreement)
	if diff := difference(each(got, describe), want); ok && diff != "" {
		p.violated("Additions of %q returned %d, the system holds %d: the list %s", agreement, len(got), len(want), diff)
	}
}

func additionID(a plan.Addition) string { return a.ID }

func additions(ctx context.Context, p *probe) {
	if !p.enterVaried(ctx) {
		return
	}
	for _, agreement := range p.world.watched() {
		p.lists(ctx, agreement, additionID)
	}
}

func additionsPaging(ctx context.Context, p *probe) {
	p.lists(ctx, p.world.Full, additionID)
}

func additionsValues(ctx context.Context, p *probe) {
	if p.enterVaried(ctx) {
		p.lists(ctx, p.world.Agreement, describe)
	}
}

func additionsMissing(ctx context.Context, p *probe) {
	p.unreadable(ctx, p.world.Missing)
}

// unreadable checks that there is no list for an id.
func (p *probe) unreadable(ctx context.Context, agreement string) {
	if list, err := p.target.Additions(ctx, agreement); err == nil {
		p.violated("Additions of %q, which doesn't exist, returned a list of %d and no error", agreement, len(list))
	}
}

func additionsNow(ctx context.Context, p *probe) {
	if _, ok := p.list(ctx, p.world.Agreement); !ok {
		return
	}
	ref, ok := p.entered(ctx)
	if !ok {
		return
	}
	p.shows(ctx, "a moment after it was entered", ref, true)
	if p.ok(p.harness.Remove(ctx, ref), "Remove") {
		p.shows(ctx, "a moment after it was removed", ref, false)
	}
}

// shows checks whether the list has an addition.
func (p *probe) shows(ctx context.Context, what string, ref usagesync.AdditionRef, want bool) {
	list, ok := p.list(ctx, ref.AgreementID)
	if got := slices.Contains(each(list, additionID), ref.ID); ok && got != want {
		p.violated("%s: Additions has addition %q: %t, want %t", what, ref.ID, got, want)
	}
}
