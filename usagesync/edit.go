package usagesync

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// editAttempts is how often an edit is applied anew when somebody else was faster. Each time one of the others got
// through.
const editAttempts = 16

// Edit changes the settings by a function, such as one that calls plan.Settings.Adopt, and stores who changed what, why
// and when: the settings and their Revision in one commit. The function gets the settings as they are now. When somebody
// changes them meanwhile, it is called again with what is there then, so it must have no other effect; after 16 times the
// error wraps ErrConflict. Its own error, and what Validate says of its result, is returned as it is. On any error nothing
// is stored.
//
// An edit that changes nothing stores nothing: its revision has no changes. It takes no lease: settings may change during a
// run, whose steps are then refused where they were resolved from what changed.
func (s *Syncer) Edit(ctx context.Context, d plan.Decision, edit func(*plan.Settings) error) (Revision, error) {
	if err := plan.CheckDecision(d); err != nil {
		return Revision{}, err
	}
	for attempt := 1; ; attempt++ {
		before, rev, err := s.Settings(ctx)
		if err != nil {
			return Revision{}, err
		}
		after := before
		if err := edit(&after); err != nil {
			return Revision{}, err
		}
		r, err := s.replace(ctx, stored{rev: rev, set: before}, after, d)
		if !errors.Is(err, ErrConflict) || attempt == editAttempts {
			return r, err
		}
	}
}

// SaveSettings stores settings in their canonical form when they are valid and nobody changed them since revision rev
// was read; else the error is Validate's, or wraps ErrConflict. It is for programs that hold a whole document; its
// revision names Config.Owner as who saved it. What people decide one by one is for Edit.
func (s *Syncer) SaveSettings(ctx context.Context, set plan.Settings, rev int64) error {
	was, err := s.storedSettings(ctx)
	if err != nil {
		return err
	}
	if was.rev != rev {
		return storeError("save settings", fmt.Errorf("they are at revision %d, not %d: %w", was.rev, rev, ErrConflict))
	}
	_, err = s.replace(ctx, was, set, plan.Decision{Who: s.cfg.Owner, Why: "saved as a whole"})
	return err
}

// stored is a settings document with its revision, 0 when there is none.
type stored struct {
	rev int64
	set plan.Settings
}

// storedSettings reads the settings without judging them: what is wrong with them can be replaced.
func (s *Syncer) storedSettings(ctx context.Context) (was stored, err error) {
	r, err := s.cfg.Store.Get(ctx, s.cfg.Partner, KindSettings, settingsKey)
	if errors.Is(err, ErrNotFound) {
		return stored{}, nil
	}
	if err != nil {
		return stored{}, storeError("get settings", err)
	}
	was.rev = r.Rev
	if json.Unmarshal(r.Data, &was.set) != nil {
		was.set = plan.Settings{} // unreadable: then all that comes is new
	}
	return was, nil
}

// replace stores settings in the place of others, with what became of these, in one commit.
func (s *Syncer) replace(ctx context.Context, was stored, set plan.Settings, d plan.Decision) (Revision, error) {
	if err := set.Validate(); err != nil {
		return Revision{}, err
	}
	set = set.Canonical()
	changes, err := plan.DiffSettings(was.set, set)
	if err != nil {
		return Revision{}, fmt.Errorf("settings: %w", err)
	}
	d.When = cmp.Or(d.When, time.Now().UTC().Format(time.RFC3339))
	r := Revision{Rev: was.rev, Replaced: was.rev, Decision: d, Changes: changes, Settings: set}
	if len(changes) == 0 && was.rev != 0 {
		return r, nil
	}
	var b batch
	b.put(KindSettings, settingsKey, was.rev, set)
	b.put(KindRevision, revisionKey(was.rev), IfNew, revisionRecord{was.rev, d, changes, was.set})
	if b.err != nil {
		return Revision{}, b.err
	}
	if err := s.cfg.Store.Commit(ctx, s.cfg.Partner, Fence{}, b.writes...); err != nil {
		return Revision{}, storeError("save settings", err)
	}
	r.Rev, err = s.followed(ctx, was.rev)
	return r, err
}
