package connectwise

// Company is a customer, as far as billing needs it: no address, no contact and nobody's e-mail address.
type Company struct {
	ID               int         `json:"id"`
	Identifier       string      `json:"identifier"` // the human "Company ID", unique within the site
	Name             string      `json:"name"`
	Status           Reference   `json:"status"` // inactive companies have a status of that meaning, named by each site
	Types            []Reference `json:"types"`
	Territory        Reference   `json:"territory"`
	Market           Reference   `json:"market"`
	ParentCompany    Reference   `json:"parentCompany"`
	BillToCompany    Reference   `json:"billToCompany"` // who is billed
	BillingTerms     Reference   `json:"billingTerms"`
	TaxCode          Reference   `json:"taxCode"`
	PricingSchedule  Reference   `json:"pricingSchedule"`
	InvoiceTemplate  Reference   `json:"invoiceTemplate"`
	Currency         Currency    `json:"currency"`
	AccountNumber    string      `json:"accountNumber"`
	VendorIdentifier string      `json:"vendorIdentifier"`
	IsVendorFlag     bool        `json:"isVendorFlag"`
	DeletedFlag      bool        `json:"deletedFlag"` // in the recycle bin, yet still listed

	IntegratorTags []string      `json:"integratorTags"`
	Info           Info          `json:"_info"`
	CustomFields   []CustomField `json:"customFields"`
	Doubts         []string      `json:"-"` // members that couldn't be read, absent here: the manual's Doubts
}

func (c Company) recordID() int { return c.ID }

// CompanyStatus is a row of the site's own table of what state a company can be in.
type CompanyStatus struct {
	ID                   int       `json:"id"`
	Name                 string    `json:"name"`
	DefaultFlag          bool      `json:"defaultFlag"`
	InactiveFlag         bool      `json:"inactiveFlag"`
	NotifyFlag           bool      `json:"notifyFlag"`
	DisallowSavingFlag   bool      `json:"disallowSavingFlag"`
	NotificationMessage  string    `json:"notificationMessage"`
	CustomNoteFlag       bool      `json:"customNoteFlag"`
	CancelOpenTracksFlag bool      `json:"cancelOpenTracksFlag"`
	Track                Reference `json:"track"`
	Info                 Info      `json:"_info"`
	Doubts               []string  `json:"-"`
}

func (s CompanyStatus) recordID() int { return s.ID }

// CompanyType is a row of the site's own table of what a company can be, such as "Client".
type CompanyType struct {
	ID                  int      `json:"id"`
	Name                string   `json:"name"`
	DefaultFlag         bool     `json:"defaultFlag"`
	VendorFlag          bool     `json:"vendorFlag"`
	ServiceAlertFlag    bool     `json:"serviceAlertFlag"`
	ServiceAlertMessage string   `json:"serviceAlertMessage"`
	Info                Info     `json:"_info"`
	Doubts              []string `json:"-"`
}

func (t CompanyType) recordID() int { return t.ID }

// CompanyTypeAssociation gives a company a type.
type CompanyTypeAssociation struct {
	ID      int       `json:"id"`
	Type    Reference `json:"type"`
	Company Reference `json:"company"`
	Info    Info      `json:"_info"`
	Doubts  []string  `json:"-"`
}

func (a CompanyTypeAssociation) recordID() int { return a.ID }
