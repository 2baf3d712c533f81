package toconnectwise

import (
	"errors"
	"slices"
	"strconv"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/usagesync/plan"
)

// The members that a plan needs; no address, contact or cost is asked for. Naming them drops _info unless it is named
// too [client code].
func companyFields() []string { return []string{"id", "identifier", "name", "deletedFlag"} }

func agreementFields() []string {
	return []string{
		"id", "name", "type", "company", "parentAgreement", "agreementStatus", "startDate", "endDate", "noEndingDateFlag",
		"cancelledFlag", "billingCycle", "billStartDate", "nextInvoiceDate", "prorateFlag", "currency",
	}
}

func itemFields() []string {
	return []string{"id", "identifier", "description", "inactiveFlag", "productClass", "price"}
}

func additionFields() []string {
	return []string{
		"id", "product", "quantity", "lessIncluded", "unitPrice", "billCustomer", "effectiveDate", "cancelledDate",
		"description", "_info",
	}
}

var errUnreadable = errors.New("it can't be read")

// readable leaves out records with a member that couldn't be read: a plan that took the member for absent might bill a
// cancelled agreement or a deleted company, and one that misses the record withholds.
func readable[R any](records []R, doubts func(R) []string) []R {
	return slices.DeleteFunc(records, func(r R) bool { return len(doubts(r)) > 0 })
}

func companyDoubts(c connectwise.Company) []string     { return c.Doubts }
func agreementDoubts(a connectwise.Agreement) []string { return a.Doubts }
func itemDoubts(i connectwise.CatalogItem) []string    { return i.Doubts }

func company(c connectwise.Company) plan.Company {
	return plan.Company{ID: strconv.Itoa(c.ID), Identifier: c.Identifier, Name: c.Name, Deleted: c.DeletedFlag}
}

func agreement(a connectwise.Agreement) plan.Agreement {
	out := plan.Agreement{
		ID: strconv.Itoa(a.ID), Name: a.Name, CompanyID: id(a.Company), TypeID: id(a.Type), TypeName: a.Type.Name,
		ParentID: id(a.ParentAgreement), Status: a.AgreementStatus, Cancelled: a.CancelledFlag,
		Start: date(a.StartDate), BillStart: date(a.BillStartDate),
		CycleID: id(a.BillingCycle), CycleName: a.BillingCycle.Name,
		Prorate: a.ProrateFlag != nil && *a.ProrateFlag, Currency: a.Currency.CurrencyCode,
	}
	// The flag outweighs a date that is there all the same [client code].
	if a.NoEndingDateFlag == nil || !*a.NoEndingDateFlag {
		out.End = date(a.EndDate)
	}
	if next, err := a.NextInvoice(); err == nil {
		out.NextInvoice = date(next)
	}
	return out
}

func item(i connectwise.CatalogItem) plan.Item {
	out := plan.Item{
		ID: strconv.Itoa(i.ID), Identifier: i.Identifier, Description: i.Description,
		Class: i.ProductClass, Inactive: i.InactiveFlag,
	}
	if price, err := plan.ParseAmount(i.Price.String()); err == nil {
		out.Price = price // one that is missing or does not fit counts as none, which withholds creates
	}
	return out
}

func addition(agreement int, a connectwise.Addition) plan.Addition {
	out := plan.Addition{
		ID: strconv.Itoa(a.ID), AgreementID: strconv.Itoa(agreement), ItemID: id(a.Product), Item: a.Product.Identifier,
		Description: a.Description, Bill: plan.Bill(a.BillCustomer),
		Effective: date(a.EffectiveDate), Cancelled: date(a.CancelledDate),
		CreatedBy: a.Info.EnteredBy, UpdatedBy: a.Info.UpdatedBy, UpdatedAt: a.Info.LastUpdated,
	}
	doubt := func(member string, err error) {
		if err != nil && out.Doubt == "" {
			out.Doubt = member + ": " + err.Error()
		}
	}
	for _, member := range a.Doubts {
		if slices.Contains(additionFields(), member) {
			doubt(member, errUnreadable)
		}
	}
	var err error
	if out.Quantity, err = plan.ParseQuantity(a.Quantity.String()); !a.Quantity.IsPresent() && out.Doubt == "" {
		out.Doubt = "it has no quantity"
	} else {
		doubt("quantity", err)
	}
	if a.BillCustomer == "" && out.Doubt == "" {
		out.Doubt = "it does not say whether it is billed"
	}
	if a.LessIncluded.IsPresent() {
		out.LessIncluded, err = plan.ParseQuantity(a.LessIncluded.String())
		doubt("lessIncluded", err)
	}
	if a.UnitPrice.IsPresent() {
		out.UnitPrice, err = plan.ParseAmount(a.UnitPrice.String())
		doubt("unitPrice", err)
	}
	return out
}

func id(r connectwise.Reference) string {
	if r.ID == 0 {
		return ""
	}
	return strconv.Itoa(r.ID)
}

func date(d connectwise.Date) plan.Date {
	if !d.IsPresent() {
		return plan.Date{}
	}
	return plan.DateOf(d.Time())
}
