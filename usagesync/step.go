package usagesync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// errNotSent marks a write that was given up before its request began.
var errNotSent = errors.New("not sent")

// step applies one step. The error ends the run; the result is right in any case.
func (r *run) step(ctx context.Context, s plan.Step) (StepResult, error) {
	if line, ok := r.lines[s.ID]; ok && line.Digest == r.plan.Digest {
		return result(s, OutcomeUnchanged, ReasonApplied, ""), nil
	}
	if err := r.lease.keep(ctx); err != nil {
		return result(s, OutcomeSkipped, ReasonStopped, err.Error()), err
	}
	no, err := r.early(s), error(nil)
	if no.reason == "" {
		no, err = r.stale(ctx, s)
	}
	switch {
	case err != nil && ends(ctx, err):
		return result(s, OutcomeSkipped, ReasonStopped, err.Error()), err
	case err != nil:
		return result(s, OutcomeFailed, ReasonReadFailed, err.Error()), nil
	case no.reason != "":
		refused := result(s, OutcomeRefused, no.reason, no.detail)
		refused.NotBefore = no.notBefore
		return refused, nil
	}
	if s.Verb == plan.VerbAdopt {
		no, err := r.adoptable(ctx, s)
		switch {
		case err != nil:
			return result(s, OutcomeSkipped, ReasonStopped, err.Error()), err
		case no.reason != "":
			return result(s, OutcomeRefused, no.reason, no.detail), nil
		case s.Quantity == s.Before.Quantity:
			return r.adopt(ctx, s)
		}
	}
	return r.write(ctx, s)
}

// adopt makes an addition ours that holds the right quantity already. Nothing is sent.
func (r *run) adopt(ctx context.Context, s plan.Step) (StepResult, error) {
	if err := r.end(ctx, r.attempt(s), FactAdopted, "", ""); err != nil {
		return result(s, OutcomeSkipped, ReasonStopped, err.Error()), err
	}
	return result(s, OutcomeAdopted, "", ""), nil
}

// write is the journal protocol: the intent is durable, then the request is sent, then its outcome is recorded. Wherever
// it is cut off, what the store holds tells the next run what may have happened.
func (r *run) write(ctx context.Context, s plan.Step) (StepResult, error) {
	in, err := r.intend(ctx, s)
	if err != nil {
		return result(s, OutcomeSkipped, ReasonStopped, err.Error()), err
	}
	answer, err := r.send(ctx, in)
	if err != nil && IsNotDone(err) {
		return r.notDone(ctx, in, s, err)
	}
	if err != nil {
		return r.unknown(ctx, in, s, ReasonOutcomeUnknown, err)
	}
	err = differs(in, answer)
	switch {
	case err == nil:
		return r.done(ctx, in, s, answer)
	case in.Verb == plan.VerbCreate && answer.ID != "":
		return r.wrongCreate(ctx, in, s, answer, err)
	}
	return r.unknown(ctx, in, s, ReasonAnswerDiffers, err)
}

// sendable returns how long an intent may still be sent.
func (s *Syncer) sendable(ctx context.Context, in Intent) (time.Duration, error) {
	if ctx.Err() != nil {
		return 0, NotDone(fmt.Errorf("%w: %w", errNotSent, context.Cause(ctx)))
	}
	left := s.left(in.SendBefore)
	if left <= 0 {
		return 0, NotDone(fmt.Errorf("%w: the process stood still since %s", errNotSent, in.At.Format(time.RFC3339)))
	}
	return left, nil
}

// send carries out an intent while it is fresh. A cancelled caller stops it before the request, not during it.
func (r *run) send(ctx context.Context, in Intent) (plan.Addition, error) {
	left, err := r.sendable(ctx, in)
	if err != nil {
		return plan.Addition{}, err
	}
	if in.Verb != plan.VerbCreate {
		ctx, cancel := outlive(ctx, left)
		defer cancel()
		return r.cfg.Target.Update(ctx, AdditionRef{in.AgreementID, in.AdditionID}, Change{Quantity: in.Quantity, Cancelled: in.End})
	}
	ctx, cancel := outlive(ctx, left+requestTime)
	defer cancel()
	return r.cfg.Target.Create(ctx, NewAddition{
		AgreementID: in.AgreementID, ItemID: in.ItemID, Quantity: in.Quantity, Effective: in.Effective, SendBefore: in.SendBefore,
	})
}

// differs compares the target's answer with what was asked.
func differs(in Intent, a plan.Addition) error {
	switch {
	case a.ID == "" || in.AdditionID != "" && a.ID != in.AdditionID:
		return fmt.Errorf("the answer is of addition %q, asked was %q", a.ID, in.AdditionID)
	case a.AgreementID != in.AgreementID || a.ItemID != in.ItemID:
		return fmt.Errorf("the answer is of item %s on agreement %s, asked was item %s on agreement %s", a.ItemID, a.AgreementID, in.ItemID, in.AgreementID)
	case a.Doubt != "":
		return fmt.Errorf("addition %s: %s", a.ID, a.Doubt)
	case a.Quantity != in.Quantity:
		return fmt.Errorf("addition %s holds %s, asked was %s", a.ID, a.Quantity, in.Quantity)
	case in.Verb == plan.VerbEnd && a.Cancelled != in.End:
		return fmt.Errorf("addition %s ends on %q, asked was %s", a.ID, a.Cancelled, in.End)
	case in.Verb == plan.VerbCreate && a.Effective != in.Effective:
		return fmt.Errorf("addition %s is effective from %s, asked was %s", a.ID, a.Effective, in.Effective)
	}
	return nil
}

// done records a write that the target confirmed.
func (r *run) done(ctx context.Context, in Intent, s plan.Step, answer plan.Addition) (StepResult, error) {
	in.AdditionID = answer.ID
	if err := r.end(ctx, in.Attempt, FactDone, "", ""); err != nil {
		return r.unrecorded(in, s, err)
	}
	return carriedOut(s, answer.ID), nil
}

// carriedOut is the result of a step whose line is right now.
func carriedOut(s plan.Step, addition string) StepResult {
	res := result(s, OutcomeDone, "", "")
	if s.Verb == plan.VerbAdopt {
		res.Outcome = OutcomeAdopted
	}
	res.AdditionID = addition
	return res
}

// notDone records a write that was surely not carried out. What was read before it is not believed any more: the refusal
// may say that it is out of date. Reading again also waits where the target asked for a pause, which a write can't.
func (r *run) notDone(ctx context.Context, in Intent, s plan.Step, why error) (StepResult, error) {
	if err := r.end(ctx, in.Attempt, FactNotDone, why.Error(), ""); err != nil {
		return r.unrecorded(in, s, err)
	}
	clear(r.additions)
	r.fresh = reading[[]plan.Agreement]{}
	reason := ReasonTargetRefused
	if errors.Is(why, errNotSent) {
		reason = ReasonNotSent
	}
	return result(s, OutcomeFailed, reason, why.Error()), stopping(why)
}

// unknown leaves the intent open for a later run. What was sent was sent by now.
func (r *run) unknown(ctx context.Context, in Intent, s plan.Step, reason Reason, why error) (StepResult, error) {
	in.State, in.Detail = IntentUnknown, clip(why.Error())
	if now := r.now(); now.Before(in.SendBefore) {
		in.SendBefore = now
	}
	var b batch
	b.put(KindIntent, in.Line(), IfAny, in)
	if err := r.commit(ctx, &b); err != nil {
		return r.unrecorded(in, s, err)
	}
	r.intents[in.Line()] = in
	res := result(s, OutcomeUnknown, reason, why.Error())
	res.NotBefore = r.ripe(in)
	return res, stopping(why)
}

// wrongCreate quarantines a line whose new addition is not what was asked: it exists, but nothing may rely on it.
func (r *run) wrongCreate(ctx context.Context, in Intent, s plan.Step, answer plan.Addition, why error) (StepResult, error) {
	in.Candidates = []string{answer.ID}
	if _, err := r.quarantine(ctx, in, why.Error()); err != nil {
		return r.unrecorded(in, s, err)
	}
	return result(s, OutcomeFailed, ReasonAnswerDiffers, why.Error()), nil
}

// unrecorded reports a write whose outcome could not be stored: the intent stands as it was, for a later run.
func (r *run) unrecorded(in Intent, s plan.Step, err error) (StepResult, error) {
	res := result(s, OutcomeUnknown, ReasonNotRecorded, err.Error())
	res.NotBefore = r.ripe(in)
	return res, err
}

// stopping returns an error only if it ends the run.
func stopping(err error) error {
	if IsStop(err) {
		return err
	}
	return nil
}
