package targettest

import (
	"context"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func oneRecord(ctx context.Context, p *probe) {
	goesOn := func(what string, err error) {
		if usagesync.IsStop(err) {
			p.violated("%s: the error ends the run for everybody: %v", what, err)
		}
	}
	missing := usagesync.AdditionRef{AgreementID: p.world.Agreement, ID: p.world.Missing}
	n := p.addition(plan.Units(20))
	create := func(what string, n usagesync.NewAddition) {
		_, err := p.target.Create(ctx, n)
		goesOn(what, err)
	}

	_, err := p.target.Additions(ctx, p.world.Missing)
	goesOn("Additions of an agreement that doesn't exist", err)
	_, err = p.target.Update(ctx, missing, usagesync.Change{Quantity: n.Quantity})
	goesOn("Update of an addition that doesn't exist", err)

	other := n
	other.AgreementID = p.world.Missing
	create("Create on an agreement that doesn't exist", other)
	other = n
	other.SendBefore = time.Now().Add(-time.Second)
	create("Create after SendBefore", other)

	for _, fault := range []struct {
		what string
		arm  func()
	}{
		{"Create that is refused", p.harness.Refuse},
		{"Create whose answer is lost", p.harness.Lose},
		{"Create that is lost", p.harness.LoseBefore},
	} {
		if fault.arm != nil {
			fault.arm()
			create(fault.what, n)
		}
	}
}

func denied(ctx context.Context, p *probe) {
	ref, ok := p.entered(ctx)
	if !ok {
		return
	}
	restore := p.harness.Deny()
	defer restore()
	effect, ok := p.observe(ctx, func() {
		for _, o := range p.everything(ctx, ref) {
			if !usagesync.IsStop(o.err) {
				p.violated("%s under refused credentials: got error %v, want one that Stop wraps", o.method, o.err)
			}
		}
	})
	if ok && !effect.none() {
		p.violated("under refused credentials: %s", effect)
	}
}

type outcome struct {
	method string
	err    error
}

// everything calls each method once and returns the errors.
func (p *probe) everything(ctx context.Context, ref usagesync.AdditionRef) []outcome {
	_, directory := p.target.Directory(ctx)
	_, agreements := p.target.Agreements(ctx, []string{p.world.Child})
	_, additions := p.target.Additions(ctx, ref.AgreementID)
	_, create := p.target.Create(ctx, p.addition(plan.Units(20)))
	_, update := p.target.Update(ctx, ref, usagesync.Change{Quantity: plan.Units(40)})
	return []outcome{{"Directory", directory}, {"Agreements", agreements}, {"Additions", additions}, {"Create", create}, {"Update", update}}
}
