package usagesync

import (
	"context"
	"slices"

	"github.com/psasync/psasync/usagesync/plan"
)

// history reads what a plan needs to know of the past: what this month was applied as where a later one was since, what
// product codes were called, what other partners of the site own and, while a month is closing, what earlier days said.
func (g *gathering) history(ctx context.Context) (_ int, err error) {
	if err := g.applied(ctx); err != nil {
		return 0, err
	}
	if g.in.Seen, err = g.seen(ctx); err != nil {
		return 0, err
	}
	if g.in.Claims, err = g.claims(ctx); err != nil {
		return 0, err
	}
	if g.in.Settings.StateOf(g.in.Period, g.in.Today) == plan.StateClosing {
		g.in.Earlier, err = g.earlier(ctx)
	}
	return 1, err
}

// applied reads the lines to which a later month was applied since.
func (g *gathering) applied(ctx context.Context) error {
	later := map[string]bool{}
	for _, l := range g.in.Lines {
		later[l.ID()] = g.in.Period.Before(l.Period)
	}
	for l, err := range scan[plan.Line](ctx, g.Syncer, KindApplied, g.in.Period.String()+"/") {
		if err != nil {
			return err
		}
		if later[l.ID()] {
			g.in.Applied = append(g.in.Applied, l)
		}
	}
	return nil
}

// appliedKey is that of a line as a month was applied to it.
func appliedKey(l plan.Line) string { return l.Period.String() + "/" + l.ID() }

// earlier reads the complete reports of the month that were read on the latest earlier day.
func (g *gathering) earlier(ctx context.Context) ([]plan.Reading, error) {
	stored, keys, err := heads[storedUsage](ctx, g.Syncer, KindUsage, g.in.Period.String()+"/", 2)
	if err != nil {
		return nil, err
	}
	var latest []readingRef
	for i, u := range stored {
		for _, day := range u.Days {
			if !u.Complete || !day.Before(g.in.Today) || len(latest) > 0 && day.Before(latest[0].Day) {
				continue
			}
			if len(latest) > 0 && latest[0].Day.Before(day) {
				latest = nil
			}
			latest = append(latest, readingRef{day, keys[i]})
		}
	}
	return g.readings(ctx, latest)
}

const seenKey = "codes"

// seen returns what product codes were called in the last report that a plan was kept of.
func (s *Syncer) seen(ctx context.Context) ([]plan.Seen, error) {
	list, _, err := get[[]plan.Seen](ctx, s, KindSeen, seenKey)
	if isNotFound(err) {
		return nil, nil
	}
	return list, err
}

// rememberCodes stores what a report calls its product codes.
func (x *session) rememberCodes(ctx context.Context, u plan.Usage) error {
	known := map[plan.Seen]bool{}
	for i := range u.Rows {
		if r := &u.Rows[i]; r.Description != "" {
			known[plan.Seen{ProductCode: r.ProductCode, Description: r.Description}] = true
		}
	}
	list := make([]plan.Seen, 0, len(known))
	for s := range known {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b plan.Seen) int {
		return slices.Compare([]string{a.ProductCode, a.Description}, []string{b.ProductCode, b.Description})
	})
	var b batch
	b.put(KindSeen, seenKey, IfAny, list)
	return x.commit(ctx, &b)
}
