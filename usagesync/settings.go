package usagesync

import (
	"context"
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
