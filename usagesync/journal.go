package usagesync

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// Attempt is a write as it was asked for.
type Attempt struct {
	Run         string        `json:"run"`
	Number      int           `json:"number"` // of the write in its run, from 1
	Digest      string        `json:"digest"` // of the approved plan
	Period      plan.Period   `json:"period"`
	Verb        plan.Verb     `json:"verb"`
	AgreementID string        `json:"agreementId"`
	ItemID      string        `json:"itemId"`
	AdditionID  string        `json:"additionId,omitempty"` // of a create: once it is known
	Before      *plan.Before  `json:"before,omitempty"`     // none for a create
	Quantity    plan.Quantity `json:"quantity"`
	Effective   plan.Date     `json:"effectiveDate,omitzero"` // of a create
	End         plan.Date     `json:"endDate,omitzero"`       // of an end: the last day
	Invoice     plan.Date     `json:"invoiceDate,omitzero"`   // the invoice that was to carry it
	Sources     []plan.Source `json:"sources"`
	Fed         []plan.Source `json:"fed,omitempty"` // what fed the line before; none: it was not ours

	// Item is what a write to the catalog asked for. Of the others it has Run, Number, Digest, the Period of its day, Verb and
	// ItemID.
	Item *plan.ItemStep `json:"item,omitempty"`
}

// Line returns the id of the line that the write is for.
func (a Attempt) Line() string { return plan.LineID(a.AgreementID, a.ItemID) }

// Fact is what a journal entry states of an attempt.
type Fact string

// The facts. An attempt has one entry for FactIntended, except an adoption that needs no request, and one for its
// outcome as soon as that is known.
const (
	FactIntended    Fact = "intended"    // written before the request
	FactDone        Fact = "done"        // the target confirmed exactly what was asked, or was read back so
	FactNotDone     Fact = "not-done"    // the target refused it, or was read back without it
	FactAdopted     Fact = "adopted"     // the addition is ours now and was right already; nothing was sent
	FactEdited      Fact = "edited"      // read back, or a catalog item answered, as neither what was asked nor what was before
	FactGone        Fact = "gone"        // read back, and the addition or catalog item is not there any more
	FactQuarantined Fact = "quarantined" // nobody can say which addition is ours; a person must decide
	FactDismissed   Fact = "dismissed"   // a person ended the quarantine
	FactForgotten   Fact = "forgotten"   // a person gave the line up; not an attempt, and it has no verb
)

// Entry is one line of the journal.
type Entry struct {
	Attempt
	At     time.Time `json:"at"`
	Fact   Fact      `json:"fact"`
	Detail string    `json:"detail,omitempty"` // in words; of a refusal what the target said
	By     string    `json:"by,omitempty"`     // the later run or the person that brought an unknown outcome to its end
}

// Run is one call of Apply, or the slices in which one plan was carried out.
type Run struct {
	ID         string          `json:"id"`
	Period     plan.Period     `json:"period"`
	Digest     string          `json:"digest"`
	Undoes     string          `json:"undoes,omitempty"`     // the run that this one takes back, see UndoPlan
	ApprovedBy string          `json:"approvedBy,omitempty"` // of a run by slices, see Slice
	Started    time.Time       `json:"started"`
	Finished   time.Time       `json:"finished,omitzero"` // none: still working, or stopped dead
	Stopped    string          `json:"stopped,omitempty"` // why it ended early
	Outcomes   map[Outcome]int `json:"outcomes,omitempty"`
}

// Runs walks all runs, the oldest first.
func (s *Syncer) Runs(ctx context.Context) iter.Seq2[Run, error] {
	return scan[Run](ctx, s, KindRun, "")
}

// Journal walks the entries of one run in their order: every intended write, followed by its outcome once that is known,
// whichever run found it out.
func (s *Syncer) Journal(ctx context.Context, run string) iter.Seq2[Entry, error] {
	return scan[Entry](ctx, s, KindJournal, run+"/")
}

// Lines walks what the sync owns, in the order of line ids.
func (s *Syncer) Lines(ctx context.Context) iter.Seq2[plan.Line, error] {
	return func(yield func(plan.Line, error) bool) {
		for l, err := range scan[ownedLine](ctx, s, KindLine, "") {
			if !yield(l.Line, err) {
				return
			}
		}
	}
}

// ownedLine is the stored form of a line: with the plan that last said something of it, and when that was recorded. A
// reading of the target that is older does not show it.
type ownedLine struct {
	plan.Line
	Digest string    `json:"digest"`
	At     time.Time `json:"at,omitzero"` // none: by a version that did not say
}

// Every attempt has two places in the journal, so that its outcome stands behind it whoever finds it out, and when.
func (a Attempt) intentKey() string  { return fmt.Sprintf("%s/%08d", a.Run, 2*a.Number) }
func (a Attempt) outcomeKey() string { return fmt.Sprintf("%s/%08d", a.Run, 2*a.Number+1) }

// line returns what is owned once the attempt is done.
func (a Attempt) line(at time.Time) ownedLine {
	return ownedLine{Digest: a.Digest, At: at, Line: plan.Line{
		AgreementID: a.AgreementID, ItemID: a.ItemID, AdditionID: a.AdditionID,
		Period: a.Period, Quantity: a.Quantity, Invoice: a.Invoice, Sources: a.Sources,
	}}
}
