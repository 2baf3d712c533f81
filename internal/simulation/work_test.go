package simulation_test

import (
	"context"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// work is what a process does in the time of faults: it may settle first, and applies a plan of its own or an older one.
func (p *process) work() {
	ctx := context.Background()
	if p.rnd.IntN(10) == 0 {
		limited, cancel := context.WithTimeout(ctx, anyTime(p.rnd, 2*time.Minute))
		defer cancel()
		ctx = limited
	}
	if p.rnd.IntN(2) == 0 {
		_, err := p.syncer.Settle(ctx)
		p.say("%s settled: %v", p.name, err)
	}
	if len(p.plans) > 0 && p.rnd.IntN(5) == 0 {
		_ = p.apply(ctx, p.plans[p.rnd.IntN(len(p.plans))]) // what went wrong shows in the site and the store
		return
	}
	pl, err := p.plan(ctx)
	if err != nil {
		return
	}
	if p.rnd.IntN(4) == 0 {
		p.standStill("until", "the plan is approved")
	}
	p.takeTime(40 * time.Second)
	p.plans = append(p.plans, pl)
	_ = p.apply(ctx, pl)
}

func (p *process) plan(ctx context.Context) (plan.Plan, error) {
	p.planning, p.unreadable = true, ""
	if p.readError() != nil {
		p.unreadable = agreements[p.rnd.IntN(len(agreements))]
	}
	pl, err := p.syncer.Plan(ctx, usagesync.PlanRequest{Period: october})
	p.planning = false
	p.say("%s plans: %v", p.name, err)
	for _, s := range pl.Steps {
		p.say("  %s %s %s %s %s", s.ID, s.Verb, s.AdditionID, s.Quantity, s.Reason)
	}
	return pl, err
}

func (p *process) apply(ctx context.Context, pl plan.Plan) error {
	p.count("runs", 1)
	res, err := p.syncer.Apply(ctx, pl, pl.Digest)
	p.say("%s applied: %v", p.name, err)
	for _, s := range res.Settled {
		p.say("  settled %s %s %s", s.Intent.Line(), s.Verdict, s.Detail)
	}
	for _, s := range res.Steps {
		p.say("  %s %s %s %s", s.Step.ID, s.Outcome, s.Reason, s.Detail)
	}
	return err
}
