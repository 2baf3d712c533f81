package connectwise

// Agreement is a contract of a company. This client only reads agreements.
type Agreement struct {
	ID              int       `json:"id"`
	Name            string    `json:"name"`
	Type            Reference `json:"type"`
	Company         Reference `json:"company"`
	ParentAgreement Reference `json:"parentAgreement"` // a child is billed with its parent; its additions are its own
	BillToCompany   Reference `json:"billToCompany"`
	Location        Reference `json:"location"`
	Department      Reference `json:"department"`

	AgreementStatus  string `json:"agreementStatus"` // Active, Cancelled, Expired, Inactive; computed by the server [inferred]
	StartDate        Date   `json:"startDate"`
	EndDate          Date   `json:"endDate"`          // NoEndingDateFlag outweighs it [client code]
	NoEndingDateFlag *bool  `json:"noEndingDateFlag"` // nil: unknown
	CancelledFlag    bool   `json:"cancelledFlag"`
	DateCancelled    Date   `json:"dateCancelled"`

	BillingCycle                 Reference `json:"billingCycle"` // a row of the site's own table, e.g. Monthly
	BillStartDate                Date      `json:"billStartDate"`
	NextInvoiceDate              string    `json:"nextInvoiceDate"` // see NextInvoice
	PeriodType                   string    `json:"periodType"`      // Current, Future, Both, Undefined
	ProrateFlag                  *bool     `json:"prorateFlag"`     // nil: unknown
	InvoiceProratedAdditionsFlag *bool     `json:"invoiceProratedAdditionsFlag"`
	BillProducts                 string    `json:"billProducts"` // Billable, DoNotBill, NoCharge, NoDefault
	BillAmount                   Decimal   `json:"billAmount"`
	Currency                     Currency  `json:"currency"`

	Info         Info          `json:"_info"`
	CustomFields []CustomField `json:"customFields"`
}

func (a Agreement) recordID() int { return a.ID }

// NextInvoice reads NextInvoiceDate, absent when there is none. Its format is undocumented [unverified]: what
// [ParseDate] can't read is an error for this one agreement, not for the list that it came in.
func (a Agreement) NextInvoice() (Date, error) {
	if a.NextInvoiceDate == "" {
		return Date{}, nil
	}
	return ParseDate(a.NextInvoiceDate)
}

// AgreementType is a kind of agreement.
type AgreementType struct {
	ID           int       `json:"id"`
	Name         string    `json:"name"`
	InactiveFlag bool      `json:"inactiveFlag"`
	DefaultFlag  bool      `json:"defaultFlag"`
	BillingCycle Reference `json:"billingCycle"`
	ProrateFlag  *bool     `json:"prorateFlag"` // nil: unknown
	Info         Info      `json:"_info"`
}

func (t AgreementType) recordID() int { return t.ID }
