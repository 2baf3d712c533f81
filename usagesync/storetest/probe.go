package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// probe tries one rule on one store and collects what it finds. Its methods are for the rule's own goroutine.
type probe struct {
	rule    Rule
	harness Harness
	store   usagesync.Store // the rule's first handle
	partner string          // this one and all that begin with it are the rule's own
	lane    string          // likewise
	opened  []usagesync.Store
	found   []error
}

func (p *probe) violated(format string, args ...any) {
	p.found = append(p.found, &Violation{Rule: p.rule, Detail: fmt.Sprintf(format, args...)})
}

// ok reports whether what was done succeeded, as it should have.
func (p *probe) ok(err error, what string, args ...any) bool {
	if err != nil {
		p.violated("%s: %v", fmt.Sprintf(what, args...), err)
	}
	return err == nil
}

// refused checks that what was done failed with want.
func (p *probe) refused(err, want error, what string, args ...any) {
	if !errors.Is(err, want) {
		p.violated("%s: got error %v, want one that is %q", fmt.Sprintf(what, args...), err, want)
	}
}

// open returns one more handle of the store.
func (p *probe) open(ctx context.Context) (usagesync.Store, bool) {
	s, err := p.harness.Open(ctx)
	if !p.ok(err, "Open") {
		return nil, false
	}
	p.opened = append(p.opened, s)
	return s, true
}

// close closes all handles.
func (p *probe) close() {
	if p.harness.Close != nil {
		for _, s := range p.opened {
			p.ok(p.harness.Close(s), "Close")
		}
	}
	p.opened = nil
}

// commit writes to the rule's partner without a fence, so it is only for settings.
func (p *probe) commit(ctx context.Context, w ...usagesync.Write) bool {
	return p.ok(p.store.Commit(ctx, p.partner, usagesync.Fence{}, w...), "Commit %s", texts(w))
}

// conflict is a commit that must be ErrConflict.
func (p *probe) conflict(ctx context.Context, what string, w ...usagesync.Write) {
	err := p.store.Commit(ctx, p.partner, usagesync.Fence{}, w...)
	p.refused(err, usagesync.ErrConflict, "%s: Commit %s", what, texts(w))
}

// get returns a record that must be there. One that is not is a violation and comes back zero.
func (p *probe) get(ctx context.Context, key string) usagesync.Record {
	r, err := p.store.Get(ctx, p.partner, usagesync.KindSettings, key)
	p.ok(err, "Get %q", key)
	return r
}

// holds checks that a record is there with exactly these data.
func (p *probe) holds(ctx context.Context, what, key, data string) {
	p.holdsAt(ctx, p.store, p.partner, usagesync.KindSettings, what, key, data)
}

func (p *probe) holdsAt(ctx context.Context, s usagesync.Store, partner string, k usagesync.Kind, what, key, data string) {
	r, err := s.Get(ctx, partner, k, key)
	switch {
	case !p.ok(err, "%s: Get %s %q", what, k, key):
	case r.Kind != k || r.Key != key:
		p.violated("%s: Get %s %q returned the record %s %q", what, k, key, r.Kind, r.Key)
	case string(r.Data) != data:
		p.violated("%s: %s %q holds %s, want %s", what, k, key, text(r.Data), text([]byte(data)))
	}
}

// lacks checks that there is no such record.
func (p *probe) lacks(ctx context.Context, what, key string) {
	p.lacksAt(ctx, p.store, p.partner, usagesync.KindSettings, what, key)
}

func (p *probe) lacksAt(ctx context.Context, s usagesync.Store, partner string, k usagesync.Kind, what, key string) {
	_, err := s.Get(ctx, partner, k, key)
	p.refused(err, usagesync.ErrNotFound, "%s: Get %s %q", what, k, key)
}

// unchanged checks that a record is exactly as it was.
func (p *probe) unchanged(ctx context.Context, what string, was usagesync.Record) {
	r, err := p.store.Get(ctx, p.partner, was.Kind, was.Key)
	if p.ok(err, "%s: Get %q", what, was.Key) && (r.Rev != was.Rev || !bytes.Equal(r.Data, was.Data)) {
		p.violated("%s: %q is now %s at revision %d, was %s at %d", what, was.Key, text(r.Data), r.Rev, text(was.Data), was.Rev)
	}
}

// acquire takes a lease that must be free, or renews the owner's.
func (p *probe) acquire(ctx context.Context, lane, owner string) (usagesync.Lease, bool) {
	return p.acquireAt(ctx, p.store, lane, owner, MaxTTL)
}

func (p *probe) acquireAt(ctx context.Context, s usagesync.Store, lane, owner string, ttl time.Duration) (usagesync.Lease, bool) {
	l, err := s.Acquire(ctx, lane, owner, ttl)
	if !p.ok(err, "Acquire for owner %q", owner) {
		return l, false
	}
	if l.Lane != lane || l.Owner != owner {
		p.violated("Acquire of lane %q for owner %q returned the lease of lane %q and owner %q", lane, owner, l.Lane, l.Owner)
	}
	return l, true
}

// held checks that a lane is refused to an owner.
func (p *probe) held(ctx context.Context, what, lane, owner string) {
	_, err := p.store.Acquire(ctx, lane, owner, MaxTTL)
	p.refused(err, usagesync.ErrHeld, "%s: Acquire for owner %q", what, owner)
}

func (p *probe) release(ctx context.Context, what string, l usagesync.Lease) bool {
	return p.ok(p.store.Release(ctx, l), "%s: Release", what)
}

func (p *probe) expire(ctx context.Context, lane string) bool {
	return p.ok(p.harness.Expire(ctx, lane), "Expire")
}

// live checks that commits under a lease are accepted.
func (p *probe) live(ctx context.Context, what string, l usagesync.Lease) {
	p.ok(p.store.Commit(ctx, p.partner, l.Fence(), put("under-lease", "1")), "%s: Commit under the live lease", what)
}

// fenced checks that commits under a fence are refused.
func (p *probe) fenced(ctx context.Context, what string, f usagesync.Fence) {
	p.refused(p.store.Commit(ctx, p.partner, f, put("fenced", "1")), usagesync.ErrFenced, "%s: Commit", what)
	p.lacks(ctx, what, "fenced")
}

func write(key string, ifRev int64, data json.RawMessage) usagesync.Write {
	return usagesync.Write{Kind: usagesync.KindSettings, Key: key, IfRev: ifRev, Data: data}
}

func put(key, data string) usagesync.Write    { return write(key, usagesync.IfAny, []byte(data)) }
func create(key, data string) usagesync.Write { return write(key, usagesync.IfNew, []byte(data)) }
func remove(key string) usagesync.Write       { return write(key, usagesync.IfAny, nil) }

func text(data []byte) string {
	return fmt.Sprintf("%.40q (%d bytes)", data, len(data))
}

func texts(writes []usagesync.Write) string {
	var b bytes.Buffer
	for i, w := range writes {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%.40q if %d: %s", w.Key, w.IfRev, text(w.Data))
	}
	return "[" + b.String() + "]"
}
