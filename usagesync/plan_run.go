package usagesync

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/psasync/psasync/usagesync/plan"
)

// PlanRequest says what to plan. The zero value plans the last finished month, today.
type PlanRequest struct {
	Period   plan.Period    // none: the last finished month
	Today    plan.Date      // none: the clock's day in the settings' time zone
	Releases []plan.Release // withheld steps that a person lets through in this plan
	Keep     bool           // store what the plan is made from, so that it can be explained later; takes the lane's lease
}

// Plan reads the customers, the whole usage report, the directory and the additions of every agreement that a route of
// the period or an owned line names, and makes a plan of them. It only reads, from the store too unless the plan is to be
// kept. What can't be read to its end, or kept, is a *PlanError and no plan.
func (s *Syncer) Plan(ctx context.Context, req PlanRequest) (plan.Plan, error) {
	for _, r := range req.Releases {
		if err := plan.CheckDecision(r.Decision); err != nil {
			return plan.Plan{}, fmt.Errorf("release of %q: %w", r.Step, err)
		}
	}
	g := s.gather(req.Period, req.Today)
	g.in.Releases = req.Releases
	for _, phase := range []struct {
		name Phase
		read func(context.Context) (done int, err error)
	}{
		{PhaseSettings, g.settings},
		{PhaseTenants, g.tenants},
		{PhaseUsage, g.usage},
		{PhaseDirectory, g.directory},
		{PhaseLines, g.lines},
		{PhaseHistory, g.history},
		{PhaseAdditions, g.additions},
	} {
		if err := g.phase(ctx, phase.name, phase.read); err != nil {
			return plan.Plan{}, err
		}
	}
	p := g.build(ctx)
	if req.Keep {
		if err := g.keep(ctx, p.Digest); err != nil {
			return plan.Plan{}, &PlanError{g.in.Period, PhaseKeep, err}
		}
	}
	s.remember(g.read)
	return p, nil
}

// keep stores what the plan was made from.
func (g *gathering) keep(ctx context.Context, digest string) error {
	x, err := g.take(ctx)
	if err != nil {
		return err
	}
	defer x.lease.release(ctx)
	return x.lease.during(ctx, func(ctx context.Context) error { return x.keepBasis(ctx, g.in, digest) })
}

// gathering collects what a plan is made from. Each method that reads returns how much it read.
type gathering struct {
	*Syncer
	in    plan.Input
	owned []ownedLine
	read  map[string]reading[[]plan.Addition] // by agreement
}

func (s *Syncer) gather(p plan.Period, today plan.Date) *gathering {
	in := plan.Input{Partner: s.cfg.Partner, Member: s.cfg.Member, Period: p, Today: today}
	return &gathering{Syncer: s, in: in, read: map[string]reading[[]plan.Addition]{}}
}

// phase does one phase of the gathering.
func (g *gathering) phase(ctx context.Context, name Phase, read func(context.Context) (done int, err error)) error {
	g.cfg.Notify(ReadProgress{Phase: name})
	done, err := read(ctx)
	if err != nil {
		return &PlanError{g.in.Period, name, err}
	}
	g.cfg.Notify(ReadProgress{name, done, done})
	return nil
}

// build makes the plan of what was gathered.
func (g *gathering) build(ctx context.Context) plan.Plan {
	for _, id := range slices.Sorted(maps.Keys(g.read)) {
		g.in.Additions = append(g.in.Additions, plan.AgreementAdditions{AgreementID: id, Additions: g.read[id].value})
	}
	p := plan.Build(g.in)
	g.log.InfoContext(ctx, "planned", "partner", p.Partner, "period", p.Period.String(), "digest", p.Digest, "steps", len(p.Steps), "findings", len(p.Findings))
	return p
}

func (g *gathering) settings(ctx context.Context) (int, error) {
	set, _, err := g.Settings(ctx)
	if err != nil {
		return 0, err
	}
	today, err := g.today(&set)
	if err != nil {
		return 0, err
	}
	g.in.Settings = set
	if g.in.Today.IsZero() {
		g.in.Today = today
	}
	if g.in.Period.IsZero() {
		g.in.Period = plan.LastFinished(g.in.Today)
	}
	g.cfg.Notify(PlanStarted{g.in.Period, g.in.Today})
	return 1, nil
}

func (g *gathering) tenants(ctx context.Context) (int, error) {
	for t, err := range g.cfg.Source.Tenants(ctx) {
		if err != nil {
			return 0, err
		}
		g.in.Tenants = append(g.in.Tenants, t)
	}
	return len(g.in.Tenants), nil
}

func (g *gathering) usage(ctx context.Context) (int, error) {
	u, err := g.cfg.Source.Usage(ctx, g.in.Period)
	if err == nil && u.Period != g.in.Period {
		err = fmt.Errorf("the source returned the report of %s: %w", u.Period, ErrIncomplete)
	}
	g.in.Usage = u
	return len(u.Rows), err
}

func (g *gathering) directory(ctx context.Context) (_ int, err error) {
	g.in.Directory, err = g.cfg.Target.Directory(ctx)
	return len(g.in.Directory.Agreements), err
}

// lines reads what is owned, and the lines that wait for an unknown outcome.
func (g *gathering) lines(ctx context.Context) (int, error) {
	for l, err := range scan[ownedLine](ctx, g.Syncer, KindLine, "") {
		if err != nil {
			return 0, err
		}
		g.owned, g.in.Lines = append(g.owned, l), append(g.in.Lines, l.Line)
	}
	for in, err := range g.Intents(ctx) {
		if err != nil {
			return 0, err
		}
		g.in.Open = append(g.in.Open, in.Line())
	}
	return len(g.in.Lines), nil
}

func (g *gathering) additions(ctx context.Context) (int, error) {
	ids := g.agreements()
	return len(ids), g.readAll(ctx, ids, func(id string, r reading[[]plan.Addition]) {
		g.read[id] = r
		g.cfg.Notify(ReadProgress{PhaseAdditions, len(g.read), len(ids)})
	})
}

// agreements returns the ids of the agreements that matter: those that a route of the period or an owned line names, if
// they exist.
func (g *gathering) agreements() []string {
	named := map[string]bool{}
	for _, r := range g.in.Settings.Routes {
		if p := g.in.Period; (r.From.IsZero() || !p.Before(r.From)) && (r.To.IsZero() || !r.To.Before(p)) {
			named[r.AgreementID] = true
		}
	}
	for _, l := range g.in.Lines {
		named[l.AgreementID] = true
	}
	exists := map[string]bool{}
	for _, a := range g.in.Directory.Agreements {
		exists[a.ID] = true
	}
	maps.DeleteFunc(named, func(id string, _ bool) bool { return !exists[id] })
	return slices.Sorted(maps.Keys(named))
}
