package plan

import "fmt"

func (v *validator) rules() {
	v.policy(v.settings.Policy, "policy.")
	seen := map[[5]string]int{}
	for i, r := range v.settings.Rules {
		place := fmt.Sprintf("rules[%d]", i)
		v.check(r.selectors() != [5]string{}, place, "names nothing it holds for; what holds everywhere is the policy")
		v.check(r.Set != Policy{}, place+".set", "sets nothing")
		once(v, seen, r.selectors(), "rules", i)
		v.policy(r.Set, place+".set.")
	}
}

func (v *validator) policy(p Policy, place string) {
	if p.Quantity != nil {
		oneOf(v, *p.Quantity, place+"quantity", QuantityBillable, QuantityOrdered, QuantityActual)
	}
	if p.Tiers != nil {
		oneOf(v, *p.Tiers, place+"tiers", TiersBoth, TiersHighest)
	}
	if p.Combine != nil {
		oneOf(v, *p.Combine, place+"combine", CombineSum, CombineMax, CombineAny)
	}
	if p.Disappeared != nil {
		oneOf(v, *p.Disappeared, place+"disappeared", DisappearedZero, DisappearedEnd, DisappearedKeep)
	}
	if p.Timing != nil {
		oneOf(v, *p.Timing, place+"timing", TimingAdvance, TimingArrears)
	}
	if p.Cycle != nil {
		oneOf(v, *p.Cycle, place+"cycle", CycleReport, CycleHighest)
	}
	if p.Adopt != nil {
		oneOf(v, *p.Adopt, place+"adopt", AdoptReview, AdoptPlan)
	}
	for _, n := range []struct {
		name string
		q    *Quantity
	}{{"factor", p.Factor}, {"allowance", p.Allowance}, {"minimum", p.Minimum}, {"maximum", p.Maximum}} {
		v.check(n.q == nil || n.q.Sign() >= 0, place+n.name, "must not be negative")
	}
	v.check(p.Pack == nil || p.Pack.Sign() > 0, place+"pack", "must be greater than 0")
	v.check(p.Minimum == nil || p.Maximum == nil || p.Minimum.Cmp(*p.Maximum) <= 0, place+"maximum", "is less than the minimum")
	v.check(multiple(p.Minimum, p.Pack), place+"minimum", "is no multiple of the pack size")
	v.check(multiple(p.Maximum, p.Pack), place+"maximum", "is no multiple of the pack size")
}

// multiple reports whether q is a multiple of pack; what is not set contradicts nothing.
func multiple(q, pack *Quantity) bool {
	return q == nil || pack == nil || pack.micros <= 0 || q.micros%pack.micros == 0
}

func (v *validator) decisions() {
	s := v.settings
	type line struct{ agreement, item string }
	lines, taken := map[line]int{}, map[line]int{}
	for i, c := range s.Consents {
		place := fmt.Sprintf("consents[%d].", i)
		v.check(c.AgreementID != "" && c.ItemID != "" && c.AdditionID != "", place+"additionId", "a consent names an agreement, an item and an addition")
		v.check(c.Who != "", place+"who", "is empty: a consent says who gave it")
		if c.Siblings != "" {
			oneOf(v, c.Siblings, place+"siblings", SiblingsSeparate, SiblingsSubtract)
		}
		once(v, lines, line{c.AgreementID, c.ItemID}, "consents", i)
		once(v, taken, line{c.AgreementID, c.AdditionID}, "consents", i)
	}
	for i, x := range s.Exclusions {
		place := fmt.Sprintf("exclusions[%d].", i)
		v.check(x.TenantID != "" || x.Product != "", place+"tenantId", "an exclusion names a tenant, a product or both")
		v.check(x.Reason != "", place+"reason", "is empty")
	}
	pinned := map[line]int{}
	for i, p := range s.Pins {
		place := fmt.Sprintf("pins[%d].", i)
		v.check(p.AgreementID != "" && p.ItemID != "", place+"itemId", "a pin names an agreement and an item")
		v.check(p.Quantity.Sign() >= 0, place+"quantity", "must not be negative")
		v.check(p.Who != "", place+"who", "is empty: a pin says who set it")
		once(v, pinned, line{p.AgreementID, p.ItemID}, "pins", i)
	}
	overwritten := map[line]int{}
	for i, o := range s.Overwrites {
		place := fmt.Sprintf("overwrites[%d].", i)
		v.check(o.AgreementID != "" && o.ItemID != "", place+"itemId", "an overwrite names an agreement and an item")
		v.check(o.Who != "", place+"who", "is empty: an overwrite says who allowed it")
		once(v, overwritten, line{o.AgreementID, o.ItemID}, "overwrites", i)
	}
	v.closures()
}

func (v *validator) closures() {
	closed := map[string]int{}
	next := map[string]string{}
	for i, c := range v.settings.Closures {
		place := fmt.Sprintf("closures[%d].", i)
		v.check(c.TenantID != "", place+"tenantId", "is empty")
		v.check(!c.LastPeriod.IsZero(), place+"lastPeriod", "is empty: a closure says which month is the last one billed")
		v.check(c.Who != "", place+"who", "is empty: a closure says who decided it")
		v.check(c.MovedTo == "" || foldID(c.MovedTo) != foldID(c.TenantID), place+"movedTo", "is the same tenant")
		once(v, closed, foldID(c.TenantID), "closures", i)
		if c.MovedTo != "" {
			next[foldID(c.TenantID)] = foldID(c.MovedTo)
		}
	}
	for i, c := range v.settings.Closures {
		at, steps := foldID(c.TenantID), 0
		for at != "" && steps <= len(next) {
			at, steps = next[at], steps+1
		}
		v.check(at == "", fmt.Sprintf("closures[%d].movedTo", i), "goes round in a circle")
	}
}
