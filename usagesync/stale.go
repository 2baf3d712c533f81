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
	case s.Verb == plan.VerbUpdate && (!ours || line.Quantity != s.Before.Quantity):
		return refuse(ReasonLineChanged, "addition %s is not what we last left at %s", s.AdditionID, s.Before.Quantity)
	}
	return refusal{}
}

// staleSettings checks what the step was resolved from, and that an adoption has its stored consent.
func (r *run) staleSettings(s plan.Step, set *plan.Settings) refusal {
	if plan.SettingsHash(set, s, r.plan.Period) != s.Expect.Settings {
		return refuse(ReasonSettingsChanged, "the settings that line %s was planned from changed", s.ID)
	}
	if c, ok := set.Consent(s.AgreementID, s.ItemID); s.Verb == plan.VerbAdopt && (!ok || c.AdditionID != s.AdditionID) {
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
// person said that they are billed for something else.
func (r *run) rivals(s plan.Step, list []plan.Addition, set *plan.Settings) refusal {
	c, _ := set.Consent(s.AgreementID, s.ItemID)
	if c.Siblings == plan.SiblingsSeparate && s.Verb != plan.VerbCreate {
		return refusal{}
	}
	for _, a := range list {
		owner, owned := r.owners[a.ID]
		if a.ItemID == s.ItemID && a.ID != s.AdditionID && !a.Ended(startOf(s, r.plan.Period)) && (!owned || owner == s.ID) {
			return refuse(ReasonAdditionAppeared, "addition %s of the same item is on agreement %s", a.ID, s.AgreementID)
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
