package usagesync

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// Verdict is what became of a write whose outcome was unknown.
type Verdict string

// The verdicts.
const (
	VerdictDone        Verdict = "done"        // it was carried out; the addition is ours
	VerdictNotDone     Verdict = "not-done"    // it was not; it may be planned again
	VerdictEdited      Verdict = "edited"      // somebody changed the addition meanwhile; the next plan says so
	VerdictGone        Verdict = "gone"        // somebody removed the addition meanwhile; the next plan says so
	VerdictQuarantined Verdict = "quarantined" // ambiguous: a person must decide
	VerdictWaiting     Verdict = "waiting"     // the settle window has not passed, or the agreement could not be read
)

// Settled is an intent with its verdict.
type Settled struct {
	Intent    Intent    `json:"intent"`
	Verdict   Verdict   `json:"verdict"`
	Detail    string    `json:"detail,omitempty"`
	Advice    string    `json:"advice,omitempty"`
	NotBefore time.Time `json:"notBefore,omitzero"` // of a waiting one: when it can be settled
}

// Settle finds out by reading back what became of the writes whose outcome is unknown, as far as their settle window
// has passed. Apply does the same before its first step; a call before Plan lets the plan know the outcome. It takes
// the lane's lease and sends nothing that changes the target. The result has every intent, in the order of line ids.
func (s *Syncer) Settle(ctx context.Context) ([]Settled, error) {
	x, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer x.lease.release(ctx)
	return x.settle(ctx)
}

// settle ends early, after at least one verdict, when the session's budget is spent. What is left is waiting.
func (x *session) settle(ctx context.Context) ([]Settled, error) {
	all, start, tried := []Settled{}, time.Now(), false
	for _, line := range slices.Sorted(maps.Keys(x.intents)) {
		in := x.intents[line]
		before, due := in.State, in.State != IntentQuarantined && !start.Before(x.ripe(in))
		if due && tried && x.spent() {
			all = append(all, x.waiting(in))
			continue
		}
		tried = tried || due
		one, err := x.settleOne(ctx, in, start)
		if err != nil {
			return all, err
		}
		all = append(all, one)
		if one.Verdict != VerdictWaiting && before != IntentQuarantined {
			x.log.InfoContext(ctx, "settled", "line", line, "verdict", one.Verdict, "detail", one.Detail)
			x.cfg.Notify(IntentSettled{one})
		}
	}
	return all, nil
}

// settleOne judges an intent by a reading that began at start or later, and records the verdict.
func (x *session) settleOne(ctx context.Context, in Intent, start time.Time) (Settled, error) {
	if in.State == IntentQuarantined {
		return Settled{Intent: in, Verdict: VerdictQuarantined, Detail: in.Detail, Advice: ReasonQuarantined.Advice()}, nil
	}
	waiting := x.waiting(in)
	if start.Before(waiting.NotBefore) {
		return waiting, nil
	}
	list, err := x.list(ctx, in.AgreementID, start)
	if err != nil && ends(ctx, err) {
		return waiting, err
	}
	if err != nil {
		waiting.Detail = clip(err.Error())
		return waiting, nil
	}
	judge := judgeUpdate
	if in.Verb == plan.VerbCreate {
		judge = x.judgeCreate
	}
	return x.carryOut(ctx, judge(in, list))
}

// waiting is the verdict on an intent of which nothing more is known yet.
func (x *session) waiting(in Intent) Settled {
	return Settled{Intent: in, Verdict: VerdictWaiting, Advice: ReasonUnsettled.Advice(), NotBefore: x.ripe(in)}
}

// judgeCreate looks for the one addition outside the fence that is what was asked for, and nobody's yet.
func (x *session) judgeCreate(in Intent, list []plan.Addition) Settled {
	fits := slices.DeleteFunc(slices.Clone(list), func(a plan.Addition) bool { return !x.mayBe(in, a) })
	switch {
	case len(fits) == 0:
		return Settled{Intent: in, Verdict: VerdictNotDone}
	case len(fits) == 1 && fits[0].Doubt == "":
		in.AdditionID = fits[0].ID
		return Settled{Intent: in, Verdict: VerdictDone, Detail: "addition " + in.AdditionID}
	}
	for _, a := range fits {
		in.Candidates = append(in.Candidates, a.ID)
	}
	return Settled{Intent: in, Verdict: VerdictQuarantined, Detail: "which is ours: additions " + strings.Join(in.Candidates, ", ")}
}

// mayBe reports whether an addition may be what a create left. One whose numbers can't be trusted may be anything.
func (x *session) mayBe(in Intent, a plan.Addition) bool {
	if c := x.claimed[a.ID]; c.Partner != "" && c.Partner != x.cfg.Partner {
		return false
	}
	if _, owned := x.owners[a.ID]; owned || a.ItemID != in.ItemID || slices.Contains(in.Fence, a.ID) {
		return false
	}
	if x.cfg.Member != "" && a.CreatedBy != "" && a.CreatedBy != x.cfg.Member {
		return false
	}
	return a.Doubt != "" || a.Quantity == in.Quantity && a.Effective == in.Effective
}

// judgeUpdate looks at what the addition holds now.
func judgeUpdate(in Intent, list []plan.Addition) Settled {
	a, ok := find(list, in.AdditionID)
	switch {
	case !ok:
		return Settled{Intent: in, Verdict: VerdictGone, Detail: "addition " + in.AdditionID}
	case a.ItemID != in.ItemID || a.Doubt != "":
		return Settled{Intent: in, Verdict: VerdictEdited, Detail: "addition " + a.ID}
	case in.Verb == plan.VerbEnd:
		return judgeEnd(in, a)
	case a.Quantity == in.Quantity:
		return Settled{Intent: in, Verdict: VerdictDone, Detail: "addition " + a.ID}
	case in.Before != nil && a.Quantity == in.Before.Quantity:
		return Settled{Intent: in, Verdict: VerdictNotDone}
	}
	return Settled{Intent: in, Verdict: VerdictEdited, Detail: fmt.Sprintf("addition %s holds %s, asked was %s", a.ID, a.Quantity, in.Quantity)}
}

// judgeEnd looks at the last day of an addition that was to end.
func judgeEnd(in Intent, a plan.Addition) Settled {
	switch {
	case a.Cancelled == in.End:
		return Settled{Intent: in, Verdict: VerdictDone, Detail: "addition " + a.ID}
	case a.Cancelled.IsZero() && a.Quantity == in.Quantity:
		return Settled{Intent: in, Verdict: VerdictNotDone}
	}
	return Settled{Intent: in, Verdict: VerdictEdited, Detail: fmt.Sprintf("addition %s ends on %q and holds %s, asked was to end it on %s", a.ID, a.Cancelled, a.Quantity, in.End)}
}

// carryOut records a verdict.
func (x *session) carryOut(ctx context.Context, v Settled) (_ Settled, err error) {
	if v.Verdict == VerdictQuarantined {
		v.Advice = ReasonQuarantined.Advice()
		v.Intent, err = x.quarantine(ctx, v.Intent, v.Detail)
		return v, err
	}
	if v.Verdict == VerdictEdited || v.Verdict == VerdictGone {
		v.Advice = ReasonAdditionGone.Advice()
	}
	return v, x.end(ctx, v.Intent.Attempt, Fact(v.Verdict), v.Detail, x.id)
}
