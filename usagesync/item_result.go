package usagesync

import (
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// ItemResult is what became of an item plan.
type ItemResult struct {
	Run      string        `json:"run,omitempty"` // none where nothing was about to be sent
	Partner  string        `json:"partner"`
	Digest   string        `json:"digest"`
	Started  time.Time     `json:"started"`
	Finished time.Time     `json:"finished"`
	Settled  []Settled     `json:"settled"` // every write to the catalog whose outcome was unknown before
	Step     plan.ItemStep `json:"step"`
	Outcome  Outcome       `json:"outcome"`
	Reason   Reason        `json:"reason,omitempty"`
	Detail   string        `json:"detail,omitempty"`
	Advice   string        `json:"advice,omitempty"`

	// ItemID is the item that the step is about as far as it is known. Where Clean says that it is as asked, a product may be
	// mapped to it; that is the caller's to store, see SaveSettings.
	ItemID    string    `json:"itemId,omitempty"`
	NotBefore time.Time `json:"notBefore,omitzero"` // when an unknown outcome can be settled
}

// Clean reports whether the catalog item is as the plan wants it.
func (r ItemResult) Clean() bool { return r.Outcome == OutcomeDone || r.Outcome == OutcomeUnchanged }

// say completes the result.
func (r *ItemResult) say(o Outcome, why Reason, detail string) {
	r.Outcome, r.Reason, r.Detail, r.Advice = o, why, clip(detail), why.itemAdvice()
}
