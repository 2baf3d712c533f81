package usagesync_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

var dana = plan.Decision{Who: "Dana, billing", Why: "as agreed with the customer"}

// leaveOut is an edit that excludes a tenant.
func leaveOut(tenant string) func(*plan.Settings) error {
	return func(s *plan.Settings) error { return s.Exclude(plan.Exclusion{TenantID: tenant}, dana) }
}

// decide stores a decision and returns its revision.
func (b *bench) decide(edit func(*plan.Settings) error) usagesync.Revision {
	b.Helper()
	d := dana
	d.When = time.Now().UTC().Format(time.RFC3339)
	r, err := b.s.Edit(b.Context(), d, edit)
	b.must(err)
	return r
}

func (b *bench) revisions() (all []usagesync.Revision) {
	b.Helper()
	for r, err := range b.s.Revisions(b.Context()) {
		b.must(err)
		all = append(all, r)
	}
	return all
}

func (b *bench) settings() (plan.Settings, int64) {
	b.Helper()
	set, rev, err := b.s.Settings(b.Context())
	b.must(err)
	return set, rev
}

// sparse is a store whose revisions grow by more than one: the contract promises no more.
type sparse struct{ usagesync.Store }

const gap = 7

func (s sparse) Get(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
	r, err := s.Store.Get(ctx, partner, k, key)
	if err == nil {
		r.Rev = (r.Rev-1)*gap + 1
	}
	return r, err
}

func (s sparse) Commit(ctx context.Context, partner string, f usagesync.Fence, writes ...usagesync.Write) error {
	var dense []usagesync.Write
	for _, w := range writes {
		if w.IfRev > 0 {
			w.IfRev = (w.IfRev-1)/gap + 1
		}
		dense = append(dense, w)
	}
	return s.Store.Commit(ctx, partner, f, dense...)
}

// Every revision that Settings ever returned can be looked up, whatever numbers the store gives, and says who made it.
func TestRevisions(t *testing.T) {
	for name, wrap := range map[string]func(usagesync.Store) usagesync.Store{
		"dense revisions":  func(s usagesync.Store) usagesync.Store { return s },
		"sparse revisions": func(s usagesync.Store) usagesync.Store { return sparse{s} },
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 2, func(b *bench) {
				b.s = b.syncer(wrap(b.store), b.w)
				docs := map[int64]plan.Settings{0: {}}
				note := func() int64 {
					set, rev := b.settings()
					docs[rev] = set
					return rev
				}
				note()
				time.Sleep(time.Hour)
				first := b.decide(leaveOut("t1"))
				note()
				time.Sleep(time.Hour)
				again := b.decide(leaveOut("T1"))
				if rev := note(); again.Rev != rev || len(again.Changes) != 0 || first.Rev != rev {
					b.Errorf("a decision taken twice: revision %d, changes %v; it was %d", again.Rev, again.Changes, first.Rev)
				}
				b.decide(leaveOut("t2"))
				note()
				b.change(func(s *plan.Settings) { s.Exclusions = nil })
				rev := note()
				for at, want := range docs {
					got, err := b.s.SettingsAt(b.Context(), at)
					b.must(err)
					if diff := cmp.Diff(want.Canonical(), got.Canonical()); diff != "" {
						b.Errorf("settings at revision %d (-want +got):\n%s", at, diff)
					}
				}
				if _, err := b.s.SettingsAt(b.Context(), rev+1); !errors.Is(err, usagesync.ErrNotFound) {
					b.Errorf("a revision yet to come: %v", err)
				}
				var got []string
				for _, r := range b.revisions() {
					got = append(got, fmt.Sprintf("%s at %s: %d changes, %d exclusions", r.Who, r.When, len(r.Changes), len(r.Settings.Exclusions)))
					if diff := cmp.Diff(docs[r.Rev].Canonical(), r.Settings.Canonical()); diff != "" {
						b.Errorf("revision %d (-as read +as stored):\n%s", r.Rev, diff)
					}
				}
				want := []string{
					"usagesync at 2026-11-02T09:00:00Z: 3 changes, 0 exclusions",
					"Dana, billing at 2026-11-02T10:00:00Z: 1 changes, 1 exclusions",
					"Dana, billing at 2026-11-02T11:00:00Z: 1 changes, 2 exclusions",
					"usagesync at 2026-11-02T11:00:00Z: 2 changes, 0 exclusions",
				}
				want[0] = fmt.Sprintf("usagesync at 2026-11-02T09:00:00Z: %d changes, 0 exclusions", 2+1+2) // products, a cycle, routes
				if diff := cmp.Diff(want, got); diff != "" {
					b.Errorf("revisions (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// What nobody decided, what is invalid and what the function itself refuses is not stored.
func TestEditStoresNothingOnErrors(t *testing.T) {
	refused := errors.New("no")
	for name, test := range map[string]struct {
		by   plan.Decision
		edit func(*plan.Settings) error
		is   func(error) bool
	}{
		"nobody":        {plan.Decision{Why: "so"}, leaveOut("t1"), func(err error) bool { return errors.As(err, new(*plan.EditError)) }},
		"for no reason": {plan.Decision{Who: "Dana"}, leaveOut("t1"), func(err error) bool { return errors.As(err, new(*plan.EditError)) }},
		"refused": {dana, func(s *plan.Settings) error {
			s.TimeZone = "Europe/Vienna"
			return refused
		}, func(err error) bool { return errors.Is(err, refused) }},
		"invalid": {dana, func(s *plan.Settings) error {
			s.TimeZone = "Mars/Olympus"
			return nil
		}, func(err error) bool { return errors.As(err, new(*plan.SettingsError)) }},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				_, before := b.settings()
				_, err := b.s.Edit(b.Context(), test.by, test.edit)
				if !test.is(err) {
					b.Errorf("got %v", err)
				}
				if _, rev := b.settings(); rev != before || len(b.revisions()) != 1 {
					b.Errorf("revision %d after %d, %d in the history", rev, before, len(b.revisions()))
				}
			})
		})
	}
}

// Nobody's decision gets lost when many decide at once.
func TestEditsAtOnce(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		const people = 12
		var all sync.WaitGroup
		for i := range people {
			all.Go(func() {
				if _, err := b.s.Edit(b.Context(), dana, leaveOut(fmt.Sprint("x", i))); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
		set, _ := b.settings()
		if len(set.Exclusions) != people || len(b.revisions()) != people+1 {
			b.Errorf("%d exclusions, %d revisions", len(set.Exclusions), len(b.revisions()))
		}
	})
}

// conflicting is a store in which somebody else always is faster.
type conflicting struct {
	usagesync.Store
	commits *int
}

func (s conflicting) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	*s.commits++
	return usagesync.ErrConflict
}

func TestEditGivesUp(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		commits, edits := 0, 0
		s := b.syncer(conflicting{b.store, &commits}, b.w)
		_, err := s.Edit(b.Context(), dana, func(set *plan.Settings) error {
			edits++
			return leaveOut("t1")(set)
		})
		if !errors.Is(err, usagesync.ErrConflict) || commits != 16 || edits != commits {
			b.Errorf("%v after %d edits and %d commits", err, edits, commits)
		}
	})
}

// Settings of a version that kept no history stay readable, and their history begins with the first change.
func TestHistoryBeginsWithTheFirstChange(t *testing.T) {
	inNovember(t, 0, func(b *bench) {
		old := usagesync.Write{Kind: usagesync.KindSettings, Key: "current", Data: []byte(`{"timeZone":"Europe/Vienna"}`)}
		b.store = memstore.New()
		b.s = b.syncer(b.store, b.w)
		b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, old))
		old.IfRev, old.Data = 1, []byte(`{"timeZone":"Europe/Berlin"}`)
		b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, old))
		b.decide(leaveOut("t1"))
		if set, err := b.s.SettingsAt(b.Context(), 2); err != nil || set.TimeZone != "Europe/Berlin" || len(set.Exclusions) != 0 {
			b.Errorf("before the change: %+v, %v", set, err)
		}
		if _, err := b.s.SettingsAt(b.Context(), 1); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("a revision that nobody kept: %v", err)
		}
		all := b.revisions()
		if len(all) != 1 || all[0].Replaced != 2 || all[0].Rev != 3 || all[0].Settings.TimeZone != "Europe/Berlin" {
			b.Errorf("revisions %+v", all)
		}
	})
}

// A walk shows what was there when it began, each with the document that it made.
func TestRevisionsWhileSomebodyDecides(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		const before = 20 // more than the walk reads at once
		want := []int{0}
		for i := range before {
			b.decide(leaveOut(fmt.Sprint("x", i)))
			want = append(want, i+1)
		}
		var got []int
		for r, err := range b.s.Revisions(b.Context()) {
			b.must(err)
			if got = append(got, len(r.Settings.Exclusions)); len(got) > len(want) {
				break
			}
			b.decide(leaveOut(fmt.Sprint("y", len(got))))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			b.Errorf("exclusions of each revision (-want +got):\n%s", diff)
		}
	})
}

// between is a store in which something happens before and after the first commit.
type between struct {
	usagesync.Store
	before, after func()
}

func (s *between) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	before, after := s.before, s.after
	s.before, s.after = func() {}, func() {}
	before()
	defer after()
	return s.Store.Commit(ctx, partner, f, w...)
}

// A writer that keeps no history, such as an older version of this package, is not overrun either.
func TestEditSeesAWriterWithoutHistory(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		_, rev := b.settings()
		b.s = b.syncer(&between{b.store, func() {
			b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{
				Kind: usagesync.KindSettings, Key: "current", IfRev: rev, Data: []byte(`{"timeZone":"Europe/Vienna"}`),
			}))
		}, func() {}}, b.w)
		b.decide(leaveOut("t1"))
		if set, _ := b.settings(); set.TimeZone != "Europe/Vienna" || len(set.Exclusions) != 1 {
			b.Errorf("settings %+v", set)
		}
	})
}

// The revision that Edit returns is its own, also when the next one follows at once.
func TestEditKnowsItsOwnRevision(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		first := b.s
		b.s = b.syncer(&between{b.store, func() {}, func() {
			_, err := first.Edit(b.Context(), dana, leaveOut("t2"))
			b.must(err)
		}}, b.w)
		r := b.decide(leaveOut("t1"))
		set, err := b.s.SettingsAt(b.Context(), r.Rev)
		b.must(err)
		if _, rev := b.settings(); r.Rev >= rev || len(set.Exclusions) != 1 || set.Exclusions[0].TenantID != "t1" {
			b.Errorf("revision %d of %d has exclusions %+v", r.Rev, rev, set.Exclusions)
		}
	})
}

// What is wrong with stored settings can be replaced as a whole, and nothing else can.
func TestSaveSettingsRepairs(t *testing.T) {
	inNovember(t, 0, func(b *bench) {
		broken := usagesync.Write{Kind: usagesync.KindSettings, Key: "current", IfRev: usagesync.IfAny, Data: []byte(`{"timeZone":"Mars/Olympus","unheard":1}`)}
		b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, broken))
		if _, err := b.s.Edit(b.Context(), dana, leaveOut("t1")); err == nil {
			b.Error("settings that can't be read were edited")
		}
		r, err := b.store.Get(b.Context(), "msp", usagesync.KindSettings, "current")
		b.must(err)
		b.must(b.s.SaveSettings(b.Context(), plan.Settings{TimeZone: "Europe/Vienna"}, r.Rev))
		if set, _ := b.settings(); set.TimeZone != "Europe/Vienna" {
			b.Errorf("settings %+v", set)
		}
	})
}
