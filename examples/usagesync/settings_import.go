package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// settingsImportCmd replaces the settings.
type settingsImportCmd struct {
	File   string `arg:"" help:"File to read; - is standard input."`
	DryRun bool   `help:"Only show what would change."`
	reasonFlag
}

func (settingsImportCmd) Help() string {
	return `Reads the whole document, reports everything that is wrong with it together, shows what changes, and stores it. A member that
it does not know is an error: nothing that somebody wrote is ignored.

Example:

    usagesync settings import settings.json --dry-run
    usagesync settings import settings.json --reason "cycles classified"`
}

func (c *settingsImportCmd) Run(a *app) error {
	b, err := c.read()
	if err != nil {
		return err
	}
	next, err := plan.ParseSettings(b)
	if err != nil {
		return fmt.Errorf("%s: nothing was stored\n%w", c.File, err)
	}
	if c.DryRun {
		return c.show(a, next)
	}
	why := c.or("imported %s", c.File)
	if c.File != "-" && term.IsTerminal(int(os.Stdin.Fd())) {
		if why, err = c.asked(a); err != nil {
			return err
		}
	}
	return a.edit(why, func(s *plan.Settings, _ plan.Decision) error {
		*s = next
		return nil
	})
}

func (c *settingsImportCmd) read() ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(c.File)
}

// show prints what an import would change.
func (c *settingsImportCmd) show(a *app, next plan.Settings) error {
	k, err := peek(a, a.known)
	if err != nil {
		return err
	}
	changes, err := plan.DiffSettings(k.settings, next)
	if err != nil {
		return err
	}
	d := decided{Changes: append([]plan.SettingsChange{}, changes...)}
	return a.print(listed("changes", d.Changes), func(w io.Writer) error { return render.SettingsChanges(d.Changes).Text(w, render.Options{}) })
}
