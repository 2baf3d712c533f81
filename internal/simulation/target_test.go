package simulation_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// target is the site as a process reaches it: with points around every call, and with faults.
type target struct{ p *process }

func (t target) Directory(context.Context) (plan.Directory, error) {
	return around(t.p, "the directory", func() (plan.Directory, error) { return directory(), t.p.readError() })
}

func (t target) Agreements(_ context.Context, ids []string) ([]plan.Agreement, error) {
	return around(t.p, "the agreements", func() ([]plan.Agreement, error) { return agreementsNamed(ids), t.p.readError() })
}

// Additions is what Plan calls from several goroutines, in an order that nobody knows: nothing is drawn there.
func (t target) Additions(_ context.Context, agreement string) ([]plan.Addition, error) {
	if t.p.planning {
		if agreement == t.p.unreadable {
			return nil, errAway
		}
		return t.p.list(agreement), nil
	}
	return around(t.p, "the list of "+agreement, func() ([]plan.Addition, error) {
		t.p.takeTime(time.Second)
		if err := t.p.readError(); err != nil {
			return nil, err
		}
		return t.p.list(agreement), nil
	})
}

func (t target) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	what := "the create of " + plan.LineID(n.AgreementID, n.ItemID) + ", " + n.Quantity.String()
	return around(t.p, what, func() (plan.Addition, error) {
		if !time.Now().Before(n.SendBefore) || ctx.Err() != nil {
			return plan.Addition{}, usagesync.NotDone(errTooLate)
		}
		return t.p.request(ctx, what, func() plan.Addition { return t.p.create(n) })
	})
}

func (t target) Update(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	what := "the update of " + ref.ID + " to " + c.Quantity.String()
	return around(t.p, what, func() (plan.Addition, error) {
		if ctx.Err() != nil {
			return plan.Addition{}, usagesync.NotDone(errTooLate)
		}
		t.p.mayTouch(ref)
		return t.p.request(ctx, what, func() plan.Addition { return t.p.update(ref, c) })
	})
}

// request carries a write to the site, or what is left of it.
func (p *process) request(ctx context.Context, what string, do func() plan.Addition) (plan.Addition, error) {
	sent, f := time.Now(), p.odds.fault(p.rnd)
	p.say("%s: %s: %s", p.name, what, f)
	p.takeTime(3 * time.Second)
	if f != late {
		p.count(string(f), 1)
	}
	var none plan.Addition
	switch f {
	case throttled:
		return none, usagesync.NotDone(errLimit)
	case revoked:
		return none, usagesync.NotDone(usagesync.Stop(errAccess))
	case unavailable:
		return none, errAway
	case lost:
		return none, p.giveUp(ctx)
	case late:
		due := sent.Add(p.lateness())
		p.later(due, func() { p.say("%s took effect at %s: addition %s", what, due.Format(clock), do().ID) })
		err := p.giveUp(ctx)
		if !due.After(time.Now()) {
			f = dropped
		}
		p.count(string(f), 1)
		return none, err
	default:
	}
	done := p.now(do)
	p.say("addition %s", done.ID)
	switch f {
	case dropped:
		return none, p.giveUp(ctx)
	case failed:
		return none, errInternal
	default:
		return done, nil
	}
}

// lateness draws how long after its request a write takes effect: just within the settle window, every third time.
func (s *schedule) lateness() time.Duration {
	if s.rnd.IntN(3) == 0 {
		return usagesync.DefaultSettle - 1 - anyTime(s.rnd, time.Second)
	}
	return anyTime(s.rnd, usagesync.DefaultSettle)
}

// giveUp is a connection that breaks, at once or as late as the client waits.
func (p *process) giveUp(ctx context.Context) error {
	if p.rnd.IntN(2) == 0 {
		return errReset
	}
	<-ctx.Done()
	return errors.Join(errReset, ctx.Err())
}

func (p *process) readError() error {
	if p.rnd.IntN(1000) >= p.odds.list {
		return nil
	}
	p.count("read errors", 1)
	return errAway
}

func (p *process) takeTime(atMost time.Duration) { time.Sleep(anyTime(p.rnd, atMost)) }

func anyTime(rnd *rand.Rand, below time.Duration) time.Duration {
	return time.Duration(rnd.Int64N(int64(below)))
}

// now lets a write take effect, later puts it off.
func (s *site) now(do func() plan.Addition) plan.Addition {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	return do()
}

func (s *site) later(due time.Time, do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = append(s.late, commit{due, do})
}
