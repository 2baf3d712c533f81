package usagesync_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// settleItem settles and returns the only intent's verdict.
func (b *shelf) settleItem() usagesync.Settled {
	b.Helper()
	all, err := b.s.SettleItems(b.Context())
	b.must(err)
	if len(all) != 1 {
		b.Fatalf("settled %+v, want one", all)
	}
	return all[0]
}

// A create whose outcome is unknown is read back by its identifier once the settle window has passed, and never sent
// again before: there is one item in the end, whatever happened.
func TestLostAnswerToANewItem(t *testing.T) {
	for f, verdict := range map[fault]usagesync.Verdict{lost: usagesync.VerdictDone, late: usagesync.VerdictDone, never: usagesync.VerdictNotDone} {
		t.Run(string(f), func(t *testing.T) {
			inTheShop(t, func(b *shelf) {
				p := b.planItem(acme())
				b.w.faults = []fault{f}
				first := b.applyItem(p)
				b.wantItem(first, "unknown outcome-unknown")
				if want := time.Now().Add(window); !first.NotBefore.Equal(want) || first.Clean() {
					b.Errorf("%+v, to be settled at %s", first, want)
				}
				time.Sleep(time.Minute)
				if f != lost { // else it is there, and planned as such
					p = b.planItem(acme())
					if p.Step.Verb != plan.VerbCreate || !slices.ContainsFunc(p.Findings, func(f plan.Finding) bool { return f.Code == plan.Unsettled }) {
						b.Errorf("planned meanwhile: %+v, %+v", p.Step, p.Findings)
					}
				}
				time.Sleep(window - time.Minute - time.Second)
				again := b.applyItem(p)
				b.wantItem(again, "refused unsettled")
				if want := time.Now().Add(time.Second); !again.NotBefore.Equal(want) {
					b.Errorf("to be settled at %s, want %s", again.NotBefore, want)
				}
				time.Sleep(time.Second)
				res := b.applyItem(p)
				if len(res.Settled) != 1 || res.Settled[0].Verdict != verdict {
					b.Fatalf("settled %+v, want %s", res.Settled, verdict)
				}
				want := map[usagesync.Verdict]string{usagesync.VerdictDone: "unchanged already-applied", usagesync.VerdictNotDone: "done"}
				b.wantItem(res, want[verdict])
				if item := b.wantAcme(); res.ItemID != item.ID {
					b.Errorf("the result names item %s, there is %s", res.ItemID, item.ID)
				}
				if facts := b.facts(first.Run); len(facts) != 2 || string(facts[1]) != string(verdict) {
					b.Errorf("journal of the first run %v", facts)
				}
				if len(b.itemIntents()) != 0 {
					b.Error("an intent is left")
				}
			})
		})
	}
}

// What may be found of a write whose outcome was unknown.
func TestJudgeItems(t *testing.T) {
	edit := func(f func(*plan.CatalogItem)) func(b *shelf) {
		return func(b *shelf) { f(&b.shop.items[0]) }
	}
	for name, c := range map[string]struct {
		verb   plan.Verb
		fault  fault
		change func(b *shelf)
		want   usagesync.Verdict
	}{
		"a person made another of that name":  {plan.VerbCreate, never, func(b *shelf) { b.shop.stock(plan.CatalogItem{Item: plan.Item{Identifier: "ACME_ENDPOINT"}}) }, usagesync.VerdictEdited},
		"a person edited the new one":         {plan.VerbCreate, lost, edit(func(i *plan.CatalogItem) { i.Price = money("9") }), usagesync.VerdictEdited},
		"the new one can't be read":           {plan.VerbCreate, lost, edit(func(i *plan.CatalogItem) { i.Doubt = "price: too large" }), usagesync.VerdictEdited},
		"an edit was carried out":             {plan.VerbUpdate, lost, func(*shelf) {}, usagesync.VerdictDone},
		"an edit was carried out later":       {plan.VerbUpdate, late, func(*shelf) {}, usagesync.VerdictDone},
		"an edit was not carried out":         {plan.VerbUpdate, never, func(*shelf) {}, usagesync.VerdictNotDone},
		"an edited item was edited again":     {plan.VerbUpdate, lost, edit(func(i *plan.CatalogItem) { i.Description = "mine" }), usagesync.VerdictEdited},
		"an edited item is gone":              {plan.VerbUpdate, never, func(b *shelf) { b.shop.items = nil }, usagesync.VerdictGone},
		"an edit was answered with something": {plan.VerbUpdate, none, func(*shelf) {}, usagesync.VerdictDone},
	} {
		t.Run(name, func(t *testing.T) {
			inTheShop(t, func(b *shelf) {
				request := acme()
				if c.verb == plan.VerbUpdate {
					request = rename(b.shop.stock(plan.CatalogItem{Item: plan.Item{Identifier: "OLD", Description: "Old"}}).ID)
				}
				b.w.faults = []fault{c.fault}
				if c.fault == none {
					b.shop.alter = func(i plan.CatalogItem) plan.CatalogItem { i.Description = "something"; return i }
				}
				b.doItem(request)
				c.change(b)
				if v := b.settleItem(); v.Verdict != usagesync.VerdictWaiting || v.Advice == "" {
					b.Errorf("at once: %+v", v)
				}
				time.Sleep(window)
				b.shop.onRead = func(usagesync.ItemRef) error { return errLost }
				if v := b.settleItem(); v.Verdict != usagesync.VerdictWaiting || v.Detail == "" {
					b.Errorf("while nothing can be read: %+v", v)
				}
				b.shop.onRead = nil
				v := b.settleItem()
				if v.Verdict != c.want {
					b.Errorf("%s: %s, want %s", v.Verdict, v.Detail, c.want)
				}
				if (v.Verdict == usagesync.VerdictEdited || v.Verdict == usagesync.VerdictGone) && (v.Detail == "" || v.Advice == "") {
					b.Errorf("%+v says too little", v)
				}
				if len(b.itemIntents()) != 0 || b.w.writes() != 1 {
					b.Errorf("intents %v, calls %v", b.itemIntents(), b.w.calls)
				}
				if !slices.ContainsFunc(b.events, func(e usagesync.Event) bool { s, ok := e.(usagesync.IntentSettled); return ok && s.Verdict == c.want }) {
					b.Error("nobody was told")
				}
			})
		})
	}
}

// An item whose outcome is unknown is in no line's way.
func TestItemIntentsAreApartFromLines(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		b.w.faults = []fault{lost}
		b.doItem(acme())
		b.w.use("1", endpointCode, 5)
		if res := b.sync(); !res.Clean() || len(b.intents()) != 0 || len(b.itemIntents()) != 1 {
			b.Errorf("%+v", res)
		}
		b.wantOne("1", endpointItem, 5)
	})
}

// Old runs are removed, but not that of a write to the catalog whose outcome is not known.
func TestPruneKeepsRunsOfOpenItems(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		known := acme()
		known.Identifier = new("OTHER")
		done := b.doItem(known).Run
		b.w.faults = []fault{lost}
		open := b.doItem(acme()).Run
		time.Sleep(60 * 24 * time.Hour)
		if _, err := b.s.Prune(b.Context(), plan.NewPeriod(2026, time.December)); err != nil {
			b.Fatal(err)
		}
		if n, left := len(b.facts(done)), len(b.facts(open)); n != 0 || left != 1 {
			b.Errorf("%d entries of the run that is done, %d of the open one", n, left)
		}
	})
}

// The process dies around every call that it makes, crossed with everything that can happen to its write. A second create
// would show: it would be called a copy.
func TestApplyItemDiesAnywhere(t *testing.T) {
	for _, verb := range []plan.Verb{plan.VerbCreate, plan.VerbUpdate} {
		for _, f := range []fault{none, lost, late, never, refused} {
			t.Run(fmt.Sprintf("%s %s", verb, f), func(t *testing.T) {
				deaths := 0
				inNovember(t, 1, func(outer *bench) {
					for n := 0; ; n++ {
						b := newShelf(newBench(outer.T, 1))
						request := acme()
						if verb == plan.VerbUpdate {
							item := b.planItem(acme()).Step.After
							item.Description = "Old"
							request = plan.ItemRequest{Verb: verb, ItemID: b.shop.stock(item).ID, Description: new("Acme Endpoint")}
						}
						b.shop.copies, b.w.lateness = true, 4*time.Minute
						p := b.planItem(request)
						b.w.faults = []fault{f}
						power := &power{left: n}
						_, err := b.syncer(crashStore{b.store, power}, crashShop{crashTarget{b.w, power}, b.shop}).ApplyItem(b.Context(), p, p.Digest)
						b.w.faults = nil
						for _, later := range []time.Duration{3 * time.Minute, window, window} { // its lease is over, the late commit is not
							time.Sleep(later)
							b.doItem(request)
						}
						b.wantAcme()
						if len(b.shop.items) != 1 || len(b.itemIntents()) != 0 {
							b.Fatalf("dead after %d steps: items %+v, intents %+v", n, b.shop.items, b.itemIntents())
						}
						if err == nil && power.left > 0 {
							break
						}
						deaths++
					}
				})
				if deaths < 10 {
					t.Errorf("only %d deaths", deaths)
				}
			})
		}
	}
}
