package usagesync

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

const cursorKey = "current"

// SlicePhase names a phase of a run by slices.
type SlicePhase string

// The phases of a run by slices, in their order.
const (
	PhasePull  SlicePhase = "pull"  // customers, usage and directory are read
	PhasePlan  SlicePhase = "plan"  // the additions of every agreement that matters are read, and a plan is made
	PhaseGate  SlicePhase = "gate"  // the plan waits for its approval
	PhaseApply SlicePhase = "apply" // the plan is carried out

	phaseOver SlicePhase = "over" // only in the cursor: the next slice begins a new run
)

// cursor is where a run stands. It is all that one slice tells the next one, beside the records that it names.
type cursor struct {
	Run      string      `json:"run"`
	Phase    SlicePhase  `json:"phase"`
	Period   plan.Period `json:"period"`
	Today    plan.Date   `json:"today"`
	Started  time.Time   `json:"started"`
	Expires  plan.Date   `json:"expires"`            // the last day of the phase; of a plan, its own
	Pulled   int         `json:"pulled"`             // how many parts were read to their end and stored
	Usage    string      `json:"usage,omitempty"`    // key of the report
	OwnUsage bool        `json:"ownUsage,omitempty"` // no earlier run stored it
	Digest   string      `json:"digest,omitempty"`
	Writes   int         `json:"writes"` // how many steps of the plan may write
	Decision decision    `json:"decision,omitzero"`
	Passed   string      `json:"passed,omitempty"` // by whose decision the plan passed the gate
	Number   int         `json:"number"`           // of the last write that a slice recorded here
}

// decision is what a person said of the plan that waits at the gate.
type decision struct {
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Approved bool      `json:"approved"`
}

func (d decision) isRejection() bool { return d.By != "" && !d.Approved }

// goesOn reports whether there is a run that the next slice continues.
func (c cursor) goesOn(today plan.Date) bool {
	return c.Run != "" && c.Phase != phaseOver && !c.Decision.isRejection() && !c.Expires.Before(today)
}

func (s *Syncer) readCursor(ctx context.Context) (cursor, int64, error) {
	c, rev, err := get[cursor](ctx, s, KindCursor, cursorKey)
	if errors.Is(err, ErrNotFound) {
		return cursor{}, 0, nil
	}
	return c, rev, err
}

// save stores the cursor, and with it what else is in the batch.
func (x *slicing) save(ctx context.Context, b *batch) error {
	b.put(KindCursor, cursorKey, IfAny, x.at)
	return x.commit(ctx, b)
}

// locate finds the run that goes on, or begins one.
func (x *slicing) locate(ctx context.Context) (err error) {
	if x.at, _, err = x.readCursor(ctx); err != nil {
		return err
	}
	set, err := x.readSettings(ctx)
	if err == nil {
		x.day, err = x.today(&set.value)
	}
	if err != nil {
		return &PlanError{x.at.Period, PhaseSettings, err}
	}
	if x.at.goesOn(x.day) {
		x.id = x.at.Run
		return nil
	}
	return x.begin(ctx)
}

// begin clears away what the last run left, settles what can be settled, so that it can be planned, and lets a new run
// begin. What is not planned by tomorrow is out of date.
func (x *slicing) begin(ctx context.Context) error {
	if x.at.Run != "" {
		if err := x.giveUp(ctx); err != nil {
			return err
		}
	}
	if err := x.load(ctx); err != nil {
		return err
	}
	settled, err := x.settle(ctx)
	if err != nil {
		return err
	}
	today := cmp.Or(x.req.Today, x.day)
	x.at = cursor{
		Run: x.id, Phase: PhasePull, Period: cmp.Or(x.req.Period, plan.LastFinished(today)), Today: today,
		Started: x.now(), Expires: x.day.AddDays(1),
	}
	if err := x.save(ctx, new(batch)); err != nil {
		return err
	}
	return x.keepSettled(ctx, 0, settled)
}

// clear removes what a run keeps from one slice to the next.
func (x *slicing) clear(ctx context.Context) error {
	for _, k := range []Kind{KindPull, KindFragment, KindOutcome} {
		if err := x.sweep(ctx, k, x.at.Run+"/"); err != nil {
			return err
		}
	}
	return nil
}

// giveUp removes everything that belongs to a run whose place another one takes. The report stays if a plan that was
// approved is made from it.
func (x *slicing) giveUp(ctx context.Context) error {
	if x.at.Phase == PhaseApply {
		if err := x.stopRun(ctx); err != nil {
			return err
		}
	}
	if err := x.clear(ctx); err != nil {
		return err
	}
	if x.at.OwnUsage && x.at.Passed == "" {
		if err := x.sweepList(ctx, KindUsage, x.at.Usage); err != nil {
			return err
		}
	}
	if x.at.Digest == "" {
		return nil
	}
	return x.sweepList(ctx, KindPlan, x.at.Digest)
}

// stopRun says in a run's record that it will not be finished.
func (x *slicing) stopRun(ctx context.Context) error {
	rec, _, err := get[Run](ctx, x.Syncer, KindRun, x.at.Run)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	rec.Finished, rec.Stopped = x.now(), "its plan expired before everything was carried out"
	var b batch
	b.put(KindRun, rec.ID, IfAny, rec)
	return x.commit(ctx, &b)
}
