package main

import (
	"bytes"
	"errors"
	"io"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

// reportCmd writes a month's plan as a document.
type reportCmd struct {
	Period   string `help:"Month such as 2026-10; default the last finished one."`
	CSV      string `name:"csv" help:"Write the lines as CSV to this file." placeholder:"FILE"`
	Findings string `help:"Write the findings as CSV to this file." placeholder:"FILE"`
	Markdown string `help:"Write the report as Markdown to this file." placeholder:"FILE"`
}

func (reportCmd) Help() string {
	return `Reads everything anew and writes nothing to ConnectWise.

Example:

    usagesync report --csv october.csv --findings october-findings.csv
    usagesync report --markdown october.md`
}

func (c *reportCmd) Run(a *app) error {
	p, err := period(c.Period)
	if err != nil {
		return err
	}
	made, err := a.plan(p, nil, "")
	if err != nil {
		return err
	}
	written := false
	for _, f := range []struct {
		path string
		form func(io.Writer, plan.Plan) error
	}{
		{c.CSV, func(w io.Writer, p plan.Plan) error { return render.CSV(w, p, render.Options{All: true}) }},
		{c.Findings, render.FindingsCSV},
		{c.Markdown, func(w io.Writer, p plan.Plan) error { return render.Markdown(w, p, render.Options{All: true}) }},
	} {
		if f.path == "" {
			continue
		}
		var b bytes.Buffer
		if err := f.form(&b, made); err != nil {
			return err
		}
		if err := writeFile(f.path, b.Bytes()); err != nil {
			return err
		}
		written = true
		a.say("%s written", f.path)
	}
	if !written || a.flags.JSON {
		err = a.print(made, func(w io.Writer) error { return render.Text(w, made, render.Options{All: true}) })
	}
	return errors.Join(err, unfinished(made.Clean()))
}
