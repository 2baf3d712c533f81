package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// reasonFlag is the flag of every command that decides something.
type reasonFlag struct {
	Reason string `help:"Why; stored with who decided and when." placeholder:"TEXT"`
}

// asked returns the reason of a decision that needs one: the flag, or what a person on a terminal answers.
func (r reasonFlag) asked(a *app) (string, error) {
	if why := strings.TrimSpace(r.Reason); why != "" {
		return why, nil
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		return ask(a.ctx, os.Stdin, a.errOut, "Why? ")
	}
	return "", errors.New(`why? Say --reason "TEXT": it is stored with the decision`)
}

// or returns the reason of a decision that what was typed explains well enough.
func (r reasonFlag) or(typed string, args ...any) string {
	return or(strings.TrimSpace(r.Reason), fmt.Sprintf(typed, args...))
}

// ask reads one line that a person types.
func ask(ctx context.Context, in io.Reader, out io.Writer, question string) (string, error) {
	fmt.Fprint(out, question)
	answer := make(chan string, 1)
	go func() { // ends with the answer, or when Ctrl-C ends the program
		line, _ := bufio.NewReader(in).ReadString('\n')
		answer <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case line := <-answer:
		if line == "" {
			return "", errors.New("a decision needs a reason; nothing was changed")
		}
		return line, nil
	}
}

// decided is the document of a command that changed the settings.
type decided struct {
	Rev int64 `json:"rev"`
	plan.Decision
	Changes []plan.SettingsChange `json:"changes"`
}

func decidedBy(r usagesync.Revision) decided {
	return decided{r.Rev, r.Decision, append([]plan.SettingsChange{}, r.Changes...)}
}

func (d decided) text(w io.Writer) error {
	if len(d.Changes) == 0 {
		fmt.Fprintln(w, "Nothing to change: the settings say so already.")
		return nil
	}
	if err := render.SettingsChanges(d.Changes).Text(w, render.Options{}); err != nil {
		return err
	}
	paragraph(w, "", fmt.Sprintf("Stored as revision %d by %s: %s", d.Rev, d.Who, d.Why))
	return nil
}

// edit takes a decision into the settings and prints what changed.
func (a *app) edit(why string, decision func(*plan.Settings, plan.Decision) error) error {
	d, err := a.decide(why, decision)
	if err != nil {
		return err
	}
	return a.print(d, d.text)
}

// decide takes a decision into the settings. On an error nothing is stored.
func (a *app) decide(why string, decision func(*plan.Settings, plan.Decision) error) (decided, error) {
	r, err := peek(a, func() (usagesync.Revision, error) {
		s, err := a.records()
		if err != nil {
			return usagesync.Revision{}, err
		}
		d := a.by(why)
		return s.Edit(a.ctx, d, func(set *plan.Settings) error { return decision(set, d) })
	})
	a.used = a.used || err == nil
	return decidedBy(r), err
}

// peek runs what reads the store, and stores nothing when it fails: neither that nor wrong input, which it may find, is
// the use of network or store that exit code 1 speaks of.
func peek[T any](a *app, read func() (T, error)) (T, error) {
	used := a.used
	v, err := read()
	if err == nil || wrongInput(err) {
		a.used = used
	}
	return v, err
}

// wrongInput reports whether an error says that what was typed, or stands in a file, can't be meant.
func wrongInput(err error) bool {
	return isA[*unknownError](err) || isA[*plan.EditError](err) || isA[*plan.SettingsError](err) || isA[catalog.InputError](err)
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
