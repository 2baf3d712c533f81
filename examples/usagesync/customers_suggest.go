package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// customersSuggestCmd proposes mappings.
type customersSuggestCmd struct {
	MapClear bool `help:"Map the customers that leave nothing to choose."`
	reasonFlag
}

func (customersSuggestCmd) Help() string {
	return `Reads customers and companies anew, compares names, and shows for each candidate what speaks against taking it as it is. A
candidate is clear when the names are the same but for spelling, the company has one agreement that fits, and nothing
collides. Nothing is mapped by itself.

Example:

    usagesync customers suggest
    usagesync customers suggest --map-clear --reason "checked the list with Dana"`
}

// suggestions is the document of customers suggest.
type suggestions struct {
	Customers  []suggest.Customer  `json:"customers"`
	Successors []suggest.Successor `json:"successors"`
	Mapped     *decided            `json:"mapped,omitempty"` // what --map-clear did
}

func (c *customersSuggestCmd) Run(a *app) error {
	why := ""
	if c.MapClear {
		var err error
		if why, err = c.asked(a); err != nil {
			return err
		}
	}
	k, err := a.refreshed()
	if err != nil {
		return err
	}
	day, err := a.day(&k.settings)
	if err != nil {
		return err
	}
	found := suggestions{Successors: k.successors(day), Customers: suggest.Customers(suggest.CustomersInput{
		Day: day, Tenants: k.included(day), Routes: k.settings.Routes, Directory: k.Directory,
	}, suggest.Options{})}
	if c.MapClear {
		d, err := a.decide(why, func(s *plan.Settings, _ plan.Decision) error { return mapClear(s, found.Customers) })
		if err != nil {
			return err
		}
		found.Mapped = &d
	}
	return a.print(found, func(w io.Writer) error {
		if found.Mapped != nil {
			return found.Mapped.text(w)
		}
		showSuggestions(w, found)
		return nil
	})
}

func (k known) successors(day plan.Date) []suggest.Successor {
	return suggest.Successors(suggest.SuccessorsInput{Day: day, Routes: k.settings.Routes, Directory: k.Directory})
}

// included returns the customers that nobody excluded.
func (k known) included(day plan.Date) []plan.Tenant {
	return slices.DeleteFunc(slices.Clone(k.Tenants), func(t plan.Tenant) bool {
		return slices.ContainsFunc(k.settings.Exclusions, func(x plan.Exclusion) bool {
			over := !x.LastPeriod.IsZero() && x.LastPeriod.Before(day.Period().Prev())
			return strings.EqualFold(x.TenantID, t.ID) && x.Product == "" && !over
		})
	})
}

// mapClear maps every customer whose first candidate is clear.
func mapClear(s *plan.Settings, customers []suggest.Customer) error {
	for _, c := range customers {
		if len(c.Companies) == 0 || !c.Companies[0].Clear {
			continue
		}
		if err := s.MapTenant(route(c.Tenant, c.Companies[0].Company, c.Companies[0].Agreements[0])); err != nil {
			return err
		}
	}
	return nil
}

// route sends all usage of a tenant to an agreement.
func route(t plan.Tenant, c plan.Company, a plan.Agreement) plan.Route {
	return plan.Route{TenantID: t.ID, CompanyID: c.ID, CompanyName: c.Name, AgreementID: a.ID, AgreementName: a.Name}
}

func showSuggestions(w io.Writer, found suggestions) {
	for _, c := range found.Customers {
		fmt.Fprintf(w, "%s\n", called(c.Tenant.ID, c.Tenant.Name))
		switch {
		case c.Exclude:
			fmt.Fprintf(w, "  your own account: usagesync rules exclude --tenant %s --reason TEXT\n", c.Tenant.ID)
		case len(c.Companies) == 0:
			fmt.Fprintln(w, "  no company is called alike: usagesync customers map TENANT --company ID --agreement ID")
		}
		for _, m := range c.Companies {
			showCompany(w, c.Tenant, m)
		}
	}
	for _, s := range found.Successors {
		showSuccessor(w, s)
	}
	if len(found.Customers)+len(found.Successors) == 0 {
		fmt.Fprintln(w, "Every customer is mapped, and no agreement ends.")
	}
}

func showCompany(w io.Writer, t plan.Tenant, m suggest.CompanyMatch) {
	clear := ""
	if m.Clear {
		clear = ", clear"
	}
	paragraph(w, "  ", fmt.Sprintf("%d %s%s: %s", m.Score, m.Reason, clear, called(m.Company.ID, m.Company.Name)))
	showCollisions(w, m.Collisions)
	for _, g := range m.Agreements {
		fmt.Fprintf(w, "    %s:\n    usagesync customers map %s --company %s --agreement %s\n", called(g.ID, g.Name), t.ID, m.Company.ID, g.ID)
	}
}

func showSuccessor(w io.Writer, s suggest.Successor) {
	paragraph(w, "", fmt.Sprintf("Agreement %s of %s: %s", called(s.Agreement.ID, s.Agreement.Name), or(s.Route.CompanyName, "company "+s.Route.CompanyID), s.Lapse))
	showCollisions(w, s.Collisions)
	for _, next := range s.Next {
		fmt.Fprintf(w, "    %s, from %s:\n    usagesync customers renew %s --to %s --reason TEXT\n", called(next.ID, next.Name), next.Start, s.Route.TenantID, next.ID)
	}
}

func showCollisions(w io.Writer, collisions []suggest.Collision) {
	for _, c := range collisions {
		paragraph(w, "    ! ", strings.TrimSpace(c.Text+" "+strings.Join(c.IDs, ", ")))
	}
}
