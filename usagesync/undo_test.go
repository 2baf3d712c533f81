package usagesync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func (b *bench) undoPlan(run string) plan.Plan {
	b.Helper()
	p, err := b.s.UndoPlan(b.Context(), run)
	b.must(err)
	return p
}

func (b *bench) undo(run string) usagesync.Result {
	b.Helper()
	return b.apply(b.undoPlan(run))
}

// quantities returns what all additions hold, by id.
func (b *bench) quantities() map[string]plan.Quantity {
	all := map[string]plan.Quantity{}
	for _, a := range b.w.all {
		all[a.ID] = a.Quantity
	}
	return all
}

// wantUndo compares the steps of an undo: quantity before, after, reason.
func (b *bench) wantUndo(p plan.Plan, want map[string]string) {
	b.Helper()
	got := map[string]string{}
	for _, s := range p.Steps {
		before := "-"
		if s.Before != nil {
			before = s.Before.Quantity.String()
		}
		got[s.ID] = strings.TrimSpace(fmt.Sprintf("%s->%s %s", before, s.Quantity, s.Reason))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		b.Errorf("undo (-want +got):\n%s", diff)
	}
}

// A run with a step of every kind is undone, the undo is undone, and that is undone again.
func TestUndo(t *testing.T) {
	inNovember(t, 1, func(outer *bench) {
		b := busy(outer.T)
		foreign, before := b.foreign(), b.quantities()
		res := b.sync()
		b.wantBusyDone()
		after := b.quantities()

		p := b.undoPlan(res.Run)
		b.wantUndo(p, map[string]string{"1/501": "20->0", "1/502": "20->0", "2/501": "12->10", "3/501": "6->5"})
		var findings []plan.Code
		for _, f := range p.Findings {
			findings = append(findings, f.Code)
		}
		if !slices.Equal(findings, []plan.Code{plan.UndoAdoptedStays, plan.UndoCreatedStays}) {
			b.Errorf("findings %+v", p.Findings)
		}
		if !p.Clean() || p.Undoes != res.Run || p.Period != october || p.Units != (plan.Account{}) {
			b.Errorf("plan %+v", p)
		}
		writes := b.w.writes()
		undo := b.apply(p)
		b.wantOutcomes(undo, map[string]string{"1/501": "done", "1/502": "done", "2/501": "done", "3/501": "done"})
		if n := b.w.writes() - writes; n != 4 {
			b.Errorf("%d writes", n)
		}
		for id, q := range b.quantities() {
			if q != before[id] {
				b.Errorf("addition %s holds %s, held %s", id, q, before[id])
			}
		}
		b.wantUndo(b.undoPlan(res.Run), map[string]string{
			"1/501": "0->0 undo-already", "1/502": "0->0 undo-already", "2/501": "10->10 undo-already", "3/501": "5->5 undo-already",
		})

		b.wantOutcomes(b.undo(undo.Run), map[string]string{"1/501": "done", "1/502": "done", "2/501": "done", "3/501": "done"})
		if diff := cmp.Diff(after, b.quantities(), quantities()); diff != "" {
			b.Errorf("the undo is not undone (-want +got):\n%s", diff)
		}
		b.wantBusyDone()
		b.wantQuiet()

		b.undo(res.Run)
		for id, q := range b.quantities() {
			if q != before[id] {
				b.Errorf("undone again, addition %s holds %s, held %s", id, q, before[id])
			}
		}
		if diff := cmp.Diff(foreign, b.foreign()); diff != "" {
			b.Errorf("foreign additions changed:\n%s", diff)
		}
		var undoes []string
		for r, err := range b.s.Runs(b.Context()) {
			b.must(err)
			undoes = append(undoes, r.Undoes)
		}
		if want := []string{"", "", res.Run, undo.Run, "", res.Run}; !slices.Equal(undoes, want) {
			b.Errorf("runs undo %q, want %q", undoes, want)
		}
	})
}

// quantities lets go-cmp look into a plan.Quantity.
func quantities() cmp.Option {
	return cmp.Comparer(func(a, b plan.Quantity) bool { return a == b })
}

// What an undo leaves is planned again: the lines are ours, with what fed them before, and the month is not over for them.
func TestAfterAnUndoThePlanWantsItAgain(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 10)
		b.sync()
		before := b.lines()["1/501"]
		b.w.use("1", endpointCode, 12)
		b.w.use("2", endpointCode, 7)
		b.undo(b.sync().Run)
		if diff := cmp.Diff(before, b.lines()["1/501"], quantities()); diff != "" {
			b.Errorf("line (-before +undone):\n%s", diff)
		}
		if l := b.lines()["2/501"]; l.Period != october || l.Quantity.Sign() != 0 || len(l.Sources) != 1 || l.Sources[0].Units.Sign() != 0 {
			b.Errorf("line of a create that was undone: %+v", l)
		}
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done", "2/501": "done"})
		b.wantOne("1", endpointItem, 12)
		b.wantOne("2", endpointItem, 7)
		b.wantQuiet()
	})
}

// A change of licence is undone with its rise first, and is a change of licence again in the next plan.
func TestUndoOfASwap(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		swapped(b)
		p := b.undoPlan(b.sync().Run)
		b.wantUndo(p, map[string]string{"1/501": "0->8", "1/502": "8->0"})
		if after := p.Steps[1].After; !slices.Equal(after, []string{"1/501"}) {
			b.Errorf("the fall waits for %q", after)
		}
		b.apply(p)
		b.wantOne("1", endpointItem, 8)
		b.wantOne("1", mtrItem, 0)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done", "1/502": "done"})
		b.wantOne("1", endpointItem, 0)
		b.wantOne("1", mtrItem, 8)
	})
}

// What can't be taken back is listed with its reason, and nothing is written there.
func TestUndoKeeps(t *testing.T) {
	first := func(b *bench) string { return b.w.on("1", endpointItem)[0].ID }
	for name, c := range map[string]struct {
		then func(*bench)
		want string
	}{
		"what was edited by hand": {func(b *bench) {
			b.w.edit(first(b), func(a *plan.Addition) { a.Quantity = plan.Units(15) })
		}, "15->10 undo-changed"},
		"what a later run wrote": {func(b *bench) {
			b.w.use("1", endpointCode, 13)
			b.sync()
		}, "13->10 undo-changed"},
		"what is invoiced": {func(b *bench) {
			b.w.agreements[0].NextInvoice = plan.NewDate(2026, time.December, 15)
		}, "12->10 undo-invoiced"},
		"what is unsettled": {func(b *bench) {
			b.w.use("1", endpointCode, 13)
			b.w.faults = []fault{lost}
			b.sync()
		}, "13->10 unsettled"},
		"what was given up": {func(b *bench) {
			b.must(b.s.Forget(b.Context(), "1/501", "Dana", "hers again"))
		}, "12->10 undo-not-ours"},
		"what is gone": {func(b *bench) { b.w.remove(first(b)) }, "-->10 addition-gone"},
		"what was ended": {func(b *bench) {
			b.w.edit(first(b), func(a *plan.Addition) { a.Cancelled = plan.NewDate(2026, time.October, 31) })
		}, "12->10 addition-ended"},
		"what a later month was applied to": {func(b *bench) {
			p, err := b.s.Plan(b.Context(), usagesync.PlanRequest{Period: october.Next()})
			b.must(err)
			b.apply(p)
		}, "12->10 undo-later-period"},
		"an agreement that does not exist": {func(b *bench) { b.w.agreements = b.w.agreements[1:] }, "-->10 agreement-missing"},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 2, func(b *bench) {
				b.w.use("1", endpointCode, 10)
				b.w.use("2", endpointCode, 10)
				b.sync()
				b.w.use("1", endpointCode, 12)
				b.w.use("2", endpointCode, 12)
				res := b.sync()
				if name == "what a later month was applied to" {
					b.w.agreements[1].Status = plan.StatusInactive // to which it can't be applied
				}
				c.then(b)
				b.w.agreements[len(b.w.agreements)-1].Status = "Active"
				held := b.quantities()
				p := b.undoPlan(res.Run)
				b.wantUndo(p, map[string]string{"1/501": c.want, "2/501": "12->10"})
				if p.Clean() {
					b.Error("the plan is clean")
				}
				_, reason, _ := strings.Cut(c.want, " ")
				b.wantOutcomes(b.apply(p), map[string]string{"1/501": "withheld " + reason, "2/501": "done"})
				held[b.w.on("2", endpointItem)[0].ID] = plan.Units(10)
				if diff := cmp.Diff(held, b.quantities(), quantities()); diff != "" {
					b.Errorf("additions (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestUndoKeepsWhatAnotherPartnerOwns(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		var err error
		b.s, err = usagesync.New(usagesync.Config{Partner: "msp", Lane: "site", Source: b.w, Target: b.w, Store: b.store})
		b.must(err)
		b.w.use("1", endpointCode, 10)
		res := b.sync()
		id := b.w.on("1", endpointItem)[0].ID
		b.must(b.store.Commit(b.Context(), "lane:site", usagesync.Fence{}, usagesync.Write{
			Kind: usagesync.KindClaim, Key: id, IfRev: usagesync.IfAny, Data: fmt.Appendf(nil, `{"additionId":%q,"partner":"other"}`, id),
		}))
		b.wantUndo(b.undoPlan(res.Run), map[string]string{"1/501": "10->0 owned-by-other-partner"})
	})
}

// An end stays, and the addition that it ended.
func TestUndoOfAnEnd(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.change(func(s *plan.Settings) { s.Policy.Disappeared = new(plan.DisappearedEnd) })
		b.w.use("1", endpointCode, 4)
		b.w.use("1", mtrCode, 4)
		b.sync()
		b.w.use("1", mtrCode, -1)
		b.w.agreements[0].NextInvoice = plan.NewDate(2026, time.December, 15) // its first cycle is over
		res, writes := b.sync(), b.w.writes()
		p := b.undoPlan(res.Run)
		b.wantUndo(p, map[string]string{"1/502": "4->4 undo-end"})
		b.wantOutcomes(b.apply(p), map[string]string{"1/502": "withheld undo-end"})
		if b.w.writes() != writes {
			b.Error("something was written")
		}
	})
}
