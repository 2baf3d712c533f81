package usagesync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

const settingsKey = "current"

// Settings returns the partner's settings and their revision. Without any stored yet they are empty, at revision 0.
func (s *Syncer) Settings(ctx context.Context) (plan.Settings, int64, error) {
	r, err := s.cfg.Store.Get(ctx, s.cfg.Partner, KindSettings, settingsKey)
	if errors.Is(err, ErrNotFound) {
		return plan.Settings{}, 0, nil
	}
	if err != nil {
		return plan.Settings{}, 0, storeError("get settings", err)
	}
	set, err := plan.ParseSettings(r.Data)
	if err != nil {
		return plan.Settings{}, 0, fmt.Errorf("stored settings, revision %d: %w", r.Rev, err)
	}
	return set, r.Rev, nil
}

// SaveSettings stores settings in their canonical form when they are valid and nobody changed them since revision rev
// was read; else the error is Validate's, or wraps ErrConflict. It takes no lease: settings may change during a run,
// whose steps are then refused where they were resolved from what changed.
func (s *Syncer) SaveSettings(ctx context.Context, set plan.Settings, rev int64) error {
	if err := set.Validate(); err != nil {
		return err
	}
	data, err := json.Marshal(set.Canonical())
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	w := Write{Kind: KindSettings, Key: settingsKey, IfRev: rev, Data: data}
	return storeError("save settings", s.cfg.Store.Commit(ctx, s.cfg.Partner, Fence{}, w))
}

// today returns the day in the settings' time zone, or the one that the caller says it is.
func (s *Syncer) today(set *plan.Settings) (plan.Date, error) {
	if s.cfg.Today != nil {
		return s.cfg.Today(), nil
	}
	zone, err := set.Location()
	if err != nil {
		return plan.Date{}, err
	}
	return plan.DateOf(time.Now().In(zone)), nil
}
