package plan

import (
	"cmp"
	"fmt"
	"slices"
)

// UndoInput is everything that Undo looks at. The order of its lists has no effect, but for writes to one line, which
// stand in the order in which they were made.
type UndoInput struct {
	Partner   string               `json:"partner"`
	Run       string               `json:"run"`    // that is to be undone
	Period    Period               `json:"period"` // that the run applied
	Today     Date                 `json:"today"`
	Settings  Settings             `json:"settings"`
	Writes    []Write              `json:"writes"`
	Directory Directory            `json:"directory"`        // as it is now
	Additions []AgreementAdditions `json:"additions"`        // of the agreements that the run wrote to, as they are now
	Lines     []Line               `json:"lines"`            // what the sync owns now
	Open      []string             `json:"open,omitempty"`   // ids of lines with a write whose outcome is unknown
	Undone    []string             `json:"undone,omitempty"` // ids of lines that earlier undos of the run took back
	Claims    []Claim              `json:"claims,omitempty"` // additions of this site that other partners own
}

// Write is what a run did to the addition of a line, by its journal. A write that surely did not happen is none.
type Write struct {
	Verb        Verb     `json:"verb"`
	AgreementID string   `json:"agreementId"`
	ItemID      string   `json:"itemId"`
	AdditionID  string   `json:"additionId,omitempty"` // none: nobody ever knew which one
	Before      *Before  `json:"before,omitempty"`     // none for a create
	Quantity    Quantity `json:"quantity"`
	Effective   Date     `json:"effectiveDate,omitzero"` // of a create
	Invoice     Date     `json:"invoiceDate,omitzero"`   // that was to carry it; none for a create that a later one was to carry
	Fed         []Source `json:"fed,omitempty"`          // what fed the line before; none if it was not ours
}

// Undo makes the plan that takes a run back: every quantity becomes what it was before the run, that of an addition which
// the run created becomes 0. A step is withheld, with its reason, where the addition does not hold what the run left
// there, where its invoice is generated already, and where the run ended it. Lines stay ours; what is remembered to feed
// them is what did before. Of a change of licence the rises come first here too.
//
// Undo is as pure as Build. The plan names its run, its account of units is empty, because no usage is in it, and no limit
// holds any of it: a person approves its digest.
func Undo(in UndoInput) Plan {
	writes := byLine(in.Writes)
	w := newWorld(Input{
		Partner: in.Partner, Period: in.Period, Today: in.Today, Settings: in.Settings,
		Directory: in.Directory, Additions: in.Additions, Lines: linesOf(writes), Open: in.Open, Claims: in.Claims,
	})
	u := undo{
		builder: w.builder(len(writes)), undone: make(map[string]bool, len(in.Undone)),
		lines: index(in.Lines, func(l Line) lineKey { return lineKey{l.AgreementID, l.ItemID} }),
	}
	for _, id := range in.Undone {
		u.undone[id] = true
	}
	for i := range writes {
		u.add(&writes[i])
	}
	u.order(u.swaps())
	u.noteRest()
	p := Plan{
		Version: Version, Partner: in.Partner, Undoes: in.Run, Period: in.Period, State: w.state,
		Day: in.Today, Expires: in.Today.AddDays(validDays),
		Steps: u.steps, Money: u.money(), Findings: w.findings.sorted(),
	}
	p.Digest = p.ComputeDigest()
	return p
}

// byLine returns writes in the order of a plan's steps, one for each line: from what the line held before the first of them
// to what the last one left.
func byLine(writes []Write) []Write {
	list := slices.Clone(writes)
	slices.SortStableFunc(list, func(a, b Write) int {
		return cmp.Or(compareIDs(a.AgreementID, b.AgreementID), compareIDs(a.ItemID, b.ItemID))
	})
	merged := list[:0]
	for _, w := range list {
		if n := len(merged); n > 0 && merged[n-1].line() == w.line() {
			w.Before, w.Fed = merged[n-1].Before, merged[n-1].Fed
			merged = merged[:n-1]
		}
		merged = append(merged, w)
	}
	return merged
}

func (w *Write) line() lineKey { return lineKey{w.AgreementID, w.ItemID} }

// target is the quantity before the run.
func (w *Write) target() Quantity {
	if w.Before == nil {
		return Quantity{}
	}
	return w.Before.Quantity
}

// linesOf names the agreements and items of writes to a world, also where a line is not ours any more.
func linesOf(writes []Write) []Line {
	lines := make([]Line, len(writes))
	for i, w := range writes {
		lines[i] = Line{AgreementID: w.AgreementID, ItemID: w.ItemID, AdditionID: w.AdditionID}
	}
	return lines
}

// undo makes the steps of an undo.
type undo struct {
	*builder
	lines            map[lineKey]Line // that are ours
	undone           map[string]bool  // line ids
	created, adopted int              // additions that the undo leaves behind
}

// add plans how one write is taken back. One that left the quantity as it was needs no step.
func (u *undo) add(w *Write) {
	id := LineID(w.AgreementID, w.ItemID)
	c := &u.contracts[u.contract[w.AgreementID]]
	owned, ours := u.lines[w.line()]
	ours = ours && owned.AdditionID == w.AdditionID
	if w.Verb == VerbAdopt && ours {
		u.adopted++
	}
	if w.Verb != VerbEnd && w.Quantity == w.target() {
		return
	}
	u.steps, u.about = append(u.steps, Step{}), append(u.about, about{contract: c, owned: &owned})
	n := len(u.steps) - 1
	s, a := &u.steps[n], &u.about[n]
	l := &line{id: id, contract: c, item: u.item[w.ItemID], sources: w.Fed}
	if len(w.Fed) == 0 {
		l.owned = &owned
	}
	u.describe(s, l)
	s.Verb, s.Quantity, s.Effective, s.AdditionID = VerbUpdate, w.target(), Date{}, w.AdditionID
	if addition, ok := c.addition(w.AdditionID); ok {
		s.Before, a.addition = &Before{addition.Quantity}, addition
	}
	if code, detail := u.keeps(w, id, ours, a.addition, c); code != "" {
		s.withhold(code, detail)
	} else if code, detail := u.changed(w, id, &owned, a.addition, c); code != "" {
		s.withhold(code, detail)
	} else if w.Verb == VerbCreate {
		u.created++
	}
	if w.Verb == VerbEnd && a.addition != nil {
		bare := *a.addition
		bare.Quantity, a.addition = Quantity{}, &bare // what it billed is what the customer would pay more
	}
	u.finish(s, a, l)
}

// keeps returns why nothing may be written to a write's addition, or nothing.
func (u *undo) keeps(w *Write, line string, ours bool, a *Addition, c *contract) (Code, string) {
	partner, claimed := u.claims[w.AdditionID]
	switch {
	case u.open[line]:
		return Unsettled, ""
	case w.Verb == VerbEnd:
		return UndoEnd, "addition " + w.AdditionID
	case c.code != "":
		return c.code, c.detail
	case claimed:
		return OwnedByOtherPartner, fmt.Sprintf("addition %s, partner %s", w.AdditionID, partner)
	case !ours:
		return UndoNotOurs, ""
	case a == nil:
		return AdditionGone, "addition " + w.AdditionID
	case a.ItemID != w.ItemID:
		return AdditionMoved, fmt.Sprintf("addition %s stands for %s", a.ID, cmp.Or(a.Item, a.ItemID))
	case a.Ended(c.start):
		return AdditionEnded, fmt.Sprintf("addition %s ended on %s", a.ID, a.Cancelled)
	}
	m := match{addition: a}.readable()
	return m.code, m.detail
}

// changed returns why an addition does not hold what the run left there, or not any more in the cycle of the run.
func (u *undo) changed(w *Write, line string, owned *Line, a *Addition, c *contract) (Code, string) {
	switch {
	case u.undone[line] && a.Quantity == w.target() && owned.Quantity == w.target():
		return UndoAlready, ""
	case u.in.Period.Before(owned.Period):
		return UndoLaterPeriod, owned.Period.String()
	case owned.Quantity != w.Quantity:
		return UndoChanged, fmt.Sprintf("the run wrote %s, a later one left it at %s", w.Quantity, owned.Quantity)
	case a.Quantity != w.Quantity:
		return UndoChanged, fmt.Sprintf("the run wrote %s, somebody set it to %s", w.Quantity, a.Quantity)
	case cmp.Or(w.Invoice, w.Effective).Before(c.terms.NextInvoice):
		return UndoInvoiced, fmt.Sprintf("%s, next invoice on %s", c.terms.Name, c.terms.NextInvoice)
	}
	return "", ""
}

// noteRest says what is not as before the run once its quantities are.
func (u *undo) noteRest() {
	if u.created > 0 {
		u.findings.add(UndoCreatedStays, Finding{}, "", fmt.Sprintf("%d created", u.created))
	}
	if u.adopted > 0 {
		u.findings.add(UndoAdoptedStays, Finding{}, "", fmt.Sprintf("%d adopted", u.adopted))
	}
}
