package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync/plan"
)

var update = flag.Bool("update", false, "write what scripts compare with anew")

// TestMain makes the test binary the program itself when it is called by that name, as the scripts do. The day of its
// calendar is the scripts' to say.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "usagesync" {
		flag.Parse()
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := program{out: os.Stdout, errOut: os.Stderr, getenv: os.Getenv}
	if day, err := plan.ParseDate(os.Getenv("TODAY")); err == nil {
		p.today = func() plan.Date { return day }
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// binary is the path at which the test binary is the program.
func binary(t testing.TB) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "usagesync")
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestScripts runs testdata/script, which read as a manual. Each script has a Sophos Central and a ConnectWise PSA of its
// own, with the customers of package demo, and nothing set up. See the methods of world for what it can say.
func TestScripts(t *testing.T) {
	bin := filepath.Dir(binary(t))
	commands := map[string]func(*testscript.TestScript, bool, []string){}
	for name, run := range map[string]func(*world, *testscript.TestScript, []string){
		"usagesync": (*world).usagesync, "code": (*world).exitCode, "json": (*world).json, "let": (*world).let,
		"writes": (*world).writes, "requests": (*world).requests, "addition": (*world).addition, "additions": (*world).additions,
		"usage": (*world).usage, "edit": (*world).edit, "fault": (*world).fault, "close": (*world).close,
		"interrupt": (*world).interrupt,
	} {
		commands[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			if neg {
				ts.Fatalf("%s can't be negated", name)
			}
			run(ts.Value(worldKey{}).(*world), ts, args)
		}
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", Cmds: commands, RequireUniqueNames: true, UpdateScripts: *update,
		Condition: func(name string) (bool, error) {
			if name != "postgres" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			named := os.Getenv("USAGESYNC_TEST_POSTGRES") != ""
			if !named && os.Getenv("CI") == "true" {
				return false, errors.New("USAGESYNC_TEST_POSTGRES is not set: on CI the scripts need a PostgreSQL")
			}
			return named, nil
		},
		Setup: func(e *testscript.Env) error {
			w, vars, err := newWorld()
			if err != nil {
				return err
			}
			e.Defer(func() {
				w.central.Close()
				w.psa.Close()
				if w.code != 0 {
					e.T().Fatal("the script doesn't say the exit code of its last usagesync: ", w.code)
				}
			})
			e.Values[worldKey{}] = w
			for name, value := range vars {
				e.Setenv(name, value)
			}
			e.Setenv("TODAY", "2026-11-02")
			e.Setenv("POSTGRES", os.Getenv("USAGESYNC_TEST_POSTGRES"))
			e.Setenv("NOW", strconv.FormatInt(time.Now().UnixNano(), 36))
			e.Setenv("PATH", bin+string(filepath.ListSeparator)+e.Getenv("PATH"))
			return nil
		},
	})
}

type worldKey struct{}

// world is both servers of a script.
type world struct {
	central *sophostest.Server
	psa     *connectwisetest.Server
	code    int // of the last usagesync, until the script says what it is
	last    string

	background *exec.Cmd // that was interrupted
}

func newWorld() (*world, map[string]string, error) {
	w := &world{central: sophostest.New(sophostest.Options{}), psa: connectwisetest.New(connectwisetest.Options{})}
	demo.LoadSophos(w.central, demo.October)
	demo.LoadConnectWise(w.psa, demo.First())
	if err := demo.Invoiced(w.psa); err != nil {
		return nil, nil, err
	}
	vars, err := demo.Start(w.central, w.psa)
	return w, vars, err
}

// interrupt N presses Ctrl-C in the program that runs in the background, once it sent N writes.
func (w *world) interrupt(ts *testscript.TestScript, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	w.background = ts.BackgroundCmds()[0]
	for deadline := time.After(time.Minute); len(w.psa.Writes()) < n; {
		select {
		case <-deadline:
			ts.Fatalf("%d writes after a minute", len(w.psa.Writes()))
		case <-time.After(time.Millisecond):
		}
	}
	ts.Check(w.background.Process.Signal(os.Interrupt))
}

// usagesync ARGS... runs the program. Any exit code but 0 is to be named by code before the next one.
func (w *world) usagesync(ts *testscript.TestScript, args []string) {
	if w.code != 0 {
		ts.Fatalf("the script doesn't say the exit code of: %s: %d", w.last, w.code)
	}
	w.last, w.code = "usagesync "+strings.Join(args, " "), 0
	err := ts.Exec("usagesync", args...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		w.code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if out := ts.ReadFile("stdout"); strings.Contains(" "+w.last+" ", " --json ") && out != "" && !json.Valid([]byte(out)) {
		ts.Fatalf("not one JSON document: %s", out)
	}
}

// code N says the exit code of the last usagesync, or of the one that was interrupted and waited for.
func (w *world) exitCode(ts *testscript.TestScript, args []string) {
	if w.background != nil {
		w.code, w.background = w.background.ProcessState.ExitCode(), nil
	}
	if got := strconv.Itoa(w.code); len(args) != 1 || args[0] != got {
		ts.Fatalf("exit code %s of: %s", got, w.last)
	}
	w.code = 0
}

// json PATH [VALUE] says that the document that was printed has a member, such as steps.0.verb, and what it is. A list
// is its length. Every one of several values may be it.
func (w *world) json(ts *testscript.TestScript, args []string) {
	if got := w.member(ts, args[0]); len(args) > 1 && !slices.Contains(args[1:], got) {
		ts.Fatalf("%s is %s", args[0], got)
	}
}

// let NAME PATH keeps a member as a variable.
func (w *world) let(ts *testscript.TestScript, args []string) {
	ts.Setenv(args[0], w.member(ts, args[1]))
}

func (w *world) member(ts *testscript.TestScript, path string) string {
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("not one JSON document: %v", err)
	}
	for name := range strings.SplitSeq(path, ".") {
		found := false
		switch parent := v.(type) {
		case map[string]any:
			v, found = parent[name]
		case []any:
			v, found = element(parent, name)
		}
		if !found {
			ts.Fatalf("the document has no %s", path)
		}
	}
	switch v := v.(type) {
	case []any:
		return strconv.Itoa(len(v))
	case map[string]any:
		return "an object"
	}
	return fmt.Sprint(v)
}

// element is the one at an index, or the first that has a member of some value: [verb=create].
func element(list []any, name string) (any, bool) {
	if key, value, ok := strings.Cut(strings.Trim(name, "[]"), "="); ok {
		i := slices.IndexFunc(list, func(v any) bool {
			m, _ := v.(map[string]any)
			return fmt.Sprint(m[key]) == value
		})
		if i < 0 {
			return nil, false
		}
		return list[i], true
	}
	i, err := strconv.Atoi(name)
	if err != nil || i >= len(list) {
		return nil, false
	}
	return list[i], true
}

// writes N says how many writes ConnectWise was asked for since the script began, or last said so.
func (w *world) writes(ts *testscript.TestScript, args []string) {
	if got := strconv.Itoa(len(w.psa.Writes())); got != args[0] {
		ts.Fatalf("%s writes", got)
	}
	w.psa.ResetLog()
}

// requests N says how many requests both servers got since the script began, or last said so.
func (w *world) requests(ts *testscript.TestScript, args []string) {
	if got := strconv.Itoa(len(w.psa.Requests()) + len(w.central.Requests())); got != args[0] {
		ts.Fatalf("%s requests", got)
	}
	w.psa.ResetLog()
	w.central.ResetLog()
}

// addition ID QUANTITY says what ConnectWise bills.
func (w *world) addition(ts *testscript.TestScript, args []string) {
	for _, a := range w.psa.AllAdditions() {
		if strconv.Itoa(a.ID) == args[0] {
			if string(a.Quantity) != args[1] {
				ts.Fatalf("addition %s has quantity %s", args[0], a.Quantity)
			}
			return
		}
	}
	ts.Fatalf("there is no addition %s", args[0])
}

// additions N says how many additions there are on all agreements.
func (w *world) additions(ts *testscript.TestScript, args []string) {
	if got := strconv.Itoa(len(w.psa.AllAdditions())); got != args[0] {
		ts.Fatalf("%s additions", got)
	}
}

// usage september|october|corrected loads a report of Harbor IT; usage none takes October's away. usage FILE loads
// October's rows as Sophos sends them, and knows no customers but theirs.
func (w *world) usage(ts *testscript.TestScript, args []string) {
	october := sophos.Month{Year: 2026, Month: time.October}
	switch args[0] {
	case "september":
		demo.LoadSophos(w.central, demo.September)
	case "october":
		demo.LoadSophos(w.central, demo.October)
	case "corrected":
		demo.LoadSophos(w.central, demo.Corrected)
	case "none":
		w.central.RemoveMonth(october)
	default:
		document := []byte(ts.ReadFile(args[0]))
		var rows []sophos.UsageRow
		ts.Check(json.Unmarshal(document, &rows))
		ts.Check(w.central.SetUsageJSON(october, document))
		var tenants []sophos.Tenant
		for _, r := range rows {
			t := sophos.Tenant{ID: r.AccountID, Name: r.AssignedAccountIdentifier, BillingType: sophos.BillingUsage, Status: sophos.StatusActive}
			if !slices.ContainsFunc(tenants, func(o sophos.Tenant) bool { return o.ID == t.ID }) {
				tenants = append(tenants, t)
			}
		}
		w.central.SetTenants(tenants...)
	}
}

// edit ID QUANTITY changes an addition by hand.
func (w *world) edit(ts *testscript.TestScript, args []string) {
	id, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(w.psa.EditAddition(id, "dana", func(a *connectwisetest.Addition) { a.Quantity = connectwisetest.Number(args[1]) }))
}

// fault sophos|connectwise METHOD PATH TIMES STATUS|DURATION lets requests fail, or takes time over them.
func (w *world) fault(ts *testscript.TestScript, args []string) {
	times, err := strconv.Atoi(args[3])
	ts.Check(err)
	status, err := strconv.Atoi(args[4])
	if delay, wrong := time.ParseDuration(args[4]); err != nil && wrong == nil {
		w.inject(args[0], connectwisetest.Fault{Method: args[1], Path: args[2], Times: times, DelayAfter: delay})
		return
	}
	ts.Check(err)
	f := connectwisetest.Failure(status, "Made-up", "made up by the script")
	if args[0] == "sophos" {
		f = sophostest.Failure(status, "madeUp", "made up by the script")
	}
	f.Method, f.Path, f.Times = args[1], args[2], times
	w.inject(args[0], f)
}

func (w *world) inject(server string, f connectwisetest.Fault) {
	if server == "sophos" {
		w.central.Inject(f)
		return
	}
	w.psa.Inject(f)
}

// close sophos|connectwise takes a server off the network.
func (w *world) close(_ *testscript.TestScript, args []string) {
	if args[0] == "sophos" {
		w.central.Close()
		return
	}
	w.psa.Close()
}

// TestREADME holds the README's tour true: its commands are those of testdata/script/tour.txt, and its plan says, line by
// line and in this order, what that script compares the plan with.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	tour, err := os.ReadFile("testdata/script/tour.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(readme), "checked by examples/usagesync TestREADME")
	if !found {
		t.Fatal("the README has no such tour")
	}
	_, block, _ = strings.Cut(block, "```\n")
	block, _, _ = strings.Cut(block, "```")
	script, rest, _ := strings.Cut(string(tour), "-- plan.txt --")
	for line := range strings.Lines(block) {
		line = strings.TrimRight(line, "\n")
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			command, _, _ = strings.Cut(command, " #")
			if !strings.Contains(script, "\n"+strings.ReplaceAll(strings.TrimSpace(command), `"`, "'")) {
				t.Errorf("the tour does not run: %s", command)
			}
			continue
		}
		if line == "" || line == "..." {
			continue
		}
		_, after, found := strings.Cut(rest, line+"\n")
		if !found {
			t.Errorf("the plan does not say, or not here: %q", line)
			continue
		}
		rest = after
	}
}
