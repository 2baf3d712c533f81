package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// additionsListCmd lists additions as they are now.
type additionsListCmd struct {
	Tenant string `help:"Only of this customer; id or name." placeholder:"ID"`
	All    bool   `help:"Also what has ended, and additions of items that no product is mapped to."`
}

func (additionsListCmd) Help() string {
	return `Reads the agreements' additions. ours: the sync writes it. edited: ours, and somebody changed it since. candidate: of a mapped
item, and nobody said whose it is. consented: ours from the next sync on. sibling: stands beside ours.

Example:

    usagesync additions list
    usagesync additions list --tenant "Acme Dental"`
}

// listedAddition is an addition with whose it is.
type listedAddition struct {
	plan.Addition
	State     string         `json:"state"` // ours, edited, consented, candidate, sibling, ended, other
	Left      *plan.Quantity `json:"left,omitempty"`
	TenantIDs []string       `json:"tenantIds"` // who is mapped to the agreement
	Customer  string         `json:"customer,omitempty"`
}

func (c *additionsListCmd) Run(a *app) error {
	k, tenant, err := c.find(a)
	if err != nil {
		return err
	}
	s, err := a.online()
	if err != nil {
		return err
	}
	lines := map[string]plan.Line{} // by line id
	for l, err := range s.Lines(a.ctx) {
		if err != nil {
			return err
		}
		lines[l.ID()] = l
	}
	day, err := a.day(&k.settings)
	if err != nil {
		return err
	}
	a.used = true
	agreements, tenants := mappedAgreements(k.settings.Routes, tenant)
	lists, err := readAdditions(a.ctx, toconnectwise.New(a.clients.ConnectWise), agreements)
	if err != nil {
		return err
	}
	o := overview{k, lines, day}
	all := []listedAddition{}
	for i, id := range agreements {
		for _, addition := range lists[i] {
			l := listedAddition{Addition: addition, TenantIDs: tenants[id], Customer: o.customer(tenants[id])}
			if l.State, l.Left = o.state(addition); c.All || l.State != "other" && l.State != "ended" {
				all = append(all, l)
			}
		}
	}
	return a.print(listed("additions", all), func(w io.Writer) error { return showAdditions(w, all) })
}

// find reads what is known, and the customer that was named.
func (c *additionsListCmd) find(a *app) (k known, tenant string, err error) {
	k, err = look(a, func(k known) (known, error) {
		if c.Tenant == "" {
			return k, nil
		}
		t, err := k.tenant(c.Tenant)
		tenant = t.ID
		return k, err
	})
	return k, tenant, err
}

// mappedAgreements returns the agreements that a customer, or any where none is named, is mapped to, and who is.
func mappedAgreements(routes []plan.Route, tenant string) (ids []string, tenants map[string][]string) {
	tenants = map[string][]string{}
	for _, r := range routes {
		if tenant != "" && !strings.EqualFold(r.TenantID, tenant) || slices.Contains(tenants[r.AgreementID], r.TenantID) {
			continue
		}
		tenants[r.AgreementID] = append(tenants[r.AgreementID], r.TenantID)
		if !slices.Contains(ids, r.AgreementID) {
			ids = append(ids, r.AgreementID)
		}
	}
	return ids, tenants
}

// readers is how many agreements are read at once: as many as ConnectWise's limit lets through.
const readers = 4

// readAdditions reads the additions of agreements, in their order.
func readAdditions(ctx context.Context, target usagesync.Target, agreements []string) ([][]plan.Addition, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	lists := make([][]plan.Addition, len(agreements))
	var all sync.WaitGroup
	for first := range readers {
		all.Go(func() {
			for i := first; i < len(agreements) && ctx.Err() == nil; i += readers {
				list, err := target.Additions(ctx, agreements[i])
				if err != nil {
					cancel(fmt.Errorf("additions of agreement %s: %w", agreements[i], err))
				}
				lists[i] = list
			}
		})
	}
	all.Wait()
	return lists, context.Cause(ctx)
}

// overview says whose an addition is.
type overview struct {
	known
	lines map[string]plan.Line // by line id
	day   plan.Date
}

func (o overview) state(a plan.Addition) (state string, left *plan.Quantity) {
	line, owned := o.lines[plan.LineID(a.AgreementID, a.ItemID)]
	consent, consented := o.settings.Consent(a.AgreementID, a.ItemID)
	switch {
	case a.Ended(o.day):
		return "ended", nil
	case owned && line.AdditionID == a.ID && line.Quantity != a.Quantity:
		return "edited", &line.Quantity
	case owned && line.AdditionID == a.ID:
		return "ours", nil
	case !owned && consented && consent.AdditionID == a.ID:
		return "consented", nil
	case owned || consented:
		return "sibling", nil
	case slices.ContainsFunc(o.settings.Products, func(m plan.ProductMapping) bool { return goesTo(m, a.ItemID) }):
		return "candidate", nil
	}
	return "other", nil
}

func goesTo(m plan.ProductMapping, item string) bool {
	return m.ItemID == item || slices.Contains(m.Also, item)
}

// customer names the tenants of an agreement.
func (o overview) customer(tenants []string) string {
	var names []string
	for _, id := range tenants {
		t, err := o.tenant(id)
		if err == nil {
			names = append(names, or(t.Name, t.ID))
		}
	}
	return strings.Join(names, ", ")
}

func showAdditions(w io.Writer, all []listedAddition) error {
	var rows [][]string
	for _, l := range all {
		state := l.State
		if l.Left != nil {
			state += ", was " + l.Left.String()
		}
		rows = append(rows, []string{l.ID, l.Customer, l.AgreementID, or(l.Item, l.ItemID), l.Quantity.String(), state})
	}
	return table(w, []column{{"Id", 7}, {"Customer", 18}, {"Agreem.", 7}, {"Item", 15}, {"Quantity", 8}, {"State", 15}}, rows)
}
