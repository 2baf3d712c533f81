package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// leaseTime is for the lease that shows that the store gives one.
const leaseTime = 30 * time.Second

// store checks that the store opens, migrates and gives leases, and reads what the other checks need of it.
func (d *doctor) store(a *app) (written int) {
	store, err := a.store(a.config.store)
	if !d.read("store", err, "%s opened, its tables are of this version", shownStore(a.config.store)) {
		return 0
	}
	// A lane of its own: a sync that is about to begin must not find its lease taken.
	lease, err := store.Acquire(d.ctx, "doctor", "doctor", leaseTime)
	if err == nil {
		err = store.Release(d.ctx, lease)
	}
	d.read("store, lease", err, "taken and given back")
	s, err := usagesync.New(usagesync.Config{Partner: a.config.partner, Store: store, Source: offline{}, Target: offline{}})
	if err != nil {
		d.problem("store, records", err.Error(), "")
		return 0
	}
	written, err = d.records(s)
	if err != nil {
		d.problem("store, records", err.Error(), adviceOf(err))
	}
	today, err := a.day(&d.settings)
	if err != nil {
		d.problem("months", err.Error(), "set timeZone in the settings to an IANA name such as Europe/Berlin")
		return written
	}
	d.today = today
	d.months()
	return written
}

// records reads the settings, what is owned and what is not known.
func (d *doctor) records(s *usagesync.Syncer) (written int, err error) {
	var rev int64
	if d.settings, rev, err = s.Settings(d.ctx); err != nil {
		return 0, err
	}
	lines, open := 0, 0
	for _, err := range s.Lines(d.ctx) {
		if err != nil {
			return 0, err
		}
		lines++
	}
	for _, err := range s.Intents(d.ctx) {
		if err != nil {
			return 0, err
		}
		open++
	}
	for r, err := range s.Runs(d.ctx) {
		if err != nil {
			return 0, err
		}
		written += r.Outcomes[usagesync.OutcomeDone]
	}
	if rev == 0 {
		d.warn("store, settings", "nothing is set up yet", "usagesync products list, usagesync customers suggest")
	} else {
		d.ok("store, settings", "revision %d: %s and %s mapped, %s owned", rev,
			count(len(d.settings.Products), "product"), count(len(d.settings.Routes), "customer"), count(lines, "addition"))
	}
	if open > 0 {
		d.warn("store, writes", fmt.Sprintf("the outcome of %s is not known yet", count(open, "write")), "the next run reads them back, once the settle window has passed")
	}
	return written, nil
}

// months says in which time zone months are counted, and what an unattended run bills today.
func (d *doctor) months() {
	mode := or(string(d.settings.Schedule.Mode), string(plan.ModeInvoice))
	if d.settings.Schedule.Mode == plan.ModeMonthly {
		mode += fmt.Sprintf(" on day %d", d.settings.Schedule.Day)
	}
	due := "not due today"
	if d.settings.Due(d.today) {
		due = "due today, for " + d.settings.Schedule.Target(d.today).String()
	}
	d.ok("months", "counted in %s, where today is %s; schedule of sync --every: %s, %s", or(d.settings.TimeZone, "UTC"), d.today, mode, due)
}

// How far a clock may be off: leases and settle windows are minutes long, so seconds do no harm.
const (
	skewWarning = 30 * time.Second
	skewProblem = 5 * time.Minute
)

// clocks is a transport that compares the local clock with the hosts' own.
type clocks struct {
	next http.RoundTripper
	mu   sync.Mutex
	skew map[string]time.Duration // by host: how much the local clock is ahead
}

// RoundTrip implements http.RoundTripper.
func (c *clocks) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := time.Now()
	answer, err := c.next.RoundTrip(r)
	if err != nil {
		return answer, err
	}
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		here := sent.Add(time.Since(sent) / 2)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.skew == nil {
			c.skew = map[string]time.Duration{}
		}
		c.skew[r.URL.Host] = here.Sub(date.Add(time.Second / 2)) // the header's seconds are cut
	}
	return answer, nil
}

// clock judges what the hosts said of the time.
func (d *doctor) clock(c *clocks) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var off time.Duration
	var said []string
	for host, skew := range c.skew {
		if skew.Abs() > off.Abs() {
			off = skew
		}
		if skew.Abs() > skewWarning {
			said = append(said, fmt.Sprintf("%s off %s's", skew.Round(time.Second), host))
		}
	}
	switch {
	case len(c.skew) == 0:
		d.warn("clock", "no host said what time it is: only the local clock is known, "+time.Now().UTC().Format(time.DateTime)+" UTC", "")
	case off.Abs() > skewProblem:
		d.problem("clock", "the local clock is "+strings.Join(said, ", "), "let NTP set it: months, leases and settle windows are measured by it")
	case off.Abs() > skewWarning:
		d.warn("clock", "the local clock is "+strings.Join(said, ", "), "let NTP set it")
	default:
		d.ok("clock", "within %s of every host's", (off.Abs() + time.Second).Truncate(time.Second))
	}
}
