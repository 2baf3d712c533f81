package usagesync

import (
	"context"
	"iter"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// Intent is the durable record of a write whose outcome is not known yet. It is committed before the request, and
// deleted in the commit that records the outcome. While there is one, its line is left alone.
type Intent struct {
	Attempt
	State      IntentState `json:"state"`
	At         time.Time   `json:"at"`
	SendBefore time.Time   `json:"sendBefore"`           // no request started later: the settle window counts from here
	Fence      []string    `json:"fence,omitempty"`      // of a create: the ids of all additions that were there before
	Detail     string      `json:"detail,omitempty"`     // why its outcome is unknown
	Candidates []string    `json:"candidates,omitempty"` // in quarantine: the additions among which a person must choose
}

// IntentState says how much is known of an intent.
type IntentState string

// The states of an intent.
const (
	IntentOpen        IntentState = "open"        // the request may have been sent, or not; perhaps its run died
	IntentUnknown     IntentState = "unknown"     // it was sent, and the answer says nothing
	IntentQuarantined IntentState = "quarantined" // read back, but ambiguous: waits for a person, see Syncer.Dismiss
)

// Intents walks all writes whose outcome is not known, in the order of line ids.
func (s *Syncer) Intents(ctx context.Context) iter.Seq2[Intent, error] {
	return scan[Intent](ctx, s, KindIntent, "")
}

// ripe returns the moment from which the intent can be settled.
func (s *Syncer) ripe(in Intent) time.Time { return in.SendBefore.Add(s.cfg.Settle) }

// attempt is what the journal says of a step. Each call is a new one.
func (r *run) attempt(s plan.Step) Attempt {
	r.number++
	return Attempt{
		Run: r.id, Number: r.number, Digest: r.plan.Digest, Period: r.plan.Period, Verb: s.Verb,
		AgreementID: s.AgreementID, ItemID: s.ItemID, AdditionID: s.AdditionID,
		Before: s.Before, Quantity: s.Quantity, Effective: s.Effective, End: s.End, Invoice: s.InvoiceDate, Sources: s.Sources,
		Fed: r.lines[s.ID].Sources,
	}
}

// intend makes a write durable before it is sent, under a lease of which at least half is left then. A create may be sent for a short time only, and once; the update of a
// quantity may be repeated for as long as the lease surely lasts.
func (r *run) intend(ctx context.Context, s plan.Step) (Intent, error) {
	now := r.now()
	in := Intent{Attempt: r.attempt(s), State: IntentOpen, At: now, SendBefore: now.Add(freshness)}
	if s.Verb != plan.VerbCreate {
		in.SendBefore = in.SendBefore.Add(requestTime)
	}
	for _, a := range r.additions[s.AgreementID].value {
		if s.Verb == plan.VerbCreate {
			in.Fence = append(in.Fence, a.ID)
		}
	}
	var b batch
	b.put(KindIntent, in.Line(), IfNew, in)
	b.put(KindJournal, in.intentKey(), IfNew, Entry{Attempt: in.Attempt, At: now, Fact: FactIntended})
	if err := r.commit(ctx, &b); err != nil {
		return Intent{}, err
	}
	r.intents[in.Line()] = in
	return in, nil
}
