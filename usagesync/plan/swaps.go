package plan

import (
	"maps"
	"slices"
)

// swap is a change of licence: one tenant's products of one family fall on some lines and rise on others.
type swap struct {
	steps []int // places of the steps, in order
}

// change is what a tenant's products of a family do in this plan.
type change struct {
	falls, rises []int // places of steps
}

type familyKey struct{ tenant, family string }

// swaps finds the changes of licence: what the sources of each line bring now is compared with what they brought when it
// was last verified.
func (b *builder) swaps() []swap {
	changes := map[familyKey]*change{}
	for i := range b.steps {
		s := &b.steps[i]
		if s.Verb == VerbNone || s.Before != nil && s.after() == s.Before.Quantity {
			continue
		}
		for _, d := range b.differences(s, &b.about[i]) {
			c := changes[d.familyKey]
			if c == nil {
				c = &change{}
				changes[d.familyKey] = c
			}
			if d.sign < 0 && !slices.Contains(c.falls, i) {
				c.falls = append(c.falls, i)
			} else if d.sign > 0 && !slices.Contains(c.rises, i) {
				c.rises = append(c.rises, i)
			}
		}
	}
	var list []swap
	for _, key := range slices.SortedFunc(maps.Keys(changes), func(a, b familyKey) int { return feedCmp(a.tenant, a.family, b.tenant, b.family) }) {
		c := changes[key]
		falls := slices.DeleteFunc(slices.Clone(c.falls), func(i int) bool { return !b.lowers(i) })
		rises := slices.DeleteFunc(slices.Clone(c.rises), func(i int) bool { return b.lowers(i) })
		if len(falls) > 0 && len(rises) > 0 {
			steps := slices.Concat(falls, rises)
			slices.Sort(steps)
			list = append(list, swap{slices.Compact(steps)})
		}
	}
	return list
}

// lowers reports whether a step lowers its addition, or wants to.
func (b *builder) lowers(i int) bool {
	s := &b.steps[i]
	return s.Before != nil && s.after().Cmp(s.Before.Quantity) < 0
}

type difference struct {
	familyKey
	sign int
}

// differences compares the sources of a step with those of its line when it was last verified, by family.
func (b *builder) differences(s *Step, a *about) []difference {
	var list []difference
	note := func(src *Source, sign int) {
		if product := b.productIndex(src.Product); sign != 0 && product >= 0 && b.products[product].Family != "" {
			list = append(list, difference{familyKey{foldID(src.TenantID), b.products[product].Family}, sign})
		}
	}
	for i := range s.Sources {
		now := &s.Sources[i]
		var was Quantity
		if a.owned != nil {
			if j := slices.IndexFunc(a.owned.Sources, func(o Source) bool { return o.sameFeed(now) }); j >= 0 {
				was = a.owned.Sources[j].Units
			}
		}
		note(now, now.Units.Cmp(was))
	}
	if a.owned != nil {
		for i := range a.owned.Sources {
			was := &a.owned.Sources[i]
			if !slices.ContainsFunc(s.Sources, func(o Source) bool { return o.sameFeed(was) }) {
				note(was, -was.Units.Sign())
			}
		}
	}
	return list
}

// holdSwaps keeps the steps of a swap together: if one of them is withheld, all are, because half of a change of licence
// bills too little or too much. Otherwise the rises come first, and the falls only once those are confirmed.
func (b *builder) holdSwaps(swaps []swap) {
	for again := true; again; {
		again = false
		for _, sw := range swaps {
			i := slices.IndexFunc(sw.steps, func(i int) bool { return b.steps[i].Verb == VerbWithhold })
			if i < 0 {
				continue
			}
			item := b.steps[sw.steps[i]].Item
			for _, j := range sw.steps {
				if s := &b.steps[j]; s.Writes() {
					s.withhold(SwapHeld, item)
					again = again || s.Verb == VerbWithhold
				}
			}
		}
	}
}

// order makes the falls of swaps wait for their rises.
func (b *builder) order(swaps []swap) {
	for _, sw := range swaps {
		for _, fall := range sw.steps {
			if !b.steps[fall].falls() {
				continue
			}
			for _, rise := range sw.steps {
				if r, f := &b.steps[rise], &b.steps[fall]; r.Writes() && !r.falls() && !slices.Contains(f.After, r.ID) {
					f.After = append(f.After, r.ID)
				}
			}
			slices.Sort(b.steps[fall].After)
		}
	}
}

// holdMoved withholds what would bill the same usage twice: a step that raises one line with a product of a tenant that
// another line of this plan still bills and may not let go of.
func (b *builder) holdMoved() {
	type feedKey struct{ tenant, product string }
	held := map[feedKey]string{} // what an addition is still billed for -> its line
	for i := range b.steps {
		s, a := &b.steps[i], &b.about[i]
		if s.Verb != VerbWithhold || !b.lowers(i) || a.owned == nil {
			continue
		}
		for j := range a.owned.Sources {
			src := &a.owned.Sources[j]
			if !slices.ContainsFunc(s.Sources, func(now Source) bool { return now.sameFeed(src) && now.Units.Sign() > 0 }) {
				held[feedKey{foldID(src.TenantID), src.Product}] = s.ID
			}
		}
	}
	if len(held) == 0 {
		return
	}
	for i := range b.steps {
		s := &b.steps[i]
		for _, src := range s.Sources {
			line, still := held[feedKey{src.TenantID, src.Product}]
			if still && line != s.ID && src.Units.Sign() > 0 && s.Writes() && !s.falls() {
				s.withhold(StillBilled, "line "+line)
				break
			}
		}
	}
}
