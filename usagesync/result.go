package usagesync

import (
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// Outcome is what became of a step.
type Outcome string

// The outcomes.
const (
	OutcomeDone      Outcome = "done"      // written, and the answer says what was asked
	OutcomeAdopted   Outcome = "adopted"   // ours now; its quantity was right already, or is now
	OutcomeUnchanged Outcome = "unchanged" // nothing to do, or this very plan was applied to it before
	OutcomeWithheld  Outcome = "withheld"  // the plan withholds it
	OutcomeRefused   Outcome = "refused"   // not sent: what the plan was made from changed meanwhile
	OutcomeFailed    Outcome = "failed"    // not carried out, or not as asked
	OutcomeUnknown   Outcome = "unknown"   // sent, but nobody knows yet; a later run finds out by reading back
	OutcomeSkipped   Outcome = "skipped"   // the run ended before it
)

// StepResult is a step with its outcome.
type StepResult struct {
	Step       plan.Step `json:"step"`
	Outcome    Outcome   `json:"outcome"`
	Reason     Reason    `json:"reason,omitempty"`
	Detail     string    `json:"detail,omitempty"` // the reason in words, with ids and numbers
	Advice     string    `json:"advice,omitempty"`
	AdditionID string    `json:"additionId,omitempty"` // the addition that is ours afterwards
	NotBefore  time.Time `json:"notBefore,omitzero"`   // when an unknown outcome can be settled
}

func result(s plan.Step, o Outcome, r Reason, detail string) StepResult {
	return StepResult{Step: s, Outcome: o, Reason: r, Detail: detail, Advice: r.Advice(), AdditionID: s.AdditionID}
}

// Result is what became of a plan, step by step in the plan's order.
type Result struct {
	Run      string       `json:"run"`
	Partner  string       `json:"partner"`
	Period   plan.Period  `json:"period"`
	Digest   string       `json:"digest"`
	Started  time.Time    `json:"started"`
	Finished time.Time    `json:"finished"`
	Stopped  string       `json:"stopped,omitempty"` // why the run ended early
	Settled  []Settled    `json:"settled"`           // every write whose outcome was unknown when the run began
	Steps    []StepResult `json:"steps"`
}

// Count returns how many steps had an outcome.
func (r Result) Count(o Outcome) int { return r.counts()[o] }

func (r Result) counts() map[Outcome]int {
	n := map[Outcome]int{}
	for _, s := range r.Steps {
		n[s.Outcome]++
	}
	return n
}

// Clean reports whether everything in the plan is so now, and nothing waits for a later run or a person. Whether every
// unit of usage found its place is for plan.Plan.Clean to say.
func (r Result) Clean() bool {
	for _, s := range r.Steps {
		if s.Outcome != OutcomeDone && s.Outcome != OutcomeAdopted && s.Outcome != OutcomeUnchanged {
			return false
		}
	}
	for _, s := range r.Settled {
		if s.Verdict != VerdictDone && s.Verdict != VerdictNotDone {
			return false
		}
	}
	return r.Stopped == ""
}

// CustomerResult is what became of one agreement's steps.
type CustomerResult struct {
	Customer    string
	AgreementID string
	Agreement   string
	Steps       []StepResult
}

// Customers groups the steps by agreement, in the plan's order.
func (r Result) Customers() []CustomerResult {
	var all []CustomerResult
	at := map[string]int{}
	for _, s := range r.Steps {
		i, ok := at[s.Step.AgreementID]
		if !ok {
			i = len(all)
			at[s.Step.AgreementID] = i
			all = append(all, CustomerResult{Customer: s.Step.Customer, AgreementID: s.Step.AgreementID, Agreement: s.Step.Agreement})
		}
		all[i].Steps = append(all[i].Steps, s)
	}
	return all
}
