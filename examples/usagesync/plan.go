package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// planCmd says what a sync would do.
type planCmd struct {
	Period  string   `help:"Month such as 2026-10; default the last finished one."`
	Out     string   `help:"Write the plan to this file, for apply." placeholder:"FILE"`
	Release []string `help:"Let this withheld step through in this plan (its id, such as 314/1350); needs --reason." placeholder:"STEP"`
	Reason  string   `help:"Why the steps are released."`
	All     bool     `help:"Show lines that are right already too."`
}

func (planCmd) Help() string {
	return `Reads usage and ConnectWise and prints every addition that would be created or changed, what is withheld and why, and
where every unit of usage went. Nothing is written to ConnectWise.

Example:

    usagesync plan --period 2026-10 --out october.json
    usagesync plan --release 314/1350 --reason "confirmed by the customer" --out october.json`
}

func (c *planCmd) Run(a *app) error {
	p, err := period(c.Period)
	if err != nil {
		return err
	}
	if len(c.Release) > 0 && c.Reason == "" {
		return errors.New("--release needs --reason: it is stored and part of what is approved")
	}
	made, err := a.plan(p, c.Release, c.Reason)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := writePlan(c.Out, made); err != nil {
			return err
		}
	}
	err = a.print(made, func(w io.Writer) error { return a.showPlan(w, made, c.Out, c.All) })
	return errors.Join(err, unfinished(made.Clean()))
}

// plan makes a plan and keeps what it was made from, so that it can be explained later.
func (a *app) plan(p plan.Period, release []string, reason string) (plan.Plan, error) {
	s, err := a.sync()
	if err != nil {
		return plan.Plan{}, err
	}
	request := usagesync.PlanRequest{Period: p, Keep: true}
	if len(release) > 0 {
		first, err := s.Plan(a.ctx, usagesync.PlanRequest{Period: p})
		if err != nil {
			return plan.Plan{}, err
		}
		for _, id := range release {
			r, err := plan.ReleaseOf(first, id, a.by(reason))
			if err != nil {
				return plan.Plan{}, err
			}
			request.Releases = append(request.Releases, r)
		}
	}
	return s.Plan(a.ctx, request)
}

// showPlan prints a plan with what to do next.
func (a *app) showPlan(w io.Writer, p plan.Plan, file string, all bool) error {
	if err := render.Text(w, p, render.Options{All: all}); err != nil {
		return err
	}
	switch {
	case !writes(p):
		fmt.Fprintln(w, "Nothing to write.")
	case file != "":
		fmt.Fprintf(w, "To apply exactly this:\n  %s apply %s --approve \\\n    %s\n", a.name(), file, p.Digest)
	default:
		fmt.Fprintf(w, "To apply it, plan again with --out FILE, or: %s sync --yes\n", a.name())
	}
	return nil
}

func writes(p plan.Plan) bool {
	for _, s := range p.Steps {
		if s.Writes() {
			return true
		}
	}
	return false
}

func unfinished(clean bool) error {
	if clean {
		return nil
	}
	return errUnfinished
}

// writePlan stores a plan for apply. A file that exists is replaced only when it was written whole.
func writePlan(path string, p plan.Plan) error {
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(path, append(b, '\n'))
}

func writeFile(path string, b []byte) error {
	next := path + ".new"
	if err := os.WriteFile(next, b, 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}

func readPlan(path string) (p plan.Plan, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return p, malformed(path, b, err)
	}
	if p.Digest != p.ComputeDigest() {
		return p, fmt.Errorf("%s is not the plan that it was: somebody edited it. Plan again", path)
	}
	return p, nil
}
