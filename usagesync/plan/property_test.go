package plan_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/psasync/psasync/usagesync/plan"
)

// anyWorld draws a small world in which everything that the planner knows can go right or wrong.
func anyWorld(t *rapid.T) plan.Input {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	chance := func(label string, percent int) bool { return rapid.IntRange(0, 99).Draw(t, label) < percent }
	n := func(label string, most int) int64 { return int64(rapid.IntRange(0, most).Draw(t, label)) }
	products := []string{"Sophos_Intercept_X_Advanced", "Sophos_Device_Encryption", "Sophos_Central_Phish_Threat"}
	known := []string{"CIXA-MSP", "CDE-MSP", "CPHISH-MSP"}
	in := plan.Input{Partner: "msp", Period: october, Today: plan.NewDate(2026, time.October, 1).AddDays(int(n("today", 60)))}
	in.Settings.Cycles = []plan.Cycle{{ID: "2", Months: 1}, {ID: "3", Months: 3}}
	in.Usage = plan.Usage{Period: october, Complete: chance("complete", 90)}
	for i, p := range products {
		if chance("mapped", 80) {
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: p, ItemID: pick("item", "1", "2"), Off: chance("off", 10)})
		}
		in.Settings.Items = append(in.Settings.Items[:min(i, 1)], plan.ItemRule{ItemID: "1", Combine: plan.Combine(pick("combine", "sum", "max", "any"))})
	}
	for i := range 2 {
		in.Directory.Items = append(in.Directory.Items, plan.Item{ID: fmt.Sprint(i + 1), Price: amount(pick("price", "0", "6", "14.95"))})
	}
	for i := range 3 {
		agreement := fmt.Sprint(100 + i)
		in.Directory.Companies = append(in.Directory.Companies, plan.Company{ID: fmt.Sprint(i), Deleted: chance("deleted", 5)})
		in.Directory.Agreements = append(in.Directory.Agreements, plan.Agreement{
			ID: agreement, CompanyID: fmt.Sprint(i), Cancelled: chance("cancelled", 10), CycleID: pick("cycle", "2", "2", "2", "3", "4"),
			BillStart: plan.NewDate(2026, time.January, 1).AddDays(int(n("billStart", 400))), NextInvoice: plan.NewDate(2026, time.October, 1).AddDays(int(n("next", 90))),
		})
		list := plan.AgreementAdditions{AgreementID: agreement}
		for j := range n("additions", 4) {
			a := plan.Addition{
				ID: fmt.Sprint(1000 + 10*int64(i) + j), AgreementID: agreement, ItemID: pick("of", "1", "2", "99"), Quantity: plan.Units(n("has", 60)),
				UnitPrice: amount("6"), Bill: plan.Bill(pick("bill", "Billable", "NoCharge")), LessIncluded: plan.Units(n("less", 3)),
			}
			if chance("ended", 20) {
				a.Cancelled = plan.NewDate(2026, time.September, 30)
			}
			list.Additions = append(list.Additions, a)
			switch id := plan.LineID(agreement, a.ItemID); {
			case slices.ContainsFunc(in.Lines, func(l plan.Line) bool { return l.ID() == id }):
			case chance("owned", 50):
				in.Lines = append(in.Lines, plan.Line{
					AgreementID: agreement, ItemID: a.ItemID, AdditionID: a.ID, Quantity: a.Quantity, Period: october.Prev(),
					Sources: []plan.Source{{TenantID: pick("fed by", "a", "b", "c", "d"), Product: pick("with", products...), Units: a.Quantity}},
				})
			case chance("consented", 50):
				c := plan.Consent{AgreementID: agreement, ItemID: a.ItemID, AdditionID: a.ID, Who: "Pat", Siblings: plan.Siblings(pick("siblings", "", "separate"))}
				if !slices.ContainsFunc(in.Settings.Consents, func(o plan.Consent) bool { return o.AgreementID == c.AgreementID && o.ItemID == c.ItemID }) {
					in.Settings.Consents = append(in.Settings.Consents, c)
				}
			}
		}
		if chance("read", 95) {
			in.Additions = append(in.Additions, list)
		}
	}
	for i, id := range []string{"a", "b", "c"} {
		if chance("tenant", 85) {
			in.Tenants = append(in.Tenants, plan.Tenant{ID: id, Name: "Customer " + id, BillingType: pick("type", "usage", "usage", "term")})
		}
		if chance("routed", 85) {
			agreement := int(n("to", 2))
			in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: id, CompanyID: fmt.Sprint(agreement), AgreementID: fmt.Sprint(100 + agreement), Off: chance("off", 5)})
		}
		for range n("rows", 4) {
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{
				TenantID: pick("row of", id, id, id, ""), ProductCode: pick("code", append([]string{"NEW-MSP"}, known...)...),
				OrderLine: fmt.Sprint(i), Billable: plan.Units(n("billable", 60)),
			})
		}
	}
	return in
}

// carryOut does to the world what Apply does to ConnectWise and the store.
func carryOut(in plan.Input, p plan.Plan) plan.Input {
	in.Lines = slices.Clone(in.Lines)
	in.Additions = slices.Clone(in.Additions)
	for i, list := range in.Additions {
		in.Additions[i].Additions = slices.Clone(list.Additions)
	}
	for _, s := range p.Steps {
		if !s.Records() {
			continue
		}
		at := slices.IndexFunc(in.Additions, func(l plan.AgreementAdditions) bool { return l.AgreementID == s.AgreementID })
		list := in.Additions[at].Additions
		if s.Verb == plan.VerbCreate {
			s.AdditionID = fmt.Sprint(9000 + len(list))
			list = append(list, plan.Addition{ID: s.AdditionID, AgreementID: s.AgreementID, ItemID: s.ItemID, Bill: plan.Billable, Effective: s.Effective})
		}
		i := slices.IndexFunc(list, func(a plan.Addition) bool { return a.ID == s.AdditionID })
		list[i].Quantity = s.Quantity
		in.Additions[at].Additions = list
		in.Lines = slices.DeleteFunc(in.Lines, func(l plan.Line) bool { return l.ID() == s.ID })
		in.Lines = append(in.Lines, plan.Line{AgreementID: s.AgreementID, ItemID: s.ItemID, AdditionID: s.AdditionID, Period: p.Period, Quantity: s.Quantity, Sources: s.Sources})
	}
	return in
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyWorld(t)
		p := plan.Build(in)
		sameInAnyOrder(t, in, p)
		conserved(t, p.Units)
		foreignUntouched(t, in, p)
		neverLowersInDoubt(t, in, p)
		nothingBeforeTheNextInvoice(t, in, p)
		for _, s := range plan.Build(carryOut(in, p)).Steps {
			if s.Writes() {
				t.Fatalf("the second plan still wants %s", said(s))
			}
		}
	})
}

func sameInAnyOrder(t *rapid.T, in plan.Input, p plan.Plan) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	shuffle(r, in.Tenants)
	in.Usage.Rows = shuffled(r, in.Usage.Rows)
	in.Directory.Companies = shuffled(r, in.Directory.Companies)
	in.Directory.Agreements = shuffled(r, in.Directory.Agreements)
	in.Directory.Items = shuffled(r, in.Directory.Items)
	in.Settings.Routes = shuffled(r, in.Settings.Routes)
	in.Settings.Products = shuffled(r, in.Settings.Products)
	in.Lines = shuffled(r, in.Lines)
	in.Additions = shuffled(r, in.Additions)
	for i, list := range in.Additions {
		in.Additions[i].Additions = shuffled(r, list.Additions)
	}
	first, _ := json.Marshal(p)
	second, _ := json.Marshal(plan.Build(in))
	if string(first) != string(second) {
		t.Fatalf("another order, another plan:\n%s\n%s", first, second)
	}
}

func shuffled[T any](r *rand.Rand, list []T) []T {
	list = slices.Clone(list)
	shuffle(r, list)
	return list
}

func shuffle[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

func conserved(t *rapid.T, u plan.Account) {
	var sum plan.Quantity
	for _, q := range []plan.Quantity{u.Billed, u.NotCharged, u.Deferred, u.Excluded, u.Withheld, u.Unmapped, u.Ignored} {
		if q.Sign() < 0 {
			t.Fatalf("a negative part in %+v", u)
		}
		sum, _ = sum.Add(q)
	}
	if sum != u.Total {
		t.Fatalf("%s units read, %s accounted for: %+v", u.Total, sum, u)
	}
}

func foreignUntouched(t *rapid.T, in plan.Input, p plan.Plan) {
	mine := map[string]bool{}
	for _, l := range in.Lines {
		mine[l.AdditionID] = true
	}
	for _, c := range in.Settings.Consents {
		mine[c.AdditionID] = true
	}
	for _, s := range p.Steps {
		if s.Writes() && s.Verb != plan.VerbCreate && !mine[s.AdditionID] {
			t.Fatalf("%s would change an addition that is neither ours nor consented to", said(s))
		}
		if s.Verb == plan.VerbUpdate && !slices.ContainsFunc(in.Lines, func(l plan.Line) bool { return l.AdditionID == s.AdditionID }) {
			t.Fatalf("%s is an update of an addition that is not ours", said(s))
		}
	}
}

func neverLowersInDoubt(t *rapid.T, in plan.Input, p plan.Plan) {
	unmappedTenants := map[string]bool{}
	for _, f := range p.Findings {
		if f.Units.Sign() > 0 && (f.Code == plan.UnknownProductCode || f.Code == plan.UnmappedProduct) {
			unmappedTenants[f.TenantID] = true
		}
	}
	for _, s := range p.Steps {
		if !s.Writes() || s.Before == nil || s.Quantity.Cmp(s.Before.Quantity) >= 0 {
			continue
		}
		if !in.Usage.Complete || p.State == plan.StateOpen || p.State == plan.StateClosing && s.Quantity.Sign() == 0 {
			t.Fatalf("%s lowers although the report is not final (complete %v, %s)", said(s), in.Usage.Complete, p.State)
		}
		for _, src := range s.Sources {
			if unmappedTenants[src.TenantID] {
				t.Fatalf("%s lowers although %s has unmapped usage", said(s), src.TenantID)
			}
		}
	}
}

func nothingBeforeTheNextInvoice(t *rapid.T, in plan.Input, p plan.Plan) {
	for _, s := range p.Steps {
		if s.Verb != plan.VerbCreate {
			continue
		}
		i := slices.IndexFunc(in.Directory.Agreements, func(a plan.Agreement) bool { return a.ID == s.AgreementID })
		a := in.Directory.Agreements[i]
		if s.Effective.Before(a.NextInvoice) || s.Effective.Before(a.BillStart) || s.Effective.Before(p.Period.First()) {
			t.Fatalf("%s begins on %s; bills from %s, next invoice %s", said(s), s.Effective, a.BillStart, a.NextInvoice)
		}
	}
}
