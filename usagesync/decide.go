package usagesync

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Dismiss ends the quarantine of a line: a person looked at the agreement and cancelled there what is not wanted. What is
// left of the line's item is a candidate like any other: the next plan withholds the line until one is adopted. Who and
// why are stored in the journal. Without an intent in quarantine the error wraps ErrNotFound.
func (s *Syncer) Dismiss(ctx context.Context, line, who, why string) error {
	if who == "" || why == "" {
		return errors.New("usagesync: a decision names who took it, and why")
	}
	x, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer x.lease.release(ctx)
	in, ok := x.intents[line]
	if !ok || in.State != IntentQuarantined {
		return fmt.Errorf("line %q: a quarantine: %w", line, ErrNotFound)
	}
	return x.end(ctx, in.Attempt, FactDismissed, why, who)
}

// Forget gives up a line: its addition is gone, moved or ended for good, or shall be a person's own from now on. The
// addition stays as it is; the next plan treats the line as any that is not ours. Who and why are stored in the journal.
// A line that is not owned is ErrNotFound; one whose last write is not settled is an error.
func (s *Syncer) Forget(ctx context.Context, line, who, why string) error {
	if who == "" || why == "" {
		return errors.New("usagesync: a decision names who took it, and why")
	}
	x, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer x.lease.release(ctx)
	l, ok := x.lines[line]
	if !ok {
		return fmt.Errorf("line %q: %w", line, ErrNotFound)
	}
	if in, ok := x.intents[line]; ok {
		return fmt.Errorf("line %q: its last write, of %s, is not settled yet", line, in.At.Format(time.RFC3339))
	}
	a := Attempt{
		Run: x.id, Number: 1, Digest: l.Digest, Period: l.Period, AgreementID: l.AgreementID, ItemID: l.ItemID,
		AdditionID: l.AdditionID, Quantity: l.Quantity, Sources: l.Sources,
	}
	var b batch
	b.drop(KindLine, line)
	b.put(KindJournal, a.outcomeKey(), IfNew, Entry{Attempt: a, At: x.now(), Fact: FactForgotten, Detail: clip(why), By: who})
	if err := x.commit(ctx, &b); err != nil {
		return err
	}
	return x.unclaim(ctx, l.AdditionID)
}
