package plan

import "fmt"

// Status values of agreements that bill nothing [spec: enum].
const (
	StatusCancelled = "Cancelled"
	StatusExpired   = "Expired"
	StatusInactive  = "Inactive"
)

// eligible returns why no addition of the agreement may be written now, or nothing.
func (w *world) eligible(l *line) (Code, string) {
	a, ok := w.agreements.effective(l.agreement)
	if !ok {
		return AgreementMissing, "agreement " + l.agreement
	}
	company, ok := w.companies[a.CompanyID]
	switch {
	case a.Cancelled || a.Status == StatusCancelled:
		return AgreementCancelled, a.Name
	case a.Status == StatusExpired || !a.End.IsZero() && a.End.Before(w.Today):
		return AgreementEnded, a.Name
	case a.Status == StatusInactive || w.Today.Before(a.Start):
		return AgreementNotBegun, a.Name
	case !ok:
		return CompanyMissing, "company " + a.CompanyID
	case company.Deleted:
		return CompanyDeleted, company.Name
	}
	for _, s := range l.sources {
		r, _, _ := w.rules.route(s.TenantID, s.Product, w.Period)
		if r.CompanyID != a.CompanyID {
			return CompanyMismatch, fmt.Sprintf("%s belongs to company %s, the mapping says %s", a.Name, a.CompanyID, r.CompanyID)
		}
	}
	switch months := w.rules.months[a.CycleID]; {
	case months == 0:
		return CycleUnknown, fmt.Sprintf("%s, cycle %q (id %s)", a.Name, a.CycleName, a.CycleID)
	case months != 1:
		return CycleNotMonthly, fmt.Sprintf("%s, cycle %q", a.Name, a.CycleName)
	case a.NextInvoice.IsZero():
		return NoInvoiceDate, a.Name
	}
	if _, read := w.additions[l.agreement]; !read {
		return AdditionsNotRead, a.Name
	}
	return "", ""
}

// start returns the first day of an addition that is created now: the latest of the period's first day, the agreement's
// own and its billing start, and the first day that is not invoiced yet, whether or not the agreement prorates.
// ConnectWise takes the next invoice date for that day: its refusal of earlier ones says so [forum] (unverified: U07).
func (w *world) start(agreement string) Date {
	a, _ := w.agreements.effective(agreement)
	day := w.Period.First()
	for _, d := range []Date{a.Start, a.BillStart, a.NextInvoice} {
		if day.Before(d) {
			day = d
		}
	}
	return day
}

// creatable returns why the line can't get a new addition that starts on a day, or nothing.
func (w *world) creatable(l *line, start Date) (Code, string) {
	if a, _ := w.agreements.effective(l.agreement); !a.End.IsZero() && a.End.Before(start) {
		return AgreementEnded, fmt.Sprintf("%s ends on %s, the addition would start on %s", a.Name, a.End, start)
	}
	i, ok := w.items[l.item]
	switch {
	case !ok:
		return ItemMissing, "item " + l.item
	case i.Inactive:
		return ItemInactive, i.Identifier
	case i.Class == "Bundle":
		return ItemBundle, i.Identifier
	case i.Price.Sign() <= 0 && !w.rules.item(l.item).AllowUnpriced:
		return ItemUnpriced, i.Identifier
	}
	return "", ""
}
