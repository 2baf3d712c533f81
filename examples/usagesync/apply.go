package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// applyCmd carries out a plan that was approved.
type applyCmd struct {
	File    string `arg:"" help:"File that plan --out wrote."`
	Approve string `required:"" help:"The plan's digest, as the plan printed it." placeholder:"DIGEST"`
}

func (applyCmd) Help() string {
	return `Writes exactly the plan whose digest is approved. What changed meanwhile is refused, step by step.

Example:

    usagesync apply october.json --approve 61370bb834137711062be264e56002171542dfc12d85078f2952909aa8cb2dc9`
}

func (c *applyCmd) Run(a *app) error {
	p, err := readPlan(c.File)
	if err != nil {
		return err
	}
	if c.Approve != p.Digest {
		return fmt.Errorf("the digest that was approved is not that of %s, which is %s; nothing was written", c.File, p.Digest)
	}
	return a.apply(p)
}

// apply carries out a plan and prints what became of it.
func (a *app) apply(p plan.Plan) error {
	s, err := a.sync()
	if err != nil {
		return err
	}
	result, err := s.Apply(a.ctx, p, p.Digest)
	if result.Run == "" {
		return err
	}
	clean := p.Clean() && result.Clean()
	shown := a.print(appliedOf(p, result, clean), func(w io.Writer) error { return showResult(w, result) })
	if a.ctx.Err() != nil {
		a.say("Stopped after the current write. What was written is recorded; plan again to go on.")
	}
	if err = errors.Join(shown, err); err != nil {
		return err
	}
	return unfinished(clean)
}

// applied is the document of apply and sync: the plan's steps with what became of each.
type applied struct {
	Run      string              `json:"run"`
	Period   plan.Period         `json:"period"`
	Digest   string              `json:"digest"`
	Started  time.Time           `json:"started"`
	Finished time.Time           `json:"finished"`
	Stopped  string              `json:"stopped,omitempty"`
	Settled  []usagesync.Settled `json:"settled"`
	Steps    []appliedStep       `json:"steps"`
	Findings []plan.Finding      `json:"findings"`
	Units    plan.Account        `json:"units"`
	Clean    bool                `json:"clean"`
}

type appliedStep struct {
	plan.Step
	Outcome   usagesync.Outcome `json:"outcome"`
	Because   usagesync.Reason  `json:"outcomeReason,omitempty"`
	Detail    string            `json:"outcomeDetail,omitempty"`
	Advice    string            `json:"advice,omitempty"`
	NotBefore time.Time         `json:"notBefore,omitzero"`
}

func appliedOf(p plan.Plan, r usagesync.Result, clean bool) applied {
	a := applied{r.Run, r.Period, r.Digest, r.Started, r.Finished, r.Stopped, r.Settled, []appliedStep{}, p.Findings, p.Units, clean}
	for _, s := range r.Steps {
		s.Step.AdditionID = or(s.AdditionID, s.Step.AdditionID)
		a.Steps = append(a.Steps, appliedStep{s.Step, s.Outcome, s.Reason, s.Detail, s.Advice, s.NotBefore})
	}
	return a
}

// showResult prints one line for each customer, and what is not simply done.
func showResult(w io.Writer, r usagesync.Result) error {
	fmt.Fprintf(w, "\nRun %s, %s\n", r.Run, r.Period)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "Customer\tWritten\tRight\tWithheld\tFailed\tUnknown")
	var open []usagesync.StepResult
	for _, c := range r.Customers() {
		n := map[usagesync.Outcome]int{}
		for _, s := range c.Steps {
			n[s.Outcome]++
			if s.Outcome != usagesync.OutcomeWithheld && s.Reason != "" && s.Reason != usagesync.ReasonApplied {
				open = append(open, s)
			}
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\n", cut(safe(c.Customer), 30), n[usagesync.OutcomeDone]+n[usagesync.OutcomeAdopted], n[usagesync.OutcomeUnchanged],
			n[usagesync.OutcomeWithheld], n[usagesync.OutcomeFailed]+n[usagesync.OutcomeRefused]+n[usagesync.OutcomeSkipped], n[usagesync.OutcomeUnknown])
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, s := range open {
		paragraph(w, "", fmt.Sprintf("%s, %s (step %s): %s (%s): %s", s.Step.Customer, s.Step.Item, s.Step.ID, s.Outcome, s.Reason, s.Detail))
		paragraph(w, "  ", "-> "+s.Advice)
	}
	return nil
}
