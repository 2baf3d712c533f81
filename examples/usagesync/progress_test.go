package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestProgressElsewhereThanOnATerminalIsAFewPlainLines(t *testing.T) {
	var out, errOut bytes.Buffer
	tell := (&app{out: &out, errOut: &errOut}).progress()
	tell(usagesync.PlanStarted{})
	for _, phase := range []usagesync.Phase{usagesync.PhaseSettings, usagesync.PhaseTenants, usagesync.PhaseAdditions} {
		tell(usagesync.ReadProgress{Phase: phase})
		for i := range 1000 {
			tell(usagesync.ReadProgress{Phase: phase, Done: i + 1, Total: 1000})
		}
	}
	step := plan.Step{Customer: "Acme\x1b[2J Dental", Item: "Harbor Endpoint"}
	for i := range 4000 {
		tell(usagesync.StepStarted{Step: step, Done: i, Total: 4000})
		tell(usagesync.StepFinished{StepResult: usagesync.StepResult{Step: step, Outcome: usagesync.OutcomeDone}, Done: i + 1, Total: 4000})
	}
	tell(usagesync.RunFinished{})
	lines := strings.Split(strings.TrimSpace(errOut.String()), "\n")
	if len(lines) != 22 || out.Len() > 0 {
		t.Fatalf("%d lines, and %q on standard output:\n%s", len(lines), out.String(), errOut.String())
	}
	for i, want := range map[int]string{
		0: "read customers in Sophos Central: 1000", 1: "read additions of agreements: 1000",
		2: "write 200 of 4000: Acme\ufffd[2J Dental, Harbor Endpoint: done", 21: "write 4000 of 4000: Acme\ufffd[2J Dental, Harbor Endpoint: done",
	} {
		if lines[i] != want {
			t.Errorf("line %d is %q, want %q", i, lines[i], want)
		}
	}
}

func TestProgressOnATerminalIsABar(t *testing.T) {
	var screen bytes.Buffer
	p := &progress{out: &screen, terminal: true}
	p.event(usagesync.ReadProgress{Phase: usagesync.PhaseUsage})
	p.event(usagesync.ReadProgress{Phase: usagesync.PhaseUsage, Done: 45, Total: 45})
	p.event(usagesync.StepFinished{Done: 1, Total: 2})
	half := screen.String()
	p.event(usagesync.StepFinished{Done: 2, Total: 2})
	p.event(usagesync.RunFinished{})
	for _, want := range []string{"read usage report", "write", "50%"} {
		if !strings.Contains(half, want) {
			t.Errorf("no %q in %q", want, half)
		}
	}
	if strings.Contains(screen.String(), "\n") || strings.Contains(screen.String(), "\x1b[3") {
		t.Errorf("lines or colours: %q", screen.String())
	}
}
