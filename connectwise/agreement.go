package connectwise

// Agreement is a contract of a company. This client only reads agreements, and no contact or site of theirs.
type Agreement struct {
	ID                 int       `json:"id"`
	Name               string    `json:"name"`
	Type               Reference `json:"type"`
	Company            Reference `json:"company"`
	SubContractCompany Reference `json:"subContractCompany"`
	ParentAgreement    Reference `json:"parentAgreement"` // a child is billed with its parent; its additions are its own
	BillToCompany      Reference `json:"billToCompany"`
	ShipToCompany      Reference `json:"shipToCompany"`
	CompanyLocation    Reference `json:"companyLocation"`
	Location           Reference `json:"location"`
	Department         Reference `json:"department"`
	Opportunity        Reference `json:"opportunity"`
	SLA                Reference `json:"sla"`
	CustomerPO         string    `json:"customerPO"`
	WorkOrder          string    `json:"workOrder"`

	AgreementStatus  string `json:"agreementStatus"` // Active, Cancelled, Expired, Inactive; computed by the server [inferred]
	StartDate        Date   `json:"startDate"`
	EndDate          Date   `json:"endDate"`          // NoEndingDateFlag outweighs it [client code]
	NoEndingDateFlag *bool  `json:"noEndingDateFlag"` // nil: unknown
	CancelledFlag    bool   `json:"cancelledFlag"`
	DateCancelled    Date   `json:"dateCancelled"`
	ReasonCancelled  string `json:"reasonCancelled"`
	OneTimeFlag      bool   `json:"oneTimeFlag"`

	BillingCycle                 Reference `json:"billingCycle"` // a row of the site's own table, e.g. Monthly
	InvoicingCycle               string    `json:"invoicingCycle"`
	BillingTerms                 Reference `json:"billingTerms"`
	InvoiceTemplate              Reference `json:"invoiceTemplate"`
	InvoiceDescription           string    `json:"invoiceDescription"`
	BillStartDate                Date      `json:"billStartDate"`
	NextInvoiceDate              string    `json:"nextInvoiceDate"` // see NextInvoice
	PeriodType                   string    `json:"periodType"`      // Current, Future, Both, Undefined
	ProrateFlag                  *bool     `json:"prorateFlag"`     // nil: unknown
	ProrateFirstBill             Decimal   `json:"prorateFirstBill"`
	InvoiceProratedAdditionsFlag *bool     `json:"invoiceProratedAdditionsFlag"`
	AutoInvoiceFlag              *bool     `json:"autoInvoiceFlag"`
	BillZeroAmountFlag           *bool     `json:"billZeroAmountFlag"`
	BillOneTimeFlag              *bool     `json:"billOneTimeFlag"`
	BillTime                     string    `json:"billTime"` // Billable, DoNotBill, NoCharge, NoDefault, as the next two
	BillExpenses                 string    `json:"billExpenses"`
	BillProducts                 string    `json:"billProducts"`
	BillAmount                   Decimal   `json:"billAmount"`
	Taxable                      *bool     `json:"taxable"`
	TaxCode                      Reference `json:"taxCode"`
	Currency                     Currency  `json:"currency"`

	ApplicationUnits         string    `json:"applicationUnits"` // Amount, Hours, Incidents
	ApplicationLimit         Decimal   `json:"applicationLimit"`
	ApplicationCycle         string    `json:"applicationCycle"`
	ApplicationUnlimitedFlag bool      `json:"applicationUnlimitedFlag"`
	CoverAgreementTime       bool      `json:"coverAgreementTime"`
	CoverAgreementProduct    bool      `json:"coverAgreementProduct"`
	CoverAgreementExpense    bool      `json:"coverAgreementExpense"`
	CoverSalesTax            bool      `json:"coverSalesTax"`
	CarryOverUnused          bool      `json:"carryOverUnused"`
	AllowOverruns            bool      `json:"allowOverruns"`
	WorkRole                 Reference `json:"workRole"`
	WorkType                 Reference `json:"workType"`

	Info         Info          `json:"_info"`
	CustomFields []CustomField `json:"customFields"`
	Doubts       []string      `json:"-"` // members that couldn't be read, absent here: the manual's Doubts
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

// AgreementType is a kind of agreement, with what new agreements of it begin with.
type AgreementType struct {
	ID                           int       `json:"id"`
	Name                         string    `json:"name"`
	InactiveFlag                 bool      `json:"inactiveFlag"`
	DefaultFlag                  bool      `json:"defaultFlag"`
	Location                     Reference `json:"location"`
	Department                   Reference `json:"department"`
	BillingCycle                 Reference `json:"billingCycle"`
	InvoicingCycle               string    `json:"invoicingCycle"`
	BillingTerms                 Reference `json:"billingTerms"`
	BillTime                     string    `json:"billTime"`
	BillExpenses                 string    `json:"billExpenses"`
	BillProducts                 string    `json:"billProducts"`
	BillAmount                   Decimal   `json:"billAmount"`
	TaxableFlag                  *bool     `json:"taxableFlag"`
	ProrateFlag                  *bool     `json:"prorateFlag"` // nil: unknown
	InvoiceProratedAdditionsFlag *bool     `json:"invoiceProratedAdditionsFlag"`
	AutoInvoiceFlag              *bool     `json:"autoInvoiceFlag"`
	BillZeroAmountFlag           *bool     `json:"billZeroAmountFlag"`
	IntegrationXRef              string    `json:"integrationXRef"`
	Info                         Info      `json:"_info"`
	Doubts                       []string  `json:"-"`
}

func (t AgreementType) recordID() int { return t.ID }

// Adjustment adds to the balance of hours or of money that an agreement covers, or takes from it. It is no line of an
// invoice, and no way to bill usage [forum].
type Adjustment struct {
	ID            int           `json:"id"`
	AgreementID   int           `json:"agreementId"`
	Amount        Decimal       `json:"amount"` // negative: taken away
	Description   string        `json:"description"`
	EffectiveDate Date          `json:"effectiveDate"`
	Info          Info          `json:"_info"`
	CustomFields  []CustomField `json:"customFields"`
	Doubts        []string      `json:"-"`
}

func (a Adjustment) recordID() int { return a.ID }
