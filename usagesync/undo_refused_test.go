package usagesync_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

// An undo is a plan like any other: what changes after it was made is not overwritten.
func TestUndoIsRefusedWhereItIsStale(t *testing.T) {
	first := func(b *bench) string { return b.w.on("1", endpointItem)[0].ID }
	for name, c := range map[string]struct {
		then func(*bench)
		want string
	}{
		"edited by hand": {func(b *bench) {
			b.w.edit(first(b), func(a *plan.Addition) { a.Quantity = plan.Units(15) })
		}, "refused quantity-changed"},
		"synced again": {func(b *bench) {
			b.w.use("1", endpointCode, 13)
			b.sync()
		}, "refused line-changed"},
		"invoiced": {func(b *bench) {
			b.w.agreements[0].NextInvoice = plan.NewDate(2026, time.December, 15)
		}, "refused agreement-changed"},
		"settings": {func(b *bench) {
			b.change(func(s *plan.Settings) { s.Routes[0].Off = true })
		}, "refused settings-changed"},
		"undone by somebody else":                  {func(b *bench) { b.undo(b.lastRun()) }, "unchanged already-applied"},
		"nothing but another addition of the item": {func(b *bench) { b.w.add("1", endpointItem, 3) }, "done"},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 10)
				b.sync()
				b.w.use("1", endpointCode, 12)
				res := b.sync()
				time.Sleep(time.Second)
				p := b.undoPlan(res.Run)
				time.Sleep(time.Minute) // so that everything is read again
				c.then(b)
				b.wantOutcomes(b.apply(p), map[string]string{"1/501": c.want})
			})
		})
	}
}

func (b *bench) lastRun() (id string) {
	b.Helper()
	for r, err := range b.s.Runs(b.Context()) {
		b.must(err)
		id = r.ID
	}
	return id
}

// The digest covers which run is undone, and an undo can't be made to do anything but change quantities.
func TestUndoPlansAreCheckedWhole(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 10)
		b.w.use("1", mtrCode, 10)
		res := b.sync()
		p := b.undoPlan(res.Run)
		other := p
		other.Undoes = ""
		if _, err := b.s.Apply(b.Context(), other, p.Digest); !is[*usagesync.DigestError](err) {
			b.Errorf("an undo that hides what it undoes: %v", err)
		}
		for _, edit := range []func(*plan.Step){
			func(s *plan.Step) { s.Verb, s.End = plan.VerbEnd, plan.NewDate(2026, time.November, 14) },
			func(s *plan.Step) { s.Verb = plan.VerbAdopt },
			func(s *plan.Step) { s.Verb = plan.VerbNone },
			func(s *plan.Step) {
				s.Verb, s.AdditionID, s.Before, s.Effective = plan.VerbCreate, "", nil, plan.NewDate(2026, time.November, 15)
			},
		} {
			other := p
			other.Steps = slices.Clone(p.Steps)
			edit(&other.Steps[0])
			other.Digest = other.ComputeDigest()
			if _, err := b.s.Apply(b.Context(), other, other.Digest); !is[*usagesync.MalformedError](err) {
				b.Errorf("%s in an undo: %v", other.Steps[0].Verb, err)
			}
		}
	})
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestUndoErrors(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		want := func(run string, what error, text string) {
			b.Helper()
			_, err := b.s.UndoPlan(b.Context(), run)
			if _, ok := errors.AsType[*usagesync.UndoError](err); !ok || !errors.Is(err, what) || err.Error() != text {
				b.Errorf("run %q: %v\nwant %s", run, err, text)
			}
		}
		want("1", usagesync.ErrNotFound, `undo run "1": record not found`)
		b.w.use("1", endpointCode, 10)
		var runs []string
		for range 5 {
			runs = append(runs, b.sync().Run)
			time.Sleep(time.Hour)
		}
		want("", usagesync.ErrNotFound, fmt.Sprintf(`undo run "": record not found; the closest are %s, %s, %s`, runs[4], runs[3], runs[2]))
		typo := runs[1][:len(runs[1])-1]
		want(typo, usagesync.ErrNotFound, fmt.Sprintf(`undo run %q: record not found; the closest are %s, %s, %s`, typo, runs[1], runs[4], runs[3]))
		want(runs[4], usagesync.ErrNothingToUndo, fmt.Sprintf("undo run %q: it changed nothing", runs[4]))

		b.w.use("1", endpointCode, 11)
		b.w.faults = []fault{refused}
		run := b.sync().Run
		want(run, usagesync.ErrNothingToUndo, fmt.Sprintf("undo run %q: it changed nothing", run))
		b.w.faults = nil

		b.w.use("2", endpointCode, 3)
		b.w.onWrite = func() { time.Sleep(time.Second) }
		var out usagesync.Slice
		for out.Phase != usagesync.PhaseApply || out.Done == 0 {
			var err error
			out, err = b.s.RunSlice(b.Context(), usagesync.SliceRequest{Budget: 1, Approve: usagesync.ApproveWithinLimits})
			b.must(err)
		}
		want(out.Run, usagesync.ErrRunGoesOn, fmt.Sprintf("undo run %q: it is still under way; undo it when it is finished", out.Run))
		for out.State != usagesync.SliceDone {
			var err error
			out, err = b.s.RunSlice(b.Context(), usagesync.SliceRequest{})
			b.must(err)
		}
		b.wantOutcomes(b.undo(out.Run), map[string]string{"1/501": "done", "2/501": "done"})
	})
}

func TestUndoOfARunThatWroteToTheCatalog(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		run := b.doItem(acme()).Run
		if _, err := b.s.UndoPlan(b.Context(), run); !is[*usagesync.UndoError](err) || !errors.Is(err, usagesync.ErrWroteToCatalog) {
			b.Errorf("run %s: %v", run, err)
		}
	})
}

// The process dies around every call of an undo, crossed with what can happen to its writes. Whoever comes next settles
// and undoes the rest: every addition holds what it held before the run.
func TestUndoDiesAnywhere(t *testing.T) {
	for _, f := range []fault{none, lost, late, never, refused} {
		t.Run(string(f), func(t *testing.T) {
			inNovember(t, 1, func(outer *bench) {
				deaths := 0
				for n := 0; ; n++ {
					b := busy(outer.T)
					before := b.quantities()
					res := b.sync()
					p := b.undoPlan(res.Run)
					b.w.faults = []fault{f, f, f, f}
					power := &power{left: n}
					_, err := b.syncer(crashStore{b.store, power}, crashTarget{b.w, power}).Apply(b.Context(), p, p.Digest)
					b.w.faults = nil
					b.undoTheRest(res.Run)
					for id, q := range b.quantities() {
						if q != before[id] {
							b.Fatalf("dead after %d steps: addition %s holds %s, held %s", n, id, q, before[id])
						}
					}
					if err == nil && power.left > 0 {
						break
					}
					deaths++
				}
				if deaths < 20 {
					outer.Errorf("only %d deaths", deaths)
				}
			})
		})
	}
}

// undoTheRest settles and undoes, as a person would, until nothing is left to take back.
func (b *bench) undoTheRest(run string) {
	b.Helper()
	for range 4 {
		time.Sleep(window + time.Minute)
		_, err := b.s.Settle(b.Context())
		b.must(err)
		p := b.undoPlan(run)
		if !slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.Writes() || s.Reason == plan.Unsettled }) {
			return
		}
		b.apply(p)
	}
	b.Fatalf("not undone after 4 runs; intents %+v", b.intents())
}

// A month that was billed wrongly is taken back: a person sees what would be written and what would not, and approves it.
func ExampleSyncer_UndoPlan() {
	ctx := context.Background()
	s, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: sheet{plan.NewPeriod(2026, time.September): 20, october: 24}, Target: new(psa), Store: memstore.New(),
		Today: func() plan.Date { return plan.NewDate(2026, time.November, 2) },
	})
	if err == nil {
		err = s.SaveSettings(ctx, plan.Settings{
			Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: "1350"}},
			Routes:   []plan.Route{{TenantID: "smith", CompanyID: "250", AgreementID: "314"}},
			Cycles:   []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
		}, 0)
	}
	var res usagesync.Result
	for _, month := range []plan.Period{october.Prev(), october} {
		var p plan.Plan
		if p, err = s.Plan(ctx, usagesync.PlanRequest{Period: month}); err == nil {
			res, err = s.Apply(ctx, p, p.Digest)
		}
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	undo, err := s.UndoPlan(ctx, res.Run)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range undo.Steps {
		fmt.Printf("%s: %s back from %s to %s\n", step.Agreement, step.Item, step.Before.Quantity, step.Quantity)
	}
	res, err = s.Apply(ctx, undo, undo.Digest)
	fmt.Println(res.Count(usagesync.OutcomeDone), err)
	_, err = s.UndoPlan(ctx, "2026")
	fmt.Println(errors.Is(err, usagesync.ErrNotFound))
	// Output:
	// Managed Services: ENDPOINT back from 24 to 20
	// 1 <nil>
	// true
}
