package targettest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

func cancelled(ctx context.Context, p *probe) {
	ref, ok := p.entered(ctx)
	if !ok {
		return
	}
	dead, cancel := context.WithCancel(ctx)
	cancel()
	late, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
	defer cancel()
	for _, over := range []context.Context{dead, late} {
		effect, ok := p.observe(ctx, func() {
			for _, o := range p.everything(over, ref) {
				if !errors.Is(o.err, over.Err()) {
					p.violated("%s under a context that has ended: got error %v, want one that is %q", o.method, o.err, over.Err())
				}
			}
		})
		if ok && !effect.none() {
			p.violated("under a context that has ended: %s", effect)
		}
	}
}

// cutShort ends the context of a create the first, second, third ... time that the target looks at it, until a create
// gets through.
func cutShort(ctx context.Context, p *probe) {
	const most = 64
	for looks := 1; looks <= most; looks++ {
		mortal, cancel := cancelAt(ctx, looks)
		c := creation{asked: p.addition(plan.Units(20))}
		var ok bool
		c.effect, ok = p.observe(ctx, func() { c.answer, c.err = p.target.Create(mortal, c.asked) })
		cancel()
		if !ok {
			return
		}
		p.claims(c, fmt.Sprintf("a context that ended at look %d", looks))
		if c.err == nil {
			return
		}
	}
}

// mortal is a context that ends when it is looked at often enough.
type mortal struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func cancelAt(ctx context.Context, looks int) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancel(ctx)
	m := &mortal{Context: inner, cancel: cancel}
	m.left.Store(int64(looks))
	return m, cancel
}

func (m *mortal) look() {
	if m.left.Add(-1) == 0 {
		m.cancel()
	}
}

func (m *mortal) Done() <-chan struct{} {
	m.look()
	return m.Context.Done()
}

func (m *mortal) Err() error {
	m.look()
	return m.Context.Err()
}
