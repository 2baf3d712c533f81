package simulation_test

import (
	"context"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// before puts on the agreements what people left there before the sync came: of every fifth line an addition, half of
// them with consent; of every fifth an addition that was ended again before it began; and what is none of the sync's
// business.
func (s *schedule) before() {
	for _, id := range agreements {
		s.put(line{id, foreignItem}, 20, plan.NewDate(2026, 1, 1), plan.Date{})
	}
	for _, l := range lines {
		if s.rnd.IntN(5) == 0 {
			s.put(l, s.usage[l], invoiceDay, invoiceDay)
		}
		if s.rnd.IntN(5) > 0 {
			continue
		}
		a := s.put(l, s.units(), plan.NewDate(2026, 1, 1), plan.Date{})
		switch s.rnd.IntN(6) {
		case 0, 1:
			s.consent(a, "")
		case 2:
			s.consent(a, plan.SiblingsSeparate)
			s.put(l, s.units(), plan.NewDate(2026, 1, 1), plan.Date{})
		default:
		}
	}
}

// units draws a quantity: so that no limit of a plan is broken.
func (s *schedule) units() int64 { return int64(10 + s.rnd.IntN(5)) }

func (s *schedule) put(l line, quantity int64, from, to plan.Date) *addition {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	return s.add(addition{Addition: plan.Addition{
		AgreementID: l.agreement, ItemID: l.item, Quantity: plan.Units(quantity), Effective: from, Cancelled: to, Description: "by hand",
	}})
}

// act is what a person does while the sync runs, or what happens to the usage.
func (s *schedule) act() {
	l := lines[s.rnd.IntN(len(lines))]
	found := s.on(l)
	foreign := slices.DeleteFunc(slices.Clone(found), func(a *addition) bool { return a.ours })
	ours := slices.DeleteFunc(slices.Clone(found), func(a *addition) bool { return !a.ours })
	switch n := s.rnd.IntN(20); {
	case n < 7:
		s.usage[l] = s.units()
		if s.rnd.IntN(10) == 0 {
			s.usage[l] = 0
		}
		s.say("usage of %s is %d", l.id(), s.usage[l])
		return
	case n < 9:
		s.addByHand(l)
	case n < 12 && len(foreign) > 0:
		s.change(foreign[0], "edits", func(a *plan.Addition) { a.Quantity = plan.Units(s.ownWay(s.units(), a.Effective)) })
	case n < 14 && len(foreign) > 0:
		s.change(foreign[0], "cancels", func(a *plan.Addition) { a.Cancelled = invoiceDay })
	case n < 16 && len(foreign) == 1 && !foreign[0].consented:
		s.consent(foreign[0], "")
	case n < 18 && len(ours) > 0:
		s.change(ours[0], "edits our", func(a *plan.Addition) { a.Quantity = plan.Units(s.units()) })
	case n < 19 && len(ours) > 0:
		s.change(ours[0], "cancels our", func(a *plan.Addition) { a.Cancelled = invoiceDay })
		if s.rnd.IntN(3) > 0 {
			s.given = append(s.given, ours[0])
		}
	default:
		return
	}
	s.count("acts of people", 1)
}

// addByHand adds what looks like a create of the sync: same item and date, often the same quantity.
func (s *schedule) addByHand(l line) {
	if s.rnd.IntN(3) == 0 {
		l.item = foreignItem
	}
	from := plan.NewDate(2026, 11, 1)
	if s.rnd.IntN(2) == 0 {
		from = invoiceDay
	}
	quantity := s.usage[l]
	if s.rnd.IntN(2) == 0 || quantity == 0 {
		quantity = s.units()
	}
	a := s.put(l, s.ownWay(quantity, from), from, plan.Date{})
	s.say("a person adds %s: %s, %s from %s", a.ID, l.id(), a.Quantity, from)
}

// ownWay returns a quantity that people give to an addition. Where the site does not say who created it, and its date is
// that of our creates, only the quantity can tell that it is not one of them: it is one that the sync never asks for.
func (s *schedule) ownWay(quantity int64, from plan.Date) int64 {
	if s.named || s.algorithm.twins || from != invoiceDay {
		return quantity
	}
	return quantity + 5
}

func (s *schedule) change(a *addition, how string, do func(*plan.Addition)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do(&a.Addition)
	a.left, a.touched, a.edited = a.Addition, true, time.Now()
	s.say("a person %s addition %s: %s, cancelled %s", how, a.ID, a.Quantity, a.Cancelled)
}

// consent stores a person's decision, as the last word on its line.
func (s *schedule) consent(a *addition, siblings plan.Siblings) {
	ctx := context.Background()
	set, rev, err := s.office.Settings(ctx)
	if err != nil {
		s.Fatal(err)
	}
	set.Consents = slices.DeleteFunc(set.Consents, func(c plan.Consent) bool { return c.AgreementID == a.AgreementID && c.ItemID == a.ItemID })
	set.Consents = append(set.Consents, plan.Consent{AgreementID: a.AgreementID, ItemID: a.ItemID, AdditionID: a.ID, Siblings: siblings, Decision: plan.Decision{Who: person}})
	if err := s.office.SaveSettings(ctx, set, rev); err != nil {
		s.Fatal(err)
	}
	a.consented = true
	s.say("a person consents to adopt %s", a.ID)
}

// giveUp lets people give up the lines whose additions they cancelled, as far as the lane is free.
func (s *schedule) giveUp() {
	if len(s.given) == 0 {
		return
	}
	ctx := context.Background()
	for l, err := range s.office.Lines(ctx) {
		if err != nil {
			s.Fatal(err)
		}
		if slices.ContainsFunc(s.given, func(a *addition) bool { return a.ID == l.AdditionID }) {
			err := s.office.Forget(ctx, l.ID(), person, "cancelled by hand")
			s.say("a person forgets %s: %v", l.ID(), err)
			s.count("lines forgotten", btoi(err == nil))
		}
	}
}
