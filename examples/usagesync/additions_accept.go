package main

import "github.com/psasync/psasync/usagesync/plan"

// handFlags are the flags of what decides about a hand edit.
type handFlags struct {
	ID     string      `arg:"" help:"The addition's id."`
	Period plan.Period `help:"Month whose plan is looked at; default the last finished one."`
	reasonFlag
}

// step asks for the reason and finds the step that was withheld as edited by hand.
func (f handFlags) step(a *app) (why string, p plan.Plan, s plan.Step, err error) {
	if why, err = f.asked(a); err != nil {
		return "", p, s, err
	}
	if p, err = a.planned(f.Period); err != nil {
		return "", p, s, err
	}
	s, err = stepOn(p, f.ID)
	return why, p, s, err
}

// additionsAcceptCmd keeps a hand edit.
type additionsAcceptCmd struct {
	Until plan.Period `help:"Last month for which it holds; default until somebody unpins it." placeholder:"PERIOD"`
	handFlags
}

func (additionsAcceptCmd) Help() string {
	return `Pins the line to the quantity that somebody set in ConnectWise. Usage counts again after the last month.

Example:

    usagesync additions accept 501 --until 2026-12 --reason "ten seats free until the new year"`
}

func (c *additionsAcceptCmd) Run(a *app) error {
	why, _, step, err := c.step(a)
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error { return s.Accept(step, c.Until, d) })
}
