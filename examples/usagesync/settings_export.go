package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/psasync/psasync/usagesync/plan"
)

// settingsExportCmd writes the settings.
type settingsExportCmd struct {
	File string `arg:"" help:"File to write; - is standard output."`
}

func (settingsExportCmd) Help() string {
	return `One document that people can read, compare and keep in version control. It holds no secret.

Example:

    usagesync settings export settings.json`
}

// exported is the document of settings export to a file.
type exported struct {
	File string `json:"file"`
	Rev  int64  `json:"rev"`
}

func (c *settingsExportCmd) Run(a *app) error {
	type revision struct {
		set plan.Settings
		rev int64
	}
	is, err := peek(a, func() (is revision, err error) {
		s, err := a.records()
		if err == nil {
			is.set, is.rev, err = s.Settings(a.ctx)
		}
		return is, err
	})
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(is.set.Canonical(), "", "  ")
	if err != nil {
		return err
	}
	b = append(b, '\n')
	if c.File == "-" {
		_, err := a.out.Write(b)
		return err
	}
	if err := writeFile(c.File, b); err != nil {
		return err
	}
	return a.print(exported{c.File, is.rev}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "Revision %d written to %s\n", is.rev, c.File)
		return err
	})
}
