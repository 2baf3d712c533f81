package connectwisetest

// Company is a customer (the vendor's schema 2026.4).
type Company struct {
	ID                    int                 `json:"id"`
	Identifier            string              `json:"identifier,omitempty"`
	Name                  string              `json:"name,omitempty"`
	Status                Reference           `json:"status,omitzero"`
	AddressLine1          string              `json:"addressLine1,omitempty"`
	AddressLine2          string              `json:"addressLine2,omitempty"`
	City                  string              `json:"city,omitempty"`
	State                 string              `json:"state,omitempty"`
	Zip                   string              `json:"zip,omitempty"`
	Country               IdentifierReference `json:"country,omitzero"`
	PhoneNumber           string              `json:"phoneNumber,omitempty"`
	FaxNumber             string              `json:"faxNumber,omitempty"`
	Website               string              `json:"website,omitempty"`
	Territory             Reference           `json:"territory,omitzero"`
	Market                Reference           `json:"market,omitzero"`
	AccountNumber         string              `json:"accountNumber,omitempty"`
	DefaultContact        Reference           `json:"defaultContact,omitzero"`
	DateAcquired          DateTime            `json:"dateAcquired,omitempty"`
	SicCode               Reference           `json:"sicCode,omitzero"`
	ParentCompany         IdentifierReference `json:"parentCompany,omitzero"`
	AnnualRevenue         Number              `json:"annualRevenue,omitempty"`
	CreditLimit           Number              `json:"creditLimit,omitempty"`
	AdditionalDebt        Number              `json:"additionalDebt,omitempty"`
	NumberOfEmployees     int                 `json:"numberOfEmployees,omitempty"`
	YearEstablished       int                 `json:"yearEstablished,omitempty"`
	RevenueYear           int                 `json:"revenueYear,omitempty"`
	OwnershipType         Reference           `json:"ownershipType,omitzero"`
	TimeZoneSetup         Reference           `json:"timeZoneSetup,omitzero"`
	LeadSource            string              `json:"leadSource,omitempty"`
	LeadFlag              bool                `json:"leadFlag"`
	UnsubscribeFlag       bool                `json:"unsubscribeFlag"`
	Calendar              Reference           `json:"calendar,omitzero"`
	UserDefinedField1     string              `json:"userDefinedField1,omitempty"`
	UserDefinedField2     string              `json:"userDefinedField2,omitempty"`
	UserDefinedField3     string              `json:"userDefinedField3,omitempty"`
	UserDefinedField4     string              `json:"userDefinedField4,omitempty"`
	UserDefinedField5     string              `json:"userDefinedField5,omitempty"`
	UserDefinedField6     string              `json:"userDefinedField6,omitempty"`
	UserDefinedField7     string              `json:"userDefinedField7,omitempty"`
	UserDefinedField8     string              `json:"userDefinedField8,omitempty"`
	UserDefinedField9     string              `json:"userDefinedField9,omitempty"`
	UserDefinedField10    string              `json:"userDefinedField10,omitempty"`
	VendorIdentifier      string              `json:"vendorIdentifier,omitempty"`
	TaxIdentifier         string              `json:"taxIdentifier,omitempty"`
	TaxCode               Reference           `json:"taxCode,omitzero"`
	BillingTerms          Reference           `json:"billingTerms,omitzero"`
	InvoiceTemplate       Reference           `json:"invoiceTemplate,omitzero"`
	PricingSchedule       Reference           `json:"pricingSchedule,omitzero"`
	CompanyEntityType     Reference           `json:"companyEntityType,omitzero"`
	BillToCompany         IdentifierReference `json:"billToCompany,omitzero"`
	BillingSite           Reference           `json:"billingSite,omitzero"`
	BillingContact        Reference           `json:"billingContact,omitzero"`
	InvoiceDeliveryMethod Reference           `json:"invoiceDeliveryMethod,omitzero"`
	EmailTemplate         Reference           `json:"emailTemplate,omitzero"`
	InvoiceToEmailAddress string              `json:"invoiceToEmailAddress,omitempty"`
	InvoiceCCEmailAddress string              `json:"invoiceCCEmailAddress,omitempty"`
	DeletedFlag           bool                `json:"deletedFlag"`
	DateDeleted           DateTime            `json:"dateDeleted,omitempty"`
	DeletedBy             string              `json:"deletedBy,omitempty"`
	MobileGUID            string              `json:"mobileGuid,omitempty"`
	FacebookURL           string              `json:"facebookUrl,omitempty"`
	TwitterURL            string              `json:"twitterUrl,omitempty"`
	LinkedInURL           string              `json:"linkedInUrl,omitempty"`
	Currency              CurrencyReference   `json:"currency,omitzero"`
	TerritoryManager      IdentifierReference `json:"territoryManager,omitzero"`
	ResellerIdentifier    string              `json:"resellerIdentifier,omitempty"`
	IsVendorFlag          bool                `json:"isVendorFlag"`
	Types                 []Reference         `json:"types,omitempty"`
	Site                  Reference           `json:"site,omitzero"`
	IntegratorTags        []string            `json:"integratorTags,omitempty"`
	Info                  Info                `json:"_info"`
	CustomFields          []CustomField       `json:"customFields,omitempty"`
}

func (s *Server) renderCompany(c Company) Company {
	if status, ok := s.companyStatuses.rows[c.Status.ID]; ok {
		c.Status.Name = status.Name
	}
	return c
}

// companyNamed fills in what a reference to a company says of it.
func (s *Server) companyNamed(r IdentifierReference) IdentifierReference {
	if c, ok := s.companies.rows[r.ID]; ok {
		r.Identifier, r.Name = c.Identifier, c.Name
	}
	return r
}
