package faultmatrix

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// process is the test binary, syncing in a process of its own.
type process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *json.Decoder
	errs bytes.Buffer
}

// start begins a sync that stops at a point, by dying or by waiting for release.
func (w *world) start(stop int, hold bool) (*process, error) {
	j := w.job
	j.Stop, j.Hold = stop, hold
	text, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(w.t.Context(), os.Args[0])}
	// One processor is enough for it. A binary with the race detector would sleep for a second before it ends.
	p.cmd.Env = append(os.Environ(), jobVariable+"="+string(text), "GOMAXPROCS=1", "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	p.cmd.Stderr = &p.errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = json.NewDecoder(out)
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	w.runs++
	return p, p.cmd.Start()
}

// report waits for the next thing that the process says.
func (p *process) report() (r report, err error) {
	if err := p.out.Decode(&r); err != nil {
		return r, errors.Join(fmt.Errorf("the process said nothing: %w", err), p.cmd.Wait(), errors.New(p.errs.String()))
	}
	return r, nil
}

// release lets a process go on that waits at its point.
func (p *process) release() error {
	_, err := io.WriteString(p.in, "\n")
	return err
}

// end returns the last report of a process that was told to die, or not to stop.
func (p *process) end() (report, error) {
	r, err := p.report()
	if err != nil {
		return r, err
	}
	err = p.cmd.Wait()
	switch killed := p.cmd.ProcessState.ExitCode() == -1; {
	case r.State == failed:
		return r, fmt.Errorf("the process failed: %s", r.Error)
	case killed && r.State == stopped:
		return r, nil
	case killed || r.State == stopped || err != nil:
		return r, errors.Join(fmt.Errorf("the process said %q, but ended as %s: %s", r.State, p.cmd.ProcessState, p.errs.String()), err)
	}
	return r, nil
}

// run starts a process and buries it if it was killed.
func (w *world) run(stop int) (report, error) {
	p, err := w.start(stop, false)
	if err != nil {
		return report{}, err
	}
	r, err := p.end()
	if err == nil && r.State == stopped {
		w.kills++
		err = w.base.bury(w.t.Context(), w.job.Partner)
	}
	return r, err
}

// survive lets processes follow one another until one converges. The first is killed at the first point; where harried, the
// second and those after it at points 1, 2, 3 and so on, once the settle window of what the first left has passed. It
// returns where the first stopped, "" if it did not.
func (w *world) survive(first int, harried bool) (point string, err error) {
	stop := first
	for n := 1; n < 200; n++ {
		r, err := w.run(stop)
		if err != nil {
			return point, err
		}
		if r.State == converged {
			return point, nil
		}
		if r.State != stopped {
			return point, fmt.Errorf("process %d: %s", n, r.State)
		}
		if n == 1 {
			point = r.Point
		}
		stop = 0
		if harried {
			stop = n
		}
		if harried && n == 1 {
			time.Sleep(w.job.Settle)
		}
	}
	return point, fmt.Errorf("not converged after %d processes", w.runs)
}
