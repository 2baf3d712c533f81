package main

import "github.com/psasync/psasync/usagesync/plan"

// additionsOffsetCmd keeps the difference that a hand edit made.
type additionsOffsetCmd struct{ handFlags }

func (additionsOffsetCmd) Help() string {
	return `From now on the difference between what somebody set and what the sync had left is added to the line's usage.

Example:

    usagesync additions offset 501 --reason "two seats of another vendor are billed on this line"`
}

func (c *additionsOffsetCmd) Run(a *app) error {
	why, p, step, err := c.step(a)
	if err != nil {
		return err
	}
	s, err := a.online()
	if err != nil {
		return err
	}
	var line plan.Line
	for l, err := range s.Lines(a.ctx) {
		if err != nil {
			return err
		}
		if l.ID() == step.ID {
			line = l
		}
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error { return s.Offset(step, line, p.Period, d) })
}
