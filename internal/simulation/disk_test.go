package simulation_test

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

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
