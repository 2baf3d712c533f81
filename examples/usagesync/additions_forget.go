package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// additionsForgetCmd gives an addition up.
type additionsForgetCmd struct {
	ID string `arg:"" help:"The addition's id."`
	reasonFlag
}

func (additionsForgetCmd) Help() string {
	return `The addition stays as it is and is a person's own. For one that was deleted, moved, or linked by mistake.

Example:

    usagesync additions forget 501 --reason "deleted in ConnectWise, shall be made anew"`
}

// settledLine is the document of what decides about one line in the store.
type settledLine struct {
	Line       string `json:"line"`
	AdditionID string `json:"additionId,omitempty"`
	plan.Decision
}

func (c *additionsForgetCmd) Run(a *app) error {
	return a.settle(c.reasonFlag, "addition of ours", c.ID, func(s *usagesync.Syncer, d plan.Decision) (settledLine, []string, error) {
		var ids []string
		for l, err := range s.Lines(a.ctx) {
			if err != nil {
				return settledLine{}, nil, err
			}
			if l.AdditionID == c.ID {
				a.used = true
				return settledLine{l.ID(), l.AdditionID, d}, nil, s.Forget(a.ctx, l.ID(), d.Who, d.Why)
			}
			ids = append(ids, l.AdditionID)
		}
		return settledLine{}, ids, nil
	})
}

// settle takes a decision about one line of the store. What decides returns the line, or what else there is.
func (a *app) settle(why reasonFlag, what, name string, decide func(*usagesync.Syncer, plan.Decision) (settledLine, []string, error)) error {
	reason, err := why.asked(a)
	if err != nil {
		return err
	}
	s, err := peek(a, a.records)
	if err != nil {
		return err
	}
	done, others, err := decide(s, a.by(reason))
	if err != nil {
		return err
	}
	if done.Line == "" {
		slices.Sort(others)
		return &unknownError{what: what, name: name, closest: closest(name, others), see: "usagesync additions list"}
	}
	return a.print(done, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "Line %s: done by %s; the next plan looks at it anew.\n", done.Line, done.Who)
		return err
	})
}
