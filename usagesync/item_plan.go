package usagesync

import (
	"context"
	"fmt"

	"github.com/psasync/psasync/usagesync/plan"
)

// PlanItem plans the creation or the edit of one catalog item. It reads the item or its namesakes afresh, for a create
// also the subcategories and product types, and changes nothing. What was asked for wrongly is a withheld step with
// findings; the error is one of reading, or ErrNoItemTarget.
func (s *Syncer) PlanItem(ctx context.Context, req plan.ItemRequest) (plan.ItemPlan, error) {
	target, err := s.itemTarget()
	if err != nil {
		return plan.ItemPlan{}, err
	}
	in, err := s.itemInput(ctx, target, req)
	if err != nil {
		return plan.ItemPlan{}, fmt.Errorf("plan a catalog item: %w", err)
	}
	p := plan.BuildItem(in)
	if in.Open, err = s.openItem(ctx, p.Step.ID); err != nil {
		return plan.ItemPlan{}, fmt.Errorf("plan a catalog item: %w", err)
	}
	if in.Open {
		p = plan.BuildItem(in)
	}
	return p, nil
}

func (s *Syncer) itemInput(ctx context.Context, target ItemTarget, req plan.ItemRequest) (in plan.ItemInput, err error) {
	set, err := s.readSettings(ctx)
	if err != nil {
		return in, err
	}
	in = plan.ItemInput{Partner: s.cfg.Partner, Settings: set.value, Request: req}
	if in.Today, err = s.today(&set.value); err != nil {
		return in, err
	}
	ref := ItemRef{ID: req.ItemID}
	if req.Verb == plan.VerbCreate {
		ref = ItemRef{Identifier: req.NewIdentifier(set.value)}
		if in.Choices, err = target.ItemChoices(ctx); err != nil {
			return in, err
		}
	}
	if ref != (ItemRef{}) {
		in.There, err = target.Items(ctx, ref)
	}
	return in, err
}

// openItem reports whether the outcome of an earlier write of this step is not known yet.
func (s *Syncer) openItem(ctx context.Context, step string) (bool, error) {
	_, _, err := get[Intent](ctx, s, KindItemIntent, step)
	if isNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// admitItem refuses a plan whole: one that is not what was approved, not ours, too old, or no plan at all.
func (s *Syncer) admitItem(ctx context.Context, p plan.ItemPlan, digest string) error {
	if computed := p.ComputeDigest(); digest != p.Digest || digest != computed {
		return &DigestError{Approved: digest, Declared: p.Digest, Computed: computed}
	}
	if p.Partner != s.cfg.Partner {
		return &PartnerError{Plan: p.Partner, Syncer: s.cfg.Partner}
	}
	if p.Version != plan.Version {
		return &MalformedError{Problem: fmt.Sprintf("version %d of the plan document; this program knows %d", p.Version, plan.Version)}
	}
	if problem := malformedItem(p.Step); problem != "" {
		return &MalformedError{p.Step.ID, problem}
	}
	set, err := s.readSettings(ctx)
	if err != nil {
		return err
	}
	today, err := s.today(&set.value)
	if err == nil && p.Expires.Before(today) {
		err = &ExpiredError{p.Expires, today}
	}
	return err
}

// malformedItem returns what is wrong with the form of a step that writes.
func malformedItem(s plan.ItemStep) string {
	switch {
	case !s.Writes():
		return ""
	case s.ID == "" || s.After.Identifier == "":
		return "it names no item"
	case s.Verb == plan.VerbCreate && (s.ItemID != "" || s.Before != nil):
		return "a create has no item before it"
	case s.Verb == plan.VerbUpdate && (s.ItemID == "" || s.Before == nil || s.Before.ID != s.ItemID):
		return "it names no item, or not what it held"
	}
	for _, c := range s.Changes() {
		if s.Verb == plan.VerbUpdate && c.Member != "description" && c.Member != "customerDescription" && c.Member != "price" {
			return "it changes the item's " + c.Member
		}
	}
	return ""
}
