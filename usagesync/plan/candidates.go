package plan

import (
	"fmt"
	"slices"
	"strings"
)

// match is the addition that a line stands for.
type match struct {
	addition *Addition  // nil: none, or nobody knows which
	siblings []Addition // whose quantities are to be subtracted
	verb     Verb       // update when it is ours, adopt by consent, create when there is none
	code     Code       // why it can't be said which addition it is
	detail   string
}

// match finds the addition of a line: the one that is ours, else the one that a person consented to, else none.
// Everything else is for a person to decide.
func (w *world) match(l *line) match {
	c, item := l.contract, w.items[l.item].ID
	consent, consented := w.consents[lineKey{c.id, item}]
	if a := l.alone(item); a != nil && !consented {
		return w.claimed(match{addition: a, verb: VerbUpdate}.readable())
	}
	candidates := l.candidates(item)
	if l.owned != nil {
		standing := slices.ContainsFunc(candidates, func(a Addition) bool { return a.ID == l.owned.AdditionID })
		if !consented || consent.AdditionID == l.owned.AdditionID || standing {
			siblings := consent.Siblings
			if consent.AdditionID != l.owned.AdditionID {
				siblings = ""
			}
			return w.claimed(w.ours(l, item, candidates, siblings))
		}
	}
	return w.claimed(w.theirs(l, candidates, consent, consented))
}

// theirs finds the addition of a line that is not ours.
func (w *world) theirs(l *line, candidates []Addition, consent Consent, consented bool) match {
	switch {
	case consented:
		i := slices.IndexFunc(candidates, func(a Addition) bool { return a.ID == consent.AdditionID })
		if i < 0 {
			return match{verb: VerbAdopt, code: ConsentStale, detail: "addition " + consent.AdditionID}
		}
		m := match{addition: l.listed(candidates[i].ID), verb: VerbAdopt}
		return m.beside(others(candidates, consent.AdditionID), consent.Siblings, SeveralAdditions).readable()
	case len(candidates) == 0:
		return match{verb: VerbCreate}
	case len(candidates) == 1:
		m := match{addition: l.listed(candidates[0].ID), verb: VerbAdopt}.readable()
		if m.code == "" && l.terms.line.adopt != AdoptPlan {
			m.code, m.detail = NeedsConsent, fmt.Sprintf("addition %s, quantity %s", m.addition.ID, m.addition.Quantity)
		}
		return m
	}
	return match{verb: VerbAdopt, code: SeveralAdditions, detail: idList(candidates)}
}

// alone returns the addition that is ours if it is the item's only one and has not ended: the common case, which needs
// no list.
func (l *line) alone(item string) *Addition {
	places := l.contract.ofItem(item)
	if l.owned == nil || len(places) != 1 {
		return nil
	}
	if a := &l.contract.list[places[0]]; a.ID == l.owned.AdditionID && !a.Ended(l.contract.start) {
		return a
	}
	return nil
}

// candidates are the additions of the line's item that have not ended on or before the day a new one would start, those
// that begin later included. An addition that another line owns is not one.
func (l *line) candidates(item string) []Addition {
	var list []Addition
	c := l.contract
	for _, i := range c.ofItem(item) {
		a := &c.list[i]
		if a.Ended(c.start) {
			continue
		}
		if owner, owned := c.owner(a.ID); !owned || owner == item {
			list = append(list, *a)
		}
	}
	return list
}

// listed returns an addition of the line's agreement.
func (l *line) listed(id string) *Addition {
	a, _ := l.contract.addition(id)
	return a
}

// ours checks that the addition we own still is what it was.
func (w *world) ours(l *line, item string, candidates []Addition, siblings Siblings) match {
	c := l.contract
	if !c.read {
		return match{verb: VerbUpdate, code: AdditionsNotRead}
	}
	a, ok := c.addition(l.owned.AdditionID)
	m := match{addition: a, verb: VerbUpdate}
	switch {
	case !ok:
		m.code, m.detail = AdditionGone, "addition "+l.owned.AdditionID
		return m
	case a.ItemID != item:
		m.code, m.detail = AdditionMoved, fmt.Sprintf("addition %s stands for %s", a.ID, a.Item)
	case a.Ended(c.start):
		m.code, m.detail = AdditionEnded, fmt.Sprintf("addition %s ended on %s", a.ID, a.Cancelled)
	default:
		m = m.beside(others(candidates, a.ID), siblings, SiblingAddition)
	}
	return m.readable()
}

// beside decides what the other additions of the item mean.
func (m match) beside(siblings []Addition, says Siblings, code Code) match {
	switch {
	case len(siblings) == 0 || says == SiblingsSeparate:
	case says == SiblingsSubtract:
		m.siblings = siblings
		for _, s := range siblings {
			if s.Doubt != "" || s.Quantity.Sign() < 0 {
				m.code, m.detail = AdditionUnreadable, "addition "+s.ID
			}
		}
	default:
		m.code, m.detail = code, idList(append([]Addition{*m.addition}, siblings...))
	}
	return m
}

// others returns the additions but one.
func others(list []Addition, id string) []Addition {
	if len(list) == 1 && list[0].ID == id {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(list), func(a Addition) bool { return a.ID == id })
}

// readable holds back an addition whose numbers can't be trusted.
func (m match) readable() match {
	if m.code != "" {
		return m
	}
	doubt := m.addition.Doubt
	if doubt == "" && m.addition.Quantity.Sign() < 0 {
		doubt = "its quantity is negative"
	}
	if doubt != "" {
		m.code, m.detail = AdditionUnreadable, fmt.Sprintf("addition %s: %s", m.addition.ID, doubt)
	}
	return m
}

// claimed refuses an addition that another partner of the site owns.
func (w *world) claimed(m match) match {
	if m.addition == nil {
		return m
	}
	if partner, taken := w.claims[m.addition.ID]; taken {
		m.code, m.detail = OwnedByOtherPartner, fmt.Sprintf("addition %s, partner %s", m.addition.ID, partner)
	}
	return m
}

func idList(additions []Addition) string {
	ids := make([]string, len(additions))
	for i, a := range additions {
		ids[i] = a.ID
	}
	slices.SortFunc(ids, compareIDs)
	return "additions " + strings.Join(ids, ", ")
}
