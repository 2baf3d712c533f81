package plan_test

import (
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestPlaces(t *testing.T) {
	create := func(reason string) []string { return []string{"withhold create " + line + " -->20 " + reason} }
	of := func(edit func(*plan.Input)) func(*plan.Input) {
		return func(in *plan.Input) { empty(in); edit(in) }
	}
	a := func(edit func(*plan.Agreement)) func(*plan.Input) {
		return of(func(in *plan.Input) { edit(&in.Directory.Agreements[0]) })
	}
	run(t, []scenario{
		{"the agreement does not exist", of(func(in *plan.Input) { in.Directory.Agreements = nil }), create("agreement-missing"), "20 = withheld 20", nil},
		{"the agreement is cancelled", a(func(a *plan.Agreement) { a.Cancelled = true }), create("agreement-cancelled"), "20 = withheld 20", nil},
		{"the agreement's status says cancelled", a(func(a *plan.Agreement) { a.Status = "Cancelled" }), create("agreement-cancelled"), "20 = withheld 20", nil},
		{"the agreement has expired", a(func(a *plan.Agreement) { a.Status = "Expired" }), create("agreement-ended"), "20 = withheld 20", nil},
		{"the agreement ended yesterday", a(func(a *plan.Agreement) { a.End = plan.NewDate(2026, 11, 1) }), create("agreement-ended"), "20 = withheld 20", nil},
		{"the agreement ends before the addition would start", a(func(a *plan.Agreement) { a.End = plan.NewDate(2026, 11, 10) }), create("agreement-ended"), "20 = withheld 20", nil},
		{"units that a later invoice carries are deferred", a(func(a *plan.Agreement) { a.BillStart = plan.NewDate(2027, 6, 1) }), []string{"create " + line + " -->20"}, "20 = deferred 20", nil},
		{"a parent that ended yesterday ends its child", of(func(in *plan.Input) {
			parent := in.Directory.Agreements[0]
			parent.ID, parent.End = "1", plan.NewDate(2026, 11, 1)
			in.Directory.Agreements[0].ParentID = "1"
			in.Directory.Agreements = append(in.Directory.Agreements, parent)
		}), create("agreement-ended"), "20 = withheld 20", nil},
		{"no usage on a cancelled agreement is nothing to report", of(func(in *plan.Input) {
			in.Usage.Rows[0].Billable, in.Directory.Agreements[0].Cancelled = plan.Units(0), true
		}), []string{}, "0 = ", nil},
		{"the agreement begins tomorrow", a(func(a *plan.Agreement) { a.Start = plan.NewDate(2026, 11, 3) }), create("agreement-not-begun"), "20 = withheld 20", nil},
		{"the company is in the recycle bin", of(func(in *plan.Input) { in.Directory.Companies[0].Deleted = true }), create("company-deleted"), "20 = withheld 20", nil},
		{"the company does not exist", of(func(in *plan.Input) { in.Directory.Companies = nil }), create("company-missing"), "20 = withheld 20", nil},
		{"the agreement is another company's", of(func(in *plan.Input) { in.Settings.Routes[0].CompanyID = "251" }), create("company-mismatch"), "20 = withheld 20", nil},
		{"the cycle is not monthly", of(func(in *plan.Input) { in.Settings.Cycles[0].Months = 3 }), create("cycle-not-monthly"), "20 = withheld 20", nil},
		{"nobody classified the cycle", of(func(in *plan.Input) { in.Settings.Cycles = nil }), create("cycle-unknown"), "20 = withheld 20", nil},
		{"there is no next invoice date", a(func(a *plan.Agreement) { a.NextInvoice = plan.Date{} }), create("no-invoice-date"), "20 = withheld 20", nil},
		{"the additions were not read", of(func(in *plan.Input) { in.Additions = nil }), create("additions-not-read"), "20 = withheld 20", nil},
		{"the item does not exist", of(func(in *plan.Input) { in.Directory.Items = nil }), create("item-missing"), "20 = withheld 20", nil},
		{"the item is inactive", of(func(in *plan.Input) { in.Directory.Items[0].Inactive = true }), create("item-inactive"), "20 = withheld 20", nil},
		{"the item is a bundle of ConnectWise", of(func(in *plan.Input) { in.Directory.Items[0].Class = "Bundle" }), create("item-is-bundle"), "20 = withheld 20", nil},
		{"the item has no price", of(func(in *plan.Input) { in.Directory.Items[0].Price = plan.Amount{} }), create("item-unpriced"), "20 = withheld 20", nil},
		{"the item has no price, and that is meant so", of(func(in *plan.Input) {
			in.Directory.Items[0].Price = plan.Amount{}
			in.Settings.Rules = []plan.Rule{{ItemID: item, Set: plan.Policy{AllowUnpriced: new(true)}}}
		}), []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"settings that contradict themselves withhold everything", of(func(in *plan.Input) { in.Settings.TimeZone = "Mars/Olympus" }), create("settings-invalid"), "20 = withheld 20", nil},
		{"a child takes status and dates from its topmost parent", a(func(a *plan.Agreement) { a.ParentID = "1" }), create("agreement-missing"), "20 = withheld 20", nil},
		{"a cancelled parent cancels its child", of(func(in *plan.Input) {
			parent := in.Directory.Agreements[0]
			parent.ID, parent.Cancelled = "1", true
			in.Directory.Agreements[0].ParentID = "1"
			in.Directory.Agreements = append(in.Directory.Agreements, parent)
		}), create("agreement-cancelled"), "20 = withheld 20", nil},
		{"parents in a circle are no agreement", of(func(in *plan.Input) {
			parent := in.Directory.Agreements[0]
			parent.ID, parent.ParentID = "1", agreement
			in.Directory.Agreements[0].ParentID = "1"
			in.Directory.Agreements = append(in.Directory.Agreements, parent)
		}), create("agreement-missing"), "20 = withheld 20", nil},
	})
}
