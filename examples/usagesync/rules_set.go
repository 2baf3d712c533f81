package main

import (
	"errors"

	"github.com/psasync/psasync/usagesync/plan"
)

// rulesSetCmd sets a rule.
type rulesSetCmd struct {
	Tenant    string `group:"Where" help:"This customer; id or name." placeholder:"ID"`
	Product   string `group:"Where" help:"This Sophos product." placeholder:"PRODUCT"`
	Agreement string `group:"Where" help:"This agreement." placeholder:"ID"`
	Type      string `group:"Where" help:"Agreements of this type." placeholder:"ID"`
	Item      string `group:"Where" help:"This catalog item." placeholder:"ID"`

	Quantity *plan.QuantitySource `group:"What" help:"Which quantity of usage: billable, ordered, actual." placeholder:"SOURCE"`
	Factor   *plan.Quantity       `group:"What" help:"Units on the line for one of usage." placeholder:"N"`
	Tiers    *plan.Tiers          `group:"What" help:"Two tiers of one family: both, highest." placeholder:"HOW"`

	Combine   *plan.Combine  `group:"What" help:"Products that share an item: sum, max, any." placeholder:"HOW"`
	Offset    *plan.Quantity `group:"What" help:"Added; may be negative." placeholder:"N"`
	Allowance *plan.Quantity `group:"What" help:"Taken off: units that the contract includes." placeholder:"N"`
	Pack      *plan.Quantity `group:"What" help:"Rounded up to a multiple." placeholder:"N"`
	Minimum   *plan.Quantity `group:"What" placeholder:"N"`
	Maximum   *plan.Quantity `group:"What" placeholder:"N"`

	Disappeared      *plan.Disappeared `group:"What" help:"Usage that is gone: zero, end, keep." placeholder:"HOW"`
	NoDecreaseBefore *plan.Period      `group:"What" help:"Stays at least where it is until this month." placeholder:"PERIOD"`

	Timing        *plan.Timing      `group:"What" help:"The cycle that carries a month: advance, arrears." placeholder:"WHEN"`
	Cycle         *plan.CyclePolicy `group:"What" help:"Agreements not invoiced monthly: report, highest-of-cycle." placeholder:"HOW"`
	Adopt         *plan.Adoption    `group:"What" help:"What consents to adopting: review, plan." placeholder:"HOW"`
	Currency      *string           `group:"What" help:"The item is declared for this currency." placeholder:"CODE"`
	AllowUnpriced *bool             `group:"What" help:"New additions of an item without a price are meant so." negatable:""`
	ruleFlags
}

func (rulesSetCmd) Help() string {
	return `What an earlier rule of the same place set besides stays. Where rules disagree the most specific wins.

Example:

    usagesync rules set --product Sophos_Email_Advanced --pack 5 --minimum 10 --reason "sold in packs of five"
    usagesync rules set --agreement 314 --item 1350 --allowance 3 --until 2026-12 --reason "three seats in the base fee"
    usagesync rules set --product Sophos_Email_Advanced --remove --reason "sold by the seat again"`
}

func (c *rulesSetCmd) Run(a *app) error {
	r := plan.Rule{AgreementTypeID: c.Type, AgreementID: c.Agreement, ItemID: c.Item, LastPeriod: c.Until, Set: c.policy()}
	if c.Remove && r.Set != (plan.Policy{}) {
		return errors.New("--remove takes the whole rule of that place back; say only where")
	}
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	if r.TenantID, r.Product, err = a.subject(c.Tenant, c.Product); err != nil {
		return err
	}
	return a.edit(why, func(s *plan.Settings, d plan.Decision) error {
		if c.Remove {
			s.RemoveRule(r)
			return nil
		}
		return s.SetRule(r, d)
	})
}

func (c *rulesSetCmd) policy() plan.Policy {
	return plan.Policy{
		Quantity: c.Quantity, Factor: c.Factor, Tiers: c.Tiers, Combine: c.Combine, Offset: c.Offset, Allowance: c.Allowance,
		Pack: c.Pack, Minimum: c.Minimum, Maximum: c.Maximum, Disappeared: c.Disappeared, NoDecreaseBefore: c.NoDecreaseBefore,
		Timing: c.Timing, Cycle: c.Cycle, Adopt: c.Adopt, Currency: c.Currency, AllowUnpriced: c.AllowUnpriced,
	}
}
