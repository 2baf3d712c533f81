package plan

import (
	"fmt"
	"slices"

	"github.com/psasync/psasync/catalog"
)

// Confirmation is something that only a person can know, and says together with a decision.
type Confirmation string

// OtherSyncOff says that Sophos's own sync, or whichever program wrote the additions until now, is switched off. Additions
// of items that are called like a Sophos product are only adopted with it: two writers would undo each other.
const OtherSyncOff Confirmation = "other-sync-off"

// Refusal is a step that a decision about many did not cover, with its reason.
type Refusal struct {
	Step    Step   `json:"step"`
	Problem string `json:"problem"`
	Advice  string `json:"advice"`
}

// Adopt consents to making the addition ours that a step found: one that was withheld because nobody consented yet, and
// that is the only candidate of its line. Where the same consent is stored already, nothing is changed.
func (s *Settings) Adopt(step Step, d Decision, says ...Confirmation) error {
	if err := CheckDecision(d); err != nil {
		return err
	}
	book := s.consentBook()
	if err := book.adopt(step, d, says); err != nil {
		return err
	}
	s.Consents = book.list
	return nil
}

// AdoptUnambiguous consents to every adoption of a plan that leaves nothing to choose, and returns these steps. Those that
// a person must look at one by one come back as refusals. The error is only about the decision itself; then nothing is
// changed.
func (s *Settings) AdoptUnambiguous(p Plan, d Decision, says ...Confirmation) (adopted []Step, refused []Refusal, err error) {
	if err := CheckDecision(d); err != nil {
		return nil, nil, err
	}
	book := s.consentBook()
	for _, step := range p.Steps {
		if step.Verb != VerbWithhold || step.Wanted != VerbAdopt {
			continue
		}
		if err := book.adopt(step, d, says); err != nil {
			refused = append(refused, Refusal{step, err.Problem, err.Advice})
			continue
		}
		adopted = append(adopted, step)
	}
	s.Consents = book.list
	return adopted, refused, nil
}

// Link says that an addition is the line's, and what the other additions of its item on the agreement mean: separate,
// subtract, or nothing where there are none. An earlier consent of the line gives way to it; but while the line owns
// another addition that still stands, that one stays ours until the line is forgotten.
func (s *Settings) Link(a Addition, siblings Siblings, d Decision, says ...Confirmation) error {
	if err := CheckDecision(d); err != nil {
		return err
	}
	fail := func(problem, advice string) error {
		return &EditError{Line: LineID(a.AgreementID, a.ItemID), Problem: problem, Advice: advice}
	}
	switch {
	case a.AgreementID == "" || a.ItemID == "" || a.ID == "":
		return fail("a link names an agreement, an item and an addition", "name all three")
	case siblings != "" && siblings != SiblingsSeparate && siblings != SiblingsSubtract:
		return fail(fmt.Sprintf("%q does not say what the other additions mean", siblings), "say separate or subtract")
	case a.Doubt != "":
		return fail("addition "+a.ID+": "+a.Doubt, AdditionUnreadable.Info().Advice)
	}
	if err := s.checkLed(Rule{AgreementID: a.AgreementID, ItemID: a.ItemID}); err != nil {
		return err
	}
	book := s.consentBook()
	c := Consent{AgreementID: a.AgreementID, ItemID: a.ItemID, AdditionID: a.ID, Siblings: siblings, Decision: d}
	if err := book.take(c, a.Item, says); err != nil {
		return err
	}
	s.Consents = book.list
	return nil
}

// Withdraw takes back the consent of a line. What is ours already stays ours until the line is forgotten. Nothing is
// changed when there is none.
func (s *Settings) Withdraw(agreement, item string) {
	s.Consents = drop(s.Consents, ofLine[Consent](agreement, item))
}

// consentBook takes many consents quickly.
type consentBook struct {
	list       []Consent
	byLine     map[lineKey]int
	byAddition map[[2]string]lineKey // agreement and addition
	vendor     *catalog.Catalog      // what Sophos's own sync may call its items
}

func (s *Settings) consentBook() *consentBook {
	b := &consentBook{list: slices.Clone(s.Consents), byLine: map[lineKey]int{}, byAddition: map[[2]string]lineKey{}}
	for i, c := range b.list {
		b.byLine[c.line()], b.byAddition[[2]string{c.AgreementID, c.AdditionID}] = i, c.line()
	}
	if table, err := catalog.New(nil, nil); err == nil {
		b.vendor = table
	}
	return b
}

// adopt takes the consent to a step.
func (b *consentBook) adopt(step Step, d Decision, says []Confirmation) *EditError {
	fail := func(problem, advice string) *EditError {
		return &EditError{TenantID: step.TenantID, Product: step.Product, Line: step.ID, Problem: problem, Advice: advice}
	}
	wanted := step.Verb == VerbWithhold && step.Wanted == VerbAdopt
	switch {
	case step.Verb != VerbAdopt && !wanted:
		return fail("the plan found no addition to adopt", "plan again, and adopt what it withholds for want of consent")
	case wanted && step.Reason != NeedsConsent:
		info := step.Reason.Info()
		return fail(withDetail(info.Message, step.Detail), info.Advice)
	}
	c := Consent{AgreementID: step.AgreementID, ItemID: step.ItemID, AdditionID: step.AdditionID, Decision: d}
	if i, ok := b.byLine[c.line()]; ok {
		if other := b.list[i]; other.AdditionID != c.AdditionID {
			return fail(fmt.Sprintf("%s consented to addition %s meanwhile", other.Who, other.AdditionID), "plan again; to change that, link the addition that is meant")
		}
		return nil
	}
	return b.take(c, step.Item, says)
}

// take takes a consent, unless the addition is another line's or may still be written by another program.
func (b *consentBook) take(c Consent, item string, says []Confirmation) *EditError {
	line := LineID(c.AgreementID, c.ItemID)
	if other, ok := b.byAddition[[2]string{c.AgreementID, c.AdditionID}]; ok && other != c.line() {
		return &EditError{Line: line, Problem: "addition " + c.AdditionID + " was given to line " + LineID(other.agreement, other.item), Advice: "withdraw that consent first"}
	}
	c.OtherSyncOff = slices.Contains(says, OtherSyncOff)
	if _, named := b.vendor.Product(item); named && !c.OtherSyncOff {
		return &EditError{
			Line: line, Problem: fmt.Sprintf("addition %s of %s may be written by Sophos's own sync", c.AdditionID, item),
			Advice: "switch that sync off in Sophos Central, then confirm that it is off",
		}
	}
	if i, ok := b.byLine[c.line()]; ok {
		was := b.list[i]
		if was.When = c.When; was != c {
			delete(b.byAddition, [2]string{c.AgreementID, b.list[i].AdditionID})
			b.list[i] = c
		}
	} else {
		b.byLine[c.line()] = len(b.list)
		b.list = append(b.list, c)
	}
	b.byAddition[[2]string{c.AgreementID, c.AdditionID}] = c.line()
	return nil
}

func withDetail(message, detail string) string {
	if detail == "" {
		return message
	}
	return detail + ": " + message
}
