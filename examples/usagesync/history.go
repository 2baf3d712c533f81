package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// historyCmd lists runs, or what one of them wrote.
type historyCmd struct {
	RunID     string `arg:"" optional:"" name:"run" help:"A run's id: show what it wrote."`
	Decisions bool   `help:"Show the decisions instead: who changed the settings, when and why."`
}

func (historyCmd) Help() string {
	return `Example:

    usagesync history
    usagesync history 20261102T090000Z-000003
    usagesync history --decisions`
}

func (c *historyCmd) Run(a *app) error {
	s, err := a.records()
	if err != nil {
		return err
	}
	switch {
	case c.Decisions:
		return decisions(a, s)
	case c.RunID != "":
		return journal(a, s, c.RunID)
	}
	runs := []usagesync.Run{}
	for r, err := range s.Runs(a.ctx) {
		if err != nil {
			return err
		}
		runs = append(runs, r)
	}
	return a.print(listed("runs", runs), func(w io.Writer) error {
		return showRuns(w, runs)
	})
}

// showRuns prints one line for each run, whose id begins with the time at which it started, and why those stopped that did.
func showRuns(w io.Writer, runs []usagesync.Run) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "Run\tMonth\tWritten\tRight\tWithheld\tOther\tEnded")
	for _, r := range runs {
		written := r.Outcomes[usagesync.OutcomeDone] + r.Outcomes[usagesync.OutcomeAdopted]
		right, withheld, all := r.Outcomes[usagesync.OutcomeUnchanged], r.Outcomes[usagesync.OutcomeWithheld], 0
		for _, n := range r.Outcomes {
			all += n
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%d\t%s\n", r.ID, r.Period, written, right, withheld, all-written-right-withheld, ended(r))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range runs {
		if r.Undoes != "" {
			paragraph(w, "", fmt.Sprintf("%s took %s back", r.ID, r.Undoes))
		}
		if r.Stopped != "" {
			paragraph(w, "", fmt.Sprintf("%s stopped: %s", r.ID, r.Stopped))
		}
	}
	return nil
}

func ended(r usagesync.Run) string {
	switch {
	case r.Stopped != "":
		return "stopped"
	case r.Finished.IsZero():
		return "open"
	}
	return "ok"
}

func journal(a *app, s *usagesync.Syncer, run string) error {
	entries := []usagesync.Entry{}
	for e, err := range s.Journal(a.ctx, run) {
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		known := []string{}
		for r, err := range s.Runs(a.ctx) {
			if err != nil {
				return err
			}
			known = append(known, r.ID)
		}
		return &closestError{"run", run, closest(run, known)}
	}
	return a.print(listed("entries", entries), func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "Time\tVerb\tLine\tAddition\tBefore\tQuantity\tFact")
		for _, e := range entries {
			before := "-"
			if e.Before != nil {
				before = e.Before.Quantity.String()
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s %s\n", e.At.Format(time.TimeOnly), e.Verb, e.Line(), or(e.AdditionID, "-"), before, e.Quantity, e.Fact, e.Detail)
		}
		return t.Flush()
	})
}

func decisions(a *app, s *usagesync.Syncer) error {
	all := []usagesync.Revision{}
	for r, err := range s.Revisions(a.ctx) {
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	return a.print(listed("decisions", all), func(w io.Writer) error {
		for _, r := range all {
			paragraph(w, "", fmt.Sprintf("%d  %s  %s: %s", r.Rev, r.When, or(r.Who, "-"), or(r.Why, "no reason given")))
			for _, c := range r.Changes {
				showChange(w, c)
			}
		}
		return nil
	})
}

func showChange(w io.Writer, c plan.SettingsChange) {
	if c.Before != nil {
		paragraph(w, "    ", fmt.Sprintf("- %s %s", c.Place, c.Before))
	}
	if c.After != nil {
		paragraph(w, "    ", fmt.Sprintf("+ %s %s", c.Place, c.After))
	}
}
