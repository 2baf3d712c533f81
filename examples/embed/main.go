package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/psasync/psasync/examples/env"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, approved []string) error {
	clients, err := env.Load(os.Getenv) // sophos.New and connectwise.New
	if err != nil {
		return err
	}
	syncer, err := usagesync.New(usagesync.Config{
		Partner: "my-msp",
		Source:  fromsophos.New(clients.Sophos, fromsophos.Options{}),
		Target:  toconnectwise.New(clients.ConnectWise),
		Store:   memstore.New(), // your own database here: it remembers which additions are yours
	})
	if err != nil {
		return err
	}
	document, err := os.ReadFile("settings.json")
	if err != nil {
		return err
	}
	settings, err := plan.ParseSettings(document) // products to items, customers to agreements, consents
	if err != nil {
		return err
	}
	if err := syncer.SaveSettings(ctx, settings, 0); err != nil {
		return err
	}
	p, err := syncer.Plan(ctx, usagesync.PlanRequest{}) // the last finished month; writes nothing
	if err != nil {
		return err
	}
	if err := render.Text(os.Stdout, p, render.Options{}); err != nil || len(approved) == 0 {
		return err
	}
	result, err := syncer.Apply(ctx, p, approved[0]) // exactly this plan, or an error
	if err == nil && !(p.Clean() && result.Clean()) {
		err = errors.New("something was withheld, failed or left unaccounted: see the plan")
	}
	return err
}
