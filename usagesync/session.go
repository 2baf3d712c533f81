package usagesync

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// session is the time during which the lane is ours: the lease, and what the store and the target held when it was
// looked at. Everything that writes goes through one.
type session struct {
	*Syncer
	id        string // run id: sorts by time
	lease     *lease
	until     time.Time            // when a slice's budget is spent; none: never
	lines     map[string]ownedLine // by line id
	owners    map[string]string    // addition -> line id
	intents   map[string]Intent    // by line id
	claimed   map[string]claim     // by addition, of all partners of the lane
	additions map[string]reading[[]plan.Addition]
}

func (s *Syncer) open(ctx context.Context) (*session, error) {
	x, err := s.take(ctx)
	if err != nil {
		return nil, err
	}
	if err := x.load(ctx); err != nil {
		x.lease.release(ctx)
		return nil, err
	}
	return x, nil
}

// take begins a session that knows nothing yet.
func (s *Syncer) take(ctx context.Context) (*session, error) {
	l, err := s.acquire(ctx)
	if err != nil {
		return nil, err
	}
	id := fmt.Sprintf("%s-%06d", time.Now().UTC().Format("20060102T150405Z"), l.held.Token)
	return &session{Syncer: s, id: id, lease: l, additions: map[string]reading[[]plan.Addition]{}}, nil
}

// load reads what is owned and what is not settled.
func (x *session) load(ctx context.Context) (err error) {
	if x.lines, err = load(ctx, x.Syncer, KindLine, func(l ownedLine) string { return l.ID() }); err != nil {
		return err
	}
	x.owners = make(map[string]string, len(x.lines))
	for id, line := range x.lines {
		x.owners[line.AdditionID] = id
	}
	if x.intents, err = load(ctx, x.Syncer, KindIntent, func(in Intent) string { return in.Line() }); err != nil {
		return err
	}
	return x.loadClaims(ctx)
}

// spent reports whether the session's budget is over.
func (x *session) spent() bool { return !x.until.IsZero() && !time.Now().Before(x.until) }

// commit writes under the lease. It does not end with the caller's context, so that what is known gets recorded.
func (x *session) commit(ctx context.Context, b *batch) error {
	return x.commitAs(ctx, x.cfg.Partner, b)
}

// commitAs writes records of another name: the lane's own.
func (x *session) commitAs(ctx context.Context, partner string, b *batch) error {
	if b.err != nil {
		return storeError("encode", b.err)
	}
	ctx, cancel := outlive(ctx, commitTime)
	defer cancel()
	if err := x.lease.keep(ctx); err != nil {
		return err
	}
	return storeError("commit", x.cfg.Store.Commit(ctx, partner, x.lease.held.Fence(), b.writes...))
}

// end commits the outcome of an attempt: its journal entry, the end of its intent, and the line if it is ours now. An
// addition that was ended is ours no more: usage that comes back gets a new one.
func (x *session) end(ctx context.Context, a Attempt, f Fact, detail, by string) error {
	var b batch
	now := x.now()
	b.put(KindJournal, a.outcomeKey(), IfAny, Entry{Attempt: a, At: now, Fact: f, Detail: clip(detail), By: by})
	b.drop(KindIntent, a.Line())
	carried := f == FactDone || f == FactAdopted
	switch {
	case carried && a.Verb == plan.VerbEnd:
		b.drop(KindLine, a.Line())
	case carried:
		b.put(KindLine, a.Line(), IfAny, a.line(now))
		b.put(KindApplied, appliedKey(a.line(now).Line), IfAny, a.line(now).Line)
	}
	if err := x.commit(ctx, &b); err != nil {
		return err
	}
	delete(x.intents, a.Line())
	switch {
	case carried && a.Verb == plan.VerbEnd:
		x.disown(a.Line())
		return x.unclaim(ctx, a.AdditionID)
	case carried:
		x.own(a.line(now))
		return x.claim(ctx, claim{a.AdditionID, x.cfg.Partner, a.Line()})
	}
	return nil
}

// quarantine keeps an intent, with its candidates, until a person has decided.
func (x *session) quarantine(ctx context.Context, in Intent, detail string) (Intent, error) {
	in.State, in.Detail = IntentQuarantined, clip(detail)
	var b batch
	b.put(KindIntent, in.Line(), IfAny, in)
	b.put(KindJournal, in.outcomeKey(), IfAny, Entry{Attempt: in.Attempt, At: x.now(), Fact: FactQuarantined, Detail: in.Detail, By: x.id})
	if err := x.commit(ctx, &b); err != nil {
		return in, err
	}
	x.intents[in.Line()] = in
	return in, nil
}

func (x *session) own(l ownedLine) {
	x.lines[l.ID()] = l
	x.owners[l.AdditionID] = l.ID()
}

func (x *session) disown(line string) {
	delete(x.owners, x.lines[line].AdditionID)
	delete(x.lines, line)
}

// list returns an agreement's additions as they were since a moment.
func (x *session) list(ctx context.Context, agreement string, since time.Time) ([]plan.Addition, error) {
	if r := x.additions[agreement]; r.since(since) {
		return r.value, nil
	}
	r, err := x.readAdditions(ctx, agreement)
	if err != nil {
		return nil, err
	}
	x.additions[agreement] = r
	return r.value, nil
}

// now is the time as records hold it.
func (x *session) now() time.Time { return time.Now().UTC() }

func find(list []plan.Addition, id string) (plan.Addition, bool) {
	if i := slices.IndexFunc(list, func(a plan.Addition) bool { return a.ID == id }); i >= 0 {
		return list[i], true
	}
	return plan.Addition{}, false
}
