package usagesync_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestPlanReadsWhatMattersAndWritesNothing(t *testing.T) {
	inNovember(t, 6, func(b *bench) {
		for _, c := range []string{"1", "2", "3", "4"} {
			b.w.use(c, endpointCode, 2)
		}
		b.sync()
		b.change(func(s *plan.Settings) {
			s.Routes = slices.DeleteFunc(s.Routes, func(r plan.Route) bool { return r.AgreementID == "2" }) // owned all the same
			for i := range s.Routes {
				switch s.Routes[i].AgreementID {
				case "1":
					s.Routes[i].To = october
				case "5":
					s.Routes[i].From = october.Next()
				case "6":
					s.Routes[i].To = october.Prev()
				}
			}
			s.Routes = append(s.Routes, plan.Route{TenantID: "t9", CompanyID: "c9", AgreementID: "9"}) // does not exist
		})
		b.w.calls = nil
		b.events = nil
		p := b.plan()
		slices.Sort(b.w.calls)
		if diff := cmp.Diff([]string{"directory", "list 1", "list 2", "list 3", "list 4"}, b.w.calls); diff != "" {
			b.Errorf("calls (-want +got):\n%s", diff)
		}
		if p.Period != october || p.Day != plan.NewDate(2026, 11, 2) || p.Partner != "msp" {
			b.Errorf("plan of %s on %s for %s", p.Period, p.Day, p.Partner)
		}
		var phases []usagesync.Phase
		additions := 0
		for _, e := range b.events {
			if r, ok := e.(usagesync.ReadProgress); ok && r.Total == 0 {
				phases = append(phases, r.Phase)
			} else if ok && r.Phase == usagesync.PhaseAdditions {
				additions = r.Done
				if r.Total != 4 {
					b.Errorf("%+v", r)
				}
			}
		}
		want := []usagesync.Phase{"settings", "tenants", "usage", "directory", "lines", "history", "additions"}
		if !slices.Equal(phases, want) || additions != 4 {
			b.Errorf("phases %v, %d agreements read", phases, additions)
		}
	})
}

func TestPlanRequest(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.change(func(s *plan.Settings) { s.TimeZone = "Pacific/Auckland" })
		time.Sleep(time.Until(time.Date(2026, time.November, 30, 12, 0, 0, 0, time.UTC))) // 1 December there
		p := b.plan()
		if p.Period != october.Next() || p.Day != plan.NewDate(2026, 12, 1) {
			b.Errorf("plan of %s on %s, want the month that is over where months are counted", p.Period, p.Day)
		}
		p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Period: october, Today: plan.NewDate(2026, 11, 5)})
		b.must(err)
		if p.Period != october || p.Day != plan.NewDate(2026, 11, 5) {
			b.Errorf("plan of %s on %s, asked was another", p.Period, p.Day)
		}
	})
}

type failing struct {
	*world
	usageErr, directoryErr error
	period                 plan.Period
}

func (f failing) Usage(ctx context.Context, p plan.Period) (plan.Usage, error) {
	u, _ := f.world.Usage(ctx, p)
	if !f.period.IsZero() {
		u.Period = f.period
	}
	return u, f.usageErr
}

func (f failing) Directory(ctx context.Context) (plan.Directory, error) {
	d, _ := f.world.Directory(ctx)
	return d, f.directoryErr
}

func TestPlanNeedsEverything(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(b *bench, f *failing)
		phase usagesync.Phase
		is    error
	}{
		"no report":                 {func(_ *bench, f *failing) { f.usageErr = usagesync.ErrNoData }, usagesync.PhaseUsage, usagesync.ErrNoData},
		"a report that broke off":   {func(_ *bench, f *failing) { f.usageErr = usagesync.ErrIncomplete }, usagesync.PhaseUsage, usagesync.ErrIncomplete},
		"another month's report":    {func(_ *bench, f *failing) { f.period = october.Prev() }, usagesync.PhaseUsage, usagesync.ErrIncomplete},
		"a page of tenants failed":  {func(_ *bench, f *failing) { f.sourceErr = errLost }, usagesync.PhaseTenants, errLost},
		"the directory failed":      {func(_ *bench, f *failing) { f.directoryErr = errLost }, usagesync.PhaseDirectory, errLost},
		"one agreement failed":      {func(b *bench, _ *failing) { b.w.onList = only("3", errLost) }, usagesync.PhaseAdditions, errLost},
		"credentials for additions": {func(b *bench, _ *failing) { b.w.onList = only("3", usagesync.Stop(errLost)) }, usagesync.PhaseAdditions, errLost},
		"the store failed":          {func(b *bench, _ *failing) { b.store = failingScan{b.store} }, usagesync.PhaseLines, errCrashed},
		"settings that say nothing": {func(b *bench, _ *failing) {
			b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{Kind: usagesync.KindSettings, Key: "current", IfRev: usagesync.IfAny, Data: []byte(`{"unknown":1}`)}))
		}, usagesync.PhaseSettings, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 5, func(b *bench) {
				b.w.use("1", endpointCode, 2)
				f := failing{world: b.w}
				test.spoil(b, &f)
				s, err := usagesync.New(usagesync.Config{Partner: "msp", Source: f, Target: f, Store: b.store})
				b.must(err)
				p, err := s.Plan(b.Context(), usagesync.PlanRequest{})
				got, ok := errors.AsType[*usagesync.PlanError](err)
				if !ok || got.Phase != test.phase || test.is != nil && !errors.Is(err, test.is) || got.Advice() == "" {
					b.Errorf("error %v, want one of phase %s", err, test.phase)
				}
				if p.Digest != "" || p.Steps != nil {
					b.Error("there is a plan")
				}
			})
		})
	}
}

func only(agreement string, err error) func(string) error {
	return func(a string) error {
		if a == agreement {
			return err
		}
		return nil
	}
}

type failingScan struct{ usagesync.Store }

func (failingScan) Scan(context.Context, string, usagesync.Kind, string, int) ([]usagesync.Record, error) {
	return nil, errCrashed
}
