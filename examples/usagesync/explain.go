package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/render"
)

// explainCmd says how a number came about.
type explainCmd struct {
	Tenant  string `help:"The customer's id in Sophos Central." placeholder:"ID"`
	Product string `help:"Sophos product, such as Sophos_Intercept_X_Advanced." placeholder:"PRODUCT"`
	Line    string `help:"Or a line: agreement/item, as plans show it." placeholder:"LINE"`
	Period  string `help:"Month such as 2026-10; default the last finished one."`
	Digest  string `help:"Of which plan; default the one that was applied last."`
}

func (explainCmd) Help() string {
	return `Recomputes the number from the stored report and settings: rows, rules, plan, approval, write, what was read back.

Example:

    usagesync explain --tenant 0b0320ab-0000-4000-8000-000000000001 --product Sophos_Intercept_X_Advanced --period 2026-10`
}

func (c *explainCmd) Run(a *app) error {
	p, err := period(c.Period)
	if err != nil {
		return err
	}
	if c.Tenant == "" && c.Line == "" {
		return errors.New("explain what: say --tenant, or --line")
	}
	if c.Product != "" {
		if c.Product, err = product(c.Product); err != nil {
			return err
		}
	}
	s, err := a.records()
	if err != nil {
		return err
	}
	all, err := s.Explain(a.ctx, usagesync.ExplainRequest{Period: p, Digest: c.Digest, TenantID: c.Tenant, Product: c.Product, Line: c.Line})
	if errors.Is(err, usagesync.ErrNotFound) {
		return fmt.Errorf("%w\nNext: usagesync plan --period PERIOD keeps what it was made from", err)
	}
	if err != nil {
		return err
	}
	return a.print(listed("numbers", all), func(w io.Writer) error {
		for _, e := range all {
			if err := render.Explanation(e.Explanation).Text(w, render.Options{}); err != nil {
				return err
			}
			showFate(w, e)
		}
		return nil
	})
}

// showFate prints what became of a plan's number.
func showFate(w io.Writer, e usagesync.Explained) {
	fmt.Fprintf(w, "Planned %s, digest %s\n", e.Planned.Format(time.DateTime), e.Digest)
	for _, r := range e.Runs {
		fmt.Fprintf(w, "Applied by run %s, %s\n", r.ID, strings.TrimSpace("started "+r.Started.Format(time.DateTime)+" "+r.ApprovedBy))
	}
	for _, x := range e.Writes {
		paragraph(w, "  ", fmt.Sprintf("%s %s %s to %s: %s %s", x.At.Format(time.DateTime), x.Verb, or(x.AdditionID, "a new addition"), x.Quantity, x.Fact, x.Detail))
	}
	if e.Line != nil {
		fmt.Fprintf(w, "Now: addition %s is ours, %s for %s\n", e.Line.AdditionID, e.Line.Quantity, e.Line.Period)
	}
}
