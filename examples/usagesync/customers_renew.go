package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// customersRenewCmd goes on with the agreement that follows one that ends.
type customersRenewCmd struct {
	Tenant string      `arg:"" optional:"" help:"The customer's id or name in Sophos Central."`
	All    bool        `help:"Every customer whose successor leaves nothing to choose."`
	To     string      `help:"Which agreement, where several may follow." placeholder:"ID"`
	From   plan.Period `help:"First month whose usage goes there; default the one that its first invoice carries." placeholder:"PERIOD"`
	adoptFlags
}

func (customersRenewCmd) Help() string {
	return `Maps to the agreement that follows, carries pins and rules over, and adopts what ConnectWise copied there. Without a customer
and --all it only shows what is due.

Example:

    usagesync customers renew
    usagesync customers renew --all --reason "contracts of 2027 are signed"
    usagesync customers renew "Acme Dental" --to 400 --reason "signed"`
}

// renewals is the document of customers renew.
type renewals struct {
	Due     []suggest.Successor `json:"due,omitempty"`  // without a customer and --all: what could be renewed
	Open    []suggest.Successor `json:"open,omitempty"` // a person has to choose
	Renewed *decided            `json:"renewed,omitempty"`
	Adopted *adoption           `json:"adopted,omitempty"`
}

// renewal is an agreement with the one that follows it.
type renewal struct {
	old, next plan.Agreement
	from      plan.Period
}

func (c *customersRenewCmd) Run(a *app) error {
	show := c.Tenant == "" && !c.All
	if c.Tenant != "" && c.All || c.To != "" && c.Tenant == "" {
		return errors.New("name one customer, with --to where several agreements may follow, or say --all")
	}
	why := ""
	if !show {
		var err error
		if why, err = c.asked(a); err != nil {
			return err
		}
	}
	k, err := a.refreshed()
	if err != nil {
		return err
	}
	due, err := c.due(a, k)
	if err != nil {
		return err
	}
	if show {
		return a.print(renewals{Due: due}, func(w io.Writer) error { return showDue(w, due) })
	}
	list, open, err := c.choose(k, due)
	if err != nil {
		return err
	}
	done := renewals{Open: open}
	if len(list) > 0 {
		if err := c.renew(a, why, list, &done); err != nil {
			return err
		}
	}
	err = a.print(done, done.text)
	return errors.Join(err, unfinished(len(open) == 0 && (done.Adopted == nil || len(done.Adopted.Refused) == 0)))
}

// refreshed reads everything anew: agreements end by the day.
func (a *app) refreshed() (known, error) {
	s, err := a.online()
	if err != nil {
		return known{}, err
	}
	k, err := peek(a, a.known)
	if err != nil {
		return k, err
	}
	a.used = true
	k.Snapshot, _, err = s.Refresh(a.ctx)
	return k, err
}

// due returns the agreements that end, of the customer that was named or of all.
func (c *customersRenewCmd) due(a *app, k known) ([]suggest.Successor, error) {
	day, err := a.day(&k.settings)
	if err != nil {
		return nil, err
	}
	all := k.successors(day)
	if c.Tenant == "" {
		return all, nil
	}
	t, err := k.tenant(c.Tenant)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s suggest.Successor) bool { return !strings.EqualFold(s.Route.TenantID, t.ID) })
	if len(all) == 0 {
		return nil, fmt.Errorf("no agreement of %s ends within 30 days; to change it all the same: usagesync customers map", called(t.ID, t.Name))
	}
	return all, nil
}

// choose returns what is renewed, each agreement once, and what a person has to choose.
func (c *customersRenewCmd) choose(k known, due []suggest.Successor) (list []renewal, open []suggest.Successor, err error) {
	for _, s := range due {
		next := s.Next
		if c.To != "" {
			next = slices.DeleteFunc(slices.Clone(next), func(a plan.Agreement) bool { return a.ID != c.To })
		}
		switch {
		case c.To != "" && len(next) == 0:
			_, err := pick("successor of agreement "+s.Agreement.ID, c.To, "usagesync customers suggest", s.Next, func(a plan.Agreement) (string, string) { return a.ID, a.Name })
			return nil, nil, err
		case c.To == "" && !s.Clear:
			open = append(open, s)
		case !slices.ContainsFunc(list, func(r renewal) bool { return r.old.ID == s.Agreement.ID }):
			list = append(list, renewal{s.Agreement, next[0], c.first(k, next[0])})
		}
	}
	return list, open, nil
}

// first is the first month that goes to a successor: the one that its first invoice carries.
func (c *customersRenewCmd) first(k known, next plan.Agreement) plan.Period {
	switch t := k.settings.Policy.Timing; {
	case !c.From.IsZero():
		return c.From
	case t != nil && *t == plan.TimingArrears:
		return next.Start.Period()
	}
	return next.Start.Period().Prev()
}

// renew changes the mappings, and adopts what stands on the successors already.
func (c *customersRenewCmd) renew(a *app, why string, list []renewal, done *renewals) error {
	d, err := a.decide(why, func(s *plan.Settings, d plan.Decision) error {
		for _, r := range list {
			if err := s.Renew(r.old.ID, r.next, r.from, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	done.Renewed = &d
	p, err := a.planned(plan.Period{})
	if err != nil {
		return fmt.Errorf("renewed; what stands on the new agreements is not adopted yet (usagesync additions adopt --all-unambiguous): %w", err)
	}
	p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool {
		return !slices.ContainsFunc(list, func(r renewal) bool { return r.next.ID == s.AgreementID })
	})
	adopted, err := c.adopt(a, why, p)
	done.Adopted = &adopted
	return err
}

func (r renewals) text(w io.Writer) error {
	if r.Renewed != nil {
		if err := r.Renewed.text(w); err != nil {
			return err
		}
	}
	if r.Adopted != nil && len(r.Adopted.Adopted)+len(r.Adopted.Refused) > 0 {
		if err := r.Adopted.text(w); err != nil {
			return err
		}
	}
	for _, s := range r.Open {
		showSuccessor(w, s)
	}
	if r.Renewed == nil && len(r.Open) == 0 {
		fmt.Fprintln(w, "Nothing to renew.")
	}
	return nil
}

func showDue(w io.Writer, due []suggest.Successor) error {
	for _, s := range due {
		showSuccessor(w, s)
	}
	if len(due) == 0 {
		fmt.Fprintln(w, "No agreement that customers are mapped to ends within 30 days.")
	}
	return nil
}
