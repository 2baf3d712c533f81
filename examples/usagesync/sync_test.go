package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/usagesync/plan"
)

// interrupting is a screen on which Ctrl-C is pressed as soon as it shows a text.
type interrupting struct {
	bytes.Buffer
	at        string
	interrupt func()
}

func (w *interrupting) Write(b []byte) (int, error) {
	n, err := w.Buffer.Write(b)
	if strings.Contains(w.String(), w.at) {
		w.interrupt()
	}
	return n, err
}

func TestSyncEveryBillsOnTheDaysOfTheSchedule(t *testing.T) {
	for _, c := range []struct {
		name   string
		today  plan.Date
		writes int
		code   int
	}{
		{"on its day", plan.NewDate(2026, 11, 2), 35, exitDone},
		{"on another day", plan.NewDate(2026, 11, 3), 0, exitDone},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, vars, err := newWorld()
			if err != nil {
				t.Fatal(err)
			}
			defer w.central.Close()
			defer w.psa.Close()
			dir := t.TempDir()
			settings := demo.Settings()
			settings.Schedule = plan.Schedule{Mode: plan.ModeMonthly, Day: 2}
			document, err := json.Marshal(settings)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "settings.json")
			if err := os.WriteFile(file, document, 0o600); err != nil {
				t.Fatal(err)
			}
			vars["USAGESYNC_STORE"] = filepath.Join(dir, "usagesync.db")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			screen, errors := &interrupting{at: "\nRun 2", interrupt: cancel}, &bytes.Buffer{}
			p := program{out: screen, errOut: errors, getenv: func(name string) string { return vars[name] }, today: func() plan.Date { return c.today }}
			if code := p.run(t.Context(), []string{"settings", "import", file}); code != exitDone {
				t.Fatalf("exit code %d: %s", code, errors)
			}
			if c.writes == 0 {
				p.today = func() plan.Date { cancel(); return c.today } // asked for, it is not due
			}
			if code := p.run(ctx, []string{"sync", "--yes", "--every", "1h"}); code != c.code {
				t.Errorf("exit code %d, want %d: %s", code, c.code, errors)
			}
			if n := len(w.psa.Writes()); n != c.writes {
				t.Errorf("%d writes, want %d", n, c.writes)
			}
		})
	}
}
