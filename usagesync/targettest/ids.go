package targettest

import (
	"context"
	"slices"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// lookalikes are ids that no record has, but that a careless reader takes for id: as a number, as a part of an address,
// as a condition.
func lookalikes(id string) []string {
	return []string{
		"", " ", "x", "-1", "*", "%", "..",
		"0" + id, "+" + id, "-" + id, " " + id, id + " ", id + "\n", id + "\x00", id + ".0", id + "e0", id + "x",
		id + " or 1=1", id + ",1", id + ")", id + "/", id + "/x", "x/../" + id, "./" + id, id + "?x=1", id + "#x", id + "%20", id + ";x",
	}
}

func idsRead(ctx context.Context, p *probe) {
	bad := lookalikes(p.world.Agreement)
	for _, id := range bad {
		p.unreadable(ctx, id)
	}
	p.returns(ctx, append(slices.Clone(bad), p.world.Child), append([]string{p.world.Child}, p.world.Parents...)...)
}

func idsWrite(ctx context.Context, p *probe) {
	known, ok := p.entered(ctx)
	if !ok {
		return
	}
	const written = 77
	to := usagesync.Change{Quantity: plan.Units(written)}
	effect, ok := p.observe(ctx, func() {
		for _, id := range lookalikes(p.world.Agreement) {
			n := p.addition(plan.Units(written))
			n.AgreementID = id
			_, err := p.target.Create(ctx, n)
			p.notDone(err, "Create on agreement %q", id)
			_, err = p.target.Update(ctx, usagesync.AdditionRef{AgreementID: id, ID: known.ID}, to)
			p.notDone(err, "Update on agreement %q", id)
		}
		for _, id := range lookalikes(p.world.Item) {
			n := p.addition(plan.Units(written))
			n.ItemID = id
			_, err := p.target.Create(ctx, n)
			p.notDone(err, "Create of item %q", id)
		}
		for _, id := range lookalikes(known.ID) {
			_, err := p.target.Update(ctx, usagesync.AdditionRef{AgreementID: known.AgreementID, ID: id}, to)
			p.notDone(err, "Update of addition %q", id)
		}
	})
	if ok && !effect.none() {
		p.violated("writes under ids that no record has: %s", effect)
	}
}
