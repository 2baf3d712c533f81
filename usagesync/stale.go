package usagesync

import (
	"context"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// refusal says why a step must not be applied any more. The zero refusal is none.
type refusal struct {
	reason    Reason
	detail    string
	notBefore time.Time
}

func refuse(r Reason, format string, args ...any) refusal {
	return refusal{reason: r, detail: fmt.Sprintf(format, args...)}
}

// stale compares a step with what is so now: the store's facts first, because they cost no request, then the agreement,
// then its additions. The error is that of a reading, which decides nothing.
func (r *run) stale(ctx context.Context, s plan.Step) (refusal, error) {
	since := time.Now().Add(-readingTrust)
	if no := r.staleLine(s); no.reason != "" {
		return no, nil
	}
	set, err := r.settingsNow(ctx, since)
	if err != nil {
		return refusal{}, err
	}
	if no := r.staleSettings(s, set); no.reason != "" {
		return no, nil
	}
	if no := r.staleQuantity(s, set); no.reason != "" {
		return no, nil
	}
	agreements, err := r.agreementsNow(ctx, s.AgreementID, since)
	if err != nil {
		return refusal{}, fmt.Errorf("read agreement %s: %w", s.AgreementID, err)
	}
	if plan.AgreementHash(agreements, s.AgreementID) != s.Expect.Agreement {
		return refuse(ReasonAgreementChanged, "agreement %s is not there any more, or its status, dates, cycle or parent changed", s.AgreementID), nil
	}
	list, err := r.list(ctx, s.AgreementID, since)
	if err != nil {
		return refusal{}, fmt.Errorf("read the additions of agreement %s: %w", s.AgreementID, err)
	}
	if s.Verb != plan.VerbCreate {
		if no := staleAddition(s, list, r.plan.Period); no.reason != "" {
			return no, nil
		}
	}
	if r.plan.Undoes != "" { // it goes back to what was, whatever carries usage beside it
		return refusal{}, nil
	}
	return r.rivals(s, list, set), nil
}

// staleLine checks what the sync itself remembers of the line.
func (r *run) staleLine(s plan.Step) refusal {
	if in, ok := r.intents[s.ID]; ok {
		if in.State == IntentQuarantined {
			return refuse(ReasonQuarantined, "%s", in.Detail)
		}
		no := refuse(ReasonUnsettled, "a %s of %s was sent or about to be sent at %s", in.Verb, in.Quantity, in.At.Format(time.RFC3339))
		no.notBefore = r.ripe(in)
		return no
	}
	line, owned := r.lines[s.ID]
	if owned && r.plan.Period.Before(line.Period) {
		return refuse(ReasonSuperseded, "%s was applied", line.Period)
	}
	if owner, taken := r.owners[s.AdditionID]; taken && owner != s.ID {
		return refuse(ReasonAdditionOwned, "addition %s belongs to line %s", s.AdditionID, owner)
	}
	ours := owned && line.AdditionID == s.AdditionID
	switch {
	case s.Verb == plan.VerbCreate && owned:
		return refuse(ReasonLineChanged, "addition %s is ours already", line.AdditionID)
	case s.Verb == plan.VerbAdopt && ours:
		return refuse(ReasonLineChanged, "addition %s is ours already", s.AdditionID)
	case s.Verb == plan.VerbUpdate && !ours:
		return refuse(ReasonLineChanged, "addition %s is not ours", s.AdditionID)
	}
	return refusal{}
}

// staleQuantity checks that an update changes what we last left, unless a person said that the edit which the plan saw may
// be replaced: by a stored overwrite, or by releasing the step.
func (r *run) staleQuantity(s plan.Step, set *plan.Prepared) refusal {
	meant := s.Release != nil || s.Before != nil && set.Overwritten(s.AgreementID, s.ItemID, s.Before.Quantity)
	if s.Verb == plan.VerbUpdate && !meant && r.lines[s.ID].Quantity != s.Before.Quantity {
		return refuse(ReasonLineChanged, "addition %s is not what we last left at %s", s.AdditionID, s.Before.Quantity)
	}
	return refusal{}
}

// staleSettings checks what the step was resolved from, and that an adoption has its stored consent.
func (r *run) staleSettings(s plan.Step, set *plan.Prepared) refusal {
	if set.Hash(s, r.plan.Period) != s.Expect.Settings {
		return refuse(ReasonSettingsChanged, "the settings that line %s was planned from changed", s.ID)
	}
	if s.Verb == plan.VerbAdopt && !set.Consented(s, r.plan.Period) {
		return refuse(ReasonNoConsent, "nobody consented to adopt addition %s", s.AdditionID)
	}
	return refusal{}
}

// staleAddition checks that the addition still is what the plan saw.
func staleAddition(s plan.Step, list []plan.Addition, p plan.Period) refusal {
	a, ok := find(list, s.AdditionID)
	switch {
	case !ok:
		return refuse(ReasonAdditionGone, "addition %s is not on agreement %s any more", s.AdditionID, s.AgreementID)
	case a.ItemID != s.ItemID:
		return refuse(ReasonAdditionMoved, "addition %s stands for item %s now", a.ID, a.ItemID)
	case a.Ended(startOf(s, p)):
		return refuse(ReasonAdditionEnded, "addition %s ended on %s", a.ID, a.Cancelled)
	case a.Doubt != "":
		return refuse(ReasonAdditionDoubtful, "addition %s: %s", a.ID, a.Doubt)
	case a.Quantity != s.Before.Quantity:
		return refuse(ReasonQuantityChanged, "addition %s holds %s, the plan saw %s", a.ID, a.Quantity, s.Before.Quantity)
	}
	return refusal{}
}

// rivals looks for other additions that stand for the line's item: a plan is only made where there is none, or where a
// person said that they are billed for something else, or carry a part that the plan took off.
func (r *run) rivals(s plan.Step, list []plan.Addition, set *plan.Prepared) refusal {
	says := set.Siblings(s.AgreementID, s.ItemID)
	if says == plan.SiblingsSeparate && s.Verb != plan.VerbCreate {
		return refusal{}
	}
	var others []plan.Addition
	for _, a := range list {
		owner, owned := r.owners[a.ID]
		if a.ItemID == s.ItemID && a.ID != s.AdditionID && !a.Ended(startOf(s, r.plan.Period)) && (!owned || owner == s.ID) {
			others = append(others, a)
		}
	}
	switch {
	case says == plan.SiblingsSubtract && s.Verb != plan.VerbCreate:
		if now := plan.SiblingsHash(others); len(others) > 0 && now != s.Expect.Siblings || len(others) == 0 && s.Expect.Siblings != "" {
			return refuse(ReasonSiblingsChanged, "the other additions of the same item on agreement %s changed", s.AgreementID)
		}
	case len(others) > 0:
		return refuse(ReasonAdditionAppeared, "addition %s of the same item is on agreement %s", others[0].ID, s.AgreementID)
	}
	return refusal{}
}

// early holds back a step that must wait for others: the fall of a swap, until its rises are confirmed.
func (r *run) early(s plan.Step) refusal {
	for _, id := range s.After {
		i, ok := r.places[id]
		if !ok {
			return refuse(ReasonSwapIncomplete, "line %s is not in the plan", id)
		}
		switch before := r.result.Steps[i]; before.Outcome {
		case OutcomeDone, OutcomeAdopted, OutcomeUnchanged:
		default:
			no := refuse(ReasonSwapIncomplete, "line %s is %s", id, before.Outcome)
			no.notBefore = before.NotBefore
			return no
		}
	}
	return refusal{}
}

// startOf returns the first day that the step's invoice bills: an addition that ended by then is not the line's.
func startOf(s plan.Step, p plan.Period) plan.Date {
	if !s.Effective.IsZero() {
		return s.Effective
	}
	if day := p.First(); s.InvoiceDate.Before(day) {
		return day
	}
	return s.InvoiceDate
}
