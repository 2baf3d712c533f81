package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/examples/env"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if env.Wanted(os.Environ()) || len(os.Args) > 1 {
		err = live(ctx, os.Stdout, os.Args[1:], os.Getenv)
	} else {
		err = tour(ctx, os.Stdout)
	}
	os.Exit(exitCode(os.Stderr, err))
}

// tour is the whole story on made-up data.
func tour(ctx context.Context, out io.Writer) error {
	// Both vendors' systems, in this process, on loopback. Your own tests can use them in the same way.
	central, psa := sophostest.New(sophostest.Options{}), connectwisetest.New(connectwisetest.Options{})
	defer central.Close()
	defer psa.Close()
	clients, err := connect(out, central, psa)
	if err != nil {
		return err
	}
	demo.LoadConnectWise(psa, demo.First())

	// A Syncer reads usage from a Source, writes additions to a Target and remembers in a Store what it owns.
	today := plan.NewDate(2026, 10, 2)
	progress := newProgress(out)
	syncer, err := usagesync.New(usagesync.Config{
		Partner: "harbor-it",
		Source:  fromsophos.New(clients.Sophos, fromsophos.Options{}),
		Target:  toconnectwise.New(clients.ConnectWise),
		Store:   memstore.New(),
		Member:  psa.Options().Member,
		Today:   func() plan.Date { return today },
		Notify:  progress.event,
	})
	if err != nil {
		return err
	}
	if err := syncer.SaveSettings(ctx, demo.Settings(), 0); err != nil {
		return err
	}

	// September, a month ago: the first sync created the additions that the sync owns since then.
	demo.LoadSophos(central, demo.September)
	first, err := syncer.Plan(ctx, usagesync.PlanRequest{})
	if err != nil {
		return err
	}
	if _, err := syncer.Apply(ctx, first, first.Digest); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s was synced a month ago: %d additions are ours since then.\n", first.Period, len(first.Steps))

	// November 2: October is over. Plan it. Nothing is written by a plan.
	if err := demo.Invoiced(psa); err != nil {
		return err
	}
	demo.LoadSophos(central, demo.October)
	today = plan.NewDate(2026, 11, 2)
	before := foreign(psa)
	psa.ResetLog()
	october, err := syncer.Plan(ctx, usagesync.PlanRequest{})
	if err != nil {
		return err
	}
	showPlan(out, october)

	// Apply what was approved: the digest names exactly this plan.
	heading(out, "Apply %s", short(october.Digest))
	result, err := progress.apply(ctx, syncer, october)
	if err != nil {
		return err
	}
	showResult(out, result)

	// A second plan right after the first has nothing to do.
	heading(out, "Plan again")
	again, err := syncer.Plan(ctx, usagesync.PlanRequest{})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s to write. What was withheld is withheld still, until somebody decides.\n", count(writes(again), "step"))

	// Usage of October changes: Sophos corrected a customer's seats. The next sync follows.
	heading(out, "October is corrected in Sophos Central: sync again")
	demo.LoadSophos(central, demo.Corrected)
	corrected, err := syncer.Plan(ctx, usagesync.PlanRequest{})
	if err != nil {
		return err
	}
	showSteps(out, corrected)
	if _, err := progress.apply(ctx, syncer, corrected); err != nil {
		return err
	}

	heading(out, "What was written to ConnectWise")
	return showWrites(out, psa, before)
}

// connect starts both servers and makes a client for each. The real hosts publish rate limits, which the clients keep by
// themselves; servers of our own need none.
func connect(out io.Writer, central *sophostest.Server, psa *connectwisetest.Server) (env.Clients, error) {
	vars, err := demo.Start(central, psa)
	if err != nil {
		return env.Clients{}, err
	}
	fmt.Fprintln(out, "A Sophos Central and a ConnectWise PSA with 25 customers run on loopback.")
	return env.Load(func(name string) string { return vars[name] }) // sophos.New and connectwise.New
}

// usageError is anything that is wrong before the first network use.
type usageError struct{ error }

// errWithheld ends a run that finished, but left something for a person.
var errWithheld = errors.New("some usage is withheld or unaccounted for: see above")

// exitCode prints an error and says how the process ends: 2 before any network use, 3 finished with something left.
func exitCode(errOut io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, "quickstart:", err)
	if _, ok := errors.AsType[usageError](err); ok {
		return 2
	}
	if errors.Is(err, errWithheld) {
		return 3
	}
	return 1
}
