package connectwisetest

// Adjustment changes the balance that an agreement covers (the vendor's schema 2026.4).
type Adjustment struct {
	ID            int           `json:"id"`
	Amount        Number        `json:"amount,omitempty"`
	Description   string        `json:"description,omitempty"`
	EffectiveDate DateTime      `json:"effectiveDate,omitempty"`
	AgreementID   int           `json:"agreementId,omitempty"`
	Info          Info          `json:"_info"`
	CustomFields  []CustomField `json:"customFields,omitempty"`
}

// AgreementRecap sums an agreement up (the vendor's schema 2026.4). Its amounts are what was entered: the server, which
// invoices nothing, computes only its names and its status, from the agreement of the same id [inferred].
type AgreementRecap struct {
	ID                    int    `json:"id"`
	AdjustmentAmount      Number `json:"adjustmentAmount,omitempty"`
	AgreementStatus       string `json:"agreementStatus,omitempty"`
	Name                  string `json:"name,omitempty"`
	AvailableAmount       Number `json:"availableAmount,omitempty"`
	CompanyName           string `json:"companyName,omitempty"`
	IsUnlimited           string `json:"isUnlimited,omitempty"`
	LastInvoiceAmount     string `json:"lastInvoiceAmount,omitempty"`
	LastInvoiceDate       string `json:"lastInvoiceDate,omitempty"`
	LastInvoiceNumber     string `json:"lastInvoiceNumber,omitempty"`
	NextInvoiceAmount     Number `json:"nextInvoiceAmount,omitempty"`
	NextInvoiceDate       string `json:"nextInvoiceDate,omitempty"`
	OverrunAmount         Number `json:"overrunAmount,omitempty"`
	RemainingAmount       Number `json:"remainingAmount,omitempty"`
	StartingAmount        Number `json:"startingAmount,omitempty"`
	UnbilledOverageAmount Number `json:"unbilledOverageAmount,omitempty"`
	UnbilledPeriods       int    `json:"unbilledPeriods,omitempty"`
	UsedAmount            Number `json:"usedAmount,omitempty"`
}

func (s *Server) renderRecap(r AgreementRecap) AgreementRecap {
	if a, ok := s.agreements.get(r.ID); ok {
		r.Name, r.CompanyName, r.AgreementStatus, r.NextInvoiceDate = a.Name, a.Company.Name, a.AgreementStatus, a.NextInvoiceDate
	}
	return r
}

// CatalogComponent is a part of a catalog item of the class Bundle (the vendor's schema 2026.4).
type CatalogComponent struct {
	ID                     int                 `json:"id"`
	SequenceNumber         int                 `json:"sequenceNumber,omitempty"`
	Quantity               Number              `json:"quantity,omitempty"`
	CatalogItem            IdentifierReference `json:"catalogItem,omitzero"`
	HidePriceFlag          bool                `json:"hidePriceFlag"`
	HideItemIdentifierFlag bool                `json:"hideItemIdentifierFlag"`
	HideDescriptionFlag    bool                `json:"hideDescriptionFlag"`
	HideQuantityFlag       bool                `json:"hideQuantityFlag"`
	HideExtendedPriceFlag  bool                `json:"hideExtendedPriceFlag"`
	ParentCatalogItem      IdentifierReference `json:"parentCatalogItem,omitzero"`
	Price                  Number              `json:"price,omitempty"`
	Cost                   Number              `json:"cost,omitempty"`
	Info                   Info                `json:"_info"`
}

func (s *Server) renderComponent(c CatalogComponent) CatalogComponent {
	for _, r := range []*IdentifierReference{&c.CatalogItem, &c.ParentCatalogItem} {
		if item, ok := s.items.rows[r.ID]; ok {
			r.Identifier = item.Identifier
		}
	}
	return c
}
