package plan

import (
	"cmp"
	"fmt"
	"slices"
)

// Renew sends everything that goes to one agreement to its successor, from a period on: the old routes end with the month
// before, and what people decided of the agreement and its lines, pins and rules, holds for the successor too, unless it
// has its own. The successor's additions are other ones: what a person put there is adopted by a new consent.
func (s *Settings) Renew(agreement string, to Agreement, from Period, d Decision) error {
	if err := CheckDecision(d); err != nil {
		return err
	}
	fail := func(problem, advice string) error {
		return &EditError{AgreementID: agreement, Problem: problem, Advice: advice}
	}
	if agreement == "" || to.ID == "" || to.ID == agreement || from.IsZero() {
		return fail("a renewal names an agreement, another one that follows it, and the first month that goes to it", "name all three")
	}
	next := *s
	next.Routes = nil
	renewed, done := []Route{}, false
	for _, r := range s.Routes {
		if r.AgreementID != agreement || !r.overlaps(Route{From: from}) {
			done = done || r.AgreementID == to.ID && r.From == from
			next.Routes = append(next.Routes, r)
			continue
		}
		if to.CompanyID != "" && to.CompanyID != r.CompanyID {
			return fail(fmt.Sprintf("agreement %s belongs to company %s, the mapping says %s", to.ID, to.CompanyID, r.CompanyID), "map the tenant to the other company itself")
		}
		next.Routes = append(next.Routes, r.outside(from, Period{})...)
		r.AgreementID, r.AgreementName = to.ID, to.Name
		if r.From.Before(from) {
			r.From = from
		}
		renewed = append(renewed, r)
	}
	if len(renewed) == 0 && done {
		return nil
	}
	if len(renewed) == 0 {
		return fail(fmt.Sprintf("no tenant is mapped to it from %s on", from), didYouMean(agreement, s.mappedAgreements()))
	}
	for _, r := range renewed {
		if err := next.crowded(r); err != nil {
			return err
		}
	}
	next.Routes = append(next.Routes, renewed...)
	next.carry(agreement, to.ID, d)
	*s = next
	return nil
}

// carry lets the pins and rules of one agreement hold for another one too, where that one has none.
func (s *Settings) carry(from, to string, d Decision) {
	for _, p := range s.Pins {
		p.Decision = d
		if p.AgreementID == from && !slices.ContainsFunc(s.Pins, func(o Pin) bool { return o.AgreementID == to && o.ItemID == p.ItemID }) {
			p.AgreementID = to
			s.Pins = append(slices.Clip(s.Pins), p)
		}
	}
	for _, r := range s.Rules {
		if r.AgreementID != from {
			continue
		}
		r.AgreementID, r.Who, r.When = to, d.Who, d.When
		r.Reason = cmp.Or(r.Reason, d.Why)
		if !slices.ContainsFunc(s.Rules, func(o Rule) bool { return o.selectors() == r.selectors() }) {
			s.Rules = append(slices.Clip(s.Rules), r)
		}
	}
}

func (s *Settings) mappedAgreements() []string {
	var ids []string
	for _, r := range s.Routes {
		ids = append(ids, r.AgreementID)
	}
	slices.SortFunc(ids, compareIDs)
	return slices.Compact(ids)
}
