package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/psasync/psasync/usagesync/plan"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C doesn't wait for the write that is under way
	os.Exit(program{out: os.Stdout, errOut: os.Stderr, getenv: os.Getenv}.run(ctx, os.Args[1:]))
}

// The exit codes.
const (
	exitDone       = 0
	exitFailed     = 1 // after the first network use or store write
	exitWrongInput = 2 // before
	exitUnfinished = 3 // finished, but something is withheld, failed or unaccounted for
)

// exitError is the exit code of a command that ran within another one, and has said everything itself.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// errUnfinished ends a command that did its work and left something for a person. What it left was printed.
var errUnfinished = errors.New("finished, but something was withheld, failed or left unaccounted: see above")

// program is what surrounds a command.
type program struct {
	out, errOut io.Writer
	getenv      func(string) string
	today       func() plan.Date // of the demonstration; nil: the calendar
	demo        bool             // within the demonstration, which has its own accounts and store
}

// run is the whole program.
func (p program) run(ctx context.Context, args []string) int {
	var c cli
	ended := -1
	parser, err := newParser(&c, kong.Writers(p.out, p.errOut), kong.Exit(func(code int) { ended = code }))
	if err != nil {
		fmt.Fprintln(p.errOut, "usagesync:", err)
		return exitWrongInput
	}
	command, err := parser.Parse(args)
	if ended >= 0 { // --help
		return ended
	}
	if err != nil {
		fmt.Fprintf(p.errOut, "usagesync: %v\nTry: usagesync --help\n", err)
		return exitWrongInput
	}
	a := &app{ctx: ctx, flags: c.Global, out: p.out, errOut: p.errOut, getenv: p.getenv, today: p.today, demo: p.demo}
	defer a.close()
	return a.exitCode(command.Run(a))
}

// newParser makes the parser of the command line, whose model is also what completion scripts are made from.
func newParser(c *cli, options ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append(options, kong.Name("usagesync"), kong.Description(description),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: screen}))...)
}

// exitCode prints an error, with what to do next where it says so, and turns it into an exit code.
func (a *app) exitCode(err error) int {
	if code, ok := errors.AsType[exitError](err); ok {
		return int(code)
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errUnfinished):
		fmt.Fprintln(a.errOut, "usagesync:", err)
		return exitUnfinished
	}
	fmt.Fprintln(a.errOut, "usagesync:", explainError(err))
	if a.used {
		return exitFailed
	}
	return exitWrongInput
}
