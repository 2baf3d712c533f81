package connectwisetest

import (
	"time"
)

// Agreement is a contract with a company (the vendor's schema 2026.4). AgreementStatus is computed from the
// dates and the cancelled flag unless it is set here; NextInvoiceDate is kept as written ("2026-07-01": the format is [inferred]).
type Agreement struct {
	ID                           int                 `json:"id"`
	Name                         string              `json:"name,omitempty"`
	Type                         Reference           `json:"type,omitzero"`
	Company                      IdentifierReference `json:"company,omitzero"`
	Contact                      Reference           `json:"contact,omitzero"`
	Site                         Reference           `json:"site,omitzero"`
	SubContractCompany           IdentifierReference `json:"subContractCompany,omitzero"`
	SubContractContact           Reference           `json:"subContractContact,omitzero"`
	ParentAgreement              AgreementReference  `json:"parentAgreement,omitzero"`
	CustomerPO                   string              `json:"customerPO,omitempty"`
	Location                     Reference           `json:"location,omitzero"`
	Department                   IdentifierReference `json:"department,omitzero"`
	RestrictLocationFlag         bool                `json:"restrictLocationFlag"`
	RestrictDepartmentFlag       bool                `json:"restrictDepartmentFlag"`
	StartDate                    DateTime            `json:"startDate,omitempty"`
	EndDate                      DateTime            `json:"endDate,omitempty"`
	NoEndingDateFlag             bool                `json:"noEndingDateFlag"`
	Opportunity                  Reference           `json:"opportunity,omitzero"`
	CancelledFlag                bool                `json:"cancelledFlag"`
	DateCancelled                DateTime            `json:"dateCancelled,omitempty"`
	ReasonCancelled              string              `json:"reasonCancelled,omitempty"`
	SLA                          Reference           `json:"sla,omitzero"`
	WorkOrder                    string              `json:"workOrder,omitempty"`
	InternalNotes                string              `json:"internalNotes,omitempty"`
	ApplicationUnits             string              `json:"applicationUnits,omitempty"`
	ApplicationLimit             Number              `json:"applicationLimit,omitempty"`
	ApplicationCycle             string              `json:"applicationCycle,omitempty"`
	ApplicationUnlimitedFlag     bool                `json:"applicationUnlimitedFlag"`
	OneTimeFlag                  bool                `json:"oneTimeFlag"`
	CoverAgreementTime           bool                `json:"coverAgreementTime"`
	CoverAgreementProduct        bool                `json:"coverAgreementProduct"`
	CoverAgreementExpense        bool                `json:"coverAgreementExpense"`
	CoverSalesTax                bool                `json:"coverSalesTax"`
	CarryOverUnused              bool                `json:"carryOverUnused"`
	AllowOverruns                bool                `json:"allowOverruns"`
	ExpiredDays                  int                 `json:"expiredDays,omitempty"`
	Limit                        int                 `json:"limit,omitempty"`
	ExpireWhenZero               bool                `json:"expireWhenZero"`
	ChargeToFirm                 bool                `json:"chargeToFirm"`
	EmployeeCompRate             string              `json:"employeeCompRate,omitempty"`
	EmployeeCompNotExceed        string              `json:"employeeCompNotExceed,omitempty"`
	CompHourlyRate               Number              `json:"compHourlyRate,omitempty"`
	CompLimitAmount              Number              `json:"compLimitAmount,omitempty"`
	BillingCycle                 Reference           `json:"billingCycle,omitzero"`
	BillOneTimeFlag              bool                `json:"billOneTimeFlag"`
	BillingTerms                 Reference           `json:"billingTerms,omitzero"`
	InvoicingCycle               string              `json:"invoicingCycle,omitempty"`
	BillToCompany                IdentifierReference `json:"billToCompany,omitzero"`
	BillToContact                Reference           `json:"billToContact,omitzero"`
	BillToSite                   Reference           `json:"billToSite,omitzero"`
	BillAmount                   Number              `json:"billAmount,omitempty"`
	Taxable                      bool                `json:"taxable"`
	ProrateFirstBill             Number              `json:"prorateFirstBill,omitempty"`
	BillStartDate                DateTime            `json:"billStartDate,omitempty"`
	TaxCode                      Reference           `json:"taxCode,omitzero"`
	RestrictDownPayment          bool                `json:"restrictDownPayment"`
	ProrateFlag                  bool                `json:"prorateFlag"`
	InvoiceProratedAdditionsFlag bool                `json:"invoiceProratedAdditionsFlag"`
	InvoiceDescription           string              `json:"invoiceDescription,omitempty"`
	TopComment                   bool                `json:"topComment"`
	BottomComment                bool                `json:"bottomComment"`
	WorkRole                     Reference           `json:"workRole,omitzero"`
	WorkType                     Reference           `json:"workType,omitzero"`
	ProjectType                  Reference           `json:"projectType,omitzero"`
	InvoiceTemplate              Reference           `json:"invoiceTemplate,omitzero"`
	BillTime                     string              `json:"billTime,omitempty"`
	BillExpenses                 string              `json:"billExpenses,omitempty"`
	BillProducts                 string              `json:"billProducts,omitempty"`
	BillableTimeInvoice          bool                `json:"billableTimeInvoice"`
	BillableExpenseInvoice       bool                `json:"billableExpenseInvoice"`
	BillableProductInvoice       bool                `json:"billableProductInvoice"`
	Currency                     CurrencyReference   `json:"currency,omitzero"`
	PeriodType                   string              `json:"periodType,omitempty"`
	AutoInvoiceFlag              bool                `json:"autoInvoiceFlag"`
	BillZeroAmountFlag           bool                `json:"billZeroAmountFlag"`
	NextInvoiceDate              string              `json:"nextInvoiceDate,omitempty"`
	CompanyLocation              Reference           `json:"companyLocation,omitzero"`
	ShipToCompany                IdentifierReference `json:"shipToCompany,omitzero"`
	ShipToContact                Reference           `json:"shipToContact,omitzero"`
	ShipToSite                   Reference           `json:"shipToSite,omitzero"`
	AgreementStatus              string              `json:"agreementStatus,omitempty"`
	Info                         Info                `json:"_info"`
	CustomFields                 []CustomField       `json:"customFields,omitempty"`
}

// AgreementType is a kind of agreement (the vendor's schema 2026.4).
type AgreementType struct {
	ID                           int                 `json:"id"`
	Name                         string              `json:"name,omitempty"`
	PrefixSuffixOption           string              `json:"prefixSuffixOption,omitempty"`
	DefaultFlag                  bool                `json:"defaultFlag"`
	InactiveFlag                 bool                `json:"inactiveFlag"`
	PrePaymentFlag               bool                `json:"prePaymentFlag"`
	InvoicePreSuffix             string              `json:"invoicePreSuffix,omitempty"`
	Location                     Reference           `json:"location,omitzero"`
	Department                   IdentifierReference `json:"department,omitzero"`
	RestrictLocationFlag         bool                `json:"restrictLocationFlag"`
	RestrictDepartmentFlag       bool                `json:"restrictDepartmentFlag"`
	SLA                          Reference           `json:"sla,omitzero"`
	ApplicationUnits             string              `json:"applicationUnits,omitempty"`
	ApplicationLimit             Number              `json:"applicationLimit,omitempty"`
	ApplicationCycle             string              `json:"applicationCycle,omitempty"`
	ApplicationUnlimitedFlag     bool                `json:"applicationUnlimitedFlag"`
	OneTimeFlag                  bool                `json:"oneTimeFlag"`
	CoverAgreementTimeFlag       bool                `json:"coverAgreementTimeFlag"`
	CoverAgreementProductFlag    bool                `json:"coverAgreementProductFlag"`
	CoverAgreementExpenseFlag    bool                `json:"coverAgreementExpenseFlag"`
	CoverSalesTaxFlag            bool                `json:"coverSalesTaxFlag"`
	CarryOverUnusedFlag          bool                `json:"carryOverUnusedFlag"`
	AllowOverrunsFlag            bool                `json:"allowOverrunsFlag"`
	ExpiredDays                  int                 `json:"expiredDays,omitempty"`
	Limit                        int                 `json:"limit,omitempty"`
	ExpireWhenZero               bool                `json:"expireWhenZero"`
	ChargeToFirmFlag             bool                `json:"chargeToFirmFlag"`
	EmployeeCompRate             string              `json:"employeeCompRate,omitempty"`
	EmployeeCompNotExceed        string              `json:"employeeCompNotExceed,omitempty"`
	CompHourlyRate               Number              `json:"compHourlyRate,omitempty"`
	CompLimitAmount              Number              `json:"compLimitAmount,omitempty"`
	BillingCycle                 Reference           `json:"billingCycle,omitzero"`
	BillOneTimeFlag              bool                `json:"billOneTimeFlag"`
	BillingTerms                 Reference           `json:"billingTerms,omitzero"`
	InvoicingCycle               string              `json:"invoicingCycle,omitempty"`
	BillAmount                   Number              `json:"billAmount,omitempty"`
	TaxableFlag                  bool                `json:"taxableFlag"`
	RestrictDownPaymentFlag      bool                `json:"restrictDownPaymentFlag"`
	InvoiceDescription           string              `json:"invoiceDescription,omitempty"`
	TopCommentFlag               bool                `json:"topCommentFlag"`
	BottomCommentFlag            bool                `json:"bottomCommentFlag"`
	WorkRole                     Reference           `json:"workRole,omitzero"`
	WorkType                     Reference           `json:"workType,omitzero"`
	ProjectType                  Reference           `json:"projectType,omitzero"`
	InvoiceTemplate              Reference           `json:"invoiceTemplate,omitzero"`
	BillTime                     string              `json:"billTime,omitempty"`
	BillExpenses                 string              `json:"billExpenses,omitempty"`
	BillProducts                 string              `json:"billProducts,omitempty"`
	BillableTimeInvoiceFlag      bool                `json:"billableTimeInvoiceFlag"`
	BillableExpenseInvoiceFlag   bool                `json:"billableExpenseInvoiceFlag"`
	BillableProductInvoiceFlag   bool                `json:"billableProductInvoiceFlag"`
	CopyWorkRolesFlag            bool                `json:"copyWorkRolesFlag"`
	CopyWorkTypesFlag            bool                `json:"copyWorkTypesFlag"`
	ExclusionWorkRoleIDs         []int               `json:"exclusionWorkRoleIds,omitempty"`
	AddAllWorkRoleExclusions     bool                `json:"addAllWorkRoleExclusions"`
	RemoveAllWorkRoleExclusions  bool                `json:"removeAllWorkRoleExclusions"`
	ExclusionWorkTypeIDs         []int               `json:"exclusionWorkTypeIds,omitempty"`
	AddAllWorkTypeExclusions     bool                `json:"addAllWorkTypeExclusions"`
	RemoveAllWorkTypeExclusions  bool                `json:"removeAllWorkTypeExclusions"`
	IntegrationXRef              string              `json:"integrationXRef,omitempty"`
	ProrateFlag                  bool                `json:"prorateFlag"`
	EmailTemplate                Reference           `json:"emailTemplate,omitzero"`
	AutoInvoiceFlag              bool                `json:"autoInvoiceFlag"`
	BillZeroAmountFlag           bool                `json:"billZeroAmountFlag"`
	InvoiceProratedAdditionsFlag bool                `json:"invoiceProratedAdditionsFlag"`
	Info                         Info                `json:"_info"`
	ConnectWiseID                string              `json:"connectWiseId,omitempty"`
}

// renderAgreement fills in names and the status. A running child has the status of its topmost parent [inferred].
func (s *Server) renderAgreement(a Agreement) Agreement {
	a.Company = s.companyNamed(a.Company)
	if t, ok := s.agreementTypes.rows[a.Type.ID]; ok {
		a.Type.Name = t.Name
	}
	if p, ok := s.agreements.rows[a.ParentAgreement.ID]; ok {
		a.ParentAgreement.Name = p.Name
	}
	now := time.Now()
	if status := a.status(now); a.AgreementStatus == "" && status == "Active" {
		a.AgreementStatus = s.topmost(a).status(now)
	} else {
		a.AgreementStatus = status
	}
	return a
}

// topmost follows parentAgreement; agreements that are each other's parents end the walk.
func (s *Server) topmost(a Agreement) Agreement {
	for range len(s.agreements.rows) {
		parent, ok := s.agreements.rows[a.ParentAgreement.ID]
		if !ok {
			break
		}
		a = parent
	}
	return a
}

// status follows the dates [inferred]; noEndingDateFlag wins over an end date [client code].
func (a Agreement) status(now time.Time) string {
	today := at(now).day()
	switch {
	case a.AgreementStatus != "":
		return a.AgreementStatus
	case a.CancelledFlag && a.DateCancelled.day() <= today:
		return "Cancelled"
	case !a.NoEndingDateFlag && a.EndDate != "" && a.EndDate.day() < today:
		return "Expired"
	case a.StartDate.day() > today:
		return "Inactive"
	default:
		return "Active"
	}
}
