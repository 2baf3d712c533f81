package main

import (
	"context"
	"errors"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// syncCmd plans and applies.
type syncCmd struct {
	Period string        `help:"Month such as 2026-10; default the last finished one, with --every the one that the schedule names."`
	Yes    bool          `help:"Apply what is within the limits without asking."`
	Every  time.Duration `help:"Keep running: look this often whether the schedule of the settings is due, such as 1h." placeholder:"DURATION"`
}

func (syncCmd) Help() string {
	return `Plans, shows the plan, and with --yes carries it out at once. What breaks a limit or needs a decision is withheld in any case.
The schedule of the settings has the three modes of Sophos's own sync: invoice, monthly with a day, daily.

Example:

    usagesync sync --yes
    cron:    0 6 * * *  usagesync sync --yes --json >> /var/log/usagesync.json`
}

func (c *syncCmd) Run(a *app) error {
	p, err := period(c.Period)
	if err != nil {
		return err
	}
	switch {
	case !c.Yes:
		return errors.New("sync writes to ConnectWise: say --yes, or use plan --out and apply --approve")
	case c.Every == 0:
		return c.once(a, p)
	case c.Every < time.Minute:
		return errors.New("--every: at least a minute, such as 1h")
	case c.Period != "":
		return errors.New("--every: the schedule of the settings names the month, leave out --period")
	}
	return c.every(a)
}

// once makes one plan and carries it out.
func (c *syncCmd) once(a *app, p plan.Period) error {
	made, err := a.plan(p, nil, "")
	if err != nil {
		return err
	}
	if !a.flags.JSON {
		if err := a.showPlan(a.out, made, "", false); err != nil {
			return err
		}
	}
	return a.apply(made)
}

// every runs a sync on each day on which the schedule is due, until it is interrupted.
func (c *syncCmd) every(a *app) error {
	s, err := a.sync()
	if err != nil {
		return err
	}
	var last plan.Date
	for {
		set, _, err := s.Settings(a.ctx)
		if err != nil {
			return err
		}
		today, err := a.day(&set)
		if err != nil {
			return err
		}
		if today != last && set.Due(today) {
			err := c.once(a, set.Schedule.Target(today))
			switch {
			case err == nil || errors.Is(err, errUnfinished):
				last = today
			case a.ctx.Err() != nil:
				return err
			default:
				a.say("%s: %s", today, explainError(err)) // and try again
			}
		}
		if !wait(a.ctx, c.Every) {
			return nil // interrupted: that is how it ends
		}
	}
}

// wait reports whether the time passed before somebody interrupted it.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
