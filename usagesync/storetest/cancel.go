package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/psasync/psasync/usagesync"
)

func cancelled(ctx context.Context, p *probe) {
	p.commit(ctx, create("there", "1"))
	l, ok := p.acquire(ctx, p.lane, "owner")
	if !ok {
		return
	}
	dead, cancel := context.WithCancel(ctx)
	cancel()

	_, err := p.store.Get(dead, p.partner, usagesync.KindSettings, "there")
	p.refused(err, context.Canceled, "Get")
	_, err = p.store.Scan(dead, p.partner, usagesync.KindSettings, "", 10)
	p.refused(err, context.Canceled, "Scan")
	err = p.store.Commit(dead, p.partner, l.Fence(), put("there", "2"), create("new", "2"))
	p.refused(err, context.Canceled, "Commit")
	_, err = p.store.Acquire(dead, p.lane+"-free", "owner", MaxTTL)
	p.refused(err, context.Canceled, "Acquire")
	p.refused(p.store.Release(dead, l), context.Canceled, "Release")

	p.holds(ctx, "after a cancelled Commit", "there", "1")
	p.lacks(ctx, "after a cancelled Commit", "new")
	p.acquire(ctx, p.lane+"-free", "another")
	p.stillHeld(ctx, "after a cancelled Release", l)
}

// cutShort ends the context of a commit the first, second, third ... time that the store looks at it, until a commit
// gets through.
func cutShort(ctx context.Context, p *probe) {
	const most = 64
	for looks := 1; looks <= most; looks++ {
		a, b := fmt.Sprintf("a-%d", looks), fmt.Sprintf("b-%d", looks)
		mortal, cancel := cancelAt(ctx, looks)
		err := p.store.Commit(mortal, p.partner, usagesync.Fence{}, create(a, "1"), create(b, "1"))
		cancel()
		there := p.exists(ctx, a)
		if there != p.exists(ctx, b) {
			p.violated("a context that ended at look %d left one of two writes", looks)
		}
		if err == nil {
			if !there {
				p.violated("a context that ended at look %d: Commit returned nil and wrote nothing", looks)
			}
			return
		}
	}
}

func (p *probe) exists(ctx context.Context, key string) bool {
	_, err := p.store.Get(ctx, p.partner, usagesync.KindSettings, key)
	return !errors.Is(err, usagesync.ErrNotFound) && p.ok(err, "Get %q", key)
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
