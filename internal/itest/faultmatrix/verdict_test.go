package faultmatrix

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// verdict is what a world turned out to hold.
type verdict struct {
	duplicates, missing, wrong, foreign int
	problems                            []string // all of them in words
}

func (v *verdict) say(format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// judge looks at everything, once nothing is under way any more.
func (w *world) judge(ctx context.Context) (v verdict, err error) {
	for w.late.underWay() && w.job.GiveUp > 0 {
		time.Sleep(time.Millisecond)
	}
	w.judgeAdditions(&v)
	w.judgeRequests(&v)
	if err := w.judgePlan(ctx, &v); err != nil {
		return v, err
	}
	return v, w.judgeJournal(ctx, &v)
}

// judgeAdditions holds that each agreement has one addition of seats with the right quantity, and all others are as
// they were.
func (w *world) judgeAdditions(v *verdict) {
	for id, units := range target() {
		var found []string
		for _, a := range w.psa.Additions(id) {
			if a.Product.ID != seats {
				continue
			}
			found = append(found, fmt.Sprintf("%d: %s", a.ID, a.Quantity))
			if string(a.Quantity) != strconv.FormatInt(units, 10) {
				v.wrong++
			}
		}
		v.duplicates += max(0, len(found)-1)
		v.missing += max(0, 1-len(found))
		if len(found) != 1 || !strings.HasSuffix(found[0], fmt.Sprintf(": %d", units)) {
			v.say("agreement %d has additions %v, want one of %d", id, found, units)
		}
	}
	for id, before := range w.raw {
		if now := string(w.psa.Raw(id)); now != before {
			v.foreign++
			v.say("foreign addition %d changed from %s to %s", id, before, now)
		}
	}
	if n, want := len(w.psa.AllAdditions()), len(w.existing)+1; n < want || n > want+v.duplicates {
		v.say("%d additions, want %d", n, want)
	}
}

// judgeRequests holds that an existing addition was sent a quantity and nothing else, and that only the one line was
// created.
func (w *world) judgeRequests(v *verdict) {
	ours := []string{}
	for _, a := range w.psa.AllAdditions() {
		if a.Product.ID == seats && slices.Contains(w.existing, a.ID) {
			ours = append(ours, fmt.Sprintf("PATCH /finance/agreements/%d/additions/%d", a.AgreementID, a.ID))
		}
	}
	for _, r := range w.psa.Writes() {
		what := r.Method + " " + r.Path
		switch {
		case r.Method == http.MethodPost && r.Path == fmt.Sprintf("/finance/agreements/%d/additions", toCreate):
		case !slices.Contains(ours, what):
			v.say("%s is no business of the sync", what)
		case !slices.Equal(r.Members(), []string{"quantity"}):
			v.say("%s carries %v", what, r.Members())
		}
	}
}

// judgePlan holds that nothing is open, that the right lines are ours, and that another plan is empty.
func (w *world) judgePlan(ctx context.Context, v *verdict) error {
	for in, err := range w.syncer.Intents(ctx) {
		if err != nil {
			return err
		}
		v.say("open intent: %s of line %s, %s", in.Verb, in.Line(), in.State)
	}
	owned := 0
	for l, err := range w.syncer.Lines(ctx) {
		if err != nil {
			return err
		}
		owned++
		agreement, _ := strconv.Atoi(l.AgreementID)
		if l.Quantity != plan.Units(target()[agreement]) {
			v.say("line %s is remembered with %s", l.ID(), l.Quantity)
		}
	}
	if owned != len(target()) {
		v.say("%d lines owned, want %d", owned, len(target()))
	}
	p, err := w.syncer.Plan(ctx, usagesync.PlanRequest{Period: period})
	if err != nil {
		return err
	}
	for _, s := range p.Steps {
		if s.Verb != plan.VerbNone {
			v.say("the next plan wants to %s line %s: %s %s", s.Verb, s.ID, s.Wanted, s.Detail)
		}
	}
	return nil
}

// judgeJournal holds that every intended write has an outcome, and that the creates that were done are those in ConnectWise.
func (w *world) judgeJournal(ctx context.Context, v *verdict) error {
	created := 0
	for run, err := range w.syncer.Runs(ctx) {
		if err != nil {
			return err
		}
		var intended *usagesync.Entry
		for e, err := range w.syncer.Journal(ctx, run.ID) {
			if err != nil {
				return err
			}
			if intended != nil && (e.Fact == usagesync.FactIntended || e.Number != intended.Number) {
				v.say("run %s: write %d has no outcome", run.ID, intended.Number)
			}
			intended = nil
			if e.Fact == usagesync.FactIntended {
				intended = &e
			}
			if e.Fact == usagesync.FactDone && e.Verb == plan.VerbCreate {
				created++
			}
		}
		if intended != nil {
			v.say("run %s: write %d has no outcome", run.ID, intended.Number)
		}
	}
	if created != 2 { // the first sync's, and the one that was tried
		v.say("the journal has %d creates that were done, want 2", created)
	}
	return nil
}
