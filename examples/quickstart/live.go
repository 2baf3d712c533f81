package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"github.com/psasync/psasync/examples/env"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// flags of a read-only plan against the real hosts.
type flags struct {
	Period   string `help:"Month to plan, such as 2026-10; default the last finished one."`
	Settings string `help:"Settings document; without one everything is reported as not mapped." type:"existingfile"`
	JSON     bool   `help:"Print the plan as one JSON document."`
}

// live makes a plan against the hosts of the environment and writes nothing anywhere.
func live(ctx context.Context, out io.Writer, args []string, get func(string) string) error {
	f, err := parse(out, args)
	if err != nil {
		return usageError{err}
	}
	period, settings, clients, err := configure(f, get)
	if err != nil {
		return usageError{err}
	}
	syncer, err := usagesync.New(usagesync.Config{
		Partner: "quickstart",
		Source:  fromsophos.New(clients.Sophos, fromsophos.Options{}),
		Target:  toconnectwise.New(clients.ConnectWise),
		Store:   memstore.New(),
	})
	if err != nil {
		return err
	}
	if err := syncer.SaveSettings(ctx, settings, 0); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "Read-only: planning against the configured hosts. Nothing is written, here or there.")
	p, err := syncer.Plan(ctx, usagesync.PlanRequest{Period: period})
	if err != nil {
		return err
	}
	show := render.Text
	if f.JSON {
		show = func(w io.Writer, p plan.Plan, _ render.Options) error { return render.JSON(w, p) }
	}
	if err := show(out, p, render.Options{}); err != nil {
		return err
	}
	if !p.Clean() {
		return errWithheld
	}
	return nil
}

func parse(out io.Writer, args []string) (flags, error) {
	var f flags
	parser, err := kong.New(&f, kong.Name("quickstart"), kong.Writers(out, os.Stderr),
		kong.Description("A month's sync on made-up data. With SOPHOS_* and CONNECTWISE_* set: a read-only plan against the real hosts."))
	if err != nil {
		return f, err
	}
	_, err = parser.Parse(args)
	return f, err
}

// configure reads everything that can be wrong before any network use, and reports it together.
func configure(f flags, get func(string) string) (period plan.Period, s plan.Settings, clients env.Clients, err error) {
	var errs []error
	if f.Period != "" {
		period, err = plan.ParsePeriod(f.Period)
		errs = append(errs, err)
	}
	if f.Settings != "" {
		document, err := os.ReadFile(f.Settings)
		if err == nil {
			s, err = plan.ParseSettings(document)
		}
		errs = append(errs, err)
	}
	clients, err = env.Load(get)
	return period, s, clients, errors.Join(append(errs, err)...)
}
