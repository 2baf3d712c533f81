package usagesync

import (
	"context"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// fragmentGroup is how many agreements are read before they are stored and the budget is looked at.
const fragmentGroup = 20

// fragment is what the plan knows of one agreement's additions.
type fragment struct {
	AgreementID string          `json:"agreementId"`
	At          time.Time       `json:"at"` // when reading them began
	Additions   []plan.Addition `json:"additions"`
}

// plan reads the additions of the agreements that matter, as far as the budget goes, and makes a plan once all of them
// are there: of the settings and lines as they are then.
func (x *slicing) plan(ctx context.Context) (Slice, error) {
	g := x.gather(x.at.Period, x.at.Today)
	if err := g.phase(ctx, PhaseSettings, g.settings); err != nil {
		return Slice{}, err
	}
	if err := g.phase(ctx, PhaseLines, g.lines); err != nil {
		return Slice{}, err
	}
	if err := g.phase(ctx, PhaseHistory, g.history); err != nil {
		return Slice{}, err
	}
	var err error
	if g.in.Directory.Agreements, err = getList[plan.Agreement](ctx, x.Syncer, KindPull, x.key(listAgreements)); err != nil {
		return Slice{}, err
	}
	complete := false
	err = g.phase(ctx, PhaseAdditions, func(ctx context.Context) (_ int, err error) {
		complete, err = x.fragments(ctx, g)
		return x.done, err
	})
	if err != nil {
		return Slice{}, err
	}
	if !complete {
		return x.says(SliceMore), nil
	}
	if err := x.pulled(ctx, g); err != nil {
		return Slice{}, err
	}
	p := g.build(ctx)
	if x.req.Keep {
		if err := x.keepBasis(ctx, g.in, p.Digest); err != nil {
			return Slice{}, err
		}
	}
	return Slice{}, x.propose(ctx, p)
}

// fragments completes the fragments. What was read before the sync last changed a line of the agreement does not show
// that change, and is read again: somebody may use Apply between two slices.
func (x *slicing) fragments(ctx context.Context, g *gathering) (complete bool, err error) {
	ids := g.agreements()
	if err := x.recallFragments(ctx, g, ids); err != nil {
		return false, err
	}
	for _, l := range g.owned {
		if r, ok := g.read[l.AgreementID]; ok && r.at.Before(l.At) {
			delete(g.read, l.AgreementID)
		}
	}
	todo := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, ok := g.read[id]; return ok })
	x.done, x.total = len(ids)-len(todo), len(ids)
	for group := range slices.Chunk(todo, fragmentGroup) {
		if err := x.readFragments(ctx, g, group); err != nil {
			return false, err
		}
		if x.spent() {
			return false, nil
		}
	}
	return true, nil
}

// recallFragments loads what earlier slices read.
func (x *slicing) recallFragments(ctx context.Context, g *gathering, ids []string) error {
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	prefix := x.at.Run + "/"
	for f, err := range scanAfter[fragment](ctx, x.Syncer, KindFragment, prefix, prefix, chunkPage) {
		if err != nil {
			return err
		}
		if wanted[f.AgreementID] {
			g.read[f.AgreementID] = reading[[]plan.Addition]{f.At, f.Additions}
		}
	}
	return nil
}

// readFragments reads some agreements and stores them in one commit.
func (x *slicing) readFragments(ctx context.Context, g *gathering, ids []string) error {
	err := x.lease.during(ctx, func(ctx context.Context) error {
		return x.readAll(ctx, ids, func(id string, r reading[[]plan.Addition]) {
			g.read[id], x.additions[id] = r, r
			x.done++
			x.cfg.Notify(ReadProgress{PhaseAdditions, x.done, x.total})
		})
	})
	if err != nil {
		return err
	}
	var b batch
	for _, id := range ids {
		b.put(KindFragment, x.key(id), IfAny, fragment{id, g.read[id].at.UTC(), g.read[id].value})
	}
	return x.commit(ctx, &b)
}

// pulled loads what else the plan is made from.
func (x *slicing) pulled(ctx context.Context, g *gathering) (err error) {
	if g.in.Tenants, err = getList[plan.Tenant](ctx, x.Syncer, KindPull, x.key(listTenants)); err != nil {
		return err
	}
	if g.in.Directory.Companies, err = getList[plan.Company](ctx, x.Syncer, KindPull, x.key(listCompanies)); err != nil {
		return err
	}
	if g.in.Directory.Items, err = getList[plan.Item](ctx, x.Syncer, KindPull, x.key(listItems)); err != nil {
		return err
	}
	g.in.Usage, err = x.storedUsage(ctx, x.at.Usage)
	return err
}
