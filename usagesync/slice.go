package usagesync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// DefaultBudget is how long a slice works when nobody says otherwise: well below the time after which job engines take a
// worker for dead.
const DefaultBudget = time.Minute

// SliceRequest says how a slice works. The zero value works for DefaultBudget on the last finished month and waits for a
// person's approval.
type SliceRequest struct {
	Budget  time.Duration // after it the slice ends where a run can be left, but does at least one thing; default DefaultBudget
	Period  plan.Period   // of a run that begins; none: the last finished month. A run that goes on keeps its own
	Today   plan.Date     // of a run that begins; none: the clock's day in the settings' time zone
	Approve Approval      // what lets a plan pass the gate
	Keep    bool          // store what the plan is made from, so that it can be explained later
}

// Approval is what lets a plan pass the gate. A plan that writes nothing needs none.
type Approval string

// The approvals.
const (
	ApproveByPerson     Approval = ""              // only Syncer.Approve
	ApproveWithinLimits Approval = "within-limits" // whatever the limits did not withhold, for unattended runs; Syncer.Approve too
)

// Slice says how far a slice brought its run.
type Slice struct {
	State      SliceState  `json:"state"`
	Until      time.Time   `json:"until,omitzero"` // of SliceWait: when to call again; none: when a person has decided
	Phase      SlicePhase  `json:"phase,omitempty"`
	Run        string      `json:"run,omitempty"`
	Period     plan.Period `json:"period,omitzero"`
	Digest     string      `json:"digest,omitempty"`     // of the plan, once there is one; see Syncer.StoredPlan
	ApprovedBy string      `json:"approvedBy,omitempty"` // whose decision let the plan pass: a person's, "within-limits", or "nothing-to-write"
	Done       int         `json:"done"`                 // of the phase: parts read, agreements read, or steps dealt with
	Total      int         `json:"total"`                // of them; 0 when that is not known yet
	Result     *Result     `json:"result,omitempty"`     // of SliceDone
}

// SliceState says what the caller of RunSlice does next.
type SliceState string

// The states.
const (
	SliceDone SliceState = "done" // the run is finished; a further call begins another one
	SliceMore SliceState = "more" // call again
	SliceWait SliceState = "wait" // call again at Slice.Until
)

// RunSlice works on the partner's run for about a budget and says how far that brought it. Where the run stands is kept in
// the store: the next slice may be any process's, and a slice that dies is continued by the next one. See "Slices" in the
// package's documentation.
//
// A run that an earlier slice began goes on; else one begins. A slice that finds the lane's lease held by another waits
// for its end. An error is what Plan and Apply would have returned: it leaves the run where it stands, Slice.State is
// empty, and the next call tries again.
func (s *Syncer) RunSlice(ctx context.Context, req SliceRequest) (Slice, error) {
	until := time.Now().Add(cmp.Or(req.Budget, DefaultBudget))
	x, err := s.take(ctx)
	if errors.Is(err, ErrHeld) {
		return Slice{State: SliceWait, Until: time.Now().UTC().Add(leaseTTL)}, nil
	}
	if err != nil {
		return Slice{}, err
	}
	defer x.lease.release(ctx)
	x.until = until
	sl := &slicing{session: x, req: req}
	if err := sl.locate(ctx); err != nil {
		return sl.says(""), err
	}
	out, err := sl.work(ctx)
	s.log.InfoContext(ctx, "slice", "run", out.Run, "phase", out.Phase, "done", out.Done, "total", out.Total, "state", out.State, "error", err)
	return out, err
}

// slicing is one slice of a run: a session that goes on where the cursor stands.
type slicing struct {
	*session
	req         SliceRequest
	day         plan.Date // today, where months are counted
	at          cursor
	done, total int // of the phase
}

// work goes from phase to phase. Each says nothing when it is over, and leaves the cursor at the next one.
func (x *slicing) work(ctx context.Context) (Slice, error) {
	phases := map[SlicePhase]func(context.Context) (Slice, error){
		PhasePull: x.pull, PhasePlan: x.plan, PhaseGate: x.gate, PhaseApply: x.apply,
	}
	for {
		phase, ok := phases[x.at.Phase]
		if !ok {
			return x.says(""), storeError("read cursor", fmt.Errorf("unknown phase %q", x.at.Phase))
		}
		out, err := phase(ctx)
		if err != nil {
			return x.says(""), err
		}
		if out.State != "" {
			return out, nil
		}
		x.done, x.total = 0, 0
		if x.spent() {
			return x.says(SliceMore), nil
		}
	}
}

// says is the slice's answer.
func (x *slicing) says(state SliceState) Slice {
	return Slice{
		State: state, Phase: x.at.Phase, Run: x.at.Run, Period: x.at.Period, Digest: x.at.Digest, ApprovedBy: x.at.Passed,
		Done: x.done, Total: x.total,
	}
}
