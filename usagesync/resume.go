package usagesync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// tries is how often one run sends a step's write whose outcome was unknown and turns out to be that nothing happened. A
// process that died costs one; a target that loses every request shall not hold up the run.
const tries = 2

// listSettled, with listSteps, is one of the lists of a run's outcomes.
const listSettled = "settled"

// earlier is what a slice knows of the run's other slices.
type earlier struct {
	since      time.Time // when the run began; none: it has no other slices
	approvedBy string
}

// stepOutcome is the stored form of a step that will not be tried again, and that is not to be seen from its line.
type stepOutcome struct {
	Line    string  `json:"line"`
	Outcome Outcome `json:"outcome"`
	Reason  Reason  `json:"reason,omitempty"`
	Detail  string  `json:"detail,omitempty"`
}

// apply carries out the plan as far as the budget goes. What is known when it ends is stored, whatever ended it: a step is
// turned to once in a run, unless nobody could say what became of it.
func (x *slicing) apply(ctx context.Context) (Slice, error) {
	p, err := x.StoredPlan(ctx, x.at.Digest)
	if err != nil {
		return Slice{}, err
	}
	set, err := x.admit(ctx, p, x.at.Digest)
	if err != nil {
		return Slice{}, err
	}
	if err := x.load(ctx); err != nil {
		return Slice{}, err
	}
	r := newRun(x.session, p, set)
	if err := x.resume(ctx, r); err != nil {
		return Slice{}, err
	}
	settled, decided := len(r.result.Settled), slices.Clone(r.decided)
	err = r.work(ctx)
	for _, i := range r.order {
		if r.decided[i] {
			x.done++
		}
	}
	x.total = len(r.order)
	if _, failed := errors.AsType[*StoreError](err); failed {
		return Slice{}, err
	}
	known, cancel := outlive(ctx, commitTime)
	defer cancel()
	if err := errors.Join(err, x.keep(known, r, r.result.Settled[settled:], decided)); err != nil {
		return Slice{}, err
	}
	return x.rest(ctx, r)
}

// rest says what is left of a run whose slice has nothing more to do now.
func (x *slicing) rest(ctx context.Context, r *run) (Slice, error) {
	until, due := r.unsettled()
	switch {
	case r.more, due && x.spent():
		return x.says(SliceMore), nil
	case !until.IsZero():
		wait := x.says(SliceWait)
		wait.Until = until
		return wait, nil
	}
	result, err := r.finish(ctx, nil)
	if err != nil {
		return Slice{}, err
	}
	done := x.says(SliceDone)
	done.Result = &result
	x.at.Phase = phaseOver
	if err := x.save(ctx, new(batch)); err != nil {
		return Slice{}, err
	}
	if err := x.clear(ctx); err != nil {
		x.log.WarnContext(ctx, "not cleared; the next run does it", "run", x.at.Run, "error", err)
	}
	return done, nil
}

// unsettled returns the earliest moment at which a write can be settled that could not be when this slice settled, and
// whether there is one that could: its agreement was unreadable, or the budget was spent before its turn.
func (r *run) unsettled() (until time.Time, due bool) {
	for _, in := range r.intents {
		switch ripe := r.ripe(in); {
		case in.State == IntentQuarantined:
		case !ripe.After(r.settledAt):
			due = true
		case until.IsZero() || ripe.Before(until):
			until = ripe
		}
	}
	return until, due
}

// resume makes a run the continuation of its earlier slices.
func (x *slicing) resume(ctx context.Context, r *run) error {
	r.earlier = earlier{since: x.at.Started, approvedBy: x.at.Passed}
	r.result.Started = x.at.Started
	settled, err := getList[Settled](ctx, x.Syncer, KindOutcome, x.key(listSettled))
	if err != nil {
		return err
	}
	r.result.Settled = append(r.result.Settled, settled...)
	outcomes, err := getList[stepOutcome](ctx, x.Syncer, KindOutcome, x.key(listSteps))
	if err != nil {
		return err
	}
	places := make(map[string]int, len(r.order))
	for _, i := range r.order {
		places[r.plan.Steps[i].ID] = i
	}
	for _, o := range outcomes {
		if i, ok := places[o.Line]; ok {
			r.decide(i, result(r.plan.Steps[i], o.Outcome, o.Reason, o.Detail))
		}
	}
	r.number = x.at.Number
	prefix, after := x.key(""), Attempt{Run: r.id, Number: x.at.Number}.outcomeKey()
	for e, err := range scanAfter[Entry](ctx, x.Syncer, KindJournal, prefix, after, scanPage) { // of slices that died
		if err != nil {
			return err
		}
		r.number = max(r.number, e.Number)
	}
	return nil
}

// recognise finds the steps that earlier slices carried out, by their lines, and those that were tried often enough.
func (r *run) recognise() {
	if r.earlier.since.IsZero() {
		return
	}
	lost := map[string]int{}
	for _, v := range r.result.Settled {
		if v.Verdict == VerdictNotDone && v.Intent.Run == r.id {
			lost[v.Intent.Line()]++
		}
	}
	for _, i := range r.order {
		s := r.plan.Steps[i]
		line := r.lines[s.ID]
		switch {
		case r.decided[i]:
		case line.Digest == r.plan.Digest && !line.At.Before(r.earlier.since):
			r.decide(i, carriedOut(s, line.AdditionID))
		case lost[s.ID] >= tries:
			r.decide(i, result(s, OutcomeFailed, ReasonOutcomeUnknown, fmt.Sprintf("sent %d times, and read back each time as not carried out", lost[s.ID])))
		}
	}
}

func (r *run) decide(place int, res StepResult) {
	r.result.Steps[place], r.decided[place] = res, true
}

// keep stores what a slice of apply decided, of which the slices before it decided the rest.
func (x *slicing) keep(ctx context.Context, r *run, settled []Settled, before []bool) error {
	var outcomes []stepOutcome
	for _, i := range r.order {
		s := r.result.Steps[i]
		if r.decided[i] && !before[i] && s.Outcome != OutcomeDone && s.Outcome != OutcomeAdopted {
			outcomes = append(outcomes, stepOutcome{s.Step.ID, s.Outcome, s.Reason, s.Detail})
		}
	}
	part := x.lease.held.Token
	if err := putList(ctx, x.session, KindOutcome, partKey(x.key(listSteps), part), outcomes); err != nil {
		return err
	}
	if err := x.keepSettled(ctx, part, settled); err != nil {
		return err
	}
	x.at.Number = r.number
	return x.save(ctx, new(batch))
}

// keepSettled stores the verdicts that will not be given again. Each slice has its own part of the list.
func (x *slicing) keepSettled(ctx context.Context, part int64, all []Settled) error {
	final := slices.DeleteFunc(slices.Clone(all), func(v Settled) bool {
		return v.Verdict == VerdictWaiting || v.Verdict == VerdictQuarantined
	})
	return putList(ctx, x.session, KindOutcome, partKey(x.key(listSettled), part), final)
}

func partKey(list string, part int64) string { return fmt.Sprintf("%s/%020d", list, part) }
