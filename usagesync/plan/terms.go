package plan

import (
	"cmp"
	"slices"
	"strings"
)

// terms is what all rules together say of one place, with the defaults filled in.
type terms struct {
	source QuantitySource
	factor Quantity
	tiers  Tiers
	line   lineTerms
	sum    checksum
}

// lineTerms are the terms that all sources of a line must agree on.
type lineTerms struct {
	combine       Combine
	offset        Quantity
	allowance     Quantity
	pack          Quantity // 0: any number
	minimum       Quantity
	maximum       Quantity
	limited       bool // maximum holds
	disappeared   Disappeared
	noDecrease    Period
	timing        Timing
	cycle         CyclePolicy
	adopt         Adoption
	currency      string
	allowUnpriced bool
}

// termsOf fills in the defaults of a policy.
func (x *Prepared) termsOf(p Policy) *terms {
	t := &terms{
		source: or(p.Quantity, QuantityBillable), factor: or(p.Factor, Units(1)), tiers: or(p.Tiers, TiersBoth),
		line: lineTerms{
			combine: or(p.Combine, CombineSum), offset: or(p.Offset, Quantity{}), allowance: or(p.Allowance, Quantity{}),
			pack: or(p.Pack, Quantity{}), minimum: or(p.Minimum, Quantity{}), maximum: or(p.Maximum, Quantity{}), limited: p.Maximum != nil,
			disappeared: or(p.Disappeared, DisappearedZero), noDecrease: or(p.NoDecreaseBefore, Period{}),
			timing: or(p.Timing, TimingAdvance), cycle: or(p.Cycle, CycleReport), adopt: or(p.Adopt, AdoptReview),
			currency: or(p.Currency, ""), allowUnpriced: or(p.AllowUnpriced, false),
		},
	}
	t.sum = sumTerms(t)
	return t
}

func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// contradiction says why the terms of a line can't be kept together, or nothing. Validate sees it within one rule; here
// it comes of several.
func (t *lineTerms) contradiction() string {
	pack := t.pack.micros
	switch {
	case t.limited && t.maximum.Cmp(t.minimum) < 0:
		return "the minimum " + t.minimum.String() + " is more than the maximum " + t.maximum.String()
	case pack > 0 && t.minimum.micros%pack != 0:
		return "the minimum " + t.minimum.String() + " is no multiple of the pack size " + t.pack.String()
	case pack > 0 && t.limited && t.maximum.micros%pack != 0:
		return "the maximum " + t.maximum.String() + " is no multiple of the pack size " + t.pack.String()
	}
	return ""
}

// difference names the first term in which two sources of one line differ.
func (t *lineTerms) difference(o *lineTerms) string {
	for _, f := range [...]struct {
		name    string
		differs bool
	}{
		{"combine", t.combine != o.combine},
		{"offset", t.offset != o.offset},
		{"allowance", t.allowance != o.allowance},
		{"pack", t.pack != o.pack},
		{"minimum", t.minimum != o.minimum},
		{"maximum", t.maximum != o.maximum || t.limited != o.limited},
		{"disappeared", t.disappeared != o.disappeared},
		{"noDecreaseBefore", t.noDecrease != o.noDecrease},
		{"timing", t.timing != o.timing},
		{"cycle", t.cycle != o.cycle},
		{"adopt", t.adopt != o.adopt},
		{"currency", t.currency != o.currency},
		{"allowUnpriced", t.allowUnpriced != o.allowUnpriced},
	} {
		if f.differs {
			return f.name
		}
	}
	return ""
}

// ruleIndex finds the rules that may hold for a place: each stands under its most selective selector.
type ruleIndex struct {
	rules                                            []Rule
	byTenant, byAgreement, byType, byProduct, byItem map[string][]int
}

func indexRules(rules []Rule) ruleIndex {
	x := ruleIndex{rules, map[string][]int{}, map[string][]int{}, map[string][]int{}, map[string][]int{}, map[string][]int{}}
	for i, r := range rules {
		switch {
		case r.TenantID != "":
			x.byTenant[foldID(r.TenantID)] = append(x.byTenant[foldID(r.TenantID)], i)
		case r.AgreementID != "":
			x.byAgreement[r.AgreementID] = append(x.byAgreement[r.AgreementID], i)
		case r.AgreementTypeID != "":
			x.byType[r.AgreementTypeID] = append(x.byType[r.AgreementTypeID], i)
		case r.Product != "":
			x.byProduct[strings.ToLower(r.Product)] = append(x.byProduct[strings.ToLower(r.Product)], i)
		default:
			x.byItem[r.ItemID] = append(x.byItem[r.ItemID], i)
		}
	}
	return x
}

// matching returns the rules that hold for a place, the most specific first.
func (x *ruleIndex) matching(p place, into []int) []int {
	if len(x.rules) == 0 {
		return nil
	}
	for _, list := range [...][]int{x.byTenant[p.tenant], x.byAgreement[p.agreement], x.byType[p.agreementType], x.byProduct[p.product], x.byItem[p.item]} {
		for _, i := range list {
			if x.rules[i].rank(p) > 0 {
				into = append(into, i)
			}
		}
	}
	slices.SortFunc(into, func(a, b int) int {
		return cmp.Or(cmp.Compare(x.rules[b].rank(p), x.rules[a].rank(p)), cmp.Compare(a, b))
	})
	return into
}

// terms returns what holds for a place.
func (x *Prepared) terms(p place) *terms {
	var space [8]int
	return x.termsBy(x.rules.matching(p, space[:0]))
}

// termsBy merges rules, the most specific first, over the site's policy.
func (x *Prepared) termsBy(matching []int) *terms {
	if len(matching) == 0 {
		return x.site
	}
	var p Policy
	for _, i := range matching {
		p = p.over(x.rules.rules[i].Set)
	}
	return x.termsOf(p.over(x.settings.Policy))
}

// lineTerms returns what holds for a line with sources at some places. A term on which they disagree is named.
func (x *Prepared) lineTerms(places []place) (t *terms, disagree string) {
	for i, p := range places {
		next := x.terms(p)
		if i == 0 {
			t = next
		} else if next.line != t.line {
			return t, next.line.difference(&t.line)
		}
	}
	if t == nil {
		t = x.site
	}
	return t, ""
}
