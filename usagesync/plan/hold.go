package plan

import "slices"

// holdMoved withholds what would bill the same usage twice: a step that raises one line with a product of a tenant that
// another line of this plan still bills and may not let go of.
func (w *world) holdMoved(steps []Step) {
	held := map[feed]string{} // what an addition is still billed for -> its line
	for _, s := range steps {
		if s.Verb != VerbWithhold || s.Before == nil || s.Quantity.Cmp(s.Before.Quantity) >= 0 {
			continue
		}
		for _, src := range w.owned[s.ID].Sources {
			if !slices.ContainsFunc(s.Sources, func(now Source) bool { return now.sameFeed(src) && now.Units.Sign() > 0 }) {
				held[feed{foldID(src.TenantID), src.Product}] = s.ID
			}
		}
	}
	for i := range steps {
		for _, src := range steps[i].Sources {
			line, still := held[feed{src.TenantID, src.Product}]
			if still && line != steps[i].ID && src.Units.Sign() > 0 && steps[i].Writes() && !steps[i].falls() {
				steps[i].withhold(StillBilled, "line "+line)
				break
			}
		}
	}
}

// holdSwaps withholds a fall when a product of the same family, at the same tenant, should rise and is withheld: the two
// are one change of licence, and half of it would bill too little.
func (w *world) holdSwaps(steps []Step) {
	type change struct{ tenant, family string }
	changes := func(s Step) (list []change) {
		for _, src := range s.Sources {
			if p, _ := w.catalog.Product(src.Product); p.Family != "" {
				list = append(list, change{foldID(src.TenantID), p.Family})
			}
		}
		return list
	}
	held := map[change]string{}
	for _, s := range steps {
		if s.Verb == VerbWithhold && (s.Before == nil || s.Quantity.Cmp(s.Before.Quantity) > 0) {
			for _, c := range changes(s) {
				held[c] = s.Item
			}
		}
	}
	for i := range steps {
		for _, c := range changes(steps[i]) {
			if item, ok := held[c]; ok && steps[i].falls() {
				steps[i].withhold(SwapHeld, item)
				break
			}
		}
	}
}
