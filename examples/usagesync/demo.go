package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// demoCmd runs a command against a made-up MSP.
type demoCmd struct {
	Args []string `arg:"" optional:"" name:"command" help:"Any other command with its flags; or reset, or reset --empty."`
}

func (demoCmd) Help() string {
	return `Runs any command against a Sophos Central and a ConnectWise PSA on this machine, which know Harbor IT, a made-up MSP with 25 customers. No account is needed, and none that is configured is used. Today is November 2, 2026: September is billed, October is over.

What the commands change is kept in the folder usagesync-demo (env USAGESYNC_DEMO). demo reset starts over; demo reset --empty starts with nothing set up.

Example:

    usagesync demo plan --out october.json
    usagesync demo products list
    usagesync demo reset`
}

// The files in the folder. Without the state, which is written last, the demonstration begins anew.
const (
	demoStore = "demo.db"
	demoState = "demo-psa.json"
)

// The days of the story.
func demoToday() plan.Date    { return plan.NewDate(2026, 11, 2) }
func demoFirstDay() plan.Date { return plan.NewDate(2026, 10, 2) }

func (c *demoCmd) Run(a *app) error {
	if a.demo {
		return errors.New("this is the demonstration already")
	}
	if a.flags.Store != "" || a.flags.Config != "" || a.flags.Partner != "" {
		return errOwnStore
	}
	if len(c.Args) == 0 {
		return errors.New("demo: say a command, such as: usagesync demo plan; or usagesync demo --help")
	}
	if c.Args[0] == "--help" || c.Args[0] == "-h" {
		return c.help(a)
	}
	folder := cmp.Or(a.getenv("USAGESYNC_DEMO"), "usagesync-demo")
	if c.Args[0] == "reset" {
		return c.reset(a, folder)
	}
	d, err := openDemo(a, folder, true)
	if err != nil {
		return err
	}
	defer d.close()
	args := c.Args
	if a.flags.JSON {
		args = append([]string{"--json"}, args...)
	}
	if a.flags.By != "" {
		args = append([]string{"--by", a.flags.By}, args...)
	}
	code := program{a.out, a.errOut, d.getenv, demoToday, true}.run(a.ctx, args)
	if err := d.save(); err != nil {
		return err
	}
	return exitError(code)
}

var errOwnStore = errors.New("the demonstration has its own accounts and store: leave out --store, --config and --partner")

// help is that of the command itself, although everything behind it belongs to another one.
func (*demoCmd) help(a *app) error {
	code := program{out: a.out, errOut: a.errOut, getenv: a.getenv}.run(a.ctx, []string{"--help", "demo"})
	return exitError(code)
}

// reset starts over.
func (c *demoCmd) reset(a *app, folder string) error {
	empty := len(c.Args) == 2 && c.Args[1] == "--empty"
	if len(c.Args) > 1 && !empty {
		return fmt.Errorf("demo reset: %q is neither nothing nor --empty", c.Args[1:])
	}
	if err := os.Remove(filepath.Join(folder, demoState)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	d, err := openDemo(a, folder, !empty)
	if err != nil {
		return err
	}
	defer d.close()
	return a.print(map[string]any{"folder": folder, "empty": empty}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s: the demonstration begins anew.\n", folder)
		return err
	})
}

// demonstration is both servers, with what the commands before left.
type demonstration struct {
	folder  string
	central *sophostest.Server
	psa     *connectwisetest.Server
	vars    map[string]string
}

// openDemo starts the servers with what the folder holds. A new folder begins with a month that was billed, or with
// nothing set up.
func openDemo(a *app, folder string, billed bool) (d *demonstration, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	d = &demonstration{folder: folder, central: sophostest.New(sophostest.Options{}), psa: connectwisetest.New(connectwisetest.Options{})}
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	if d.vars, err = demo.Start(d.central, d.psa); err != nil {
		return nil, err
	}
	d.vars["USAGESYNC_STORE"], d.vars["USAGESYNC_PARTNER"] = filepath.Join(folder, demoStore), "harbor-it"
	state, kept, err := d.kept()
	if err != nil {
		return nil, err
	}
	demo.LoadConnectWise(d.psa, state)
	if !kept {
		if err := d.forget(); err != nil {
			return nil, err
		}
	}
	if !kept && billed {
		demo.LoadSophos(d.central, demo.September)
		if err := d.bill(a); err != nil {
			return nil, fmt.Errorf("demo: the month before: %w", err)
		}
	}
	if err := demo.Invoiced(d.psa); err != nil {
		return nil, err
	}
	demo.LoadSophos(d.central, demo.October)
	if !kept {
		return d, d.save()
	}
	return d, nil
}

// kept is the state of ConnectWise that the last command left.
func (d *demonstration) kept() (state demo.State, kept bool, err error) {
	document, err := os.ReadFile(filepath.Join(d.folder, demoState))
	if errors.Is(err, fs.ErrNotExist) {
		return demo.First(), false, nil
	}
	if err == nil {
		err = json.Unmarshal(document, &state)
	}
	if err != nil {
		return state, false, fmt.Errorf("%w\nNext: usagesync demo reset", err)
	}
	return state, true, nil
}

// save keeps what a command changed in ConnectWise for the next one.
func (d *demonstration) save() error {
	document, err := json.MarshalIndent(demo.StateOf(d.psa), "", " ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(d.folder, demoState), document)
}

// forget removes the store.
func (d *demonstration) forget() error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(d.folder, demoStore+suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// bill sets everything up and syncs September, as Harbor IT did a month ago.
func (d *demonstration) bill(a *app) error {
	b := &app{ctx: a.ctx, out: io.Discard, errOut: io.Discard, getenv: d.getenv, today: demoFirstDay}
	defer b.close()
	s, err := b.sync()
	if err != nil {
		return err
	}
	decision := plan.Decision{Who: "Dana, billing", Why: "first set-up", When: "2026-10-02T08:00:00Z"}
	if _, err := s.Edit(a.ctx, decision, func(set *plan.Settings) error { *set = demo.Settings(); return nil }); err != nil {
		return err
	}
	p, err := s.Plan(a.ctx, usagesync.PlanRequest{Keep: true})
	if err != nil {
		return err
	}
	_, err = s.Apply(a.ctx, p, p.Digest)
	return err
}

func (d *demonstration) getenv(name string) string { return d.vars[name] }

func (d *demonstration) close() {
	d.central.Close()
	d.psa.Close()
}
