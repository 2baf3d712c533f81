package simulation_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// process is one program that runs a Syncer: a coroutine, so that it can stand still at any point around a call while
// others work, and the schedule stays deterministic. It dies by getting no answers any more.
type process struct {
	*schedule
	odds   odds
	name   string
	syncer *usagesync.Syncer

	dead       bool
	slept      time.Time // when it came to a stand
	planning   bool
	unreadable string // the agreement that can't be read while it plans

	yield func(struct{}) bool // nil: it can't stand still
	next  func() (struct{}, bool)
	stop  func()
}

func (s *schedule) process(o odds) *process {
	s.processes++
	p := &process{schedule: s, odds: o, name: fmt.Sprint("process ", s.processes)}
	var err error
	p.syncer, err = usagesync.New(usagesync.Config{
		Partner: "msp", Source: source{p}, Target: target{p}, Store: disk{s.store, p}, Settle: s.algorithm.settle, Member: member,
	})
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// begin starts what the process does, up to where it first stands still.
func (p *process) begin(do func()) (alive bool) {
	p.next, p.stop = iter.Pull(func(yield func(struct{}) bool) {
		p.yield = yield
		do()
	})
	return p.wake()
}

// wake lets the process go on, up to where it next stands still.
func (p *process) wake() (alive bool) {
	if !p.slept.IsZero() {
		p.say("%s wakes after %s", p.name, time.Since(p.slept).Round(time.Second))
		p.count("zombies", btoi(time.Since(p.slept) > 2*time.Minute))
	}
	_, alive = p.next()
	if !alive {
		p.stop()
	}
	return alive
}

// at is a point around a call of the process. It returns an error once the process is dead.
func (p *process) at(when, what string) error {
	if p.dead {
		return errDead
	}
	switch n := p.rnd.IntN(1000); {
	case n < p.odds.death:
		p.dead = true
		p.count("crashes", 1)
		p.say("%s dies %s %s", p.name, when, what)
		return errDead
	case n < p.odds.death+p.odds.pause:
		p.standStill(when, what)
	case n < p.odds.death+p.odds.pause+p.odds.act:
		p.act()
	}
	return nil
}

// standStill stops the process: for some seconds, or until the schedule wakes it.
func (p *process) standStill(when, what string) {
	p.count("pauses", 1)
	p.say("%s stands still %s %s", p.name, when, what)
	if p.yield == nil || p.rnd.IntN(3) == 0 {
		p.takeTime(12 * time.Second)
		return
	}
	p.slept = time.Now()
	p.yield(struct{}{})
}

// around makes a call with a point before it and one after it.
func around[T any](p *process, what string, do func() (T, error)) (T, error) {
	var none T
	if err := p.at("before", what); err != nil {
		return none, err
	}
	v, err := do()
	if dead := p.at("after", what); dead != nil {
		return none, dead
	}
	return v, err
}

// source is the usage as a process reads it.
type source struct{ p *process }

func (s source) Tenants(context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		if err := s.p.at("before", "the tenants"); err != nil {
			yield(plan.Tenant{}, err)
			return
		}
		for _, id := range agreements {
			if !yield(plan.Tenant{ID: "t" + id, Name: "Customer " + id, BillingType: plan.BillingUsage}, nil) {
				return
			}
		}
	}
}

func (s source) Usage(context.Context, plan.Period) (plan.Usage, error) {
	if err := s.p.at("before", "the usage"); err != nil {
		return plan.Usage{}, err
	}
	return plan.Usage{Period: october, Complete: true, Rows: usageRows(s.p.usage)}, nil
}

// disk is the store as a process reaches it.
type disk struct {
	usagesync.Store
	p *process
}

func (d disk) Get(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
	if err := d.p.at("before reading", string(k)); err != nil {
		return usagesync.Record{}, err
	}
	return d.Store.Get(d.p.hear(ctx), partner, k, key)
}

func (d disk) Scan(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
	if err := d.p.at("before reading", string(k)); err != nil {
		return nil, err
	}
	return d.Store.Scan(d.p.hear(ctx), partner, k, after, limit)
}

func (d disk) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	what := "the commit of " + string(w[0].Kind) + " " + w[0].Key
	_, err := around(d.p, what, func() (_ any, err error) {
		d.p.takeTime(2 * time.Second)
		bad := d.p.rnd.IntN(1000) < d.p.odds.store
		if !bad || d.p.rnd.IntN(2) == 0 {
			err = d.Store.Commit(d.p.hear(ctx), partner, f, w...)
		}
		if bad {
			d.p.say("%s loses the store at %s", d.p.name, what)
			d.p.count("store errors", 1)
			return nil, errStore
		}
		if errors.Is(err, usagesync.ErrFenced) {
			d.p.count("fenced", 1)
		}
		return nil, err
	})
	return err
}

func (d disk) Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
	l, err := around(d.p, "taking the lease", func() (usagesync.Lease, error) { return d.Store.Acquire(d.p.hear(ctx), lane, owner, ttl) })
	d.p.count("told that another run works", btoi(errors.Is(err, usagesync.ErrHeld)))
	return l, err
}

func (d disk) Release(ctx context.Context, l usagesync.Lease) error {
	_, err := around(d.p, "giving the lease back", func() (any, error) { return nil, d.Store.Release(d.p.hear(ctx), l) })
	return err
}

// hear returns the context as the schedule's store sees it: some drivers notice only after the fact that one has ended.
func (p *process) hear(ctx context.Context) context.Context {
	if p.deafStore {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
