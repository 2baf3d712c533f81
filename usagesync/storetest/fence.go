package storetest

import (
	"context"

	"github.com/psasync/psasync/usagesync"
)

func fenceLive(ctx context.Context, p *probe) {
	l, ok := p.acquire(ctx, p.lane, "owner")
	if !ok {
		return
	}
	for _, partner := range []string{p.partner, p.partner + "-of-the-same-site"} {
		for _, k := range kinds() {
			w := usagesync.Write{Kind: k, Key: "key", IfRev: usagesync.IfNew, Data: []byte("1")}
			p.ok(p.store.Commit(ctx, partner, l.Fence(), w), "Commit of a %s under a live lease", k)
			p.holdsAt(ctx, p.store, partner, k, "after a fenced commit", "key", "1")
		}
	}
	if _, ok := p.acquire(ctx, p.lane, "owner"); ok {
		p.live(ctx, "after a renewal", l)
	}
	p.ok(p.store.Commit(ctx, p.partner, l.Fence()), "Commit of nothing under a live lease")
}

func fenceDead(ctx context.Context, p *probe) {
	for _, death := range []struct {
		what string
		die  func(usagesync.Lease) bool
	}{
		{"released", func(l usagesync.Lease) bool { return p.release(ctx, "own lease", l) }},
		{"expired", func(l usagesync.Lease) bool { return p.expire(ctx, l.Lane) }},
		{"taken over", func(l usagesync.Lease) bool {
			_, ok := p.takeOver(ctx, l.Lane, "second")
			return ok
		}},
	} {
		l, ok := p.acquire(ctx, p.lane+"-"+death.what, "first")
		if !ok || !death.die(l) {
			continue
		}
		for _, k := range kinds() {
			w := usagesync.Write{Kind: k, Key: death.what, IfRev: usagesync.IfAny, Data: []byte("1")}
			err := p.store.Commit(ctx, p.partner, l.Fence(), w)
			p.refused(err, usagesync.ErrFenced, "Commit of a %s under a lease that was %s", k, death.what)
			p.lacksAt(ctx, p.store, p.partner, k, "after a commit under a lease that was "+death.what, death.what)
		}
		err := p.store.Commit(ctx, p.partner, l.Fence())
		p.refused(err, usagesync.ErrFenced, "Commit of nothing under a lease that was %s", death.what)
	}
}

// takeOver lets the lease of a lane expire and takes it for another owner.
func (p *probe) takeOver(ctx context.Context, lane, owner string) (usagesync.Lease, bool) {
	if !p.expire(ctx, lane) {
		return usagesync.Lease{}, false
	}
	return p.acquire(ctx, lane, owner)
}

func fenceForeign(ctx context.Context, p *probe) {
	mine, ok := p.acquire(ctx, p.lane, "owner")
	if !ok {
		return
	}
	theirs, ok := p.otherToken(ctx, p.lane+"-other", mine.Token)
	if !ok {
		return
	}
	for _, foreign := range []struct {
		what  string
		fence usagesync.Fence
	}{
		{"another lane's token", usagesync.Fence{Lane: mine.Lane, Token: theirs.Token}},
		{"a token to come", usagesync.Fence{Lane: mine.Lane, Token: mine.Token + 1000}},
		{"a token of the past", usagesync.Fence{Lane: mine.Lane, Token: mine.Token - 1}},
		{"a negative token", usagesync.Fence{Lane: mine.Lane, Token: -mine.Token}},
		{"no token", usagesync.Fence{Lane: mine.Lane}},
		{"no lane", usagesync.Fence{Token: mine.Token}},
		{"an unknown lane", usagesync.Fence{Lane: mine.Lane + "-unknown", Token: mine.Token}},
	} {
		p.fenced(ctx, foreign.what, foreign.fence)
	}
	p.live(ctx, "after the foreign ones", mine)
}

// otherToken takes a lease whose token is not the given one.
func (p *probe) otherToken(ctx context.Context, lane string, token int64) (usagesync.Lease, bool) {
	l, ok := p.acquire(ctx, lane, "owner")
	if ok && l.Token == token && p.release(ctx, "other lane", l) {
		return p.acquire(ctx, lane, "owner")
	}
	return l, ok
}

func noFence(ctx context.Context, p *probe) {
	p.commit(ctx, create("current", "1"))
	p.holds(ctx, "after a commit without a fence", "current", "1")
	if _, ok := p.acquire(ctx, p.lane, "owner"); ok {
		p.commit(ctx, put("current", "2"))
		p.holds(ctx, "after a commit without a fence beside a live lease", "current", "2")
	}
}
