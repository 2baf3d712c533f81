package plan

import "slices"

// Version is the version of the plan document.
const Version = 2

// validDays is how long a plan may be applied: 72 hours, counted in days because a plan knows no clock.
const validDays = 3

// Build makes a plan. It is pure: the same input in any order gives the same plan with the same digest.
func Build(in Input) Plan {
	w := newWorld(in)
	portions := w.portions(w.resolver())
	g := w.grouper(portions)
	b := w.builder(max(len(in.Lines), len(g.keys)))
	g.each(b.add)
	b.hold()
	b.noteSteps()
	w.noteDirectory()
	w.noteUsage()
	p := Plan{
		Version: Version, Partner: in.Partner, Period: in.Period, State: w.state,
		Day: in.Today, Expires: in.Today.AddDays(validDays), UsageHash: in.Usage.Hash(),
		Steps: b.steps, Units: b.account(portions), Money: b.money(), Findings: w.findings.sorted(),
	}
	p.Digest = p.ComputeDigest()
	return p
}

// hold looks at all steps together and withholds what a single line can't show.
func (b *builder) hold() {
	swaps := b.swaps()
	b.holdLines(swaps)
	b.holdMoved()
	b.holdSwaps(swaps)
	b.holdRun(swaps)
	b.holdSwaps(swaps)
	b.order(swaps)
}

// portions turns the whole report into portions and notes what follows for tenants.
func (w *world) portions(r *resolver) []portion {
	portions := r.resolve(w.in.Usage.Rows)
	w.overlaps(portions)
	w.homeless(portions)
	return portions
}

// builder makes the steps, one line after the other, and then looks at all of them together.
type builder struct {
	*world
	steps    []Step
	about    []about  // of each step, in the same order
	before   []Before // space for the steps' own
	included Quantity // units that need no addition: the contract includes them
	hash     encoder
	memo     map[memoKey]string // settings hashes of lines with one source and no decision of their own
}

// builder returns one with space for so many steps.
func (w *world) builder(n int) *builder {
	return &builder{world: w, steps: make([]Step, 0, n), about: make([]about, 0, n), before: make([]Before, 0, n), memo: map[memoKey]string{}}
}

// about is what the planner knows of a step beyond the step itself.
type about struct {
	contract *contract
	addition *Addition
	terms    *terms
	full     Quantity   // what the sources come to before the rules of the line
	siblings []Addition // which carry a part of it
	fed      []Source   // what feeds it now, before anything is remembered
	also     []int      // places of those whose units are accounted for on another item
	covered  Quantity   // units of lower tiers that a higher one covers
	ended    bool       // a person ended everything that fed it
	owned    *Line
}

// add plans one line.
func (b *builder) add(l *line) {
	b.steps, b.about = append(b.steps, Step{}), append(b.about, about{})
	n := len(b.steps) - 1
	s, a := &b.steps[n], &b.about[n]
	a.contract, a.terms, a.owned, a.fed = l.contract, l.terms, l.owned, l.sources
	a.covered = l.covered
	b.describe(s, l)
	if _, ok := b.releases[l.id]; ok {
		s.Release = new(b.releases[l.id])
	}
	ok := false
	if code, why, orphan := b.orphaned(l); orphan {
		ok = b.orphan(s, a, l, code, why)
	} else if len(l.feeds) > 0 || !l.deferred {
		ok = b.step(s, a, l)
	}
	if !ok {
		b.included = Quantity{saturate(b.included.micros, l.covered.micros)}
		b.steps, b.about = b.steps[:n], b.about[:n]
		return
	}
	b.finish(s, a, l)
}

// step plans a line that something feeds, or that ours was. ok is false when there is nothing to say of it.
func (b *builder) step(s *Step, a *about, l *line) (ok bool) {
	c, err := l.calculate(nil)
	m := b.match(l)
	a.full, a.addition = c.full, m.addition
	ended, byClosure := b.ended(l)
	a.ended = ended
	if byClosure {
		c.quantity = Quantity{}
	}
	enough := true
	if err == nil && !byClosure {
		enough, err = b.adjust(&c, a, l, m)
	}
	b.take(s, l, m, c.quantity)
	unknown := l.doubt || l.overflow || err != nil || !enough || b.invalid != nil || l.disagree != "" || l.terms.line.contradiction() != ""
	if unknown && s.Before != nil {
		s.Quantity = s.Before.Quantity // nobody knows what it should be
	}
	switch {
	case m.verb == VerbCreate && c.quantity.Sign() == 0 && err == nil && !l.doubt && !l.overflow && l.disagree == "":
		b.include(l)
		return false
	case s.held(b.blocked(l, m)):
	case l.overflow || err != nil:
		s.withhold(NumberTooLarge, "")
	case !enough:
		s.withhold(SiblingsExceed, idList(m.siblings))
	case m.verb == VerbUpdate && s.Verb != VerbEnd && m.addition.Quantity == s.Quantity:
		s.Verb = VerbNone
	default:
		b.refuse(l, s, m)
	}
	s.Sources = b.remember(l, s.Sources)
	return true
}

// include counts the units of a line that needs no addition.
func (b *builder) include(l *line) {
	for i := range l.feeds {
		if !l.feeds[i].also {
			b.included = Quantity{saturate(b.included.micros, l.feeds[i].units.micros)}
		}
	}
}

// adjust brings what a line calculates to its addition: siblings, what holds it up, and a pin.
func (b *builder) adjust(c *chain, a *about, l *line, m match) (enough bool, err error) {
	if enough, err = c.subtract(m.siblings); err != nil {
		return false, err
	}
	a.siblings = m.siblings
	if m.addition != nil {
		c.keep(b.world, l, m.addition.Quantity)
		if len(l.feeds) == 0 && l.terms.line.disappeared == DisappearedKeep {
			c.quantity = m.addition.Quantity
			c.say("disappeared", string(DisappearedKeep))
		}
	}
	if p, ok := b.pinned(l); ok {
		c.pin(p)
		enough = true
	}
	return enough, nil
}

// pinned returns the pin of a line that holds in this period.
func (w *world) pinned(l *line) (Pin, bool) {
	p, ok := w.pins[lineKey{l.contract.id, w.items[l.item].ID}]
	return p, ok && (p.LastPeriod.IsZero() || !p.LastPeriod.Before(w.in.Period))
}

// take fills in what the line's addition is to become.
func (b *builder) take(s *Step, l *line, m match, quantity Quantity) {
	s.Verb, s.Quantity = m.verb, quantity
	if m.verb != VerbCreate {
		s.Effective = Date{}
	}
	if m.addition != nil {
		s.AdditionID = m.addition.ID
		b.before = append(b.before, Before{m.addition.Quantity})
		s.Before = &b.before[len(b.before)-1]
	}
	if s.InvoiceDate.Before(s.Effective) {
		s.InvoiceDate = Date{} // a later invoice, whose date nobody knows yet
	}
	if m.verb == VerbUpdate && m.addition != nil && len(l.feeds) == 0 && quantity.Sign() == 0 && l.terms.line.disappeared == DisappearedEnd {
		b.end(s, l, m.addition.Effective)
	}
}

// end makes a step one that cancels the addition: on the last day before the next invoice date, never earlier. Whether
// ConnectWise bills that day itself is unknown (unverified: U10). An addition that has not begun by then gets quantity 0
// instead.
func (b *builder) end(s *Step, l *line, begins Date) {
	if last := l.contract.terms.NextInvoice.AddDays(-1); !last.Before(begins) {
		s.Verb, s.Quantity, s.End = VerbEnd, s.Before.Quantity, last
	}
}

// blocked returns why nothing at all may be said or done about a line's addition, or nothing.
func (b *builder) blocked(l *line, m match) (Code, string) {
	c, t := l.contract, &l.terms.line
	if b.invalid != nil {
		return SettingsInvalid, b.invalid.Error()
	}
	if c.code != "" && c.code != AdditionsNotRead {
		return c.code, c.detail
	}
	for i := range l.feeds {
		if route, _ := choose(b.tenants[l.feeds[i].tenant].routes, &b.products[l.feeds[i].product]); route != nil {
			if code, detail := b.mismatch(c, route.CompanyID); code != "" {
				return code, detail
			}
		}
	}
	if code, detail := b.recurring(&c.terms, t.cycle); code != "" {
		return code, detail
	}
	contradiction := t.contradiction()
	switch {
	case c.code != "":
		return c.code, c.detail
	case b.open[l.id]:
		return Unsettled, ""
	case m.code != "":
		return m.code, m.detail
	case l.doubt:
		return UnreadableUsage, ""
	case l.disagree != "":
		return RulesDisagree, l.disagree
	case contradiction != "":
		return RulesContradict, contradiction
	case m.addition != nil && m.addition.LessIncluded.Sign() != 0 && t.allowance.Sign() != 0:
		return DoubleAllowance, "addition " + m.addition.ID + " includes " + m.addition.LessIncluded.String()
	case l.mixed != "":
		return MixedModels, l.mixed // last, because a person may let it through
	}
	return "", ""
}

// refuse withholds a wanted change that must not be made now. A reason that a person released does not hide the next one.
func (b *builder) refuse(l *line, s *Step, m match) {
	switch {
	case l.owned != nil && m.verb == VerbUpdate && s.held(b.edited(l, m.addition)):
	case l.owned != nil && b.in.Period.Before(l.owned.Period):
		s.withhold(SupersededPeriod, l.owned.Period.String())
	case s.held(b.secondWriter(l)):
	case s.Verb == VerbCreate && (s.held(b.tooOld(l.contract)) || s.held(b.creatable(l, l.contract))):
	case s.falls():
		s.held(b.mayFall(l, s.after()))
	}
}

// orphan withholds the end of an addition that nothing feeds any more, as long as it is billed. Where a person released
// the step, and it is known which addition is meant, it is carried out.
func (b *builder) orphan(s *Step, a *about, l *line, code Code, why string) bool {
	m, c := b.match(l), l.contract
	a.addition = m.addition
	gone := m.code == AdditionGone || m.code == AdditionEnded || c.code == AgreementCancelled || c.code == AgreementEnded
	unknown := m.code == AdditionsNotRead || m.code == AdditionUnreadable
	if gone || !unknown && (m.addition == nil || m.addition.Quantity.Sign() == 0) {
		return false
	}
	b.take(s, l, m, Quantity{})
	s.Sources = zeroed(l.owned.Sources)
	switch {
	case m.code == AdditionsNotRead:
		s.withhold(m.code, m.detail)
	case s.Release != nil && code.Info().Releasable:
		if !s.held(b.blocked(l, m)) {
			b.refuse(l, s, m)
		}
	default:
		if s.Verb == VerbUpdate {
			s.Verb = VerbZero
		}
		s.withhold(code, why)
	}
	return true
}

// zeroed returns sources with no units: what fed a line once and does not now.
func zeroed(sources []Source) []Source {
	sources = slices.Clone(sources)
	for i := range sources {
		sources[i].Units = Quantity{}
	}
	return sources
}
