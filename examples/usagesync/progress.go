package main

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/psasync/psasync/usagesync"
)

// progress tells a person, on standard error, how far a sync is: a bar on a terminal, a few plain lines elsewhere.
func (a *app) progress() func(usagesync.Event) {
	p := &progress{out: a.errOut}
	if f, ok := a.errOut.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	return p.event
}

type progress struct {
	out      io.Writer
	terminal bool
	phase    usagesync.Phase // that is being read
	bar      *progressbar.ProgressBar
	told     int // twentieths of the writes that a line was printed for
}

// Only what may take long is shown.
func phaseName(p usagesync.Phase) string {
	switch p {
	case usagesync.PhaseTenants:
		return "customers in Sophos Central"
	case usagesync.PhaseUsage:
		return "usage report"
	case usagesync.PhaseDirectory:
		return "companies, agreements and items"
	case usagesync.PhaseAdditions:
		return "additions of agreements"
	case usagesync.PhaseSettings, usagesync.PhaseLines, usagesync.PhaseHistory, usagesync.PhaseKeep:
	}
	return ""
}

func (p *progress) event(e usagesync.Event) {
	switch e := e.(type) {
	case usagesync.ReadProgress:
		p.read(e)
	case usagesync.IntentSettled:
		p.line("addition for line %s, whose last write was unknown: %s", e.Intent.Line(), e.Verdict)
	case usagesync.StepFinished:
		p.step(e)
	case usagesync.RunFinished:
		p.finish()
	case usagesync.PlanStarted, usagesync.StepStarted:
	}
}

func (p *progress) read(e usagesync.ReadProgress) {
	name := phaseName(e.Phase)
	switch {
	case name == "":
		return
	case e.Phase != p.phase: // it begins
		p.phase = e.Phase
		p.begin(-1, "read "+name)
	case e.Done < e.Total:
		p.draw(e.Done, e.Total)
	default:
		p.finish()
		p.phase = ""
		if !p.terminal {
			p.line("read %s: %d", name, e.Total)
		}
	}
}

// step draws a bar, or prints a line whenever another twentieth of the writes is done.
func (p *progress) step(e usagesync.StepFinished) {
	if p.bar == nil {
		p.begin(e.Total, "write")
	}
	p.draw(e.Done, e.Total)
	if part := e.Done * 20 / max(e.Total, 1); !p.terminal && part > p.told {
		p.told = part
		p.line("write %d of %d: %s, %s: %s", e.Done, e.Total, safe(e.Step.Customer), safe(e.Step.Item), e.Outcome)
	}
}

// A bar that can't be drawn is no reason to stop a sync: errors of the screen are ignored.
func (p *progress) begin(total int, what string) {
	p.finish()
	p.told = 0
	screen := io.Discard
	if p.terminal {
		screen = p.out
	}
	p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(screen), progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetRenderBlankState(true),
		progressbar.OptionSetSpinnerChangeInterval(0)) // else a goroutine of its own spins, and races
}

func (p *progress) draw(done, total int) {
	p.bar.ChangeMax(total)
	_ = p.bar.Set(done)
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
		_ = p.bar.Clear()
		p.bar = nil
	}
}

func (p *progress) line(format string, args ...any) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	fmt.Fprintf(p.out, format+"\n", args...)
}
