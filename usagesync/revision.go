package usagesync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/psasync/psasync/usagesync/plan"
)

// Revision is one change of the settings: who, why and when, what changed, and the document that it made.
type Revision struct {
	Rev      int64 `json:"rev"`      // of the settings since then; what Settings returns
	Replaced int64 `json:"replaced"` // the revision that it was made from; 0 for none
	plan.Decision
	Changes  []plan.SettingsChange `json:"changes"`
	Settings plan.Settings         `json:"settings"`
}

// revisionRecord is what is stored of a revision, under the one that it replaced: that is known before the commit, while a
// Store only promises that the new one is larger. So it holds the document that was replaced; the one that came of it is
// in the next record, or still the current one.
type revisionRecord struct {
	Replaced int64 `json:"replaced"`
	plan.Decision
	Changes []plan.SettingsChange `json:"changes"`
	Before  plan.Settings         `json:"before"`
}

func revisionKey(rev int64) string { return fmt.Sprintf("%019d", rev) }

// followed returns the revision that came after one.
func (s *Syncer) followed(ctx context.Context, rev int64) (int64, error) {
	current, err := s.storedSettings(ctx) // before the scan: nobody replaces it unseen
	if err != nil {
		return 0, err
	}
	for r, err := range scanAfter[revisionRecord](ctx, s, KindRevision, "", revisionKey(rev), 1) {
		if err != nil {
			return 0, err
		}
		return r.Replaced, nil
	}
	return current.rev, nil
}

// Revisions walks all changes of the settings that were stored until now, the oldest first.
func (s *Syncer) Revisions(ctx context.Context) iter.Seq2[Revision, error] {
	return func(yield func(Revision, error) bool) {
		current, err := s.storedSettings(ctx)
		if err != nil {
			yield(Revision{}, err)
			return
		}
		var r Revision
		known := false
		for next, err := range scanAfter[revisionRecord](ctx, s, KindRevision, "", "", chunkPage) {
			if err != nil {
				yield(Revision{}, err)
				return
			}
			if r.Rev, r.Settings = next.Replaced, next.Before; known && !yield(r, nil) {
				return
			}
			if known = next.Replaced < current.rev; !known {
				return // it was stored meanwhile
			}
			r = Revision{Replaced: next.Replaced, Decision: next.Decision, Changes: next.Changes}
		}
		if r.Rev, r.Settings = current.rev, current.set; known {
			yield(r, nil)
		}
	}
}

// SettingsAt returns the settings as they were at a revision, such as the one that a plan was made from. A revision that
// was never there is ErrNotFound, and so is one that a version of this package replaced that kept no history.
func (s *Syncer) SettingsAt(ctx context.Context, rev int64) (plan.Settings, error) {
	current, err := s.cfg.Store.Get(ctx, s.cfg.Partner, KindSettings, settingsKey)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return plan.Settings{}, storeError("get settings", err)
	}
	var set plan.Settings
	if current.Rev == rev {
		if len(current.Data) > 0 {
			err = json.Unmarshal(current.Data, &set)
		} else {
			err = nil // none stored yet: they are empty, at revision 0
		}
		return set, storeError("read settings", err)
	}
	r, _, err := get[revisionRecord](ctx, s, KindRevision, revisionKey(rev))
	return r.Before, err
}
