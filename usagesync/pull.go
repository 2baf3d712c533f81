package usagesync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// The lists of a pull, and of a usage report.
const (
	listTenants    = "tenants"
	listCompanies  = "companies"
	listAgreements = "agreements"
	listItems      = "items"
	listRows       = "rows"
	listDevices    = "devices"
)

// pull reads the customers, the whole report and the directory, each once in a run, and stores them. A part is one call
// of its seam, which no budget cuts off: a part of a report is no report. It is read when the cursor says so.
func (x *slicing) pull(ctx context.Context) (Slice, error) {
	parts := []struct {
		name Phase
		read func(*gathering, context.Context) (int, error)
		keep func(context.Context, *gathering, *batch) error
	}{
		{PhaseTenants, (*gathering).tenants, x.keepTenants},
		{PhaseUsage, (*gathering).usage, x.keepUsage},
		{PhaseDirectory, (*gathering).directory, x.keepDirectory},
	}
	x.done, x.total = x.at.Pulled, len(parts)
	for _, part := range parts[min(x.at.Pulled, len(parts)):] {
		g := x.gather(x.at.Period, x.at.Today)
		err := x.lease.during(ctx, func(ctx context.Context) error {
			return g.phase(ctx, part.name, func(ctx context.Context) (int, error) { return part.read(g, ctx) })
		})
		if err != nil {
			return Slice{}, err
		}
		var b batch
		if err := part.keep(ctx, g, &b); err != nil {
			return Slice{}, err
		}
		if x.at.Pulled++; x.at.Pulled == len(parts) {
			x.at.Phase = PhasePlan
		}
		if err := x.save(ctx, &b); err != nil {
			return Slice{}, err
		}
		x.done = x.at.Pulled
		if x.at.Phase == PhasePull && x.spent() {
			return x.says(SliceMore), nil
		}
	}
	return Slice{}, nil
}

func (x *slicing) keepTenants(ctx context.Context, g *gathering, _ *batch) error {
	return putList(ctx, x.session, KindPull, x.key(listTenants), g.in.Tenants)
}

func (x *slicing) keepDirectory(ctx context.Context, g *gathering, _ *batch) error {
	d := g.in.Directory
	return errors.Join(
		putList(ctx, x.session, KindPull, x.key(listCompanies), d.Companies),
		putList(ctx, x.session, KindPull, x.key(listAgreements), d.Agreements),
		putList(ctx, x.session, KindPull, x.key(listItems), d.Items),
	)
}

// key is that of one of the run's own records or lists.
func (x *slicing) key(name string) string { return x.at.Run + "/" + name }

// storedUsage is the record of a report that is stored to its end.
type storedUsage struct {
	Period   plan.Period `json:"period"`
	Complete bool        `json:"complete"`
	Rows     int         `json:"rows"`
	Devices  int         `json:"devices"`
	Run      string      `json:"run"` // the first that read it
	At       time.Time   `json:"at"`
	Days     []plan.Date `json:"days"` // of the plans that read just this
}

// readOn notes a day on which the same report was read, and reports whether that is news.
func (u *storedUsage) readOn(day plan.Date) bool {
	if slices.Contains(u.Days, day) {
		return false
	}
	u.Days = append(u.Days, day)
	return true
}

func usageKey(p plan.Period, hash string) string { return p.String() + "/" + hash }

// keepUsage stores a report under its hash, unless an earlier run stored the same. The cursor names it before its first
// row is there, so that an attempt that broke off is cleared away.
func (x *slicing) keepUsage(ctx context.Context, g *gathering, b *batch) error {
	if x.at.Usage != "" {
		if err := x.sweepList(ctx, KindUsage, x.at.Usage); err != nil {
			return err
		}
	}
	u := g.in.Usage
	x.at.Usage = usageKey(u.Period, u.Hash())
	head, _, err := get[storedUsage](ctx, x.Syncer, KindUsage, x.at.Usage)
	if x.at.OwnUsage = errors.Is(err, ErrNotFound); !x.at.OwnUsage {
		if err == nil && head.readOn(x.at.Today) {
			b.put(KindUsage, x.at.Usage, IfAny, head)
		}
		return err
	}
	if err := x.save(ctx, new(batch)); err != nil {
		return err
	}
	b.put(KindUsage, x.at.Usage, IfAny, x.reportHead(u, x.at.Today))
	return x.putReport(ctx, x.at.Usage, u)
}

// StoredUsage returns the report of a period that a run by slices, or a plan that was kept, was made from, by the hash
// that the plan names.
func (s *Syncer) StoredUsage(ctx context.Context, p plan.Period, hash string) (plan.Usage, error) {
	return s.storedUsage(ctx, usageKey(p, hash))
}

func (s *Syncer) storedUsage(ctx context.Context, key string) (plan.Usage, error) {
	head, _, err := get[storedUsage](ctx, s, KindUsage, key)
	if err != nil {
		return plan.Usage{}, err
	}
	rows, err := getList[plan.UsageRow](ctx, s, KindUsage, key+"/"+listRows)
	if err != nil {
		return plan.Usage{}, err
	}
	devices, err := getList[plan.Device](ctx, s, KindUsage, key+"/"+listDevices)
	if err != nil {
		return plan.Usage{}, err
	}
	if len(rows) != head.Rows || len(devices) != head.Devices {
		return plan.Usage{}, storeError("read usage "+key, fmt.Errorf("%d rows of %d, %d devices of %d", len(rows), head.Rows, len(devices), head.Devices))
	}
	return plan.Usage{Period: head.Period, Complete: head.Complete, Rows: rows, Devices: devices}, nil
}
