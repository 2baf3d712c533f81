package usagesync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// ApplyItem carries out an item plan that was approved under this digest; a typed command is the approval. A plan that
// is tampered with, expired or another partner's is refused whole. Then, under the lane's lease, it settles the writes to
// the catalog whose outcome is unknown, reads the item afresh, and refuses the step when the item is not what the plan
// saw, or the identifier is taken. A create is sent at most once.
//
// The error says why nothing could be done or recorded: the lease could not be taken (ErrHeld) or was lost (ErrFenced),
// the store failed, the target said Stop, or ctx ended. The result is right in any case. Nothing is mapped by it.
func (s *Syncer) ApplyItem(ctx context.Context, p plan.ItemPlan, digest string) (ItemResult, error) {
	target, err := s.itemTarget()
	if err != nil {
		return ItemResult{}, err
	}
	if err := s.admitItem(ctx, p, digest); err != nil {
		return ItemResult{}, err
	}
	r := &itemRun{target: target, plan: p}
	now := time.Now().UTC()
	r.result = ItemResult{Partner: p.Partner, Digest: p.Digest, Started: now, Finished: now, Settled: []Settled{}, Step: p.Step, ItemID: p.Step.ItemID}
	if !p.Step.Writes() && p.Step.Verb != plan.VerbNone {
		r.result.say(OutcomeWithheld, Reason(p.Step.Reason), p.Step.Detail)
		r.result.Advice = p.Step.Reason.Info().Advice
		return r.result, nil
	}
	if r.session, err = s.take(ctx); err != nil {
		return ItemResult{}, err
	}
	defer r.lease.release(ctx)
	r.result.say(OutcomeSkipped, ReasonStopped, "")
	return r.finish(ctx, r.work(ctx))
}

// itemRun is one ApplyItem.
type itemRun struct {
	*session
	target ItemTarget
	plan   plan.ItemPlan
	result ItemResult
}

func (r *itemRun) work(ctx context.Context) error {
	settled, open, err := r.settleItems(ctx, r.target)
	r.result.Settled = append(r.result.Settled, settled...)
	if err != nil {
		return err
	}
	if in, ok := open[r.plan.Step.ID]; ok {
		r.result.say(OutcomeRefused, ReasonUnsettled, fmt.Sprintf("a %s was sent or about to be sent at %s", in.Verb, in.At.Format(time.RFC3339)))
		r.result.NotBefore = r.ripe(in)
		return nil
	}
	if r.plan.Step.Verb == plan.VerbNone {
		r.result.say(OutcomeUnchanged, "", "")
		return nil
	}
	if err := r.lease.keep(ctx); err != nil {
		return err
	}
	now, err := r.target.Items(ctx, itemRef(r.plan.Step))
	switch {
	case err != nil && ends(ctx, err):
		return err
	case err != nil:
		r.result.say(OutcomeFailed, ReasonReadFailed, err.Error())
		return nil
	case r.stale(now):
		return nil
	}
	return r.write(ctx)
}

// stale looks at what is there now, and says so where that forbids the write or makes it needless.
func (r *itemRun) stale(now []plan.CatalogItem) bool {
	step := r.plan.Step
	if len(now) == 1 && asAsked(step, now[0]) {
		r.result.ItemID = now[0].ID
		r.result.say(OutcomeUnchanged, ReasonApplied, "item "+now[0].ID)
		return true
	}
	switch {
	case step.Verb == plan.VerbCreate && len(now) > 0:
		r.result.say(OutcomeRefused, ReasonItemTaken, fmt.Sprintf("item %s is called %s", now[0].ID, now[0].Identifier))
	case step.Verb == plan.VerbCreate:
		return false
	case len(now) != 1:
		r.result.say(OutcomeRefused, ReasonItemGone, "item "+step.ItemID)
	case now[0].Doubt != "":
		r.result.say(OutcomeRefused, ReasonItemChanged, now[0].Doubt)
	case len(step.Before.Changes(now[0])) > 0:
		r.result.say(OutcomeRefused, ReasonItemChanged, inWords(step.Before.Changes(now[0])))
	default:
		return false
	}
	return true
}

// asAsked reports whether an item is what a step asks for.
func asAsked(s plan.ItemStep, i plan.CatalogItem) bool {
	return i.Doubt == "" && (s.ItemID == "" || s.ItemID == i.ID) && len(s.After.Changes(i)) == 0
}

// write is the journal protocol: the intent is durable, then the request is sent, then its outcome is recorded.
func (r *itemRun) write(ctx context.Context) error {
	if err := r.record(ctx, Run{}); err != nil {
		return err
	}
	r.result.Run = r.id
	in, err := r.intend(ctx)
	if err != nil {
		return err
	}
	answer, err := r.send(ctx, in)
	switch {
	case IsNotDone(err):
		why := ReasonTargetRefused
		if errors.Is(err, errNotSent) {
			why = ReasonNotSent
		}
		return errors.Join(r.close(ctx, in, FactNotDone, OutcomeFailed, why, err.Error()), stopping(err))
	case err != nil:
		return errors.Join(r.leave(ctx, in, ReasonOutcomeUnknown, err.Error()), stopping(err))
	case asAsked(r.plan.Step, answer):
		in.ItemID = answer.ID
		return r.close(ctx, in, FactDone, OutcomeDone, "", "")
	}
	differs := fmt.Sprintf("the answer is of item %q: %s", answer.ID, inWords(r.plan.Step.After.Changes(answer)))
	if in.Verb == plan.VerbCreate && answer.ID != "" {
		in.ItemID = answer.ID // it is there, and no second one is made: its identifier is known
		return r.close(ctx, in, FactEdited, OutcomeFailed, ReasonAnswerDiffers, differs)
	}
	return r.leave(ctx, in, ReasonAnswerDiffers, differs)
}

// finish completes the result and the run's record, unless the store is what failed.
func (r *itemRun) finish(ctx context.Context, err error) (ItemResult, error) {
	r.result.Finished = r.now()
	rec := Run{Finished: r.result.Finished, Outcomes: map[Outcome]int{r.result.Outcome: 1}}
	if err != nil {
		rec.Stopped = clip(err.Error())
		if r.result.Outcome == OutcomeSkipped {
			r.result.Detail = rec.Stopped
		}
	}
	if _, failed := errors.AsType[*StoreError](err); !failed && r.result.Run != "" {
		err = errors.Join(err, r.record(ctx, rec))
	}
	r.log.InfoContext(ctx, "catalog item", "run", r.id, "verb", r.plan.Step.Verb, "item", r.result.ItemID, "outcome", r.result.Outcome, "reason", r.result.Reason)
	return r.result, err
}

// record stores the run's own record. It counts for the month of the plan's day.
func (r *itemRun) record(ctx context.Context, rec Run) error {
	rec.ID, rec.Period, rec.Digest, rec.Started = r.id, r.plan.Day.Period(), r.plan.Digest, r.result.Started
	var b batch
	b.put(KindRun, r.id, IfAny, rec)
	return r.commit(ctx, &b)
}

// inWords says how an item differs from what it should be.
func inWords(changes []plan.MemberChange) string {
	words := make([]string, len(changes))
	for i, c := range changes {
		words[i] = fmt.Sprintf("%s is %q, not %q", c.Member, c.After, c.Before)
	}
	return strings.Join(words, ", ")
}
