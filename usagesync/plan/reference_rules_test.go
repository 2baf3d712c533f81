package plan_test

import (
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// policy merges the rules that hold at a spot over the site's policy: the most specific rule that sets a field wins.
func (r reference) policy(s spot) plan.Policy {
	a := r.agreement(s.agreement)
	rank := func(rule plan.Rule) []bool {
		return []bool{
			rule.AgreementID != "" && rule.ItemID != "", rule.TenantID != "", rule.AgreementID != "", rule.AgreementTypeID != "", rule.Product != "", rule.ItemID != "",
		}
	}
	var fitting []plan.Rule
	for _, rule := range r.in.Settings.Rules {
		over := !rule.LastPeriod.IsZero() && rule.LastPeriod.Before(r.in.Period)
		if !over && (rule.TenantID == "" || strings.EqualFold(rule.TenantID, s.tenant)) && (rule.AgreementID == "" || rule.AgreementID == s.agreement) &&
			(rule.AgreementTypeID == "" || rule.AgreementTypeID == a.TypeID) && (rule.Product == "" || rule.Product == s.product) &&
			(rule.ItemID == "" || rule.ItemID == s.item) {
			fitting = append(fitting, rule)
		}
	}
	slices.SortFunc(fitting, func(a, b plan.Rule) int { // the least specific first
		switch {
		case above(rank(a), rank(b)):
			return 1
		case above(rank(b), rank(a)):
			return -1
		}
		return 0
	})
	merged := r.in.Settings.Policy
	to := reflect.ValueOf(&merged).Elem()
	for _, rule := range fitting {
		from := reflect.ValueOf(rule.Set)
		for i := range from.NumField() {
			if !from.Field(i).IsNil() {
				to.Field(i).Set(from.Field(i))
			}
		}
	}
	return merged
}

// told returns what a policy says, or the default.
func told[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

// units are those of a row by a policy. ok is false when nobody can read them.
func units(row plan.UsageRow, p plan.Policy) (n *big.Rat, ok bool) {
	source := told(p.Quantity, plan.QuantityBillable)
	q := map[plan.QuantitySource]plan.Quantity{plan.QuantityBillable: row.Billable, plan.QuantityOrdered: row.Ordered, plan.QuantityActual: row.Actual}[source]
	for _, d := range row.Doubts {
		if d.Quantity == source {
			return new(big.Rat), false
		}
	}
	if q.Sign() < 0 {
		return new(big.Rat), false
	}
	return rat(q), true
}

// first is the spot whose rules count a row's units in the account.
func (f fate) first() spot {
	s := spot{f.agreement, f.tenant, f.product, ""}
	if len(f.items) > 0 {
		s.item = f.items[0]
	}
	return s
}

// included reports whether a tenant's product is included in a higher tier that the tenant uses, and is billed for, too.
func (r reference) included(f fate) bool {
	if tierOf[f.product] == 0 || told(r.policy(f.first()).Tiers, plan.TiersBoth) != plan.TiersHighest {
		return false
	}
	for _, row := range r.in.Usage.Rows {
		other := r.fate(row)
		if other.part != "line" || other.tenant != f.tenant || tierOf[other.product] <= tierOf[f.product] {
			continue
		}
		if n, _ := units(row, r.policy(other.first())); n.Sign() > 0 {
			return true
		}
	}
	return false
}
