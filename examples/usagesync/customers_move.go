package main

import "github.com/psasync/psasync/usagesync/plan"

// customersMoveCmd says that a customer goes on as another tenant.
type customersMoveCmd struct {
	Tenant     string      `arg:"" help:"The customer's id or name in Sophos Central."`
	To         string      `required:"" help:"The tenant that goes on in its place." placeholder:"TENANT"`
	LastPeriod plan.Period `help:"The last month under the old tenant; default the last finished one." placeholder:"PERIOD"`
	reasonFlag
}

func (customersMoveCmd) Help() string {
	return `The new tenant takes the mapping of the old one, unless it has its own. What the old one leaves elsewhere may end.

Example:

    usagesync customers move "Acme (old)" --to "Acme Dental" --reason "moved to a new Sophos Central account"`
}

func (c *customersMoveCmd) Run(a *app) error {
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	type move struct {
		from, to plan.Tenant
		last     plan.Period
	}
	m, err := look(a, func(k known) (m move, err error) {
		if m.from, err = k.tenant(c.Tenant); err != nil {
			return m, err
		}
		if m.to, err = k.tenant(c.To); err != nil {
			return m, err
		}
		day, err := a.day(&k.settings)
		if m.last = c.LastPeriod; m.last.IsZero() {
			m.last = plan.LastFinished(day)
		}
		return m, err
	})
	if err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error { return s.Move(m.from.ID, m.to.ID, m.last, d) })
}
