package usagesync_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

// bench is a world with a store, settings that map it, and a syncer.
type bench struct {
	*testing.T
	w      *world
	store  usagesync.Store
	s      *usagesync.Syncer
	events []usagesync.Event
}

// inNovember runs a test in a bubble whose clock shows 2 November 2026, 9:00.
func inNovember(t *testing.T, customers int, f func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)))
		f(newBench(t, customers))
	})
}

func newBench(t *testing.T, customers int) *bench {
	b := &bench{T: t, w: newWorld(customers), store: memstore.New()}
	b.s = b.syncer(b.store, b.w)
	set := plan.Settings{
		Products: []plan.ProductMapping{{Product: endpoint, ItemID: endpointItem}, {Product: mtr, ItemID: mtrItem}},
		Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
	}
	for i := range customers {
		id := strconv.Itoa(i + 1)
		set.Routes = append(set.Routes, plan.Route{TenantID: "t" + id, CompanyID: "c" + id, AgreementID: id})
	}
	b.must(b.s.SaveSettings(t.Context(), set, 0))
	return b
}

func (b *bench) syncer(store usagesync.Store, target usagesync.Target) *usagesync.Syncer {
	b.Helper()
	s, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: b.w, Target: target, Store: store, Member: "api",
		Notify: func(e usagesync.Event) { b.events = append(b.events, e) },
	})
	b.must(err)
	return s
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) change(f func(*plan.Settings)) {
	b.Helper()
	set, rev, err := b.s.Settings(b.Context())
	b.must(err)
	f(&set)
	b.must(b.s.SaveSettings(b.Context(), set, rev))
}

func (b *bench) consent(agreement, item, addition string) {
	b.Helper()
	b.change(func(s *plan.Settings) {
		s.Consents = append(s.Consents, plan.Consent{AgreementID: agreement, ItemID: item, AdditionID: addition, Decision: plan.Decision{Who: "test"}})
	})
}

func (b *bench) plan() plan.Plan {
	b.Helper()
	p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{})
	b.must(err)
	return p
}

func (b *bench) apply(p plan.Plan) usagesync.Result {
	b.Helper()
	res, err := b.s.Apply(b.Context(), p, p.Digest)
	b.must(err)
	return res
}

func (b *bench) sync() usagesync.Result {
	b.Helper()
	return b.apply(b.plan())
}

func (b *bench) lines() map[string]plan.Line {
	b.Helper()
	all := map[string]plan.Line{}
	for l, err := range b.s.Lines(b.Context()) {
		b.must(err)
		all[l.ID()] = l
	}
	return all
}

func (b *bench) intents() (all []usagesync.Intent) {
	b.Helper()
	for in, err := range b.s.Intents(b.Context()) {
		b.must(err)
		all = append(all, in)
	}
	return all
}

// facts returns the facts that the journal of a run states, in their order.
func (b *bench) facts(run string) (all []usagesync.Fact) {
	b.Helper()
	for e, err := range b.s.Journal(b.Context(), run) {
		b.must(err)
		all = append(all, e.Fact)
	}
	return all
}

// wantOutcomes compares the outcomes and reasons of a result's steps, by line.
func (b *bench) wantOutcomes(res usagesync.Result, want map[string]string) {
	b.Helper()
	got := map[string]string{}
	for _, s := range res.Steps {
		got[s.Step.ID] = string(s.Outcome)
		if s.Reason != "" {
			got[s.Step.ID] += " " + string(s.Reason)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		b.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

// wantOne checks that exactly one addition stands for a line, with its quantity, and that we own it.
func (b *bench) wantOne(agreement, item string, quantity int64) {
	b.Helper()
	found := b.w.on(agreement, item)
	if len(found) != 1 || found[0].Quantity != plan.Units(quantity) {
		b.Fatalf("additions of item %s on agreement %s: %+v, want one of %d", item, agreement, found, quantity)
	}
	l := b.lines()[plan.LineID(agreement, item)]
	if l.AdditionID != found[0].ID || l.Quantity != found[0].Quantity {
		b.Errorf("line %+v, want addition %s of %d", l, found[0].ID, quantity)
	}
}

// wantQuiet checks that a further plan has nothing to write.
func (b *bench) wantQuiet() {
	b.Helper()
	writes := b.w.writes()
	p := b.plan()
	for _, s := range p.Steps {
		if s.Writes() {
			b.Errorf("second plan: %s of %s: %s", s.Verb, s.ID, s.Quantity)
		}
	}
	b.apply(p)
	if n := b.w.writes() - writes; n != 0 {
		b.Errorf("second run sent %d writes", n)
	}
}
