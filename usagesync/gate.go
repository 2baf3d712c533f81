package usagesync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// The lists of a plan.
const (
	listSteps    = "steps"
	listFindings = "findings"
)

// passedNothing says why a plan without a step that may write passed the gate.
const passedNothing = "nothing-to-write"

// propose stores a plan and brings it to the gate. The cursor names it before its first step is there. A plan that is out
// of date already, because the run was told another day, ends the run.
func (x *slicing) propose(ctx context.Context, p plan.Plan) error {
	if usageKey(p.Period, p.UsageHash) != x.at.Usage {
		return storeError("read usage "+x.at.Usage, fmt.Errorf("it reads as %s: has it text that is not UTF-8?", brief(p.UsageHash)))
	}
	if p.Expires.Before(x.day) {
		x.at.Phase = phaseOver
		return errors.Join(&ExpiredError{p.Expires, x.day}, x.save(ctx, new(batch)))
	}
	if x.at.Digest != "" {
		if err := x.sweepList(ctx, KindPlan, x.at.Digest); err != nil {
			return err
		}
	}
	x.at.Digest = p.Digest
	if err := x.save(ctx, new(batch)); err != nil {
		return err
	}
	if err := putList(ctx, x.session, KindPlan, p.Digest+"/"+listSteps, p.Steps); err != nil {
		return err
	}
	if err := putList(ctx, x.session, KindPlan, p.Digest+"/"+listFindings, p.Findings); err != nil {
		return err
	}
	x.at.Writes = 0
	for _, s := range p.Steps {
		if s.Writes() {
			x.at.Writes++
		}
	}
	x.at.Phase, x.at.Expires = PhaseGate, p.Expires
	p.Steps, p.Findings = nil, nil
	var b batch
	b.put(KindPlan, p.Digest, IfAny, p)
	return x.save(ctx, &b)
}

// gate lets an approved plan pass.
func (x *slicing) gate(ctx context.Context) (Slice, error) {
	at, rev, err := x.readCursor(ctx) // a person may have decided since the slice began
	if err != nil {
		return Slice{}, err
	}
	x.at, x.total = at, at.Writes
	switch {
	case at.Decision.isRejection():
		return x.says(SliceMore), nil // the next slice begins another run
	case at.Decision.Approved:
		x.at.Passed = at.Decision.By
	case at.Writes == 0:
		x.at.Passed = passedNothing
	case x.req.Approve == ApproveWithinLimits:
		x.at.Passed = string(ApproveWithinLimits)
	default:
		return x.says(SliceWait), nil
	}
	x.at.Phase = PhaseApply
	var b batch
	b.put(KindCursor, cursorKey, rev, x.at)
	if err := x.commit(ctx, &b); errors.Is(err, ErrConflict) {
		x.at = at
		return x.says(SliceMore), nil
	} else if err != nil {
		return Slice{}, err
	}
	return Slice{}, nil
}

// Pending returns the plan that waits at the gate for a decision. Without one the error wraps ErrNotFound.
func (s *Syncer) Pending(ctx context.Context) (plan.Plan, error) {
	c, _, err := s.readCursor(ctx)
	if err != nil {
		return plan.Plan{}, err
	}
	if c.Phase != PhaseGate || c.Decision.By != "" {
		return plan.Plan{}, fmt.Errorf("a plan that waits for a decision: %w", ErrNotFound)
	}
	return s.StoredPlan(ctx, c.Digest)
}

// StoredPlan returns the plan that the latest run by slices made, until another run begins. Any other is ErrNotFound.
func (s *Syncer) StoredPlan(ctx context.Context, digest string) (plan.Plan, error) {
	p, _, err := get[plan.Plan](ctx, s, KindPlan, digest)
	if err != nil {
		return plan.Plan{}, err
	}
	if p.Steps, err = getList[plan.Step](ctx, s, KindPlan, digest+"/"+listSteps); err != nil {
		return plan.Plan{}, err
	}
	p.Findings, err = getList[plan.Finding](ctx, s, KindPlan, digest+"/"+listFindings)
	return p, err
}

// Approve lets the plan that waits at the gate pass: the next slice carries it out. Who approved it is stored in the run's
// record. It takes no lease. A plan of another digest is a *DigestError, one that is too old an *ExpiredError; without a
// plan that waits the error wraps ErrNotFound.
func (s *Syncer) Approve(ctx context.Context, digest, who string) error {
	return s.decide(ctx, digest, decision{By: who, Approved: true})
}

// Reject ends the run whose plan waits at the gate: the next slice begins another one. Its errors are Approve's.
func (s *Syncer) Reject(ctx context.Context, digest, who string) error {
	return s.decide(ctx, digest, decision{By: who})
}

func (s *Syncer) decide(ctx context.Context, digest string, d decision) error {
	if d.By == "" {
		return errors.New("usagesync: a decision names who took it")
	}
	set, err := s.readSettings(ctx)
	if err != nil {
		return err
	}
	today, err := s.today(&set.value)
	if err != nil {
		return err
	}
	for {
		c, rev, err := s.readCursor(ctx)
		switch {
		case err != nil:
			return err
		case c.Phase != PhaseGate:
			return fmt.Errorf("a plan that waits for a decision: %w", ErrNotFound)
		case c.Digest != digest:
			return &DigestError{Approved: digest, Declared: c.Digest, Computed: c.Digest}
		case c.Expires.Before(today):
			return &ExpiredError{c.Expires, today}
		}
		c.Decision = d
		c.Decision.At = time.Now().UTC()
		var b batch
		b.put(KindCursor, cursorKey, rev, c)
		if b.err != nil {
			return storeError("encode", b.err)
		}
		if err := s.cfg.Store.Commit(ctx, s.cfg.Partner, Fence{}, b.writes...); !errors.Is(err, ErrConflict) {
			return storeError("decide", err)
		}
	}
}
