package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/examples/env"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/usagesync/plan"
)

// doctorCmd checks everything that a sync needs.
type doctorCmd struct{}

func (doctorCmd) Help() string {
	return `Checks the configuration, both logins, what they may read, the clocks, the store, the billing cycles. It writes nothing to ConnectWise, and nothing to the store but its tables and a lease that is given back.

The variables, which a file named by --config may hold too:

    SOPHOS_CLIENT_ID         partner API credential
    SOPHOS_CLIENT_SECRET
    SOPHOS_ID_URL            other host for tokens ("Config.IDURL" in messages)
    SOPHOS_API_URL           other host for the API ("Config.APIURL")
    SOPHOS_LIMITS            such as 10/1s,100/1m,1000/1h; or none
    CONNECTWISE_URL          with /v4_6_release/apis/3.0 ("Config.BaseURL")
    CONNECTWISE_COMPANY      company id of the login screen
    CONNECTWISE_PUBLIC_KEY   keys of an API member
    CONNECTWISE_PRIVATE_KEY
    CONNECTWISE_CLIENT_ID    of the integration, see developer.connectwise.com
    CONNECTWISE_MEMBER       identifier of the API member, optional: with it a
                             sync tells its own additions from others
    CONNECTWISE_LIMITS       such as 1000/1m; or none
    USAGESYNC_STORE          SQLite file, default usagesync.db; or postgres://
    USAGESYNC_PARTNER        whose records these are in the store
    USAGESYNC_SETTLE         rest of a write of unknown outcome, default 5m

Example:

    usagesync doctor
    usagesync doctor --json`
}

// The results of a check.
const (
	checkOK      = "ok"
	checkWarning = "warning"
	checkProblem = "problem"
)

// check is one line of the doctor's.
type check struct {
	Name   string `json:"name"`
	Result string `json:"result"`
	Detail string `json:"detail"`
	Advice string `json:"advice,omitempty"`
}

// diagnosis is the document of doctor.
type diagnosis struct {
	OK     bool    `json:"ok"`
	Checks []check `json:"checks"`
}

func (c *doctorCmd) Run(a *app) error {
	clocks := &clocks{next: http.DefaultTransport}
	var configs env.Configs
	clients, settle, err := a.connect(func(c *env.Configs) {
		c.Sophos.RoundTripper, c.ConnectWise.RoundTripper = clocks, clocks
		c.Sophos.RetryBudget, c.ConnectWise.RetryBudget = &sophos.RetryBudget{}, &connectwise.RetryBudget{} // what fails is said at once
		configs = *c
	})
	if err != nil {
		return err
	}
	a.used = true
	d := &doctor{ctx: a.ctx, clients: clients, today: plan.DateOf(time.Now().UTC())}
	d.ok("configuration", "%s", strings.Join([]string{"store " + shownStore(a.config.store), "partner " + a.config.partner,
		"settle window " + or(zeroless(settle), "5m0s (default)")}, ", "))
	written := d.store(a)
	d.sophos(a.config.get)
	d.connectWise(configs.ConnectWise)
	d.writes(written)
	d.ok("rate windows", "Sophos %s; ConnectWise %s, 4 requests in flight", windows(configs.Sophos.Limits, sophos.PublishedLimits()),
		windows(configs.ConnectWise.Limits, connectwise.PublishedLimits()))
	d.clock(clocks)
	if a.ctx.Err() != nil {
		return context.Cause(a.ctx)
	}
	return d.print(a)
}

// doctor collects checks.
type doctor struct {
	ctx      context.Context
	clients  env.Clients
	checks   []check
	settings plan.Settings
	today    plan.Date
}

func (d *doctor) ok(name, format string, args ...any) {
	d.checks = append(d.checks, check{name, checkOK, fmt.Sprintf(format, args...), ""})
}

func (d *doctor) warn(name, detail, advice string) {
	d.checks = append(d.checks, check{name, checkWarning, detail, advice})
}

func (d *doctor) problem(name, detail, advice string) {
	d.checks = append(d.checks, check{name, checkProblem, detail, advice})
}

// read records what a harmless read showed, and reports whether it succeeded.
func (d *doctor) read(name string, err error, format string, args ...any) bool {
	if err == nil {
		d.ok(name, format, args...)
		return true
	}
	d.problem(name, err.Error(), adviceOf(err))
	return false
}

// adviceOf says what to do about an error that does not say so itself.
func adviceOf(err error) string {
	switch {
	case errors.Is(err, sophos.ErrCredential):
		return "check SOPHOS_CLIENT_ID and SOPHOS_CLIENT_SECRET; a credential is shown once, when it is made in Sophos Central Partner"
	case errors.Is(err, sophos.ErrNotPartner):
		return "make the API credential in Sophos Central Partner: Settings & Policies > API Credentials Management"
	case errors.Is(err, connectwise.ErrUnknownCompany):
		return "check CONNECTWISE_COMPANY, the company id of the login screen, and the host in CONNECTWISE_URL"
	case errors.Is(err, sophos.ErrNotSent), errors.Is(err, connectwise.ErrNotSent):
		return "check the network, the name of the host, and proxies or firewalls on the way"
	case errors.Is(err, sophos.ErrRateLimited), errors.Is(err, connectwise.ErrRateLimited):
		return "wait, and see who else uses the same credential"
	}
	return ""
}

func (d *doctor) print(a *app) error {
	found := diagnosis{OK: true, Checks: d.checks}
	problems := 0
	for _, c := range d.checks {
		if c.Result == checkProblem {
			found.OK = false
			problems++
		}
	}
	err := a.print(found, func(w io.Writer) error { return showChecks(w, d.checks) })
	if err == nil && problems > 0 {
		return fmt.Errorf("%d of %s failed: see above", problems, count(len(d.checks), "check"))
	}
	return err
}

func showChecks(w io.Writer, checks []check) error {
	const indent = "         " // as wide as the longest result
	for _, c := range checks {
		var text strings.Builder
		paragraph(&text, indent, c.Name+": "+c.Detail)
		for line := range strings.Lines(c.Advice) {
			paragraph(&text, indent, "-> "+line)
		}
		if _, err := fmt.Fprintf(w, "%-*s%s", len(indent), c.Result, text.String()[len(indent):]); err != nil {
			return err
		}
	}
	return nil
}

// shownStore is a store's name without the password that a URL may hold.
func shownStore(name string) string {
	if before, _, ok := strings.Cut(name, "://"); ok {
		return before + " database"
	}
	return name
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func zeroless(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func windows(set, published []sophos.Window) string {
	if set == nil {
		set = published
	}
	if len(set) == 0 {
		return "none"
	}
	var list []string
	for _, w := range set {
		list = append(list, fmt.Sprintf("%d/%s", w.Max, w.Per))
	}
	return strings.Join(list, ", ")
}
