package usagesync

import (
	"context"
	"maps"
	"slices"

	"github.com/psasync/psasync/usagesync/plan"
)

// Drift is an addition that is not what the sync left, or one that stands beside it.
type Drift struct {
	Line     string        `json:"line"`
	Code     plan.Code     `json:"code"` // edited-by-hand, addition-gone, addition-ended, addition-moved, sibling-addition
	Addition string        `json:"additionId"`
	Left     plan.Quantity `json:"left"` // what the sync left; of another addition nothing
	Now      plan.Quantity `json:"now"`
	By       string        `json:"by,omitempty"` // who edited it last, where the target says
	At       string        `json:"at,omitempty"`
}

// Drift compares what the sync owns with what the target holds now, and returns the differences, by line. It reads the
// additions of every agreement that the sync owns a line on, and changes nothing.
func (s *Syncer) Drift(ctx context.Context) ([]Drift, error) {
	owned := map[string][]plan.Line{}
	for l, err := range s.Lines(ctx) {
		if err != nil {
			return nil, err
		}
		owned[l.AgreementID] = append(owned[l.AgreementID], l)
	}
	today, err := s.day(ctx)
	if err != nil {
		return nil, err
	}
	lists := map[string][]plan.Addition{}
	ids := slices.Sorted(maps.Keys(owned))
	err = s.readAll(ctx, ids, func(id string, r reading[[]plan.Addition]) { lists[id] = r.value })
	if err != nil {
		return nil, err
	}
	all := []Drift{}
	for _, id := range ids {
		for _, l := range owned[id] {
			all = append(all, driftOf(l, owned[id], lists[id], today)...)
		}
	}
	return all, nil
}

// driftOf compares one line with the additions of its agreement.
func driftOf(l plan.Line, lines []plan.Line, list []plan.Addition, today plan.Date) []Drift {
	d := Drift{Line: l.ID(), Addition: l.AdditionID, Left: l.Quantity}
	a, ok := find(list, l.AdditionID)
	d.Now, d.By, d.At = a.Quantity, a.UpdatedBy, a.UpdatedAt
	switch {
	case !ok:
		d.Code = plan.AdditionGone
	case a.ItemID != l.ItemID:
		d.Code = plan.AdditionMoved
	case a.Ended(today):
		d.Code = plan.AdditionEnded
	case a.Quantity != l.Quantity:
		d.Code = plan.EditedByHand
	}
	var all []Drift
	if d.Code != "" {
		all = append(all, d)
	}
	for _, other := range list {
		ours := slices.ContainsFunc(lines, func(o plan.Line) bool { return o.AdditionID == other.ID })
		if other.ItemID == l.ItemID && !ours && !other.Ended(today) {
			all = append(all, Drift{Line: l.ID(), Code: plan.SiblingAddition, Addition: other.ID, Now: other.Quantity, By: other.UpdatedBy, At: other.UpdatedAt})
		}
	}
	return all
}

// day is today, where months are counted.
func (s *Syncer) day(ctx context.Context) (plan.Date, error) {
	set, err := s.readSettings(ctx)
	if err != nil {
		return plan.Date{}, err
	}
	return s.today(&set.value)
}
