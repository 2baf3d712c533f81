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

func TestApplyItemCreatesOnce(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		p := b.planItem(acme())
		if len(b.shop.items) != 0 || p.Step.Verb != plan.VerbCreate {
			b.Fatalf("%+v", p.Step)
		}
		res := b.applyItem(p)
		b.wantItem(res, "done")
		if item := b.wantAcme(); res.ItemID != item.ID || !res.Clean() {
			b.Errorf("result %+v, item %s", res, item.ID)
		}
		var entries []usagesync.Entry
		for e, err := range b.s.Journal(b.Context(), res.Run) {
			b.must(err)
			entries = append(entries, e)
		}
		if len(entries) != 2 || entries[0].Fact != usagesync.FactIntended || entries[1].Fact != usagesync.FactDone || entries[1].ItemID != res.ItemID {
			b.Fatalf("journal %+v", entries)
		}
		if diff := cmp.Diff(&p.Step, entries[1].Item); diff != "" || entries[0].Digest != p.Digest {
			b.Errorf("the journal says something else than the plan:\n%s", diff)
		}
		for run, err := range b.s.Runs(b.Context()) {
			b.must(err)
			if run.ID != res.Run || run.Finished.IsZero() || run.Outcomes[usagesync.OutcomeDone] != 1 || run.Period.String() != "2026-11" {
				b.Errorf("run %+v", run)
			}
		}

		again := b.applyItem(p)
		b.wantItem(again, "unchanged already-applied")
		if again.ItemID != res.ItemID || !again.Clean() {
			b.Errorf("%+v", again)
		}
		if next := b.planItem(acme()); next.Step.Verb != plan.VerbNone || next.Step.ItemID != res.ItemID {
			b.Errorf("planned again: %+v", next.Step)
		}
		if n := b.w.count("create item"); n != 1 {
			b.Errorf("%d creates sent", n)
		}
		if set, _, err := b.s.Settings(b.Context()); err != nil || slices.ContainsFunc(set.Products, func(m plan.ProductMapping) bool { return m.ItemID == res.ItemID }) {
			b.Errorf("it was mapped, which is the caller's decision: %v", err)
		}
	})
}

// What is withheld never reaches the target, and needs no lease. What is right already is not sent.
func TestApplyItemWritesNothing(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		lease, err := b.store.Acquire(b.Context(), "msp", "somebody", time.Hour)
		b.must(err)
		bad := acme()
		bad.Price = nil
		res := b.doItem(bad)
		b.wantItem(res, "withheld item-member-missing")
		if res.Run != "" || res.Clean() {
			b.Errorf("%+v", res)
		}
		if _, err := b.s.ApplyItem(b.Context(), b.planItem(acme()), b.planItem(acme()).Digest); !errors.Is(err, usagesync.ErrHeld) {
			b.Errorf("a write beside another run: %v", err)
		}
		b.must(b.store.Release(b.Context(), lease))
		same := b.shop.stock(plan.CatalogItem{Item: plan.Item{Identifier: "OLD", Description: "Old"}})
		b.wantItem(b.doItem(plan.ItemRequest{Verb: plan.VerbUpdate, ItemID: same.ID, Description: new("Old")}), "unchanged")
		if b.w.writes() != 0 {
			b.Errorf("calls %v", b.w.calls)
		}
	})
}

func TestApplyItemRefusesAPlanWhole(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		b.shop.stock(plan.CatalogItem{Item: plan.Item{Identifier: "OLD", Description: "Old"}})
		for name, c := range map[string]struct {
			tamper func(*plan.ItemPlan)
			signed bool // with a digest of its own
			want   any
		}{
			"changed after it was approved": {func(p *plan.ItemPlan) { p.Step.After.Price = money("0") }, false, new(*usagesync.DigestError)},
			"of another partner":            {func(p *plan.ItemPlan) { p.Partner = "other" }, true, new(*usagesync.PartnerError)},
			"of another version":            {func(p *plan.ItemPlan) { p.Version = 99 }, true, new(*usagesync.MalformedError)},
			"expired":                       {func(p *plan.ItemPlan) { p.Expires = plan.NewDate(2026, 11, 1) }, true, new(*usagesync.ExpiredError)},
			"without an item":               {func(p *plan.ItemPlan) { p.Step.After.Identifier = "" }, true, new(*usagesync.MalformedError)},
			"a create of what is there":     {func(p *plan.ItemPlan) { p.Step.Verb = plan.VerbCreate }, true, new(*usagesync.MalformedError)},
			"an update of another item":     {func(p *plan.ItemPlan) { p.Step.ItemID = "5" }, true, new(*usagesync.MalformedError)},
			"an update without a before":    {func(p *plan.ItemPlan) { p.Step.Before = nil }, true, new(*usagesync.MalformedError)},
			"an update of what is not ours": {func(p *plan.ItemPlan) { p.Step.After.SubcategoryID = "31" }, true, new(*usagesync.MalformedError)},
		} {
			p := b.planItem(rename(b.shop.items[0].ID))
			digest := p.Digest
			if c.tamper(&p); c.signed {
				p.Digest = p.ComputeDigest()
				digest = p.Digest
			}
			if _, err := b.s.ApplyItem(b.Context(), p, digest); !errors.As(err, c.want) {
				b.Errorf("%s: %v", name, err)
			}
		}
		if b.w.writes() != 0 {
			b.Errorf("calls %v", b.w.calls)
		}
	})
}

// What changed since the plan refuses the step right before the write, and nothing is sent.
func TestApplyItemRefusesStaleSteps(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		old := b.shop.stock(plan.CatalogItem{Item: plan.Item{Identifier: "OLD", Description: "Old"}, CustomerDescription: "Old"})
		edit := func(f func(*plan.CatalogItem)) func() {
			return func() { f(&b.shop.items[0]) }
		}
		for name, c := range map[string]struct {
			request plan.ItemRequest
			change  func()
			want    string
		}{
			"the identifier was taken":   {acme(), func() { b.shop.stock(plan.CatalogItem{Item: plan.Item{Identifier: "acme_endpoint"}}) }, "refused item-taken"},
			"a person made it as asked":  {acme(), func() { b.shop.stock(b.planItem(acme()).Step.After) }, "unchanged already-applied"},
			"the price was changed":      {rename(old.ID), edit(func(i *plan.CatalogItem) { i.Price = money("9") }), "refused item-changed"},
			"another member was changed": {rename(old.ID), edit(func(i *plan.CatalogItem) { i.CustomerDescription = "New" }), "refused item-changed"},
			"it became inactive":         {rename(old.ID), edit(func(i *plan.CatalogItem) { i.Inactive = true }), "refused item-changed"},
			"it can't be read any more":  {rename(old.ID), edit(func(i *plan.CatalogItem) { i.Doubt = "price: too large" }), "refused item-changed"},
			"it is gone":                 {rename(old.ID), func() { b.shop.items = nil }, "refused item-gone"},
			"it is as asked already":     {rename(old.ID), edit(func(i *plan.CatalogItem) { i.Description, i.Price = "Acme Endpoint XDR", money("7") }), "unchanged already-applied"},
		} {
			b.shop.items = []plan.CatalogItem{old}
			p := b.planItem(c.request)
			c.change()
			res := b.applyItem(p)
			if b.wantItem(res, c.want); b.Failed() {
				b.Fatal(name)
			}
		}
		if b.w.writes() != 0 || len(b.itemIntents()) != 0 {
			b.Errorf("calls %v", b.w.calls)
		}
	})
}

func TestApplyItemEditsWhatIsNamedAndNothingElse(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		old := b.shop.stock(plan.CatalogItem{
			Item: plan.Item{Identifier: "OLD", Description: "Old", Class: "Service", Price: money("3")}, CustomerDescription: "Mine", SubcategoryID: "1", TypeID: "2",
		})
		for request, members := range map[*plan.ItemRequest]string{
			{Description: new("Old 2")}:                       "description",
			{CustomerDescription: new("Yours")}:               "customerDescription",
			{Price: new(plan.Amount)}:                         "price",
			{Description: new("Old"), Price: new(money("3"))}: "description price",
		} {
			b.shop.items, b.shop.sent = []plan.CatalogItem{old}, nil
			if members == "description price" {
				b.shop.items[0].Description, b.shop.items[0].Price = "Older", money("2")
			}
			request.Verb, request.ItemID = plan.VerbUpdate, old.ID
			p := b.planItem(*request)
			b.wantItem(b.applyItem(p), "done")
			if !slices.Equal(b.shop.sent, []string{members}) {
				b.Errorf("sent %q, want %q", b.shop.sent, members)
			}
			if diff := cmp.Diff(p.Step.After, b.shop.items[0]); diff != "" {
				b.Errorf("the item is not what the plan said:\n%s", diff)
			}
		}
	})
}

// The outcomes of a write that did not simply succeed.
func TestApplyItemWhenAWriteFails(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		p := b.planItem(acme())
		b.w.faults = []fault{refused}
		b.wantItem(b.applyItem(p), "failed target-refused")

		b.w.faults = []fault{revoked}
		res, err := b.s.ApplyItem(b.Context(), p, p.Digest)
		if b.wantItem(res, "failed target-refused"); !usagesync.IsStop(err) {
			b.Errorf("credentials that were revoked: %v", err)
		}

		b.shop.onRead = func(usagesync.ItemRef) error { return errLost }
		b.wantItem(b.applyItem(p), "failed read-failed")
		b.shop.onRead = func(usagesync.ItemRef) error { return usagesync.Stop(errLost) }
		res, err = b.s.ApplyItem(b.Context(), p, p.Digest)
		if b.wantItem(res, "skipped stopped"); !usagesync.IsStop(err) {
			b.Errorf("credentials that were revoked: %v", err)
		}
		b.shop.onRead = nil

		ctx, cancel := context.WithCancel(b.Context())
		b.shop.onRead = func(usagesync.ItemRef) error { cancel(); return nil }
		if _, err = b.s.ApplyItem(ctx, p, p.Digest); !errors.Is(err, context.Canceled) {
			b.Errorf("cancelled while it was read: %v", err)
		}
		b.shop.onRead = nil
		if len(b.shop.items) != 0 || len(b.itemIntents()) != 0 {
			b.Errorf("items %v, intents %v", b.shop.items, b.itemIntents())
		}

		ctx, cancel = context.WithCancel(b.Context())
		b.w.onWrite = cancel // what is under way is finished and recorded
		res, err = b.s.ApplyItem(ctx, p, p.Digest)
		b.must(err)
		b.wantItem(res, "done")
		b.wantAcme()
	})
}

// ConnectWise names an item otherwise when its identifier is taken: it is there, and not what was asked.
func TestApplyItemNoticesACopy(t *testing.T) {
	inTheShop(t, func(b *shelf) {
		b.shop.copies = true
		p := b.planItem(acme())
		b.w.onWrite = func() { b.shop.stock(plan.CatalogItem{Item: plan.Item{Identifier: "ACME_ENDPOINT"}}) } // after the last look
		res := b.applyItem(p)
		b.wantItem(res, "failed answer-differs")
		if res.ItemID != b.shop.items[1].ID || res.Clean() || len(b.itemIntents()) != 0 {
			b.Errorf("%+v", res)
		}
		if facts := b.facts(res.Run); !slices.Equal(facts, []usagesync.Fact{usagesync.FactIntended, usagesync.FactEdited}) {
			b.Errorf("journal %v", facts)
		}
		b.wantItem(b.applyItem(p), "refused item-taken")
		if len(b.shop.items) != 2 {
			b.Errorf("items %+v", b.shop.items)
		}
	})
}

func TestItemsNeedAnItemTarget(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		if _, err := b.s.PlanItem(b.Context(), acme()); !errors.Is(err, usagesync.ErrNoItemTarget) {
			b.Error(err)
		}
		if _, err := b.s.ApplyItem(b.Context(), plan.ItemPlan{}, ""); !errors.Is(err, usagesync.ErrNoItemTarget) {
			b.Error(err)
		}
		if _, err := b.s.SettleItems(b.Context()); !errors.Is(err, usagesync.ErrNoItemTarget) {
			b.Error(err)
		}
	})
}
