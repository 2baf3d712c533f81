package usagesync

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// confirmBatch is how many lines one commit confirms.
const confirmBatch = 200

// confirm records the period and the sources of the lines that were right as they are: the period was applied to them
// all the same, and what feeds them now may not disappear unnoticed later. Nothing is sent.
func (r *run) confirm(ctx context.Context) error {
	var changed []ownedLine
	for _, s := range r.plan.Steps {
		if s.Verb != plan.VerbNone {
			continue
		}
		line, ok, err := r.confirmed(ctx, s)
		if err != nil {
			return err
		}
		if ok {
			changed = append(changed, line)
		}
	}
	for part := range slices.Chunk(changed, confirmBatch) {
		var b batch
		for _, line := range part {
			b.put(KindLine, line.ID(), IfAny, line)
			b.put(KindApplied, appliedKey(line.Line), IfAny, line.Line)
		}
		if err := r.commit(ctx, &b); err != nil {
			return err
		}
	}
	return nil
}

// confirmed returns a line as it is to be remembered after a step that changes nothing; ok is false when it is
// remembered so already, or when the plan is not right about it any more.
func (r *run) confirmed(ctx context.Context, s plan.Step) (line ownedLine, ok bool, err error) {
	was, owned := r.lines[s.ID]
	if _, open := r.intents[s.ID]; !owned || open || was.AdditionID != s.AdditionID || r.plan.Period.Before(was.Period) {
		return line, false, nil
	}
	line = was
	line.Digest, line.At = r.plan.Digest, r.now()
	line.Period, line.Quantity, line.Invoice, line.Sources = r.plan.Period, s.Quantity, s.InvoiceDate, s.Sources
	if was.Period == line.Period && was.Quantity == line.Quantity {
		line.Invoice = cmp.Or(was.Invoice, line.Invoice) // the month is on that invoice already, however often it is synced
	}
	if was.Period == line.Period && was.Quantity == line.Quantity && was.Invoice == line.Invoice && slices.Equal(was.Sources, line.Sources) {
		return line, false, nil
	}
	if was.Quantity == line.Quantity {
		return line, true, nil
	}
	// Somebody set the quantity that the plan wants anyway. It is ours only if it still holds it.
	list, err := r.list(ctx, s.AgreementID, time.Now().Add(-readingTrust))
	if err != nil && ends(ctx, err) {
		return line, false, err
	}
	a, ok := find(list, s.AdditionID)
	return line, ok && a.Quantity == line.Quantity, nil
}
