package main

import "github.com/psasync/psasync/usagesync/plan"

// additionsOverwriteCmd lets a hand edit be replaced.
type additionsOverwriteCmd struct{ handFlags }

func (additionsOverwriteCmd) Help() string {
	return `Holds for exactly the quantity that stands there now. A later edit needs a new decision.

Example:

    usagesync additions overwrite 501 --reason "typing mistake"`
}

func (c *additionsOverwriteCmd) Run(a *app) error {
	why, _, step, err := c.step(a)
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error { return s.Overwrite(step, d) })
}
