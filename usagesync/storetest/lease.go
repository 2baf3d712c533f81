package storetest

import (
	"context"
	"time"

	"github.com/psasync/psasync/usagesync"
)

func leaseExclusive(ctx context.Context, p *probe) {
	l, ok := p.acquire(ctx, p.lane, "first")
	if !ok {
		return
	}
	p.held(ctx, "the lane is taken", p.lane, "second")
	p.held(ctx, "an owner whose name differs in case only", p.lane, "First")
	p.live(ctx, "after others were refused", l)
}

// leaseRenew compares the store's own times only: its clock need not be this machine's.
func leaseRenew(ctx context.Context, p *probe) {
	const short, slack = time.Minute, 30 * time.Second
	first, ok := p.acquireAt(ctx, p.store, p.lane, "owner", short)
	if !ok {
		return
	}
	start := time.Now()
	renewed, ok := p.acquireAt(ctx, p.store, p.lane, "owner", MaxTTL)
	if !ok {
		return
	}
	if renewed.Token != first.Token {
		p.violated("renewal changed the token from %d to %d", first.Token, renewed.Token)
	}
	gain := renewed.Until.Sub(first.Until)
	if want := MaxTTL - short; gain < want-slack || gain > want+slack+time.Since(start) {
		p.violated("renewing a lease of %s for %s moved its end by %s, want %s", short, MaxTTL, gain, want)
	}
	p.live(ctx, "after the renewal, under the first fence", first)
	p.held(ctx, "after the renewal", p.lane, "another")
}

func leaseExpiry(ctx context.Context, p *probe) {
	if _, ok := p.acquire(ctx, p.lane, "first"); !ok {
		return
	}
	second, ok := p.takeOver(ctx, p.lane, "second")
	if !ok {
		return
	}
	p.held(ctx, "its lease expired and was taken", p.lane, "first")
	p.live(ctx, "after the first owner was refused", second)
}

func leaseTokens(ctx context.Context, p *probe) {
	var last usagesync.Lease
	for _, step := range []struct {
		what  string
		owner string
		end   func() bool
	}{
		{"the first lease", "a", func() bool { return true }},
		{"a release", "a", func() bool { return p.release(ctx, "own lease", last) }},
		{"another owner's release", "b", func() bool { return p.release(ctx, "own lease", last) }},
		{"expiry", "a", func() bool { return p.expire(ctx, p.lane) }},
		{"the expiry of its own lease", "a", func() bool { return p.expire(ctx, p.lane) }},
		{"expiry and release", "b", func() bool { return p.expire(ctx, p.lane) && p.release(ctx, "expired lease", last) }},
	} {
		if !step.end() {
			return
		}
		next, ok := p.acquire(ctx, p.lane, step.owner)
		if !ok {
			return
		}
		if next.Token <= last.Token {
			p.violated("after %s the token is %d, want more than %d", step.what, next.Token, last.Token)
		}
		last = next
	}
}

func leaseRelease(ctx context.Context, p *probe) {
	p.release(ctx, "a lane that nobody ever took", usagesync.Lease{Lane: p.lane, Owner: "a", Token: 1})

	old, ok := p.acquire(ctx, p.lane, "a")
	if !ok || !p.release(ctx, "own lease", old) {
		return
	}
	p.release(ctx, "released before", old)

	again, ok := p.acquire(ctx, p.lane, "a")
	if !ok {
		return
	}
	p.release(ctx, "released before, and its owner has a new one", old)
	p.stillHeld(ctx, "after the release of the owner's earlier lease", again)

	next, ok := p.takeOver(ctx, p.lane, "b")
	if !ok {
		return
	}
	p.release(ctx, "expired and taken over", again)
	p.stillHeld(ctx, "after the release of the lease before", next)

	if p.release(ctx, "own lease", next) {
		p.acquire(ctx, p.lane, "c")
	}
}

func (p *probe) stillHeld(ctx context.Context, what string, l usagesync.Lease) {
	p.held(ctx, what, l.Lane, "intruder")
	p.live(ctx, what, l)
}

func lanesApart(ctx context.Context, p *probe) {
	var leases []usagesync.Lease
	for _, suffix := range []string{"", "x", "X", " ", "é", "e\u0301"} {
		l, ok := p.acquire(ctx, p.lane+suffix, "owner of "+suffix)
		if !ok {
			return
		}
		leases = append(leases, l)
	}
	if !p.release(ctx, "one of several lanes", leases[0]) {
		return
	}
	for _, l := range leases[1:] {
		p.stillHeld(ctx, "after the release of another lane", l)
	}
}
