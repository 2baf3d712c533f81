package usagesync

import (
	"context"

	"github.com/psasync/psasync/usagesync/plan"
)

// intend makes a write durable before it is sent, as run.intend does.
func (r *itemRun) intend(ctx context.Context) (Intent, error) {
	step, now := r.plan.Step, r.now()
	in := Intent{State: IntentOpen, At: now, SendBefore: now.Add(freshness), Attempt: Attempt{
		Run: r.id, Number: 1, Digest: r.plan.Digest, Period: r.plan.Day.Period(), Verb: step.Verb, ItemID: step.ItemID, Item: &step,
	}}
	if step.Verb != plan.VerbCreate {
		in.SendBefore = in.SendBefore.Add(requestTime)
	}
	var b batch
	b.put(KindItemIntent, step.ID, IfNew, in)
	b.put(KindJournal, in.intentKey(), IfNew, Entry{Attempt: in.Attempt, At: now, Fact: FactIntended})
	return in, r.commit(ctx, &b)
}

// send carries out an intent while it is fresh.
func (r *itemRun) send(ctx context.Context, in Intent) (plan.CatalogItem, error) {
	left, err := r.sendable(ctx, in)
	if err != nil {
		return plan.CatalogItem{}, err
	}
	step := in.Item
	if in.Verb == plan.VerbUpdate {
		ctx, cancel := outlive(ctx, left)
		defer cancel()
		return r.target.UpdateItem(ctx, in.ItemID, itemChange(*step))
	}
	ctx, cancel := outlive(ctx, left+requestTime)
	defer cancel()
	return r.target.CreateItem(ctx, NewItem{
		Identifier: step.After.Identifier, Description: step.After.Description, CustomerDescription: step.After.CustomerDescription,
		SubcategoryID: step.After.SubcategoryID, TypeID: step.After.TypeID, Class: step.After.Class, Price: step.After.Price,
		SendBefore: in.SendBefore,
	})
}

// itemChange names the members that an update writes: those that the plan changes, and no other.
func itemChange(s plan.ItemStep) (c ItemChange) {
	for _, m := range s.Changes() {
		switch m.Member {
		case "description":
			c.Description = new(s.After.Description)
		case "customerDescription":
			c.CustomerDescription = new(s.After.CustomerDescription)
		case "price":
			c.Price = new(s.After.Price)
		}
	}
	return c
}

// close records an outcome that is known. When that fails the intent stands as it was, for a later run.
func (r *itemRun) close(ctx context.Context, in Intent, f Fact, o Outcome, why Reason, detail string) error {
	r.result.ItemID = in.ItemID
	if err := r.endItem(ctx, in.Attempt, f, detail, ""); err != nil {
		return r.unrecorded(in, err)
	}
	r.result.say(o, why, detail)
	return nil
}

// leave keeps the intent open for a later run. What was sent was sent by now.
func (r *itemRun) leave(ctx context.Context, in Intent, why Reason, detail string) error {
	in.State, in.Detail = IntentUnknown, clip(detail)
	if now := r.now(); now.Before(in.SendBefore) {
		in.SendBefore = now
	}
	var b batch
	b.put(KindItemIntent, in.Item.ID, IfAny, in)
	if err := r.commit(ctx, &b); err != nil {
		return r.unrecorded(in, err)
	}
	r.result.say(OutcomeUnknown, why, detail)
	r.result.NotBefore = r.ripe(in)
	return nil
}

func (r *itemRun) unrecorded(in Intent, err error) error {
	r.result.say(OutcomeUnknown, ReasonNotRecorded, err.Error())
	r.result.NotBefore = r.ripe(in)
	return err
}
