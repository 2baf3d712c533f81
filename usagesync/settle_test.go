package usagesync_test

import (
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

const window = usagesync.DefaultSettle

// settleOne settles and returns the only intent's verdict.
func (b *bench) settleOne() usagesync.Settled {
	b.Helper()
	all, err := b.s.Settle(b.Context())
	b.must(err)
	if len(all) != 1 {
		b.Fatalf("settled %+v, want one", all)
	}
	return all[0]
}

func TestLostAnswerToACreate(t *testing.T) {
	for name, f := range map[string]fault{"committed before the answer was lost": lost, "committed two minutes later": late} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.add("1", endpointItem, 20) // in the fence, although it fits
				b.w.edit("1001", func(a *plan.Addition) {
					a.Cancelled, a.Effective, a.CreatedBy = plan.NewDate(2026, 11, 1), plan.NewDate(2026, 12, 1), "api"
				})
				b.w.use("1", endpointCode, 20)
				b.w.faults = []fault{f}
				p := b.plan()
				first := b.apply(p)
				b.wantOutcomes(first, map[string]string{"1/501": "unknown outcome-unknown"})

				time.Sleep(window - time.Second)
				again := b.apply(p)
				b.wantOutcomes(again, map[string]string{"1/501": "refused unsettled"})
				if want := time.Now().Add(time.Second); !again.Steps[0].NotBefore.Equal(want) {
					b.Errorf("to be settled at %s, want %s", again.Steps[0].NotBefore, want)
				}
				b.wantOutcomes(b.sync(), map[string]string{"1/501": "withheld unsettled"})

				time.Sleep(time.Second)
				res := b.apply(p)
				b.wantOutcomes(res, map[string]string{"1/501": "unchanged already-applied"})
				if len(res.Settled) != 1 || res.Settled[0].Verdict != usagesync.VerdictDone || !res.Clean() {
					b.Errorf("settled %+v", res.Settled)
				}
				b.w.remove("1001")
				b.wantOne("1", endpointItem, 20)
				if n := b.w.writes(); n != 1 {
					b.Errorf("%d writes, want 1", n)
				}
				if got, want := b.facts(first.Run), []usagesync.Fact{usagesync.FactIntended, usagesync.FactDone}; !slices.Equal(got, want) {
					b.Errorf("journal of the first run %v, want %v", got, want)
				}
				b.wantQuiet()
			})
		})
	}
}

func TestLostCreateIsPlannedAgain(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.faults = []fault{never}
		b.sync()
		time.Sleep(window)
		if got := b.settleOne(); got.Verdict != usagesync.VerdictNotDone {
			b.Errorf("verdict %s", got.Verdict)
		}
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done"})
		b.wantOne("1", endpointItem, 20)
	})
}

// What Plan read before the window passed says nothing about a commit that came after it.
func TestSettleReadsAfterTheWindow(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.lateness = window - time.Second
		b.w.faults = []fault{late}
		b.sync()
		time.Sleep(window - 2*time.Second)
		p := b.plan()
		time.Sleep(2 * time.Second)
		b.apply(p)
		b.wantOne("1", endpointItem, 20)
	})
}

func TestSettleACreateAmongAdditions(t *testing.T) {
	for name, test := range map[string]struct {
		others []func(*plan.Addition) // additions that appear beside ours, different from it in this
		want   usagesync.Verdict
	}{
		"another of the same":        {[]func(*plan.Addition){func(*plan.Addition) {}}, usagesync.VerdictQuarantined},
		"without a creator":          {[]func(*plan.Addition){func(a *plan.Addition) { a.CreatedBy = "" }}, usagesync.VerdictQuarantined},
		"unreadable":                 {[]func(*plan.Addition){func(a *plan.Addition) { a.Quantity, a.Doubt = plan.Units(1), "1e99" }}, usagesync.VerdictQuarantined},
		"of another quantity":        {[]func(*plan.Addition){func(a *plan.Addition) { a.Quantity = plan.Units(19) }}, usagesync.VerdictDone},
		"of another date":            {[]func(*plan.Addition){func(a *plan.Addition) { a.Effective = plan.NewDate(2026, 12, 2) }}, usagesync.VerdictDone},
		"of another item":            {[]func(*plan.Addition){func(a *plan.Addition) { a.ItemID = foreignItem }}, usagesync.VerdictDone},
		"by another creator":         {[]func(*plan.Addition){func(a *plan.Addition) { a.CreatedBy = "person" }}, usagesync.VerdictDone},
		"all of these, and the same": {[]func(*plan.Addition){func(a *plan.Addition) { a.ItemID = foreignItem }, func(*plan.Addition) {}}, usagesync.VerdictQuarantined},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 20)
				b.w.faults = []fault{lost}
				b.sync()
				ours := b.w.on("1", endpointItem)[0]
				for _, differ := range test.others {
					a := ours
					b.w.next++
					a.ID = "x" + a.ID
					differ(&a)
					b.w.all = append(b.w.all, a)
				}
				time.Sleep(window)
				got := b.settleOne()
				if got.Verdict != test.want {
					b.Fatalf("verdict %s (%s), want %s", got.Verdict, got.Detail, test.want)
				}
				l, owned := b.lines()["1/501"]
				if want := test.want == usagesync.VerdictDone; owned != want || owned && l.AdditionID != ours.ID {
					b.Errorf("line %+v, owned %v", l, owned)
				}
				if test.want != usagesync.VerdictQuarantined {
					return
				}
				time.Sleep(24 * time.Hour)
				if again := b.settleOne(); again.Verdict != usagesync.VerdictQuarantined || again.Advice == "" {
					b.Errorf("a quarantine ended by itself: %+v", again)
				}
				b.wantOutcomes(b.sync(), map[string]string{"1/501": "withheld unsettled"})
				if n := b.w.count("create"); n != 1 {
					b.Errorf("%d creates", n)
				}
			})
		})
	}
}

func TestSettleAnUpdate(t *testing.T) {
	for name, test := range map[string]struct {
		fault   fault
		change  func(b *bench, id string)
		verdict usagesync.Verdict
		next    string // what the next sync does
		at      int64  // the quantity afterwards
	}{
		"committed":         {lost, nil, usagesync.VerdictDone, "unchanged", 12},
		"committed late":    {late, nil, usagesync.VerdictDone, "unchanged", 12},
		"not committed":     {never, nil, usagesync.VerdictNotDone, "done", 12},
		"edited meanwhile":  {lost, func(b *bench, id string) { b.w.edit(id, func(a *plan.Addition) { a.Quantity = plan.Units(15) }) }, usagesync.VerdictEdited, "withheld edited-by-hand", 15},
		"another item":      {lost, func(b *bench, id string) { b.w.edit(id, func(a *plan.Addition) { a.ItemID = foreignItem }) }, usagesync.VerdictEdited, "withheld addition-moved", 12},
		"unreadable":        {lost, func(b *bench, id string) { b.w.edit(id, func(a *plan.Addition) { a.Doubt = "1e99" }) }, usagesync.VerdictEdited, "withheld addition-unreadable", 12},
		"removed meanwhile": {lost, func(b *bench, id string) { b.w.remove(id) }, usagesync.VerdictGone, "withheld addition-gone", 0},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 10)
				b.sync()
				id := b.w.on("1", endpointItem)[0].ID
				b.w.use("1", endpointCode, 12)
				b.w.faults = []fault{test.fault}
				b.wantOutcomes(b.sync(), map[string]string{"1/501": "unknown outcome-unknown"})
				if l := b.lines()["1/501"]; l.Quantity != plan.Units(10) {
					b.Errorf("line %+v knows an outcome that nobody knows", l)
				}
				if test.change != nil {
					test.change(b, id)
				}
				time.Sleep(window - time.Nanosecond)
				if got := b.settleOne(); got.Verdict != usagesync.VerdictWaiting {
					b.Errorf("verdict %s before the window passed", got.Verdict)
				}
				time.Sleep(time.Nanosecond)
				if got := b.settleOne(); got.Verdict != test.verdict {
					b.Errorf("verdict %s, want %s", got.Verdict, test.verdict)
				}
				b.wantOutcomes(b.sync(), map[string]string{"1/501": test.next})
				for _, a := range b.w.all {
					if a.Quantity != plan.Units(test.at) {
						b.Errorf("holds %s, want %d", a.Quantity, test.at)
					}
				}
			})
		})
	}
}

// An adoption whose answer is lost becomes ours only when it is read back as asked.
func TestSettleAnAdoption(t *testing.T) {
	for f, want := range map[fault]bool{lost: true, never: false} {
		t.Run(string(f), func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 6)
				b.consent("1", endpointItem, b.w.add("1", endpointItem, 5))
				b.w.faults = []fault{f}
				b.sync()
				if len(b.lines()) != 0 {
					b.Error("owned before anybody knows")
				}
				time.Sleep(window)
				b.settleOne()
				if _, owned := b.lines()["1/501"]; owned != want {
					b.Errorf("owned %v, want %v", owned, want)
				}
				b.sync()
				b.wantOne("1", endpointItem, 6)
			})
		})
	}
}

func TestSettleWaitsForAReadableAgreement(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 6)
		b.w.faults = []fault{lost}
		b.sync()
		time.Sleep(window)
		b.w.onList = func(string) error { return errLost }
		if got := b.settleOne(); got.Verdict != usagesync.VerdictWaiting || got.Detail == "" {
			b.Errorf("%+v", got)
		}
		b.w.onList = nil
		b.settleOne()
		b.wantOne("1", endpointItem, 6)
	})
}

// What another line owns is not a create's, even if a person made it look like that meanwhile.
func TestSettleLeavesOtherLinesTheirs(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.use("1", mtrCode, 20)
		b.w.faults = []fault{lost, none}
		b.sync()
		ours := b.w.on("1", endpointItem)[0].ID
		b.w.edit(b.w.on("1", mtrItem)[0].ID, func(a *plan.Addition) { a.ItemID = endpointItem })
		time.Sleep(window)
		if got := b.settleOne(); got.Verdict != usagesync.VerdictDone || got.Intent.AdditionID != ours {
			b.Errorf("%s: %s, want addition %s", got.Verdict, got.Detail, ours)
		}
	})
}

// An addition that may be ours, but can't be read, is a person's to judge.
func TestSettleAnUnreadableCreate(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		b.w.faults = []fault{lost}
		b.sync()
		b.w.edit(b.w.on("1", endpointItem)[0].ID, func(a *plan.Addition) { a.Doubt = "1e99" })
		time.Sleep(window)
		if got := b.settleOne(); got.Verdict != usagesync.VerdictQuarantined {
			b.Errorf("verdict %s", got.Verdict)
		}
	})
}
