package plan

import (
	"fmt"
	"slices"
	"strings"
)

// match is the addition that a line stands for.
type match struct {
	addition Addition
	verb     Verb // update when it is ours, adopt by consent, create when there is none
	code     Code // why it can't be said which addition it is
	detail   string
}

// match finds the addition of a line: the one that is ours, else the one that a person consented to, else none.
// Everything else is for a person to decide.
func (w *world) match(l *line) match {
	candidates := w.candidates(l)
	consent, consented := w.rules.consents[l.id]
	separate := consented && consent.Siblings == SiblingsSeparate
	if owned, ok := w.owned[l.id]; ok {
		standing := slices.ContainsFunc(candidates, func(a Addition) bool { return a.ID == owned.AdditionID })
		if !consented || consent.AdditionID == owned.AdditionID || standing {
			return w.ours(l, owned, candidates, separate && consent.AdditionID == owned.AdditionID)
		}
	}
	switch {
	case consented:
		i := slices.IndexFunc(candidates, func(a Addition) bool { return a.ID == consent.AdditionID })
		switch {
		case i < 0:
			return match{verb: VerbAdopt, code: ConsentStale, detail: "addition " + consent.AdditionID}
		case len(candidates) > 1 && !separate:
			return match{addition: candidates[i], verb: VerbAdopt, code: SeveralAdditions, detail: idList(candidates)}
		}
		return match{addition: candidates[i], verb: VerbAdopt}.readable()
	case len(candidates) == 0:
		return match{verb: VerbCreate}
	case len(candidates) == 1:
		a := candidates[0]
		return match{addition: a, verb: VerbAdopt, code: NeedsConsent, detail: fmt.Sprintf("addition %s, quantity %s", a.ID, a.Quantity)}
	}
	return match{verb: VerbAdopt, code: SeveralAdditions, detail: idList(candidates)}
}

// candidates are the additions of the line's item that have not ended on or before the day a new one would start, those
// that begin later included. An addition that another line owns is not one.
func (w *world) candidates(l *line) []Addition {
	start := w.start(l.agreement)
	return slices.DeleteFunc(slices.Clone(w.additions[l.agreement]), func(a Addition) bool {
		owner, owned := w.owners[a.ID]
		return a.ItemID != l.item || a.Ended(start) || owned && owner != l.id
	})
}

// ours checks that the addition we own still is what it was.
func (w *world) ours(l *line, owned Line, candidates []Addition, separate bool) match {
	all, read := w.additions[l.agreement]
	if !read {
		return match{verb: VerbUpdate, code: AdditionsNotRead}
	}
	i := slices.IndexFunc(all, func(a Addition) bool { return a.ID == owned.AdditionID })
	if i < 0 {
		return match{verb: VerbUpdate, code: AdditionGone, detail: "addition " + owned.AdditionID}
	}
	m := match{addition: all[i], verb: VerbUpdate}
	switch a := all[i]; {
	case a.ItemID != l.item:
		m.code, m.detail = AdditionMoved, fmt.Sprintf("addition %s stands for %s", a.ID, a.Item)
	case a.Ended(w.start(l.agreement)):
		m.code, m.detail = AdditionEnded, fmt.Sprintf("addition %s ended on %s", a.ID, a.Cancelled)
	case len(candidates) > 1 && !separate:
		m.code, m.detail = SiblingAddition, idList(candidates)
	}
	return m.readable()
}

func (m match) readable() match {
	if m.code == "" && m.addition.Doubt == "" && m.addition.Quantity.Sign() < 0 {
		m.addition.Doubt = "its quantity is negative"
	}
	if m.code == "" && m.addition.Doubt != "" {
		m.code, m.detail = AdditionUnreadable, fmt.Sprintf("addition %s: %s", m.addition.ID, m.addition.Doubt)
	}
	return m
}

func idList(additions []Addition) string {
	ids := make([]string, len(additions))
	for i, a := range additions {
		ids[i] = a.ID
	}
	return "additions " + strings.Join(ids, ", ")
}
