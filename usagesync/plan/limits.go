package plan

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
)

// Limits bound what one run may do without a person. Each limit has two halves, and only what exceeds both is withheld:
// a percentage alone trips on every small customer, an absolute number alone misses a mass drop. A zero field means its
// default.
type Limits struct {
	LineFallUnits   int64 `json:"lineFallUnits,omitempty"`   // default 5, from this many on
	LineFallPercent int64 `json:"lineFallPercent,omitempty"` // default 50, from this share on
	LineRiseUnits   int64 `json:"lineRiseUnits,omitempty"`   // default 25, from this many on
	LineRisePercent int64 `json:"lineRisePercent,omitempty"` // default 200, from this share on
	CreateUnits     int64 `json:"createUnits,omitempty"`     // default 250, above
	RunFallUnits    int64 `json:"runFallUnits,omitempty"`    // default 20, above
	RunFallPercent  int64 `json:"runFallPercent,omitempty"`  // default 10, above
	RunZeroTenants  int64 `json:"runZeroTenants,omitempty"`  // default 3, above
	RunZeroPercent  int64 `json:"runZeroPercent,omitempty"`  // default 5, above
}

// WithDefaults fills the limits that are not set.
func (l Limits) WithDefaults() Limits {
	return Limits{
		LineFallUnits: cmp.Or(l.LineFallUnits, 5), LineFallPercent: cmp.Or(l.LineFallPercent, 50),
		LineRiseUnits: cmp.Or(l.LineRiseUnits, 25), LineRisePercent: cmp.Or(l.LineRisePercent, 200),
		CreateUnits:  cmp.Or(l.CreateUnits, 250),
		RunFallUnits: cmp.Or(l.RunFallUnits, 20), RunFallPercent: cmp.Or(l.RunFallPercent, 10),
		RunZeroTenants: cmp.Or(l.RunZeroTenants, 3), RunZeroPercent: cmp.Or(l.RunZeroPercent, 5),
	}
}

// line returns the limit that a change of one line breaks, or nothing.
func (l Limits) line(s Step) Code {
	switch {
	case s.Before == nil:
		if s.Quantity.Cmp(Units(l.CreateUnits)) > 0 {
			return CreateLimit
		}
	case s.Quantity.Cmp(s.Before.Quantity) < 0:
		if reaches(s.Before.Quantity.micros-s.Quantity.micros, s.Before.Quantity.micros, l.LineFallUnits, l.LineFallPercent) {
			return LineFallLimit
		}
	case reaches(s.Quantity.micros-s.Before.Quantity.micros, s.Before.Quantity.micros, l.LineRiseUnits, l.LineRisePercent):
		return LineRiseLimit
	}
	return ""
}

// reaches reports whether a change is at least units and at least percent of base.
func reaches(change, base, units, percent int64) bool {
	return change >= units*micro && share(change, base, percent) >= 0
}

// exceeds reports whether a change is more than units and more than percent of base.
func exceeds(change, base, units, percent int64) bool {
	return change > units*micro && share(change, base, percent) > 0
}

// share compares change with percent of base. All are 0 or more; the products are taken in 128 bits.
func share(change, base, percent int64) int {
	hi1, lo1 := bits.Mul64(uint64(change), 100)
	hi2, lo2 := bits.Mul64(uint64(base), uint64(percent))
	return cmp.Or(cmp.Compare(hi1, hi2), cmp.Compare(lo1, lo2))
}

// holdRun withholds every fall of the run when all of them together break a run limit. The base is what our own
// additions stand at: their units, and the agreements that have any. What a person closed does not count.
func (w *world) holdRun(steps []Step) {
	type sums struct{ before, after int64 }
	var fall, standing int64
	agreements := map[string]sums{}
	closed := map[string]bool{}
	for _, s := range steps {
		if _, ours := w.owned[s.ID]; s.Before == nil || !ours && !s.Writes() {
			continue
		}
		before, after := max(0, s.Before.Quantity.micros), max(0, s.Before.Quantity.micros)
		if s.Writes() {
			after = s.Quantity.micros
		}
		closed[s.ID] = w.closed(&line{id: s.ID, agreement: s.AgreementID, item: s.ItemID, sources: used(s.Sources)})
		if closed[s.ID] {
			continue
		}
		standing, fall = saturate(standing, before), saturate(fall, max(0, before-after))
		total := agreements[s.AgreementID]
		agreements[s.AgreementID] = sums{saturate(total.before, before), saturate(total.after, after)}
	}
	var zeroed, customers int64
	for total := range maps.Values(agreements) {
		if total.before > 0 {
			customers++
			if total.after == 0 {
				zeroed++
			}
		}
	}
	var code Code
	switch l := w.limits; {
	case exceeds(fall, standing, l.RunFallUnits, l.RunFallPercent):
		code = RunFallLimit
	case exceeds(zeroed*micro, customers*micro, l.RunZeroTenants, l.RunZeroPercent):
		code = RunZeroLimit
	default:
		return
	}
	for i := range steps {
		if steps[i].falls() && !closed[steps[i].ID] {
			steps[i].withhold(code, "")
		}
	}
}

// used returns the sources that have units.
func used(sources []Source) []Source {
	return slices.DeleteFunc(slices.Clone(sources), func(s Source) bool { return s.Units.Sign() == 0 })
}

// saturate adds two numbers of 0 or more.
func saturate(a, b int64) int64 {
	if sum, err := addMicros(a, b); err == nil {
		return sum
	}
	return math.MaxInt64
}
