package plan

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Limits bound what one run may do without a person. Each limit has two halves, and only what exceeds both is withheld:
// a percentage alone trips on every small customer, an absolute number alone misses a mass drop. A zero field means its
// default.
type Limits struct {
	LineFallUnits   int64        `json:"lineFallUnits,omitempty"`   // default 5, from this many on
	LineFallPercent int64        `json:"lineFallPercent,omitempty"` // default 50, from this share on
	LineRiseUnits   int64        `json:"lineRiseUnits,omitempty"`   // default 25, from this many on
	LineRisePercent int64        `json:"lineRisePercent,omitempty"` // default 200, from this share on
	CreateUnits     int64        `json:"createUnits,omitempty"`     // default 250, above
	RunFallUnits    int64        `json:"runFallUnits,omitempty"`    // default 20, above
	RunFallPercent  int64        `json:"runFallPercent,omitempty"`  // default 10, above
	RunZeroTenants  int64        `json:"runZeroTenants,omitempty"`  // default 3, above
	RunZeroPercent  int64        `json:"runZeroPercent,omitempty"`  // default 5, above
	Money           []MoneyLimit `json:"money,omitempty"`           // default none
}

// MoneyLimit bounds what one run may change on the invoices of one currency, per cycle. A zero amount is no limit.
type MoneyLimit struct {
	Currency   string `json:"currency"`
	LineChange Amount `json:"lineChange"` // one line up or down, above
	RunFall    Amount `json:"runFall"`    // all falls of the run together, above
}

// WithDefaults fills the limits that are not set.
func (l Limits) WithDefaults() Limits {
	return Limits{
		LineFallUnits: cmp.Or(l.LineFallUnits, 5), LineFallPercent: cmp.Or(l.LineFallPercent, 50),
		LineRiseUnits: cmp.Or(l.LineRiseUnits, 25), LineRisePercent: cmp.Or(l.LineRisePercent, 200),
		CreateUnits:  cmp.Or(l.CreateUnits, 250),
		RunFallUnits: cmp.Or(l.RunFallUnits, 20), RunFallPercent: cmp.Or(l.RunFallPercent, 10),
		RunZeroTenants: cmp.Or(l.RunZeroTenants, 3), RunZeroPercent: cmp.Or(l.RunZeroPercent, 5),
		Money: l.Money,
	}
}

// money returns the limit of a currency.
func (l *Limits) money(currency string) MoneyLimit {
	for _, m := range l.Money {
		if m.Currency == currency {
			return m
		}
	}
	return MoneyLimit{}
}

// line returns the limit that a change from one number to another breaks, or nothing. A create has nothing before.
func (l *Limits) line(before, after int64, create bool) Code {
	switch {
	case create:
		if after > l.CreateUnits*micro {
			return CreateLimit
		}
	case after < before:
		if reaches(before-after, before, l.LineFallUnits, l.LineFallPercent) {
			return LineFallLimit
		}
	case reaches(after-before, before, l.LineRiseUnits, l.LineRisePercent):
		return LineRiseLimit
	}
	return ""
}

// reaches reports whether a change is at least units and at least percent of base.
func reaches(change, base, units, percent int64) bool {
	return change >= units*micro && compareShare(change, base, percent) >= 0
}

// exceeds reports whether a change is more than units and more than percent of base.
func exceeds(change, base, units, percent int64) bool {
	return change > units*micro && compareShare(change, base, percent) > 0
}

// compareShare compares change with percent of base. All are 0 or more; the products are taken in 128 bits.
func compareShare(change, base, percent int64) int {
	hi1, lo1 := bits.Mul64(uint64(change), 100)
	hi2, lo2 := bits.Mul64(uint64(base), uint64(percent))
	return cmp.Or(cmp.Compare(hi1, hi2), cmp.Compare(lo1, lo2))
}

// holdLines withholds what breaks the limits of one line. The lines of a swap are judged on their net.
func (b *builder) holdLines(swaps []swap) {
	swapped := map[int]bool{}
	for _, sw := range swaps {
		b.holdTogether(sw.steps)
		for _, i := range sw.steps {
			swapped[i] = true
		}
	}
	for i := range b.steps {
		if b.steps[i].Writes() && !swapped[i] {
			b.holdTogether([]int{i})
		}
	}
}

// holdTogether withholds steps whose net change breaks a limit of one line.
func (b *builder) holdTogether(steps []int) {
	var before, after int64
	create := true
	for _, i := range steps {
		if s := &b.steps[i]; !b.byPerson(i) {
			before, after = saturate(before, max(0, beforeOf(s))), saturate(after, max(0, s.after().micros))
			create = create && s.Before == nil
		}
	}
	code := b.limits.line(before, after, create)
	for _, i := range steps {
		if code == "" && b.overMoney(b.steps[i].Currency, steps) {
			code = LineMoneyLimit
		}
	}
	if code == "" {
		return
	}
	for _, i := range steps {
		b.holdOne(i, code)
	}
}

// overMoney reports whether the net change of steps in a currency is more than its limit for one line.
func (b *builder) overMoney(currency string, steps []int) bool {
	limit := b.limits.money(currency).LineChange
	if limit.Sign() == 0 {
		return false
	}
	var net Amount
	for _, i := range steps {
		if s := &b.steps[i]; s.Currency == currency && !b.byPerson(i) {
			net = net.plus(s.Monthly)
		}
	}
	return abs(net.micros) > abs(limit.micros)
}

// byPerson reports whether a person ended everything that fed a step's line, or released the step: no limit counts it.
func (b *builder) byPerson(i int) bool { return b.about[i].ended || b.steps[i].Release != nil }

// holdOne withholds a step that writes, unless a person ended everything that fed its line.
func (b *builder) holdOne(i int, code Code) {
	if s := &b.steps[i]; s.Writes() && !b.about[i].ended {
		s.withhold(code, "")
	}
}

// run is what a whole run does to additions that are ours.
type run struct {
	standing, fall    int64 // units before, and by how much lines fall; swaps count net
	customers, zeroed int64
	fallMoney         map[string]int64 // by currency
}

// holdRun withholds every fall of the run when all of them together break a run limit. The base is what our own
// additions stand at: their units, and the agreements that have any. What a person ended or released does not count.
func (b *builder) holdRun(swaps []swap) {
	r := b.sum(swaps)
	var code Code
	switch l := &b.limits; {
	case exceeds(r.fall, r.standing, l.RunFallUnits, l.RunFallPercent):
		code = RunFallLimit
	case exceeds(r.zeroed*micro, r.customers*micro, l.RunZeroTenants, l.RunZeroPercent):
		code = RunZeroLimit
	}
	for i := range b.steps {
		s := &b.steps[i]
		if !s.falls() {
			continue
		}
		m := b.limits.money(s.Currency).RunFall
		switch {
		case code != "":
			b.holdOne(i, code)
		case m.Sign() > 0 && r.fallMoney[s.Currency] > m.micros:
			b.holdOne(i, RunMoneyLimit)
		}
	}
}

// sum adds up what the steps do, as far as limits go.
func (b *builder) sum(swaps []swap) run {
	r := run{fallMoney: map[string]int64{}}
	net := make([]tally, len(b.steps)) // of the swap that a step is in, told by the first of its steps that counts
	inSwap := make([]bool, len(b.steps))
	for _, sw := range swaps {
		if teller := slices.IndexFunc(sw.steps, b.counts); teller >= 0 {
			b.tell(sw.steps, sw.steps[teller], net, inSwap)
		}
	}
	var before, after int64 // of one agreement
	for i := range b.steps {
		s := &b.steps[i]
		if i == 0 || b.steps[i-1].AgreementID != s.AgreementID {
			before, after = 0, 0
		}
		if b.counts(i) {
			to := beforeOf(s)
			if s.Writes() {
				to = s.after().micros
			}
			change := tally{to - beforeOf(s), 0}
			if s.Writes() {
				change.money = s.Monthly.micros
			}
			if inSwap[i] {
				change = net[i]
			}
			r.standing = saturate(r.standing, max(0, beforeOf(s)))
			r.fall = saturate(r.fall, max(0, -change.units))
			if change.money < 0 {
				r.fallMoney[s.Currency] = saturate(r.fallMoney[s.Currency], -change.money)
			}
			before, after = saturate(before, max(0, beforeOf(s))), saturate(after, max(0, to))
		} else if s.Verb == VerbCreate {
			after = saturate(after, s.Quantity.micros)
		}
		if last := i+1 == len(b.steps) || b.steps[i+1].AgreementID != s.AgreementID; last && before > 0 {
			r.customers++
			if after == 0 {
				r.zeroed++
			}
		}
	}
	return r
}

// tally is by how much something changes, in millionths.
type tally struct{ units, money int64 }

// tell adds up the steps of a swap at the place of one of them, each step once. Money of another currency stays its own.
func (b *builder) tell(steps []int, teller int, net []tally, told []bool) {
	for _, i := range steps {
		s := &b.steps[i]
		if s.Writes() && !told[i] && !b.byPerson(i) {
			at := teller
			if s.Currency != b.steps[teller].Currency {
				at = i
			}
			net[teller].units += s.after().micros - beforeOf(s)
			net[at].money += s.Monthly.micros
		}
		told[i] = true
	}
}

// counts reports whether a step counts for the run limits: it is about an addition that is ours or becomes so, and nobody
// decided it by hand.
func (b *builder) counts(i int) bool {
	s := &b.steps[i]
	return s.Before != nil && (b.about[i].owned != nil || s.Writes()) && !b.byPerson(i)
}

func beforeOf(s *Step) int64 {
	if s.Before == nil {
		return 0
	}
	return s.Before.Quantity.micros
}

// saturate adds two numbers of 0 or more.
func saturate(a, b int64) int64 {
	if sum, err := addMicros(a, b); err == nil {
		return sum
	}
	return math.MaxInt64
}
