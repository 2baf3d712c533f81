package usagesync

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// agreementBatch is how many agreements one Target.Agreements call names.
const agreementBatch = 50

// Apply carries out the plan that was approved under this digest. A plan that is tampered with, expired or another
// partner's is refused whole, before anything is sent. Then, under the lane's lease, it settles the writes whose outcome
// is unknown, and goes through the agreements in the plan's order: a step is refused alone when what it was planned from
// has changed, and a step that fails does not stop the others.
//
// The error says why the run ended early: the lease could not be taken (ErrHeld) or was lost (ErrFenced), the store
// failed, the target said Stop, or ctx ended. Nothing is sent after that; the result still has every step. When ctx
// ends, a write that is under way is finished and recorded.
func (s *Syncer) Apply(ctx context.Context, p plan.Plan, digest string) (Result, error) {
	set, err := s.admit(ctx, p, digest)
	if err != nil {
		return Result{}, err
	}
	x, err := s.open(ctx)
	if err != nil {
		return Result{}, err
	}
	defer x.lease.release(ctx)
	maps.Copy(x.additions, s.recall())
	r := newRun(x, p, set)
	err = r.work(ctx)
	return r.finish(ctx, err)
}

// run is one Apply, or one slice of it.
type run struct {
	*session
	plan       plan.Plan
	result     Result
	order      []int          // places of the steps that may write, those of one agreement together
	agreements []string       // whose they are, in the plan's order
	places     map[string]int // of the steps, by their ids
	decided    []bool         // by place: the step has its outcome
	more       bool           // the budget was spent before all steps were looked at
	earlier    earlier        // of a slice
	settledAt  time.Time      // when settling began
	fresh      reading[[]plan.Agreement]
	freshIDs   []string // whom the reading names
	set        reading[plan.Settings]
	prepared   *plan.Prepared // the settings of set; made when the first step asks for them
	number     int            // of the last write
}

func newRun(x *session, p plan.Plan, set reading[plan.Settings]) *run {
	r := &run{session: x, plan: p, set: set, decided: make([]bool, len(p.Steps))}
	r.result = Result{Run: x.id, Partner: p.Partner, Period: p.Period, Digest: p.Digest, Started: x.now(), Settled: []Settled{}}
	r.places = make(map[string]int, len(p.Steps))
	first, then := map[string][]int{}, map[string][]int{}
	for i, s := range p.Steps {
		r.places[s.ID] = i
		r.result.Steps = append(r.result.Steps, untouched(s))
		if !s.Writes() {
			continue
		}
		if first[s.AgreementID] == nil && then[s.AgreementID] == nil {
			r.agreements = append(r.agreements, s.AgreementID)
		}
		if len(s.After) > 0 {
			then[s.AgreementID] = append(then[s.AgreementID], i)
		} else {
			first[s.AgreementID] = append(first[s.AgreementID], i)
		}
	}
	for _, round := range []map[string][]int{first, then} {
		for _, id := range r.agreements {
			r.order = append(r.order, round[id]...)
		}
	}
	return r
}

// untouched is the result of a step that no run turned to.
func untouched(s plan.Step) StepResult {
	switch {
	case s.Writes():
		return result(s, OutcomeSkipped, ReasonStopped, "")
	case s.Verb == plan.VerbWithhold:
		res := result(s, OutcomeWithheld, Reason(s.Reason), s.Detail)
		res.Advice = s.Reason.Info().Advice
		return res
	}
	return result(s, OutcomeUnchanged, "", "")
}

// work goes through a run's phases. An error ends the run.
func (r *run) work(ctx context.Context) error {
	if err := r.record(ctx, Run{}); err != nil {
		return err
	}
	r.settledAt = time.Now()
	settled, err := r.settle(ctx)
	r.result.Settled = append(r.result.Settled, settled...)
	if err != nil {
		return err
	}
	r.recognise()
	if err := r.steps(ctx); err != nil || r.more {
		return err
	}
	return r.confirm(ctx)
}

// steps applies the steps that may write, agreement by agreement, and at least one of them.
func (r *run) steps(ctx context.Context) error {
	worked := false
	for done, i := range r.order {
		if r.decided[i] {
			continue
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if r.more = worked && r.spent(); r.more {
			return nil
		}
		s := r.plan.Steps[i]
		r.cfg.Notify(StepStarted{s, done, len(r.order)})
		res, err := r.step(ctx, s)
		r.result.Steps[i] = res
		r.log.InfoContext(ctx, "step", "run", r.id, "line", s.ID, "verb", s.Verb, "outcome", res.Outcome, "reason", res.Reason)
		r.cfg.Notify(StepFinished{res, done + 1, len(r.order)})
		if err != nil {
			return err
		}
		r.decided[i] = res.NotBefore.IsZero() // else its write must be settled first
		worked = worked || res.Reason != ReasonUnsettled
	}
	return nil
}

// finish completes the result and its record, unless the store is what failed.
func (r *run) finish(ctx context.Context, err error) (Result, error) {
	r.result.Finished = r.now()
	if err != nil {
		r.result.Stopped = clip(err.Error())
		for i := range r.result.Steps {
			if s := &r.result.Steps[i]; s.Outcome == OutcomeSkipped {
				s.Detail = r.result.Stopped
			}
		}
	}
	if _, failed := errors.AsType[*StoreError](err); !failed {
		err = errors.Join(err, r.keepStatus(ctx), r.record(ctx, Run{Finished: r.result.Finished, Stopped: r.result.Stopped, Outcomes: r.result.counts()}))
	}
	r.log.InfoContext(ctx, "applied", "run", r.id, "clean", r.result.Clean(), "error", err)
	r.cfg.Notify(RunFinished{r.result})
	return r.result, err
}

// record stores the run's own record.
func (r *run) record(ctx context.Context, rec Run) error {
	rec.ID, rec.Period, rec.Digest, rec.ApprovedBy, rec.Started = r.id, r.plan.Period, r.plan.Digest, r.earlier.approvedBy, r.result.Started
	rec.Undoes = r.plan.Undoes
	var b batch
	b.put(KindRun, r.id, IfAny, rec)
	return r.commit(ctx, &b)
}

// agreementsNow returns an agreement and its parents, read in batches of those that come next.
func (r *run) agreementsNow(ctx context.Context, id string, since time.Time) ([]plan.Agreement, error) {
	if r.fresh.since(since) && slices.Contains(r.freshIDs, id) {
		return r.fresh.value, nil
	}
	from := slices.Index(r.agreements, id)
	ids := r.agreements[from:min(from+agreementBatch, len(r.agreements))]
	at := time.Now()
	list, err := r.cfg.Target.Agreements(ctx, slices.Clone(ids))
	if err != nil {
		return nil, err
	}
	r.fresh, r.freshIDs = reading[[]plan.Agreement]{at, list}, ids
	return list, nil
}

// settingsNow returns the settings as they are in the store.
func (r *run) settingsNow(ctx context.Context, since time.Time) (*plan.Prepared, error) {
	if !r.set.since(since) {
		set, err := r.readSettings(ctx)
		if err != nil {
			return nil, err
		}
		r.set, r.prepared = set, nil
	}
	if r.prepared == nil {
		r.prepared = plan.Prepare(r.set.value)
	}
	return r.prepared, nil
}

// ends reports whether an error ends the run: nothing that comes after it can succeed, or may be tried.
func ends(ctx context.Context, err error) bool {
	_, store := errors.AsType[*StoreError](err)
	return store || IsStop(err) || ctx.Err() != nil
}
