package usagesync_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// hooked is a source whose calls do something first.
type hooked struct {
	*worker
	onTenants, onUsage func(ctx context.Context) error
}

func (h hooked) Tenants(ctx context.Context) iter.Seq2[plan.Tenant, error] {
	if h.onTenants != nil {
		if err := h.onTenants(ctx); err != nil {
			return func(yield func(plan.Tenant, error) bool) { yield(plan.Tenant{}, err) }
		}
	}
	return h.worker.Tenants(ctx)
}

func (h hooked) Usage(ctx context.Context, p plan.Period) (plan.Usage, error) {
	if h.onUsage != nil {
		if err := h.onUsage(ctx); err != nil {
			return plan.Usage{}, err
		}
	}
	return h.worker.Usage(ctx, p)
}

// A month without data is an error of the slice. The run stays where it is, and goes on when the data is there.
func TestMonthWithoutData(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		var broken error
		source := hooked{worker: b.worker(), onUsage: func(context.Context) error { return broken }}
		s := b.syncerOf(b.store, source, b.w)
		var run string
		for _, broken = range []error{usagesync.ErrNoData, usagesync.ErrIncomplete, errLost} {
			out, err := s.RunSlice(b.Context(), unattended)
			for err == nil {
				out, err = s.RunSlice(b.Context(), unattended)
			}
			got, ok := errors.AsType[*usagesync.PlanError](err)
			if !ok || got.Phase != usagesync.PhaseUsage || !errors.Is(err, broken) || out.State != "" || out.Phase != usagesync.PhasePull || out.Done != 1 {
				b.Errorf("%+v, %v", out, err)
			}
			if run != "" && out.Run != run {
				b.Error("another run began")
			}
			run = out.Run
			time.Sleep(time.Hour)
		}
		broken = nil
		if out := b.finish(s, unattended); out.Run != run || b.w.count("tenants") != 1 {
			b.Errorf("%+v, calls %v", out, b.w.calls)
		}
		b.wantOne("1", endpointItem, 3)
	})
}

// What was read yesterday is no base for a plan: the run starts over.
func TestPullThatTakesDays(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		w := b.worker()
		first := b.slice(w.s, unattended)
		time.Sleep(24 * time.Hour)
		if out := b.slice(w.s, unattended); out.Run != first.Run || out.Done != 2 {
			b.Errorf("%+v, want the run to go on the next day", out)
		}
		time.Sleep(24 * time.Hour)
		if out := b.finish(w.s, unattended); out.Run == first.Run || b.w.count("tenants") != 2 || b.w.count("usage") != 2 {
			b.Errorf("%+v, calls %v", out, b.w.calls)
		}
	})
}

// A report that takes longer than a lease is read once, and nobody else gets the lane meanwhile.
func TestLeaseLastsAsLongAsThePull(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		other := b.worker()
		source := hooked{worker: b.worker(), onUsage: func(context.Context) error {
			for range 10 {
				time.Sleep(time.Minute)
				if out := b.slice(other.s, unattended); out.State != usagesync.SliceWait || out.Until.IsZero() {
					b.Errorf("another worker was told %+v", out)
				}
			}
			return nil
		}}
		out := b.slice(b.syncerOf(b.store, source, b.w), usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits})
		if out.State != usagesync.SliceMore || out.Done != 2 || b.w.count("usage") != 1 { // far beyond its budget, but not in vain
			b.Errorf("%+v, calls %v", out, b.w.calls)
		}
	})
}

// A worker that lost its lease while it was reading stops at once.
func TestPullEndsWithTheLease(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		start := time.Now()
		source := hooked{worker: b.worker(), onTenants: func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		store := losing{b.store, start.Add(time.Second)}
		_, err := b.syncerOf(store, source, b.w).RunSlice(b.Context(), unattended)
		if !errors.Is(err, usagesync.ErrFenced) {
			b.Error(err)
		}
		if took := time.Since(start); took > 2*time.Minute {
			b.Errorf("after %s", took)
		}
	})
}

// losing is a store that gives nobody a lease any more after a while.
type losing struct {
	usagesync.Store
	from time.Time
}

func (s losing) Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (usagesync.Lease, error) {
	if time.Now().After(s.from) {
		return usagesync.Lease{}, usagesync.ErrHeld
	}
	return s.Store.Acquire(ctx, lane, owner, ttl)
}

// A report stays under its period and hash, in records of bounded size.
func TestStoredUsage(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		for range 5000 {
			b.w.rows = append(b.w.rows, plan.UsageRow{
				TenantID: "t1", TenantName: strings.Repeat("näme ", 20), ProductCode: "NOBODY-KNOWS", Billable: plan.Units(1),
				Doubts: []plan.Doubt{{Quantity: plan.QuantityActual, Why: "missing"}},
			})
		}
		out := b.finish(b.s, unattended)
		p, err := b.s.StoredPlan(b.Context(), out.Digest)
		b.must(err)
		u, err := b.s.StoredUsage(b.Context(), p.Period, p.UsageHash)
		b.must(err)
		if diff := cmp.Diff(plan.Usage{Period: october, Complete: true, Rows: b.w.rows}, u); diff != "" {
			b.Errorf("usage (-read +stored):\n%s", diff)
		}
		keys := b.keys(usagesync.KindUsage)
		if len(keys) < 5 || keys[0] != "2026-10/"+p.UsageHash {
			b.Errorf("keys %v", keys)
		}
		for _, key := range keys {
			r, err := b.store.Get(b.Context(), "msp", usagesync.KindUsage, key)
			b.must(err)
			if len(r.Data) > 300<<10 {
				b.Errorf("record %s has %d bytes", key, len(r.Data))
			}
		}
		if _, err := b.s.StoredUsage(b.Context(), p.Period, "another"); !errors.Is(err, usagesync.ErrNotFound) {
			b.Error(err)
		}
		b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{Kind: usagesync.KindUsage, Key: keys[2], IfRev: usagesync.IfAny}))
		if u, err := b.s.StoredUsage(b.Context(), p.Period, p.UsageHash); err == nil || u.Rows != nil {
			b.Errorf("a report of which a part is missing: %d rows, %v", len(u.Rows), err)
		}
	})
}

// A report that changed while it was stored for the first time leaves nothing of the first one.
func TestReportThatBrokeOff(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		chunks := 0
		store := refusing{b.store, func(w usagesync.Write) bool {
			if w.Kind == usagesync.KindUsage {
				chunks++
			}
			return chunks == 2
		}}
		if _, err := b.syncerOf(store, b.w, b.w).RunSlice(b.Context(), usagesync.SliceRequest{Budget: time.Hour}); !errors.Is(err, errCrashed) {
			b.Fatal(err)
		}
		broken := b.keys(usagesync.KindUsage)
		b.w.use("1", endpointCode, 4)
		b.finish(b.s, unattended)
		b.wantOne("1", endpointItem, 4)
		after := b.keys(usagesync.KindUsage)
		if len(broken) != 1 || len(after) != 2 || slices.Contains(after, broken[0]) {
			b.Errorf("keys %v, then %v", broken, after)
		}
	})
}

// What an attempt that broke off stored of a list is replaced, not completed.
func TestListThatBrokeOff(t *testing.T) {
	inNovember(t, 1000, func(b *bench) {
		for i := range b.w.companies {
			b.w.companies[i].Name = strings.Repeat("long ", 100)
		}
		store := refusing{b.store, func(w usagesync.Write) bool { return strings.Contains(w.Key, "/items/") }}
		if _, err := b.syncerOf(store, b.w, b.w).RunSlice(b.Context(), usagesync.SliceRequest{Budget: time.Hour}); !errors.Is(err, errCrashed) {
			b.Fatal(err)
		}
		lists := func() (n int) {
			for _, key := range b.keys(usagesync.KindPull) {
				if strings.Contains(key, "/companies/") {
					n++
				}
			}
			return n
		}
		before := lists()
		b.w.companies = b.w.companies[:1]
		b.slice(b.s, unattended)
		if after := lists(); before < 2 || after != 1 {
			b.Errorf("%d records of companies, then %d", before, after)
		}
	})
}

// A report that is not what was stored is no base for a plan.
func TestStoredUsageThatChanged(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 3)
		for range 3 {
			b.slice(b.s, unattended)
		}
		key := b.keys(usagesync.KindUsage)[1]
		r, err := b.store.Get(b.Context(), "msp", usagesync.KindUsage, key)
		b.must(err)
		data := strings.Replace(string(r.Data), `"billable":3`, `"billable":300`, 1)
		b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{Kind: usagesync.KindUsage, Key: key, IfRev: r.Rev, Data: []byte(data)}))
		for range 3 {
			out, err := b.s.RunSlice(b.Context(), usagesync.SliceRequest{Approve: usagesync.ApproveWithinLimits})
			if _, ok := errors.AsType[*usagesync.StoreError](err); !ok || b.w.writes() > 0 {
				b.Errorf("%+v, %v", out, err)
			}
		}
	})
}

// refusing is a store that fails certain commits.
type refusing struct {
	usagesync.Store
	refuses func(usagesync.Write) bool
}

func (s refusing) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	if slices.ContainsFunc(w, s.refuses) {
		return errCrashed
	}
	return s.Store.Commit(ctx, partner, f, w...)
}
