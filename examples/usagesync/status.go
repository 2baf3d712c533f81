package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// statusCmd says how every customer stands.
type statusCmd struct {
	Drift bool `help:"Compare what is ours with what ConnectWise holds now (reads ConnectWise)."`
}

func (statusCmd) Help() string {
	return `One line for each customer: company, agreement, type, last sync, result; and what to do about those that are not in order.

Example:

    usagesync status
    usagesync status --drift`
}

func (c *statusCmd) Run(a *app) error {
	if c.Drift {
		return c.drift(a)
	}
	s, err := a.records()
	if err != nil {
		return err
	}
	all, err := s.Status(a.ctx)
	if err != nil {
		return err
	}
	return a.print(listed("customers", all), func(w io.Writer) error { return showStatus(w, all) })
}

// listed is the JSON document of a list.
func listed[T any](name string, list []T) map[string][]T {
	return map[string][]T{name: append([]T{}, list...)}
}

func showStatus(w io.Writer, all []usagesync.CustomerStatus) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "Customer\tCompany\tAgreement\tType\tLast sync\tState")
	for _, c := range all {
		if c.Ignored != "" {
			continue
		}
		last := "-"
		if !c.LastSync.IsZero() {
			last = c.LastSync.Format(time.DateOnly) + " " + c.Period.String()
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", cut(safe(or(c.Tenant, c.TenantID)), 20), or(c.CompanyID, "-"),
			cut(safe(or(c.Agreement, or(c.AgreementID, "-"))), 11), cut(safe(or(c.Type, "-")), 8), last, c.State)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, c := range all {
		if c.Ignored != "" {
			paragraph(w, "", fmt.Sprintf("%s: ignored: %s", or(c.Tenant, c.TenantID), c.Ignored))
			paragraph(w, "  ", "-> "+c.Advice)
		}
		for _, n := range c.Open {
			paragraph(w, "", fmt.Sprintf("%s, %s: %s (%s): %s", or(c.Tenant, c.TenantID), n.Item, n.Outcome, n.Reason, n.Detail))
			paragraph(w, "  ", "-> "+n.Advice)
		}
		for _, f := range c.Findings {
			paragraph(w, "", fmt.Sprintf("%s: %s", f.Severity, f.Message))
			paragraph(w, "  ", "-> "+f.Advice)
		}
	}
	return nil
}

func (c *statusCmd) drift(a *app) error {
	s, err := a.sync()
	if err != nil {
		return err
	}
	all, err := s.Drift(a.ctx)
	if err != nil {
		return err
	}
	return a.print(listed("drift", all), func(w io.Writer) error {
		for _, d := range all {
			paragraph(w, "", fmt.Sprintf("line %s, addition %s: %s, left at %s, now %s %s", d.Line, d.Addition, d.Code, d.Left, d.Now, d.By))
			paragraph(w, "  ", "-> "+d.Code.Info().Advice)
		}
		if len(all) == 0 {
			fmt.Fprintln(w, "Every addition of ours is what the sync left.")
		}
		return nil
	})
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// cut shortens a text for a column.
func cut(text string, width int) string {
	r := []rune(text)
	if len(r) <= width {
		return text
	}
	return string(r[:width-1]) + "…"
}
