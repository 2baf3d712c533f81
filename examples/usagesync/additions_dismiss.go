package main

import (
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// additionsDismissCmd ends a quarantine.
type additionsDismissCmd struct {
	Line string `arg:"" help:"The line, agreement/item, as plans show it."`
	reasonFlag
}

func (additionsDismissCmd) Help() string {
	return `A create whose answer was lost, and that more than one addition fits, waits for a person: cancel in ConnectWise what is not
wanted, then dismiss. What is left is a candidate like any other.

Example:

    usagesync additions dismiss 314/1350 --reason "cancelled 502, 501 is right"`
}

func (c *additionsDismissCmd) Run(a *app) error {
	return a.settle(c.reasonFlag, "quarantined line", c.Line, func(s *usagesync.Syncer, d plan.Decision) (settledLine, []string, error) {
		var ids []string
		for i, err := range s.Intents(a.ctx) {
			if err != nil {
				return settledLine{}, nil, err
			}
			if i.State != usagesync.IntentQuarantined {
				continue
			}
			if i.Line() == c.Line {
				a.used = true
				return settledLine{c.Line, "", d}, nil, s.Dismiss(a.ctx, c.Line, d.Who, d.Why)
			}
			ids = append(ids, i.Line())
		}
		return settledLine{}, ids, nil
	})
}
