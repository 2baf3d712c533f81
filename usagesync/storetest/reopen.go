package storetest

import (
	"context"

	"github.com/psasync/psasync/usagesync"
)

// reopened calls look with a handle opened beside the first, as a second process or one after a crash has it, and
// with one opened after all others were closed.
func (p *probe) reopened(ctx context.Context, look func(what string, s usagesync.Store)) {
	if s, ok := p.open(ctx); ok {
		look("in a second handle", s)
	}
	p.close()
	if s, ok := p.open(ctx); ok {
		look("after closing and opening", s)
	}
}

func reopenRecords(ctx context.Context, p *probe) {
	p.commit(ctx, create("replaced", "1"), create("deleted", "1"))
	p.commit(ctx, put("replaced", "2"), remove("deleted"))
	p.commit(ctx, create("last", "3"))
	p.reopened(ctx, func(what string, s usagesync.Store) {
		p.holdsAt(ctx, s, p.partner, usagesync.KindSettings, what, "replaced", "2")
		p.holdsAt(ctx, s, p.partner, usagesync.KindSettings, what, "last", "3")
		p.lacksAt(ctx, s, p.partner, usagesync.KindSettings, what, "deleted")
		err := s.Commit(ctx, p.partner, usagesync.Fence{}, create("last", "4"))
		p.refused(err, usagesync.ErrConflict, "%s: Commit of a create of what is there", what)
	})
}

func reopenLeases(ctx context.Context, p *probe) {
	l, ok := p.acquire(ctx, p.lane, "owner")
	if !ok {
		return
	}
	p.reopened(ctx, func(what string, s usagesync.Store) {
		_, err := s.Acquire(ctx, p.lane, "another", MaxTTL)
		p.refused(err, usagesync.ErrHeld, "%s: Acquire of a held lane", what)
		p.ok(s.Commit(ctx, p.partner, l.Fence(), put("under-lease", "1")), "%s: Commit under the live lease", what)
		if !p.ok(s.Release(ctx, l), "%s: Release", what) {
			return
		}
		next, ok := p.acquireAt(ctx, s, p.lane, "owner", MaxTTL)
		if !ok {
			return
		}
		if next.Token <= l.Token {
			p.violated("%s: the token is %d, want more than %d", what, next.Token, l.Token)
		}
		l = next
	})
}
