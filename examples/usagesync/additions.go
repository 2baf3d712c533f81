package main

import (
	"slices"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// additionsCmd holds the decisions about single additions.
type additionsCmd struct {
	List      additionsListCmd      `cmd:"" help:"The additions of mapped items: which are ours, which could be."`
	Adopt     additionsAdoptCmd     `cmd:"" help:"Consent to additions that the sync did not create."`
	Link      additionsLinkCmd      `cmd:"" help:"Say which of several additions is the one."`
	Withdraw  additionsWithdrawCmd  `cmd:"" help:"Take back the consent to an addition."`
	Accept    additionsAcceptCmd    `cmd:"" help:"Keep what somebody set by hand, as a pin."`
	Offset    additionsOffsetCmd    `cmd:"" help:"Keep the difference that somebody made by hand."`
	Overwrite additionsOverwriteCmd `cmd:"" help:"Let the sync replace what somebody set by hand."`
	Forget    additionsForgetCmd    `cmd:"" help:"Give an addition up: it is a person's own from now on."`
	Dismiss   additionsDismissCmd   `cmd:"" help:"End the quarantine of a line whose create is unclear."`
}

// planned makes a plan to decide on. Nothing of it is kept.
func (a *app) planned(p plan.Period) (plan.Plan, error) {
	s, err := a.online()
	if err != nil {
		return plan.Plan{}, err
	}
	a.used = true
	return s.Plan(a.ctx, usagesync.PlanRequest{Period: p})
}

// stepOn finds the step on an addition.
func stepOn(p plan.Plan, addition string) (plan.Step, error) {
	var ids []string
	for _, s := range p.Steps {
		if s.AdditionID == addition {
			return s, nil
		}
		if s.AdditionID != "" {
			ids = append(ids, s.AdditionID)
		}
	}
	slices.Sort(ids)
	return plan.Step{}, &unknownError{what: "addition", name: addition, closest: closest(addition, ids), see: "usagesync additions list"}
}
