package plan

import "fmt"

// Status values of agreements that bill nothing [spec: enum].
const (
	StatusCancelled = "Cancelled"
	StatusExpired   = "Expired"
	StatusInactive  = "Inactive"
)

// classBundle is the class of items that can't be additions [forum].
const classBundle = "Bundle"

// eligible returns why no addition of the agreement may be written now, or nothing.
func (w *world) eligible(c *contract, exists bool) (Code, string) {
	a := &c.terms
	switch {
	case !exists && a.ID != "":
		return AgreementMissing, fmt.Sprintf("one of the parents of %s, or they go in a circle", a.Name)
	case !exists:
		return AgreementMissing, "agreement " + c.id
	case a.Cancelled || a.Status == StatusCancelled:
		return AgreementCancelled, a.Name
	case a.Status == StatusExpired || !a.End.IsZero() && a.End.Before(w.in.Today):
		return AgreementEnded, a.Name
	case a.Status == StatusInactive || w.in.Today.Before(a.Start):
		return AgreementNotBegun, a.Name
	case !c.known:
		return CompanyMissing, "company " + a.CompanyID
	case c.company.Deleted:
		return CompanyDeleted, c.company.Name
	case a.NextInvoice.IsZero():
		return NoInvoiceDate, a.Name
	case !c.read:
		return AdditionsNotRead, a.Name
	}
	return "", ""
}

// mismatch reports that a mapping names another company than the agreement's.
func (w *world) mismatch(c *contract, companyID string) (Code, string) {
	if companyID == c.terms.CompanyID {
		return "", ""
	}
	says := fmt.Sprintf("%s belongs to company %s, the mapping says %s", c.terms.Name, c.terms.CompanyID, companyID)
	if w.companies[companyID].Deleted && c.known && !c.company.Deleted {
		return CompanyMerged, says + ", which is in the recycle bin"
	}
	return CompanyMismatch, says
}

// recurring returns why an agreement's billing cycle forbids writing, or nothing.
func (w *world) recurring(a *Agreement, policy CyclePolicy) (Code, string) {
	months, classified := w.months[a.CycleID]
	switch {
	case !classified:
		return CycleUnknown, fmt.Sprintf("%s, cycle %q (id %s)", a.Name, a.CycleName, a.CycleID)
	case months == 0:
		return CycleNotRecurring, fmt.Sprintf("%s, cycle %q", a.Name, a.CycleName)
	case months != 1 && policy != CycleHighest:
		return CycleNotMonthly, fmt.Sprintf("%s, cycle %q", a.Name, a.CycleName)
	}
	return "", ""
}

// startOn returns the first day of an addition that is created now: the latest of the period's first day, the
// agreement's own and its billing start, and the first day that is not invoiced yet, whether or not the agreement
// prorates. ConnectWise takes the next invoice date for that day: its refusal of earlier ones says so [forum]
// (unverified: U07).
func (w *world) startOn(a Agreement) Date {
	day := w.in.Period.First()
	for _, d := range [...]Date{a.Start, a.BillStart, a.NextInvoice} {
		if day.Before(d) {
			day = d
		}
	}
	return day
}

// creatable returns why the line can't get a new addition, or nothing.
func (w *world) creatable(l *line, c *contract) (Code, string) {
	if end := c.terms.End; !end.IsZero() && end.Before(c.start) {
		return AgreementEnded, fmt.Sprintf("%s ends on %s, the addition would start on %s", c.terms.Name, end, c.start)
	}
	i := &w.items[l.item]
	declared := l.terms.line.currency
	switch {
	case !i.known:
		return ItemMissing, "item " + i.ID
	case i.Inactive:
		return ItemInactive, i.Identifier
	case i.Class == classBundle:
		return ItemBundle, i.Identifier
	case l.terms.line.allowUnpriced:
		return "", ""
	case i.Price.Sign() <= 0:
		return ItemUnpriced, i.Identifier
	case declared != "" && declared != c.terms.Currency:
		return ItemCurrency, fmt.Sprintf("%s is declared for %s, %s bills in %s", i.Identifier, declared, c.terms.Name, c.terms.Currency)
	}
	return "", ""
}

// tooOld reports that a later period was already applied to the agreement: an older one is only reported.
func (w *world) tooOld(c *contract) (Code, string) {
	for i := range c.owned {
		if w.in.Period.Before(c.owned[i].Period) {
			return SupersededPeriod, c.owned[i].Period.String()
		}
	}
	return "", ""
}
