package simulation_test

import (
	"context"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// longAgo is how old what is known of an addition can be when it is updated: a reading, and the time until the request
// has to be under way.
const longAgo = 90 * time.Second

// mayTouch judges an update at the moment it is sent.
func (s *schedule) mayTouch(ref usagesync.AdditionRef) {
	a := s.byID(ref.ID)
	if a == nil || !a.ours && !a.consented {
		s.wrong("foreign changes", "an update of addition %s, which nobody gave to the sync", ref.ID)
		return
	}
	if !a.touched || time.Since(a.edited) < longAgo {
		return
	}
	for l, err := range s.office.Lines(context.Background()) {
		if err != nil {
			s.Fatal(err)
		}
		if l.AdditionID == ref.ID && l.Quantity != a.Quantity {
			s.wrong("edits overwritten", "an update of addition %s: we left it at %s, a person set it to %s long ago", ref.ID, l.Quantity, a.Quantity)
		}
	}
}

// judge compares what the history left with what has to be.
func (s *schedule) judge() {
	open := s.quarantined()
	for _, l := range lines {
		s.judgeLine(l, open)
	}
	for _, a := range s.find(func(a *addition) bool { return !a.ours }) {
		s.judgeForeign(a)
	}
	s.judgeJournal(open)
}

// quarantined returns the lines that wait for a person.
func (s *schedule) quarantined() map[string]bool {
	lines := map[string]bool{}
	for in, err := range s.office.Intents(context.Background()) {
		if err != nil {
			s.Fatal(err)
		}
		lines[in.Line()] = true
		if in.State != usagesync.IntentQuarantined {
			s.wrong("unquiet", "line %s: an intent is %s after all runs", in.Line(), in.State)
		}
	}
	s.count("quarantined", len(lines))
	return lines
}

// judgeLine wants exactly one addition for a line, of ours or by consent, or a reason that a person gave cause for.
func (s *schedule) judgeLine(l line, quarantined map[string]bool) {
	s.count("additions", 1)
	found := s.on(l)
	ours := 0
	for _, a := range found {
		ours += btoi(a.ours)
	}
	if ours > 1 {
		s.count("duplicates", ours-2)
		s.wrong("duplicates", "line %s has %d live additions of ours", l.id(), ours)
	}
	i := slices.IndexFunc(s.last.Steps, func(step plan.Step) bool { return step.ID == l.id() })
	if i < 0 {
		s.wrong("lost", "line %s is not in the plan", l.id())
		return
	}
	step := s.last.Steps[i]
	switch a := s.byID(step.AdditionID); {
	case step.Writes():
		s.wrong("unquiet", "line %s: the last plan wants to %s", l.id(), step.Verb)
	case step.Verb == plan.VerbNone:
		right := a != nil && a.live() && (a.ours || a.consented) && a.Quantity == plan.Units(s.usage[l])
		if !right || a.AgreementID != l.agreement || a.ItemID != l.item {
			s.wrong("lost", "line %s is said to be right with addition %s, wanted are %d", l.id(), step.AdditionID, s.usage[l])
		}
		s.count("right", btoi(right))
	case quarantined[l.id()]:
	case s.hasCause(l, step, found):
		s.count("withheld", 1)
		s.count("withheld "+string(step.Reason), 1)
	default:
		s.wrong("lost", "line %s is withheld, %s %s, but no person gave cause for it", l.id(), step.Reason, step.Detail)
	}
}

// hasCause reports whether the reason for which a line is withheld is true, and a person's doing.
func (s *schedule) hasCause(l line, step plan.Step, live []*addition) bool {
	byPerson := func(a *addition) bool { return !a.ours || a.touched }
	a := s.byID(step.AdditionID)
	switch step.Reason {
	case plan.NeedsConsent:
		return a != nil && byPerson(a) && !a.consented
	case plan.SeveralAdditions, plan.SiblingAddition:
		return len(live) > 1 && slices.ContainsFunc(live, byPerson)
	case plan.EditedByHand:
		return a != nil && a.touched
	case plan.AdditionEnded:
		return a != nil && a.touched && !a.live()
	case plan.ConsentStale:
		return slices.ContainsFunc(s.find(func(a *addition) bool { return a.consented && a.touched && !a.live() }), func(a *addition) bool {
			return a.AgreementID == l.agreement && a.ItemID == l.item
		})
	default:
		return false
	}
}

// judgeForeign wants an addition as its person left it, but for the quantity of one that was given to the sync.
func (s *schedule) judgeForeign(a *addition) {
	was := a.left
	if a.consented {
		was.Quantity = a.Quantity
	}
	if a.Addition != was {
		s.wrong("foreign changes", "addition %s is %+v, its person left %+v", a.ID, a.Addition, was)
	}
}

// judgeJournal wants every addition of ours to be explained by an intent of its own, and nothing to be called ours that
// the same write did not leave.
func (s *schedule) judgeJournal(quarantined map[string]bool) {
	intended := map[string]int{}
	claims := map[string]int{} // addition -> creates that say they left it
	ctx := context.Background()
	for run, err := range s.office.Runs(ctx) {
		if err != nil {
			s.Fatal(err)
		}
		for e, err := range s.office.Journal(ctx, run.ID) {
			if err != nil {
				s.Fatal(err)
			}
			switch {
			case e.Fact == usagesync.FactIntended && e.Verb == plan.VerbCreate:
				intended[e.Line()+" "+e.Quantity.String()]++
			case e.Fact == usagesync.FactDone && e.Verb == plan.VerbCreate:
				claims[e.AdditionID]++
			}
		}
	}
	for _, a := range s.find(func(a *addition) bool { return true }) {
		id := plan.LineID(a.AgreementID, a.ItemID)
		asked := id + " " + a.asked.String()
		switch {
		case !a.ours && claims[a.ID] > 0:
			s.wrong("wrong adoptions", "the journal says that a create left addition %s, which a person added", a.ID)
		case claims[a.ID] > 1:
			s.wrong("wrong adoptions", "the journal says %d times that a create left addition %s", claims[a.ID], a.ID)
		case a.ours && intended[asked] == 0:
			s.wrong("unexplained", "addition %s of ours has no intent in the journal", a.ID)
		case a.ours && claims[a.ID] == 0 && !a.touched && !quarantined[id]:
			s.wrong("unexplained", "no create in the journal says that it left addition %s", a.ID)
		}
		if a.ours {
			intended[asked]--
		}
	}
}
