package plan

import (
	"cmp"
	"slices"
	"strings"
)

// families are the products of each family that has tiers, by place.
func (x *Prepared) families() [][]int32 {
	var list [][]int32
	place := map[string]int{}
	for i, p := range x.products {
		if p.Family == "" || p.Tier == 0 {
			continue
		}
		at, ok := place[p.Family]
		if !ok {
			at = len(list)
			place[p.Family], list = at, append(list, nil)
		}
		list[at] = append(list[at], int32(i))
	}
	for _, members := range list {
		slices.SortFunc(members, func(a, b int32) int { return cmp.Compare(x.products[a].Tier, x.products[b].Tier) })
	}
	return list
}

// overlaps looks for tenants that report several tiers of one family in this period. Where the policy says highest, the
// portions of the lower ones are covered.
func (w *world) overlaps(portions []portion) {
	families, n := w.families(), len(w.products)
	used := make([]usage, len(w.tenants)*n)
	for i := range portions {
		p := &portions[i]
		if p.tenant >= 0 && p.product >= 0 && p.bucket != excluded && p.units.Sign() > 0 {
			u := &used[int(p.tenant)*n+int(p.product)]
			u.reported, u.onLine = true, u.onLine || p.bucket == onLine
		}
	}
	lower := map[[2]int32]bool{}
	for t := range w.tenants {
		uses := used[t*n : (t+1)*n]
		for _, members := range families {
			w.overlap(int32(t), members, uses, lower)
		}
	}
	if len(lower) == 0 {
		return
	}
	for i := range portions {
		p := &portions[i]
		if p.bucket == onLine && p.item >= 0 && lower[[2]int32{p.tenant, p.product}] {
			p.bucket = covered
		}
	}
}

// usage is how a tenant uses a product.
type usage struct {
	reported bool
	onLine   bool // and is to be billed: a tier that is billed nowhere covers nothing
}

// overlap reports the tiers of one family that a tenant uses, and marks those that a higher one covers.
func (w *world) overlap(tenant int32, members []int32, uses []usage, lower map[[2]int32]bool) {
	top := 0 // the highest tier that is billed
	var names []string
	for _, product := range slices.Backward(members) {
		if !uses[product].reported {
			continue
		}
		p := &w.products[product]
		names = append(names, p.Identifier)
		if p.Tier < top && w.tiersOf(tenant, product) == TiersHighest {
			lower[[2]int32{tenant, product}] = true
		}
		if uses[product].onLine {
			top = max(top, p.Tier)
		}
	}
	if len(names) > 1 {
		w.findings.add(TierOverlap, Finding{TenantID: w.tenants[tenant].folded}, w.name(tenant, nil), strings.Join(names, " and "))
	}
}

// tiersOf returns the policy for a tenant's product.
func (w *world) tiersOf(tenant, product int32) Tiers {
	agreement, item := int32(-1), int32(-1)
	if route, _ := choose(w.tenants[tenant].routes, &w.products[product]); route != nil {
		agreement = w.contract[route.AgreementID]
		if m := w.mapping(product, w.tenants[tenant].folded, &w.contracts[agreement].terms); m != nil {
			item = w.item[m.ItemID]
		}
	}
	return w.termsAt(tenant, agreement, product, item).tiers
}

// mixed says why the rows of a line can't be one quantity: one product code of a firewall with several models, or one
// product code at several prices.
func (g *grouper) mixed(keys []portionKey) string {
	if len(keys) < 2 {
		return ""
	}
	why := ""
	say := func(code, what string) {
		if reason := "product code " + code + what; why == "" || reason < why {
			why = reason // the same one, whatever the order of the rows
		}
	}
	var seen []*UsageRow // the first row of each product code
	for _, k := range keys {
		p := &g.portions[k.at]
		row := &g.in.Usage.Rows[p.row]
		i := slices.IndexFunc(seen, func(o *UsageRow) bool { return o.ProductCode == row.ProductCode })
		if i < 0 {
			seen = append(seen, row)
			continue
		}
		other := seen[i]
		if g.products[p.product].Firewall && (other.SKU != row.SKU || other.Description != row.Description) {
			say(row.ProductCode, " stands for several models")
		}
		if other.UnitPrice == "" {
			seen[i] = row
		} else if row.UnitPrice != "" && other.UnitPrice != row.UnitPrice {
			say(row.ProductCode, " has several prices")
		}
	}
	return why
}
