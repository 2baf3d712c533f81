package faultmatrix

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/sqlstore"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// jobVariable carries a job, as JSON, to a process of its own.
const jobVariable = "FAULTMATRIX_JOB"

// job is what a process works on, and where it stops.
type job struct {
	Place   place
	Partner string

	Central string // URL of Sophos Central
	PSA     string // URL of ConnectWise
	Login   connectwisetest.Options

	Settle time.Duration
	GiveUp time.Duration // see pointedWire
	Stop   int           // the point at which it stops; 0: none
	Hold   bool          // stopping is waiting for a line on standard input; else it is SIGKILL
}

// state is how far a process came.
type state string

const (
	stopped   state = "stopped"   // at its point: the next it does is to die, or to wait
	converged state = "converged" // its last plan was empty
	held      state = "held"      // told that another run has the lane
	fenced    state = "fenced"    // told that it lost the lane
	waiting   state = "waiting"   // nothing left to do but a write that can't be settled soon
	failed    state = "failed"
)

// report is what a process says of itself, one line each.
type report struct {
	State state
	Point string   // where it stopped
	Trail []string // all points that it reached, if it stopped nowhere
	Error string
}

// work is the process. Once it has reported to be stopped, it does nothing more.
func work(text string) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	say := json.NewEncoder(os.Stdout)
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		_ = say.Encode(report{State: failed, Error: err.Error()})
		return
	}
	p := &points{stop: j.Stop, at: func(r report) {
		_ = say.Encode(r)
		if j.Hold {
			_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
			return
		}
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			_ = self.Kill()
		}
		select {}
	}}
	r := j.sync(ctx, p)
	r.Trail = p.reached()
	_ = say.Encode(r)
}

// sync is the real sync, on the real store and over the real clients.
func (j job) sync(ctx context.Context, p *points) report {
	db, err := sql.Open(j.Place.Driver, j.Place.DSN)
	if err != nil {
		return report{State: failed, Error: err.Error()}
	}
	defer db.Close()
	store, err := sqlstore.Open(ctx, db, j.Place.Dialect, sqlstore.Options{})
	if err != nil {
		return report{State: failed, Error: err.Error()}
	}
	s, err := j.syncer(pointedStore{store, p}, newPointedWire(p, j.GiveUp))
	if err != nil {
		return report{State: failed, Error: err.Error()}
	}
	end, err := converge(ctx, s)
	switch {
	case errors.Is(err, usagesync.ErrHeld):
		end = held
	case errors.Is(err, usagesync.ErrFenced):
		end = fenced
	case err != nil:
		return report{State: failed, Error: err.Error()}
	}
	return report{State: end}
}

// converge plans and applies until there is nothing left to do. A write that can't be settled within patience is left to
// a later process.
func converge(ctx context.Context, s *usagesync.Syncer) (state, error) {
	const rounds, patience = 8, 5 * time.Second
	for range rounds {
		p, err := s.Plan(ctx, usagesync.PlanRequest{Period: period})
		if err != nil {
			return failed, err
		}
		if idle(p) {
			return converged, nil
		}
		res, err := s.Apply(ctx, p, p.Digest)
		if err != nil {
			return failed, err
		}
		wait := time.Until(settleTime(res))
		if wait > patience {
			return waiting, nil
		}
		time.Sleep(wait)
	}
	return failed, fmt.Errorf("still not done after %d rounds", rounds)
}

// idle reports whether a plan has nothing to do and withholds nothing, as it does a line with an open intent.
func idle(p plan.Plan) bool {
	for _, s := range p.Steps {
		if s.Verb != plan.VerbNone {
			return false
		}
	}
	return len(p.Steps) > 0
}

// settleTime is when everything whose outcome is unknown can be settled.
func settleTime(r usagesync.Result) (at time.Time) {
	later := func(t time.Time) {
		if t.After(at) {
			at = t
		}
	}
	for _, s := range r.Settled {
		later(s.NotBefore)
	}
	for _, s := range r.Steps {
		later(s.NotBefore)
	}
	return at
}

// syncer is made the same way in all processes, the test's own too. A nil wire is the clients' own.
func (j job) syncer(store usagesync.Store, wire *pointedWire) (*usagesync.Syncer, error) {
	central, err := sophos.New(sophos.Config{
		ClientID: sophostest.DefaultClientID, ClientSecret: sophostest.DefaultClientSecret,
		IDURL: j.Central, APIURL: j.Central, Limits: sophos.NoLimits(),
	})
	if err != nil {
		return nil, err
	}
	var tripper http.RoundTripper
	if wire != nil {
		tripper = wire
	}
	psa, err := connectwise.New(connectwise.Config{
		BaseURL: j.PSA, Company: j.Login.Company, PublicKey: j.Login.PublicKey, PrivateKey: connectwise.Secret(j.Login.PrivateKey),
		ClientID: j.Login.ClientID, Limits: connectwise.NoLimits(), RoundTripper: tripper,
	})
	if err != nil {
		return nil, err
	}
	return usagesync.New(usagesync.Config{
		Partner: j.Partner, Source: fromsophos.New(central, fromsophos.Options{}), Target: toconnectwise.New(psa), Store: store,
		Settle: j.Settle, Member: j.Login.Member, Today: func() plan.Date { return today },
	})
}
