package usagesync

import (
	"context"
	"errors"

	"github.com/psasync/psasync/usagesync/plan"
)

// ErrItemStays says that a run created a catalog item, which can't be taken back: people retire it in ConnectWise, by
// making it inactive.
var ErrItemStays = errors.New("it created a catalog item, which stays: make it inactive in ConnectWise if it is not wanted")

// PlanItemUndo makes the plan that gives a catalog item back the values from before a run of ApplyItem. It is withheld
// when the item is not what that run left any more. A run that created the item, changed nothing, or is none of ApplyItem,
// is an *UndoError (ErrItemStays, ErrNothingToUndo, ErrNotFound).
func (s *Syncer) PlanItemUndo(ctx context.Context, run string) (plan.ItemPlan, error) {
	var last Entry
	for e, err := range s.Journal(ctx, run) {
		if err != nil {
			return plan.ItemPlan{}, err
		}
		last = e
	}
	switch {
	case last.Item == nil:
		return plan.ItemPlan{}, &UndoError{Run: run, Err: ErrNotFound}
	case last.Fact != FactDone:
		return plan.ItemPlan{}, &UndoError{Run: run, Err: ErrNothingToUndo}
	}
	request, ok := last.Item.Undo()
	if !ok {
		return plan.ItemPlan{}, &UndoError{Run: run, Err: ErrItemStays}
	}
	return s.PlanItem(ctx, request)
}
