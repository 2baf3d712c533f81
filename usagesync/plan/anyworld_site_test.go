package plan_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

func (d dice) directory(dir *plan.Directory) {
	for i, id := range someItems {
		item := plan.Item{ID: id, Identifier: "Acme " + id, Price: amount(odder(d, "price", "6", "0", "14.95")), Inactive: d.odd("inactive"), Class: odder(d, "class", "Agreement", "Bundle")}
		if i == 3 {
			item.Identifier = "Sophos_Device_Encryption"
		}
		if !d.odd("no such item") {
			dir.Items = append(dir.Items, item)
		}
	}
	for i, id := range someAgreements {
		dir.Companies = append(dir.Companies, plan.Company{ID: fmt.Sprint(i), Name: "Company " + fmt.Sprint(i), Deleted: d.odd("deleted")})
		a := plan.Agreement{
			ID: id, Name: "Agreement " + id, CompanyID: fmt.Sprint(i), TypeID: oneOf(d, "type", "T1", "T2"), Currency: oneOf(d, "currency", "USD", "USD", "EUR"),
			Status: odder(d, "status", "Active", "Expired", "Inactive", "Cancelled"), Cancelled: d.odd("cancelled"), CycleID: odder(d, "cycle", "2", "3", "4", "5"),
			Start: plan.NewDate(2026, time.January, 1), BillStart: odder(d, "billing start", plan.NewDate(2026, time.January, 1), plan.NewDate(2026, time.December, 15)),
			NextInvoice: plan.NewDate(2026, time.October, 1).AddDays(7 * d.count("next invoice", 12)),
			End:         odder(d, "ends", plan.Date{}, plan.NewDate(2026, time.November, 20), plan.NewDate(2027, time.June, 30)),
		}
		if d.odd("never invoiced") {
			a.NextInvoice = plan.Date{}
		}
		if i == 3 && d.chance("child", 25) {
			a.ParentID, a.NextInvoice, a.CycleID = "102", plan.Date{}, "5"
		}
		dir.Agreements = append(dir.Agreements, a)
	}
}

func (d dice) usage(in *plan.Input) {
	in.Usage = plan.Usage{Period: october, Complete: !d.odd("incomplete")}
	for _, id := range someTenants {
		if !d.odd("no tenant") {
			in.Tenants = append(in.Tenants, plan.Tenant{ID: id, Name: "Customer " + id, BillingType: odder(d, "type", plan.BillingUsage, "term", ""), Own: d.chance("own", 2)})
		}
		for range d.count("rows", 4) {
			in.Usage.Rows = append(in.Usage.Rows, d.row(id))
		}
		if d.chance("firewall", 10) {
			serial := "X" + id
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{Account: serial, ProductCode: "FW-MSP", SKU: oneOf(d, "model", "M1", "M1", "M2"), Billable: plan.Units(1), Ordered: plan.Units(1), Actual: plan.Units(1)})
			if !d.odd("no device") {
				in.Usage.Devices = append(in.Usage.Devices, plan.Device{Serial: serial, TenantID: id})
			}
		}
	}
}

func (d dice) row(tenant string) plan.UsageRow {
	r := plan.UsageRow{
		TenantID: odder(d, "row of", tenant, "", "A", "stranger"), ProductCode: odder(d, "code", oneOf(d, "code", someCodes...), "NEW-MSP"),
		Group: odder(d, "group", "", "Big"), SKU: odder(d, "SKU", "", "S1"), UnitPrice: odder(d, "price", "", "3.10", "2.90"), Status: odder(d, "status", "active", "suspended", "canceled"),
		Billable: d.seats("billable", 40), Ordered: d.seats("ordered", 40),
	}
	r.Actual = r.Billable
	if d.chance("doubt", d.odds/3) {
		r.Doubts = []plan.Doubt{{Quantity: oneOf(d, "of", plan.QuantityBillable, plan.QuantityOrdered), Why: "is missing"}}
	}
	return r
}

// standing draws what is on the agreements, and what of it is ours: mostly what feeds it now, somewhat otherwise.
func (d dice) standing(in *plan.Input) {
	r := reference{*in}
	feeding, possible := map[string][]plan.Source{}, d.possible(r)
	for _, row := range in.Usage.Rows {
		f := r.fate(row)
		for _, item := range f.items {
			id := plan.LineID(f.agreement, item)
			if !slices.ContainsFunc(feeding[id], func(s plan.Source) bool { return s.TenantID == f.tenant && s.Product == f.product }) {
				feeding[id] = append(feeding[id], plan.Source{TenantID: f.tenant, Product: f.product})
			}
		}
	}
	for _, agreement := range someAgreements {
		list := plan.AgreementAdditions{AgreementID: agreement}
		for _, item := range someItems {
			fed, might := feeding[plan.LineID(agreement, item)], possible[plan.LineID(agreement, item)]
			if len(fed) == 0 && !d.chance("unfed", min(30, 4+4*len(might))) {
				continue
			}
			for j := range oneOf(d, "additions", 1, 0, 1) + odder(d, "siblings", 0, 1) {
				a := d.addition(agreement, item, j)
				list.Additions = append(list.Additions, a)
				if j == 0 {
					d.ownership(in, a, fed, might)
				}
			}
		}
		if d.odd("foreign") {
			list.Additions = append(list.Additions, plan.Addition{ID: agreement + "99", AgreementID: agreement, ItemID: "99", Item: oneOf(d, "called", "Acme 99", "Sophos_Intercept_X_Advanced"), Quantity: plan.Units(7), Bill: plan.Billable})
		}
		if !d.odd("additions not read") {
			in.Additions = append(in.Additions, list)
		}
	}
}

// possible are the products of tenants that each line would get, if they were used.
func (d dice) possible(r reference) map[string][]plan.Source {
	lines := map[string][]plan.Source{}
	for _, tenant := range someTenants {
		for _, product := range someProducts {
			route, _ := r.route(tenant, product)
			if m, ok := r.mapping(tenant, product, route.AgreementID); ok {
				id := plan.LineID(route.AgreementID, m.ItemID)
				lines[id] = append(lines[id], plan.Source{TenantID: tenant, Product: product})
			}
		}
	}
	return lines
}

func (d dice) addition(agreement, item string, j int) plan.Addition {
	a := plan.Addition{
		ID: agreement + item + fmt.Sprint(j), AgreementID: agreement, ItemID: item, Quantity: d.seats("has", 60), UnitPrice: amount("6"),
		Bill: odder(d, "bill", plan.Billable, plan.NoCharge, plan.DoNotBill), LessIncluded: odder(d, "less", plan.Quantity{}, plan.Units(3)),
		UpdatedBy: oneOf(d, "editor", "psasync", "psasync", "other"), Effective: odder(d, "effective", plan.Date{}, plan.NewDate(2027, time.January, 1)),
	}
	if d.odd("ended") {
		a.Cancelled = oneOf(d, "ended", plan.NewDate(2026, time.September, 30), plan.NewDate(2027, time.March, 31))
	}
	if d.chance("unreadable", d.odds/3) {
		a.Doubt = "no quantity"
	}
	return a
}

// ownership makes an addition ours, lets a person consent to it, or neither.
func (d dice) ownership(in *plan.Input, a plan.Addition, fed, might []plan.Source) {
	if d.odd("claimed") {
		in.Claims = append(in.Claims, plan.Claim{AdditionID: a.ID, Partner: "another"})
	}
	consent := plan.Consent{AgreementID: a.AgreementID, ItemID: a.ItemID, AdditionID: a.ID, Siblings: oneOf(d, "siblings", plan.SiblingsSubtract, plan.SiblingsSeparate, ""), Decision: pat}
	if !d.chance("not ours", 15) {
		l := plan.Line{AgreementID: a.AgreementID, ItemID: a.ItemID, AdditionID: odder(d, "owned", a.ID, "gone"), Quantity: a.Quantity, Period: odder(d, "applied", september, october, november)}
		l.Invoice = oneOf(d, "invoiced", plan.Date{}, reference{*in}.agreement(a.AgreementID).NextInvoice)
		for i, s := range fed {
			if s.Units = a.Quantity; d.odd("fed by less") {
				s.Units = plan.Units(1)
			}
			if i == 0 || !d.odd("new feed") {
				l.Sources = append(l.Sources, s)
			}
		}
		for len(l.Sources) == 0 || d.chance("lost feed", 10) && len(l.Sources) < 4 {
			lost := plan.Source{TenantID: odder(d, "fed by", oneOf(d, "fed by", someTenants...), "gone", "B"), Product: oneOf(d, "with", someProducts...)}
			if len(might) > 0 && !d.odd("not possible any more") {
				lost = oneOf(d, "lost", might...)
			}
			lost.Units = a.Quantity
			l.Sources = append(l.Sources, lost)
		}
		slices.SortFunc(l.Sources, func(a, b plan.Source) int {
			return cmp.Or(cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.Product, b.Product))
		})
		l.Sources = slices.CompactFunc(l.Sources, func(a, b plan.Source) bool { return a.TenantID == b.TenantID && a.Product == b.Product })
		if d.odd("edited") {
			l.Quantity = d.seats("left at", 60)
			if d.chance("overwrite", 25) {
				in.Settings.Overwrites = append(in.Settings.Overwrites, plan.Overwrite{AgreementID: a.AgreementID, ItemID: a.ItemID, Quantity: odder(d, "as seen", a.Quantity, plan.Units(1)), Decision: pat})
			}
		}
		in.Lines = append(in.Lines, l)
		if d.odd("said of siblings") {
			in.Settings.Consents = append(in.Settings.Consents, consent)
		}
		return
	}
	if !d.chance("no consent", 25) {
		in.Settings.Consents = append(in.Settings.Consents, consent)
	}
}

// history draws what happened before, and what persons decided about lines.
func (d dice) history(in *plan.Input) {
	for _, agreement := range someAgreements {
		for _, item := range someItems {
			if d.odd("release") {
				in.Releases = append(in.Releases, plan.Release{Step: plan.LineID(agreement, item), Decision: pat})
			}
		}
		if item := oneOf(d, "item", someItems...); d.odd("pinned") {
			in.Settings.Pins = append(in.Settings.Pins, plan.Pin{AgreementID: agreement, ItemID: item, Quantity: d.seats("pinned", 20), LastPeriod: oneOf(d, "until", plan.Period{}, october, september), Decision: pat})
		}
		if d.odd("open intent") {
			in.Open = append(in.Open, plan.LineID(agreement, oneOf(d, "item", someItems...)))
		}
	}
	if d.chance("seen", 10) {
		in.Seen = []plan.Seen{{ProductCode: "CIXA-MSP", Description: "once called otherwise"}}
	}
	if d.odd("applied") && len(in.Lines) > 0 {
		was := in.Lines[0]
		was.Period, was.Invoice = october, plan.NewDate(2026, time.October, 1)
		in.Applied = []plan.Line{was}
	}
	for i := range d.count("earlier", 2) {
		in.Earlier = append(in.Earlier, d.earlier(in, i))
	}
}

// earlier draws a reading of another day, or of this one: mostly the same rows, somewhat less of them.
func (d dice) earlier(in *plan.Input, i int) plan.Reading {
	e := plan.Reading{Day: in.Today.AddDays(-1 - i), Usage: in.Usage}
	e.Usage.Complete, e.Usage.Rows = !d.odd("incomplete"), slices.Clone(in.Usage.Rows)
	if d.odd("same day") {
		e.Day = in.Today
	}
	for j := range e.Usage.Rows {
		if d.odd("otherwise") {
			e.Usage.Rows[j].Billable = d.seats("billable", 10)
		}
	}
	return e
}
