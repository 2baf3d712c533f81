package usagesync

import (
	"context"
	"fmt"

	"github.com/psasync/psasync/usagesync/plan"
)

// Pruned says how much Prune removed.
type Pruned struct {
	Runs    int `json:"runs"` // with their journals
	Reports int `json:"reports"`
	Plans   int `json:"plans"` // what they were made from
	Lines   int `json:"lines"` // as a month was applied to them
}

// Prune removes the records of the months before a period: runs with their journals, reports, what plans were made from,
// and what the months were applied as. What is owned stays, and so does everything of a run that has a write whose outcome
// is not known, or that is still under way. What is removed can't be explained or undone any more. It takes the lane's
// lease; a period that is not over is refused.
func (s *Syncer) Prune(ctx context.Context, before plan.Period) (Pruned, error) {
	set, err := s.readSettings(ctx)
	if err != nil {
		return Pruned{}, err
	}
	today, err := s.today(&set.value)
	if err != nil {
		return Pruned{}, err
	}
	if plan.LastFinished(today).Before(before) {
		return Pruned{}, fmt.Errorf("usagesync: %s is needed for the next plan: prune what is before %s at most", before.Prev(), plan.LastFinished(today))
	}
	x, err := s.open(ctx)
	if err != nil {
		return Pruned{}, err
	}
	defer x.lease.release(ctx)
	p := pruning{session: x, before: before, held: map[string]bool{}}
	err = p.all(ctx)
	return p.done, err
}

type pruning struct {
	*session
	before plan.Period
	held   map[string]bool // runs that must stay
	report string          // the report of the run that is under way
	done   Pruned
}

func (p *pruning) all(ctx context.Context) error {
	for _, in := range p.intents {
		p.held[in.Run] = true
	}
	for in, err := range p.ItemIntents(ctx) {
		if err != nil {
			return err
		}
		p.held[in.Run] = true
	}
	at, _, err := p.readCursor(ctx)
	if err != nil {
		return err
	}
	if at.Phase != phaseOver {
		p.held[at.Run], p.report = true, at.Usage
	}
	for _, prune := range []func(context.Context) error{p.runs, p.reports, p.plans, p.lines} {
		if err := prune(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *pruning) runs(ctx context.Context) error {
	var old []string
	for r, err := range p.Runs(ctx) {
		if err != nil {
			return err
		}
		if r.Period.Before(p.before) && !p.held[r.ID] {
			old = append(old, r.ID)
		}
	}
	for _, id := range old {
		if err := p.sweep(ctx, KindJournal, id+"/"); err != nil {
			return err
		}
		var b batch
		b.drop(KindRun, id)
		if err := p.commit(ctx, &b); err != nil {
			return err
		}
		p.done.Runs++
	}
	return nil
}

func (p *pruning) reports(ctx context.Context) error {
	stored, keys, err := heads[storedUsage](ctx, p.Syncer, KindUsage, "", 2)
	if err != nil {
		return err
	}
	for i, u := range stored {
		if !u.Period.Before(p.before) || keys[i] == p.report {
			continue
		}
		if err := p.sweepList(ctx, KindUsage, keys[i]); err != nil {
			return err
		}
		p.done.Reports++
	}
	return nil
}

func (p *pruning) plans(ctx context.Context) error {
	kept, keys, err := heads[basis](ctx, p.Syncer, KindBasis, "", 2)
	if err != nil {
		return err
	}
	for i, b := range kept {
		if !b.Input.Period.Before(p.before) {
			continue
		}
		if err := p.sweepList(ctx, KindBasis, keys[i]); err != nil {
			return err
		}
		p.done.Plans++
	}
	return nil
}

func (p *pruning) lines(ctx context.Context) error {
	old := map[plan.Period]int{}
	for l, err := range scan[plan.Line](ctx, p.Syncer, KindApplied, "") {
		if err != nil {
			return err
		}
		if !l.Period.Before(p.before) {
			break // keys are in the order of periods
		}
		old[l.Period]++
	}
	for period, n := range old {
		if err := p.sweep(ctx, KindApplied, period.String()+"/"); err != nil {
			return err
		}
		p.done.Lines += n
	}
	return nil
}
