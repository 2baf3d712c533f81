package usagesync

import "github.com/psasync/psasync/usagesync/plan"

// Event is something that happens while a Syncer works. The set is sealed: switch over the types of this file.
type Event interface{ event() }

// Phase names what a plan reads.
type Phase string

// What Plan reads, in this order. Runs by slices read the settings and lines once more in each slice of their plan phase.
const (
	PhaseSettings  Phase = "settings"
	PhaseTenants   Phase = "tenants"
	PhaseUsage     Phase = "usage"
	PhaseDirectory Phase = "directory"
	PhaseLines     Phase = "lines"
	PhaseHistory   Phase = "history"
	PhaseAdditions Phase = "additions"
	PhaseKeep      Phase = "keep" // only where a plan is to be kept
)

// ReadProgress says how far a phase of Plan is. Each phase begins with one where Done and Total are 0, because nobody
// knows the total yet, and ends with one where they are equal. A slice whose budget is spent ends the reading of additions
// with what it has.
type ReadProgress struct {
	Phase       Phase
	Done, Total int
}

// PlanStarted says what is planned, as soon as the settings are read.
type PlanStarted struct {
	Period plan.Period
	Today  plan.Date
}

// StepStarted says that Apply turns to a step that may write.
type StepStarted struct {
	Step        plan.Step
	Done, Total int // steps that may write: finished, and all of the plan
}

// StepFinished says what became of it.
type StepFinished struct {
	StepResult
	Done, Total int
}

// IntentSettled says what became of a write whose outcome was unknown.
type IntentSettled struct{ Settled }

// RunFinished is the last event of Apply, after an error too, and that of the slice that finishes a run.
type RunFinished struct{ Result Result }

func (ReadProgress) event()  {}
func (PlanStarted) event()   {}
func (StepStarted) event()   {}
func (StepFinished) event()  {}
func (IntentSettled) event() {}
func (RunFinished) event()   {}
