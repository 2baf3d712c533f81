package main

import (
	"errors"
	"io"

	"github.com/psasync/psasync/usagesync/render"
)

// undoCmd takes a run back.
type undoCmd struct {
	RunID   string `arg:"" name:"run" help:"The run's id, see history."`
	Yes     bool   `help:"Carry it out at once; without it the undo is only shown."`
	Approve string `help:"Carry out the undo with this digest." placeholder:"DIGEST"`
}

func (undoCmd) Help() string {
	return `Shows what would be taken back, and what can't be and why. An undo is a plan: --yes or its digest carries it out.

Example:

    usagesync undo 20261102T090000Z-000003
    usagesync undo 20261102T090000Z-000003 --yes`
}

func (c *undoCmd) Run(a *app) error {
	s, err := a.sync()
	if err != nil {
		return err
	}
	p, err := s.UndoPlan(a.ctx, c.RunID)
	if err != nil {
		return err
	}
	if c.Approve != "" && c.Approve != p.Digest {
		return errors.New("the undo is not the one that was approved: its digest is " + p.Digest + "; nothing was written")
	}
	if c.Yes || c.Approve != "" {
		if !a.flags.JSON {
			if err := render.Text(a.out, p, render.Options{}); err != nil {
				return err
			}
		}
		return a.apply(p)
	}
	err = a.print(p, func(w io.Writer) error { return render.Text(w, p, render.Options{}) })
	if err == nil && writes(p) {
		a.say("Nothing was written. To carry it out:\n  %s undo %s --approve \\\n    %s", a.name(), c.RunID, p.Digest)
	}
	return errors.Join(err, unfinished(p.Clean()))
}
