package usagesync

import (
	"context"
	"fmt"

	"github.com/psasync/psasync/usagesync/plan"
)

// admit refuses a plan whole: one that is not what was approved, not ours, too old, or no plan at all. It returns the
// settings that it read to know the day.
func (s *Syncer) admit(ctx context.Context, p plan.Plan, digest string) (set reading[plan.Settings], err error) {
	if err := s.ours(p, digest); err != nil {
		return set, err
	}
	set, err = s.readSettings(ctx)
	if err != nil {
		return set, err
	}
	today, err := s.today(&set.value)
	if err == nil && p.Expires.Before(today) {
		err = &ExpiredError{p.Expires, today}
	}
	return set, err
}

// ours checks what a plan says of itself.
func (s *Syncer) ours(p plan.Plan, digest string) error {
	if computed := p.ComputeDigest(); digest != p.Digest || digest != computed {
		return &DigestError{Approved: digest, Declared: p.Digest, Computed: computed}
	}
	if p.Partner != s.cfg.Partner {
		return &PartnerError{Plan: p.Partner, Syncer: s.cfg.Partner}
	}
	if p.Version != plan.Version {
		return &MalformedError{Problem: fmt.Sprintf("version %d of the plan document; this program knows %d", p.Version, plan.Version)}
	}
	for _, step := range p.Steps {
		if problem := malformed(step); problem != "" {
			return &MalformedError{step.ID, problem}
		}
		if p.Undoes != "" && step.Records() && step.Verb != plan.VerbUpdate {
			return &MalformedError{step.ID, "an undo only updates quantities"}
		}
	}
	return nil
}

// malformed returns what is wrong with the form of a step that records something.
func malformed(s plan.Step) string {
	switch {
	case !s.Records():
		return ""
	case s.AgreementID == "" || s.ItemID == "" || s.ID != plan.LineID(s.AgreementID, s.ItemID):
		return "its id is not that of its agreement and item"
	case s.Quantity.Sign() < 0:
		return "a negative quantity"
	case s.Verb == plan.VerbCreate && (s.AdditionID != "" || s.Before != nil || s.Effective.IsZero()):
		return "a create has an effective date, and no addition before it"
	case (s.Verb == plan.VerbEnd) == s.End.IsZero():
		return "an end names the last day, and nothing else does"
	case s.Verb != plan.VerbCreate && (s.AdditionID == "" || s.Before == nil):
		return "it names no addition, or not what it held"
	}
	return ""
}
