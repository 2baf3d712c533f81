package usagesync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// Why a run can't be undone as a whole, with ErrNotFound. Match them with errors.Is.
var (
	ErrNothingToUndo  = errors.New("it changed nothing")
	ErrRunGoesOn      = errors.New("it is still under way; undo it when it is finished")
	ErrWroteToCatalog = errors.New("it wrote to the catalog, not to additions; plan its undo with PlanItemUndo")
)

// UndoError says that there is no plan to undo a run: the store has no such run (ErrNotFound), it changed nothing
// (ErrNothingToUndo) or something else (ErrWroteToCatalog, for UndoPlan), or its next slice would do again what is taken
// back (ErrRunGoesOn).
type UndoError struct {
	Run     string
	Closest []string // of a run that is not there: the ids most like it, the latest first
	Err     error
}

func (e *UndoError) Error() string {
	text := fmt.Sprintf("undo run %q: %v", e.Run, e.Err)
	if len(e.Closest) > 0 {
		text += "; the closest are " + strings.Join(e.Closest, ", ")
	}
	return text
}

// Unwrap returns which of these it is.
func (e *UndoError) Unwrap() error { return e.Err }

// UndoPlan makes the plan that takes a run back, an undo included. It reads the run's journal, and the settings, lines,
// directory and additions as they are now; it only reads. What can't be taken back is withheld in the plan with its
// reason. Settle first what is unsettled: those lines are withheld too.
//
// The plan is shown, approved and applied like any other, and what applies it is a run that can be undone. The lines it
// takes back stay ours, with the quantity and the sources from before and the run's period: the next plan of that period
// wants the change again, unless what was wrong is corrected.
//
// A run that can't be undone as a whole is an *UndoError, what can't be read to its end a *PlanError.
func (s *Syncer) UndoPlan(ctx context.Context, run string) (plan.Plan, error) {
	rec, err := s.undoable(ctx, run)
	if err != nil {
		return plan.Plan{}, err
	}
	u := undoing{s.gather(rec.Period, plan.Date{}), plan.UndoInput{Run: run}, false}
	if err := u.phase(ctx, PhaseHistory, u.fromJournal); err != nil {
		return plan.Plan{}, err
	}
	switch {
	case len(u.undo.Writes) > 0:
	case u.catalog:
		return plan.Plan{}, &UndoError{Run: run, Err: ErrWroteToCatalog}
	default:
		return plan.Plan{}, &UndoError{Run: run, Err: ErrNothingToUndo}
	}
	for _, phase := range []struct {
		name Phase
		read func(context.Context) (done int, err error)
	}{
		{PhaseSettings, u.settings},
		{PhaseDirectory, u.directory},
		{PhaseLines, u.lines},
		{PhaseAdditions, u.fromAgreements},
	} {
		if err := u.phase(ctx, phase.name, phase.read); err != nil {
			return plan.Plan{}, err
		}
	}
	s.remember(u.read)
	return u.plan(ctx), nil
}

// undoable returns the record of a run that is over.
func (s *Syncer) undoable(ctx context.Context, run string) (Run, error) {
	rec, _, err := get[Run](ctx, s, KindRun, run)
	if errors.Is(err, ErrNotFound) {
		closest, err := s.closestRuns(ctx, run)
		if err != nil {
			return Run{}, err
		}
		return Run{}, &UndoError{Run: run, Closest: closest, Err: ErrNotFound}
	}
	if err != nil {
		return Run{}, err
	}
	set, err := s.readSettings(ctx)
	if err != nil {
		return Run{}, err
	}
	today, err := s.today(&set.value)
	if err != nil {
		return Run{}, err
	}
	at, _, err := s.readCursor(ctx)
	if err == nil && at.Run == run && at.goesOn(today) {
		err = &UndoError{Run: run, Err: ErrRunGoesOn}
	}
	return rec, err
}

// closestRuns returns the ids that begin most like an unknown one. Of those that are equally alike, such as all of them,
// the latest come first.
func (s *Syncer) closestRuns(ctx context.Context, run string) ([]string, error) {
	const most = 3
	alike := func(id string) int {
		n := 0
		for n < min(len(id), len(run)) && id[n] == run[n] {
			n++
		}
		return n
	}
	var ids []string
	for r, err := range s.Runs(ctx) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
	}
	slices.Reverse(ids)
	slices.SortStableFunc(ids, func(a, b string) int { return alike(b) - alike(a) })
	return ids[:min(len(ids), most)], nil
}

// undoing collects what an undo is planned from.
type undoing struct {
	*gathering
	undo    plan.UndoInput
	catalog bool // the run wrote to the catalog
}

// fromJournal reads what the run wrote, what was taken back of it since, and what other partners of the site own.
func (u *undoing) fromJournal(ctx context.Context) (int, error) {
	last := map[int]Entry{} // by the number of the attempt; its outcome stands behind its intent
	for e, err := range u.Journal(ctx, u.undo.Run) {
		if err != nil {
			return 0, err
		}
		if e.Item != nil {
			u.catalog = true
			continue
		}
		last[e.Number] = e
	}
	for _, n := range slices.Sorted(maps.Keys(last)) {
		if e := last[n]; e.Fact != FactNotDone {
			u.undo.Writes = append(u.undo.Writes, plan.Write{
				Verb: e.Verb, AgreementID: e.AgreementID, ItemID: e.ItemID, AdditionID: e.AdditionID, Before: e.Before,
				Quantity: e.Quantity, Effective: e.Effective, Invoice: e.Invoice, Fed: e.Fed,
			})
		}
	}
	for r, err := range scanAfter[Run](ctx, u.Syncer, KindRun, "", u.undo.Run, scanPage) {
		if err != nil {
			return 0, err
		}
		if r.Undoes != u.undo.Run {
			continue
		}
		for e, err := range u.Journal(ctx, r.ID) {
			if err != nil {
				return 0, err
			}
			if e.Fact == FactDone {
				u.undo.Undone = append(u.undo.Undone, e.Line())
			}
		}
	}
	var err error
	u.undo.Claims, err = u.claims(ctx)
	return len(u.undo.Writes), err
}

// fromAgreements reads the additions of the agreements that the run wrote to, if they still exist.
func (u *undoing) fromAgreements(ctx context.Context) (int, error) {
	exists := map[string]bool{}
	for _, a := range u.in.Directory.Agreements {
		exists[a.ID] = true
	}
	var ids []string
	for _, w := range u.undo.Writes {
		if exists[w.AgreementID] {
			ids = append(ids, w.AgreementID)
			exists[w.AgreementID] = false
		}
	}
	return len(ids), u.readAll(ctx, ids, func(id string, r reading[[]plan.Addition]) {
		u.read[id] = r
		u.undo.Additions = append(u.undo.Additions, plan.AgreementAdditions{AgreementID: id, Additions: r.value})
		u.cfg.Notify(ReadProgress{PhaseAdditions, len(u.read), len(ids)})
	})
}

// plan makes the plan of what was gathered.
func (u *undoing) plan(ctx context.Context) plan.Plan {
	in := u.undo
	in.Partner, in.Period, in.Today, in.Settings = u.in.Partner, u.in.Period, u.in.Today, u.in.Settings
	in.Directory, in.Lines, in.Open = u.in.Directory, u.in.Lines, u.in.Open
	p := plan.Undo(in)
	u.log.InfoContext(ctx, "planned an undo", "partner", p.Partner, "run", in.Run, "digest", p.Digest, "steps", len(p.Steps))
	return p
}
