package plan_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/psasync/psasync/usagesync/plan"
)

// undone returns what is known after a run that changed one addition from one quantity to another.
func undone(verb plan.Verb, from, to int64) plan.UndoInput {
	w := world()
	w.Lines[0].Period, w.Lines[0].Quantity, w.Additions[0].Additions[0].Quantity = october, plan.Units(to), plan.Units(to)
	write := plan.Write{
		Verb: verb, AgreementID: agreement, ItemID: item, AdditionID: addition,
		Before: &plan.Before{Quantity: plan.Units(from)}, Quantity: plan.Units(to), Invoice: plan.NewDate(2026, time.November, 15),
		Fed: []plan.Source{{TenantID: tenant, Product: product, Units: plan.Units(from)}},
	}
	if verb == plan.VerbCreate {
		write.Before, write.Fed, write.Effective = nil, nil, write.Invoice
	}
	return plan.UndoInput{
		Partner: "msp", Run: "20261102T090000Z-000001", Period: october, Today: w.Today, Settings: w.Settings,
		Writes: []plan.Write{write}, Directory: w.Directory, Additions: w.Additions, Lines: w.Lines,
	}
}

func TestUndo(t *testing.T) {
	next := func(in *plan.UndoInput) *plan.Date { return &in.Directory.Agreements[0].NextInvoice }
	here := func(in *plan.UndoInput) *plan.Addition { return &in.Additions[0].Additions[0] }
	cases := map[string]struct {
		verb     plan.Verb
		from, to int64
		then     func(*plan.UndoInput) // what happened since
		want     string
		findings []string
	}{
		"a raise":                      {plan.VerbUpdate, 18, 20, nil, "update 314/1350 20->18", nil},
		"a fall":                       {plan.VerbUpdate, 20, 4, nil, "update 314/1350 4->20", nil},
		"a rise beyond every limit":    {plan.VerbUpdate, 900, 1, nil, "update 314/1350 1->900", nil},
		"a create":                     {plan.VerbCreate, 0, 20, nil, "update 314/1350 20->0", []string{"undo-created-stays"}},
		"an adoption":                  {plan.VerbAdopt, 18, 20, nil, "update 314/1350 20->18", []string{"undo-adopted-stays"}},
		"an adoption of what is right": {plan.VerbAdopt, 20, 20, nil, "", []string{"undo-adopted-stays"}},
		"an invoice date that moved back": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			*next(in) = plan.NewDate(2026, time.October, 15)
		}, "update 314/1350 20->18", nil},
		"a create that a later invoice was to carry": {plan.VerbCreate, 0, 20, func(in *plan.UndoInput) {
			in.Writes[0].Invoice, in.Writes[0].Effective = plan.Date{}, plan.NewDate(2026, time.December, 1)
		}, "update 314/1350 20->0", []string{"undo-created-stays"}},
		"a line whose sync is off now": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Settings.Routes = nil
		}, "update 314/1350 20->18", nil},
		"two writes to one line": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			first := in.Writes[0]
			first.Quantity = plan.Units(19)
			in.Writes[0].Before = &plan.Before{Quantity: plan.Units(19)}
			in.Writes = []plan.Write{first, in.Writes[0]}
		}, "update 314/1350 20->18", nil},

		"an end": {plan.VerbEnd, 20, 20, func(in *plan.UndoInput) {
			in.Lines, here(in).Cancelled = nil, plan.NewDate(2026, time.November, 14)
		}, "withhold update 314/1350 20->20 undo-end", nil},
		"taken back before": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Undone, in.Lines[0].Quantity, here(in).Quantity = []string{"314/1350"}, plan.Units(18), plan.Units(18)
		}, "withhold update 314/1350 18->18 undo-already", nil},
		"taken back, and done again": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Undone = []string{"314/1350"}
		}, "update 314/1350 20->18", nil},
		"edited by hand": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			here(in).Quantity = plan.Units(21)
		}, "withhold update 314/1350 21->18 undo-changed", nil},
		"set back by hand": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			here(in).Quantity = plan.Units(18)
		}, "withhold update 314/1350 18->18 undo-changed", nil},
		"written by a later run": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Lines[0].Quantity, here(in).Quantity = plan.Units(25), plan.Units(25)
		}, "withhold update 314/1350 25->18 undo-changed", nil},
		"written by a later run, and set back by hand": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Lines[0].Quantity = plan.Units(25)
		}, "withhold update 314/1350 20->18 undo-changed", nil},
		"a later month was applied": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Lines[0].Period = october.Next()
		}, "withhold update 314/1350 20->18 undo-later-period", nil},
		"invoiced": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			*next(in) = plan.NewDate(2026, time.December, 15)
		}, "withhold update 314/1350 20->18 undo-invoiced", nil},
		"a create, invoiced": {plan.VerbCreate, 0, 20, func(in *plan.UndoInput) {
			*next(in) = plan.NewDate(2026, time.December, 15)
		}, "withhold update 314/1350 20->0 undo-invoiced", nil},
		"a create that a later invoice has carried": {plan.VerbCreate, 0, 20, func(in *plan.UndoInput) {
			in.Writes[0].Invoice, *next(in) = plan.Date{}, plan.NewDate(2026, time.December, 15)
		}, "withhold update 314/1350 20->0 undo-invoiced", nil},
		"nobody knows which invoice": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Writes[0].Invoice = plan.Date{}
		}, "withhold update 314/1350 20->18 undo-invoiced", nil},
		"no invoice date any more": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			*next(in) = plan.Date{}
		}, "withhold update 314/1350 20->18 no-invoice-date", nil},
		"the line was forgotten": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Lines = nil
		}, "withhold update 314/1350 20->18 undo-not-ours", nil},
		"another addition is the line's": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Lines[0].AdditionID = "3402"
		}, "withhold update 314/1350 20->18 undo-not-ours", nil},
		"a create that nobody found": {plan.VerbCreate, 0, 20, func(in *plan.UndoInput) {
			in.Writes[0].AdditionID, in.Lines = "", nil
		}, "withhold update 314/1350 -->0 undo-not-ours", nil},
		"another partner's": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Claims = []plan.Claim{{AdditionID: addition, Partner: "other"}}
		}, "withhold update 314/1350 20->18 owned-by-other-partner", nil},
		"gone": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Additions[0].Additions = nil
		}, "withhold update 314/1350 -->18 addition-gone", nil},
		"moved": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			here(in).ItemID = "900"
		}, "withhold update 314/1350 20->18 addition-moved", nil},
		"ended": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			here(in).Cancelled = plan.NewDate(2026, time.November, 1)
		}, "withhold update 314/1350 20->18 addition-ended", nil},
		"unreadable": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			here(in).Doubt = "1e99"
		}, "withhold update 314/1350 20->18 addition-unreadable", nil},
		"not read": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Additions = nil
		}, "withhold update 314/1350 -->18 additions-not-read", nil},
		"unsettled": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Open = []string{"314/1350"}
		}, "withhold update 314/1350 20->18 unsettled", nil},
		"the agreement is cancelled": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Directory.Agreements[0].Status = plan.StatusCancelled
		}, "withhold update 314/1350 20->18 agreement-cancelled", nil},
		"the agreement has ended": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Directory.Agreements[0].End = plan.NewDate(2026, time.October, 31)
		}, "withhold update 314/1350 20->18 agreement-ended", nil},
		"the agreement is gone": {plan.VerbUpdate, 18, 20, func(in *plan.UndoInput) {
			in.Directory.Agreements = nil
		}, "withhold update 314/1350 20->18 agreement-missing", nil},
	}
	shown := map[plan.Code]bool{}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := undone(c.verb, c.from, c.to)
			if c.then != nil {
				c.then(&in)
			}
			p := plan.Undo(in)
			for code := range codesOf(p) {
				shown[code] = true
			}
			if got := strings.Join(saidAll(p), "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if diff := cmp.Diff(append([]string{}, c.findings...), codes(p)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if p.Undoes != in.Run || p.Digest != p.ComputeDigest() || p.Units != (plan.Account{}) || p.Expires != plan.NewDate(2026, time.November, 5) {
				t.Errorf("plan %+v", p)
			}
		})
	}
	for _, info := range plan.Codes() {
		if strings.HasPrefix(string(info.Code), "undo-") && !shown[info.Code] {
			t.Errorf("%s: no case shows it", info.Code)
		}
	}
}

// An undo says what it comes to, which run it takes back, and what its lines are fed by afterwards.
func TestUndoShowsWhatItComesTo(t *testing.T) {
	p := plan.Undo(undone(plan.VerbUpdate, 18, 20))
	want := plan.Step{
		ID: "314/1350", Verb: plan.VerbUpdate, TenantID: tenant, Product: product,
		Sources:  []plan.Source{{TenantID: tenant, Product: product, Units: plan.Units(18)}},
		Customer: "Acme Co", CompanyID: company, AgreementID: agreement, Agreement: "Acme Monthly", ItemID: item, Item: "Acme Endpoint",
		AdditionID: addition, Before: &plan.Before{Quantity: plan.Units(20)}, Quantity: plan.Units(18),
		InvoiceDate: plan.NewDate(2026, time.November, 15), Currency: "USD", Monthly: amount("-12.00"), Expect: p.Steps[0].Expect,
	}
	if diff := cmp.Diff([]plan.Step{want}, p.Steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]plan.Money{{Currency: "USD", Before: amount("120.00"), After: amount("108.00")}}, p.Money); diff != "" {
		t.Errorf("money (-want +got):\n%s", diff)
	}
	in := undone(plan.VerbUpdate, 18, 20)
	if s := p.Steps[0]; s.Expect.Agreement != plan.AgreementHash(in.Directory.Agreements, agreement) || s.Expect.Settings != plan.Prepare(in.Settings).Hash(s, october) {
		t.Errorf("Apply will not find %+v", s.Expect)
	}
	in.Run = "20261102T100000Z-000002"
	if plan.Undo(in).Digest == p.Digest {
		t.Error("the digest does not cover which run is undone")
	}

	created := plan.Undo(undone(plan.VerbCreate, 0, 20)).Steps[0]
	if diff := cmp.Diff([]plan.Source{{TenantID: tenant, Product: product}}, created.Sources); diff != "" {
		t.Errorf("a create that is taken back is fed by nothing (-want +got):\n%s", diff)
	}

	end := undone(plan.VerbEnd, 20, 20)
	end.Lines, end.Additions[0].Additions[0].Cancelled = nil, plan.NewDate(2026, time.November, 14)
	if diff := cmp.Diff([]plan.Money{{Currency: "USD", Withheld: amount("120.00")}}, plan.Undo(end).Money); diff != "" {
		t.Errorf("money of an end that stays (-want +got):\n%s", diff)
	}
}

// TestUndoProperties plans a month in random worlds, carries it out, lets anything happen, and undoes it. Whatever the run
// wrote holds its old quantity then, or is listed with a reason; everything else is as it was.
func TestUndoProperties(t *testing.T) {
	var restored, listed int
	rapid.Check(t, func(t *rapid.T) {
		before := anyWorld(t)
		p := plan.Build(before)
		after := carryOut(before, p)
		in := plan.UndoInput{
			Partner: "msp", Run: "r1", Period: p.Period, Today: before.Today, Settings: before.Settings, Writes: writesOf(before, p),
			Directory: after.Directory, Additions: after.Additions, Lines: after.Lines,
		}
		edited := happenAnything(t, &in)
		now := additionsOf(in.Additions)
		u := plan.Undo(in)
		asFormed(t, in, u)
		then := additionsOf(carryOut(plan.Input{Additions: in.Additions, Lines: in.Lines}, u).Additions)

		was, written, steps := additionsOf(before.Additions), map[string]bool{}, map[string]plan.Step{}
		for _, s := range u.Steps {
			steps[plan.LineID(s.AgreementID, s.AdditionID)] = s
		}
		for _, w := range in.Writes {
			id := plan.LineID(w.AgreementID, w.AdditionID)
			written[id] = true
			a, there := then[id]
			s, planned := steps[id]
			switch {
			case planned && s.Verb == plan.VerbWithhold:
				listed++
				if !edited && s.Reason != plan.UndoEnd {
					t.Fatalf("%s, and nothing happened since", said(s))
				}
			case there && a.Quantity == was[id].Quantity:
				restored++
			case !planned && w.Quantity == was[id].Quantity: // adopted as it was
			default:
				t.Fatalf("%s: addition %s holds %s, held %s", said(s), w.AdditionID, a.Quantity, was[id].Quantity)
			}
		}
		for id, a := range now {
			if s := steps[id]; s.Writes() && written[id] {
				a.Quantity = s.Quantity
			}
			if diff := cmp.Diff(a, then[id]); diff != "" {
				t.Fatalf("addition %s is not as the undo plans it:\n%s", id, diff)
			}
		}
	})
	if restored < 20 || listed < 20 {
		t.Errorf("%d restored, %d listed: the worlds try too little", restored, listed)
	}
}

// asFormed checks what Apply relies on, and that the order of lists has no effect.
func asFormed(t *rapid.T, in plan.UndoInput, u plan.Plan) {
	settings := plan.Prepare(in.Settings)
	for i, s := range u.Steps {
		if i > 0 && u.Steps[i-1].ID == s.ID || s.Verb != plan.VerbUpdate && s.Verb != plan.VerbWithhold || (s.Verb == plan.VerbWithhold) != (s.Reason != "") {
			t.Fatalf("%s", said(s))
		}
		if s.Verb == plan.VerbUpdate && (s.Before == nil || s.Before.Quantity == s.Quantity) {
			t.Fatalf("%s changes nothing", said(s))
		}
		if s.Expect.Settings != settings.Hash(s, u.Period) || s.Expect.Agreement != plan.AgreementHash(in.Directory.Agreements, s.AgreementID) {
			t.Fatalf("%s expects what Apply will not find", said(s))
		}
	}
	for _, list := range []func(){
		func() { slices.Reverse(in.Writes) }, func() { slices.Reverse(in.Lines) }, func() { slices.Reverse(in.Additions) },
		func() { slices.Reverse(in.Directory.Agreements) }, func() { slices.Reverse(in.Open) },
	} {
		list()
	}
	first, _ := json.Marshal(u)
	second, _ := json.Marshal(plan.Undo(in))
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Fatalf("another order, another plan:\n%s", diff)
	}
}

// writesOf is what the journal holds of a plan that was carried out.
func writesOf(in plan.Input, p plan.Plan) []plan.Write {
	var list []plan.Write
	after := carryOut(in, p)
	for _, s := range p.Steps {
		if !s.Writes() {
			continue
		}
		w := plan.Write{
			Verb: s.Verb, AgreementID: s.AgreementID, ItemID: s.ItemID, AdditionID: s.AdditionID, Before: s.Before,
			Quantity: s.Quantity, Effective: s.Effective, Invoice: s.InvoiceDate,
		}
		if line, owned := lineOf(in, s); owned {
			w.Fed = line.Sources
		}
		if line, owned := lineOf(after, s); owned {
			w.AdditionID = line.AdditionID
		}
		list = append(list, w)
	}
	return list
}

// happenAnything changes what is there after a run, and reports whether it did.
func happenAnything(t *rapid.T, in *plan.UndoInput) (edited bool) {
	d := dice{t, rapid.SampledFrom([]int{0, 15, 30}).Draw(t, "odds since")}
	odd := func(what string) bool {
		is := d.odd(what)
		edited = edited || is
		return is
	}
	for i := range in.Additions {
		list := in.Additions[i].Additions
		for j := range list {
			a := &list[j]
			if odd("edited") {
				a.Quantity = d.seats("to", 40)
			}
			if odd("ended") {
				a.Cancelled = oneOf(d, "on", in.Today, in.Today.AddDays(-1), plan.NewDate(2027, time.March, 1))
			}
			if odd("moved") {
				a.ItemID = oneOf(d, "item", someItems...)
			}
			if odd("doubtful") {
				a.Doubt = "1e99"
			}
		}
		if len(list) > 0 && odd("gone") {
			in.Additions[i].Additions = list[1:]
		}
	}
	in.Lines = slices.DeleteFunc(in.Lines, func(plan.Line) bool { return odd("forgotten") })
	for i := range in.Lines {
		l := &in.Lines[i]
		if odd("applied later") {
			l.Period = l.Period.Next()
		}
		if odd("written later") {
			l.Quantity = d.seats("to", 40)
		}
		if odd("unsettled") {
			in.Open = append(in.Open, l.ID())
		}
	}
	in.Directory.Agreements = slices.Clone(in.Directory.Agreements)
	for i := range in.Directory.Agreements {
		a := &in.Directory.Agreements[i]
		if odd("invoiced") {
			a.NextInvoice = a.NextInvoice.AddDays(31)
		}
		if odd("cancelled") {
			a.Cancelled = true
		}
	}
	return edited
}

// additionsOf returns additions by agreement and id.
func additionsOf(lists []plan.AgreementAdditions) map[string]plan.Addition {
	all := map[string]plan.Addition{}
	for _, list := range lists {
		for _, a := range list.Additions {
			all[plan.LineID(list.AgreementID, a.ID)] = a
		}
	}
	return all
}

func ExampleUndo() {
	in := undone(plan.VerbUpdate, 18, 20) // what is known after a run that raised an addition from 18 to 20
	for _, next := range []plan.Date{plan.NewDate(2026, time.November, 15), plan.NewDate(2026, time.December, 15)} {
		in.Directory.Agreements[0].NextInvoice = next
		s := plan.Undo(in).Steps[0]
		fmt.Printf("next invoice on %s: %s %s to %s, %s a month (%s)\n", next, s.Verb, s.Before.Quantity, s.Quantity, s.Monthly, s.Reason)
	}
	// Output:
	// next invoice on 2026-11-15: update 20 to 18, -12.00 a month ()
	// next invoice on 2026-12-15: withhold 20 to 18, -12.00 a month (undo-invoiced)
}
