package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// customersListCmd lists customers.
type customersListCmd struct {
	Filter string `enum:"all,available,succeeded,failed" default:"all" help:"all; available: usage sync is possible; succeeded; failed: also what was withheld."`
}

func (customersListCmd) Help() string {
	return `Shows the customers as they were last read; customers refresh reads them anew. usagesync status has companies and agreements.

Example:

    usagesync customers list
    usagesync customers list --filter failed`
}

// customerList is the document of customers list.
type customerList struct {
	ReadAt    time.Time                  `json:"readAt"` // from Sophos Central and ConnectWise
	Customers []usagesync.CustomerStatus `json:"customers"`
}

func (c *customersListCmd) Run(a *app) error {
	at, err := look(a, func(k known) (time.Time, error) { return k.At, nil })
	if err != nil {
		return err
	}
	s, err := a.online()
	if err != nil {
		return err
	}
	all, err := s.Status(a.ctx)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(s usagesync.CustomerStatus) bool { return !c.shows(s.State) })
	return a.print(customerList{at, append([]usagesync.CustomerStatus{}, all...)}, func(w io.Writer) error { return showCustomers(w, at, all) })
}

func (c *customersListCmd) shows(s usagesync.SyncState) bool {
	switch c.Filter {
	case "available":
		return s != usagesync.StateIgnored
	case "succeeded":
		return s == usagesync.StateSynced
	case "failed":
		return s == usagesync.StateFailed || s == usagesync.StateToDo
	}
	return true
}

func showCustomers(w io.Writer, at time.Time, all []usagesync.CustomerStatus) error {
	var rows [][]string
	advice := map[usagesync.Ignored]int{}
	for _, s := range all {
		state := string(s.State)
		if s.Ignored != "" {
			state = string(s.Ignored)
			advice[s.Ignored]++
		}
		rows = append(rows, []string{or(s.Tenant, s.Company), s.TenantID, state})
	}
	if err := table(w, []column{{"Customer", 19}, {"Tenant", 36}, {"State", 21}}, rows); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d customers, as read %s\n", len(all), at.Format(time.DateTime))
	for _, why := range []usagesync.Ignored{
		usagesync.IgnoredUnmapped, usagesync.IgnoredOff, usagesync.IgnoredExcluded, usagesync.IgnoredClosed,
		usagesync.IgnoredOwn, usagesync.IgnoredNotOnUsage, usagesync.IgnoredGone,
	} {
		if n := advice[why]; n > 0 {
			paragraph(w, "", fmt.Sprintf("%d ignored, %s: %s", n, why, why.Advice()))
		}
	}
	return nil
}
