package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// additionsAdoptCmd consents to additions that a plan found.
type additionsAdoptCmd struct {
	Tenant         string      `help:"The customer; id or name." placeholder:"ID"`
	Product        string      `help:"The Sophos product." placeholder:"PRODUCT"`
	AllUnambiguous bool        `help:"Every addition that leaves nothing to choose."`
	Period         plan.Period `help:"Month whose plan is looked at; default the last finished one."`
	adoptFlags
}

// adoptFlags are the flags of what adopts.
type adoptFlags struct {
	OtherSyncOff bool `help:"You confirm that Sophos's own sync is switched off: needed for items named like its own."`
	reasonFlag
}

func (f adoptFlags) says() []plan.Confirmation {
	if f.OtherSyncOff {
		return []plan.Confirmation{plan.OtherSyncOff}
	}
	return nil
}

func (additionsAdoptCmd) Help() string {
	return `The next sync makes these additions ours and sets their quantity. Nothing else of them is ever changed.

Example:

    usagesync additions adopt --tenant "Acme Dental" --product Sophos_Email_Advanced --reason "kept by hand until now"
    usagesync additions adopt --all-unambiguous --other-sync-off --reason "Sophos's sync was switched off on October 1"`
}

// adoption is the document of additions adopt.
type adoption struct {
	decided
	Adopted []plan.Step    `json:"adopted"`
	Refused []plan.Refusal `json:"refused"` // a person must look at them one by one
}

func (c *additionsAdoptCmd) Run(a *app) error {
	one := c.Tenant != "" && c.Product != ""
	if one == c.AllUnambiguous || !one && c.Tenant+c.Product != "" {
		return errors.New("say --tenant and --product, or --all-unambiguous")
	}
	why, err := c.asked(a)
	if err != nil {
		return err
	}
	var tenant plan.Tenant
	product := ""
	if one {
		if _, err := a.online(); err != nil {
			return err
		}
		if product, err = a.product(c.Product); err != nil {
			return err
		}
		if tenant, err = look(a, func(k known) (plan.Tenant, error) { return k.tenant(c.Tenant) }); err != nil {
			return err
		}
	}
	p, err := a.planned(c.Period)
	if err != nil {
		return err
	}
	if one {
		p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool {
			return !slices.ContainsFunc(s.Sources, func(o plan.Source) bool {
				return strings.EqualFold(o.TenantID, tenant.ID) && strings.EqualFold(o.Product, product)
			})
		})
		if err := adoptable(p); err != nil {
			return fmt.Errorf("%s, %s, %s: %w", called(tenant.ID, tenant.Name), product, p.Period, err)
		}
	}
	done, err := c.adopt(a, why, p)
	if err != nil {
		return err
	}
	return errors.Join(a.print(done, done.text), unfinished(len(done.Refused) == 0))
}

// adoptable says why the steps of one customer and product hold nothing to adopt.
func adoptable(p plan.Plan) error {
	why := "no usage of it reached an agreement; usagesync plan says where it went"
	for _, s := range p.Steps {
		switch {
		case s.Wanted == plan.VerbAdopt || s.Verb == plan.VerbAdopt:
			return nil
		case s.Verb == plan.VerbWithhold:
			info := s.Reason.Info()
			why = fmt.Sprintf("nothing to adopt: %s; %s", info.Message, info.Advice)
		case s.AdditionID != "":
			why = fmt.Sprintf("nothing to adopt: addition %s is ours already", s.AdditionID)
		default:
			why = "nothing to adopt: no addition stands for it, so a sync creates one"
		}
	}
	return errors.New(why)
}

// adopt consents to everything in a plan that leaves nothing to choose.
func (f adoptFlags) adopt(a *app, why string, p plan.Plan) (done adoption, err error) {
	done.decided, err = a.decide(why, func(s *plan.Settings, d plan.Decision) error {
		adopted, refused, err := s.AdoptUnambiguous(p, d, f.says()...)
		done.Adopted, done.Refused = append([]plan.Step{}, adopted...), append([]plan.Refusal{}, refused...)
		return err
	})
	return done, err
}

func (d adoption) text(w io.Writer) error {
	var rows [][]string
	for _, s := range d.Adopted {
		before := ""
		if s.Before != nil {
			before = s.Before.Quantity.String()
		}
		rows = append(rows, []string{s.AdditionID, s.Customer, or(s.Item, s.ItemID), before, s.Quantity.String()})
	}
	if len(rows) > 0 {
		if err := table(w, []column{{"Adopted", 8}, {"Customer", 26}, {"Item", 20}, {"Now", 9}, {"Next", 9}}, rows); err != nil {
			return err
		}
	}
	for _, r := range d.Refused {
		paragraph(w, "", fmt.Sprintf("%s, %s, addition %s: %s", r.Step.Customer, or(r.Step.Item, r.Step.ItemID), or(r.Step.AdditionID, "?"), r.Problem))
		paragraph(w, "  -> ", r.Advice)
	}
	if len(d.Changes) > 0 {
		paragraph(w, "", fmt.Sprintf("Stored as revision %d by %s: %s. The next sync writes them.", d.Rev, d.Who, d.Why))
	}
	return nil
}
