package usagesync

import (
	"context"
	"iter"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// ItemIntents walks the writes to the catalog whose outcome is not known, in the order of their steps' ids. They are apart
// from Intents, which stand in the way of lines.
func (s *Syncer) ItemIntents(ctx context.Context) iter.Seq2[Intent, error] {
	return scan[Intent](ctx, s, KindItemIntent, "")
}

// SettleItems finds out by reading back what became of the writes to the catalog whose outcome is unknown, as far as
// their settle window has passed. ApplyItem does the same before it writes. It takes the lane's lease and sends nothing
// that changes the target.
func (s *Syncer) SettleItems(ctx context.Context) ([]Settled, error) {
	target, err := s.itemTarget()
	if err != nil {
		return nil, err
	}
	x, err := s.take(ctx)
	if err != nil {
		return nil, err
	}
	defer x.lease.release(ctx)
	all, _, err := x.settleItems(ctx, target)
	return all, err
}

// settleItems returns the verdicts, and what is still open.
func (x *session) settleItems(ctx context.Context, target ItemTarget) (all []Settled, open map[string]Intent, err error) {
	all, open = []Settled{}, map[string]Intent{}
	start := time.Now()
	for in, err := range x.ItemIntents(ctx) {
		if err != nil {
			return all, open, err
		}
		v, err := x.settleItem(ctx, target, in, start)
		if err != nil {
			return all, open, err
		}
		all = append(all, v)
		if v.Verdict == VerdictWaiting {
			open[in.Item.ID] = in
			continue
		}
		x.log.InfoContext(ctx, "settled", "item", v.Intent.ItemID, "verdict", v.Verdict)
		x.cfg.Notify(IntentSettled{v})
	}
	return all, open, nil
}

// settleItem judges an intent by a reading that began at start or later, and records the verdict.
func (x *session) settleItem(ctx context.Context, target ItemTarget, in Intent, start time.Time) (Settled, error) {
	v := Settled{Intent: in, Verdict: VerdictWaiting, Advice: ReasonUnsettled.itemAdvice(), NotBefore: x.ripe(in)}
	if start.Before(v.NotBefore) {
		return v, nil
	}
	now, err := target.Items(ctx, itemRef(*in.Item))
	if err != nil && ends(ctx, err) {
		return v, err
	}
	if err != nil {
		v.Detail = clip(err.Error())
		return v, nil
	}
	v = judgeItem(in, now)
	return v, x.endItem(ctx, v.Intent.Attempt, Fact(v.Verdict), v.Detail, x.id)
}

// judgeItem looks at what is there once the settle window has passed. An item that has the identifier of a lost create
// either is what was asked, or shows that nothing more may come of it: identifiers are unique within a site, and a second
// one is refused or called a copy (unverified: U41).
func judgeItem(in Intent, now []plan.CatalogItem) Settled {
	v := Settled{Intent: in, Verdict: VerdictEdited, Advice: ReasonItemChanged.itemAdvice()}
	switch {
	case len(now) == 0 && in.Verb == plan.VerbCreate:
		return Settled{Intent: in, Verdict: VerdictNotDone}
	case len(now) == 0:
		v.Verdict, v.Detail = VerdictGone, "item "+in.ItemID
		return v
	case len(now) == 1 && asAsked(*in.Item, now[0]):
		in.ItemID = now[0].ID
		return Settled{Intent: in, Verdict: VerdictDone, Detail: "item " + in.ItemID}
	case in.Verb == plan.VerbUpdate && now[0].Doubt == "" && len(in.Item.Before.Changes(now[0])) == 0:
		return Settled{Intent: in, Verdict: VerdictNotDone}
	}
	v.Intent.ItemID = now[0].ID
	v.Detail = "item " + now[0].ID + ": " + inWords(in.Item.After.Changes(now[0]))
	return v
}

// endItem commits the outcome of a write to the catalog: its journal entry, and the end of its intent. Nothing is owned:
// whatever people do to the item later is theirs.
func (x *session) endItem(ctx context.Context, a Attempt, f Fact, detail, by string) error {
	var b batch
	b.put(KindJournal, a.outcomeKey(), IfAny, Entry{Attempt: a, At: x.now(), Fact: f, Detail: clip(detail), By: by})
	b.drop(KindItemIntent, a.Item.ID)
	return x.commit(ctx, &b)
}
