package main

import (
	"github.com/psasync/psasync/usagesync/plan"
)

// additionsWithdrawCmd takes a consent back.
type additionsWithdrawCmd struct {
	ID string `arg:"" help:"The addition's id."`
	reasonFlag
}

func (additionsWithdrawCmd) Help() string {
	return `An addition that a sync has made ours already stays ours; additions forget gives it up.

Example:

    usagesync additions withdraw 501 --reason "it was the wrong one"`
}

func (c *additionsWithdrawCmd) Run(a *app) error {
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, _ plan.Decision) error {
		var ids []string
		for _, consent := range s.Consents {
			if consent.AdditionID == c.ID {
				s.Withdraw(consent.AgreementID, consent.ItemID)
				return nil
			}
			ids = append(ids, consent.AdditionID)
		}
		return &unknownError{what: "consent to addition", name: c.ID, closest: closest(c.ID, ids), see: "usagesync settings export -"}
	})
}
