package connectwise

import (
	"context"
	"time"
)

// CatalogItem is a product of the ConnectWise product catalog.
type CatalogItem struct {
	ID                     int       `json:"id"`
	Identifier             string    `json:"identifier"` // unique within the site
	Description            string    `json:"description"`
	CustomerDescription    string    `json:"customerDescription"`
	Notes                  string    `json:"notes"`
	InactiveFlag           bool      `json:"inactiveFlag"`
	Category               Reference `json:"category"`
	Subcategory            Reference `json:"subcategory"`
	Type                   Reference `json:"type"`
	ProductClass           string    `json:"productClass"` // Agreement, Bundle, Inventory, NonInventory, Service
	AgreementType          Reference `json:"agreementType"`
	UnitOfMeasure          Reference `json:"unitOfMeasure"`
	SerializedFlag         bool      `json:"serializedFlag"`
	SerializedCostFlag     bool      `json:"serializedCostFlag"`
	PhaseProductFlag       bool      `json:"phaseProductFlag"`
	DropShipFlag           bool      `json:"dropShipFlag"`
	SpecialOrderFlag       bool      `json:"specialOrderFlag"`
	Manufacturer           Reference `json:"manufacturer"`
	ManufacturerPartNumber string    `json:"manufacturerPartNumber"`
	Vendor                 Reference `json:"vendor"`
	VendorSKU              string    `json:"vendorSku"`
	IntegrationXRef        string    `json:"integrationXRef"`

	Price                   Decimal `json:"price"`
	Cost                    Decimal `json:"cost"`
	PriceAttribute          string  `json:"priceAttribute"` // FixedFee, NotToExceed, OverrideRate, TimeAndMaterials
	TaxableFlag             *bool   `json:"taxableFlag"`
	BillableOption          string  `json:"billableOption"` // Billable, DoNotBill, NoCharge, NoDefault
	CalculatedPriceFlag     bool    `json:"calculatedPriceFlag"`
	CalculatedPrice         Decimal `json:"calculatedPrice"`
	CalculatedCostFlag      bool    `json:"calculatedCostFlag"`
	CalculatedCost          Decimal `json:"calculatedCost"`
	MarkupFlag              bool    `json:"markupFlag"` // this and the next three may let the server change price or cost [inferred]
	MarkupPercentage        Decimal `json:"markupPercentage"`
	AutoUpdateUnitPriceFlag bool    `json:"autoUpdateUnitPriceFlag"`
	AutoUpdateUnitCostFlag  bool    `json:"autoUpdateUnitCostFlag"`

	RecurringFlag        *bool     `json:"recurringFlag"`
	RecurringRevenue     Decimal   `json:"recurringRevenue"`
	RecurringCost        Decimal   `json:"recurringCost"`
	RecurringOneTimeFlag bool      `json:"recurringOneTimeFlag"`
	RecurringBillCycle   Reference `json:"recurringBillCycle"`
	RecurringCycleType   string    `json:"recurringCycleType"` // ContractYear, CalendarYear

	Info         Info          `json:"_info"`
	CustomFields []CustomField `json:"customFields"`
	Doubts       []string      `json:"-"` // members that couldn't be read, absent here: the manual's Doubts
}

func (i CatalogItem) recordID() int { return i.ID }

// NewCatalogItem is a new product. Members that are nil are left out.
type NewCatalogItem struct {
	Identifier          string `json:"identifier"`          // at most 75 characters
	Description         string `json:"description"`         // at most 60 characters
	CustomerDescription string `json:"customerDescription"` // at most 6,000 characters
	Subcategory         Ref    `json:"subcategory"`
	Type                Ref    `json:"type"`

	ProductClass           *string  `json:"productClass,omitempty"` // nil: NonInventory; a Bundle can't be an addition [forum]
	UnitOfMeasure          *Ref     `json:"unitOfMeasure,omitempty"`
	Price                  *Decimal `json:"price,omitempty"`
	Cost                   *Decimal `json:"cost,omitempty"`
	TaxableFlag            *bool    `json:"taxableFlag,omitempty"`
	VendorSKU              *string  `json:"vendorSku,omitempty"`              // at most 50 characters
	ManufacturerPartNumber *string  `json:"manufacturerPartNumber,omitempty"` // at most 50 characters
	IntegrationXRef        *string  `json:"integrationXRef,omitempty"`        // at most 50 characters

	SendBefore time.Time `json:"-"` // latest start of the send, else [ErrTooLate]; zero: none
}

// CatalogItems is the product catalog.
type CatalogItems struct {
	Collection[CatalogItem]
}

// Create adds a product. It is sent at most once, as [Additions.Create] is; an identifier that exists is refused by
// the server, so that settling means to look for the identifier.
func (i *CatalogItems) Create(ctx context.Context, n NewCatalogItem) (CatalogItem, error) {
	if err := n.check(); err != nil {
		return CatalogItem{}, err
	}
	return i.create(ctx, n, n.SendBefore)
}

// Patch changes members of a product and returns it as it is now, by the rules of [Additions.Patch].
func (i *CatalogItems) Patch(ctx context.Context, id int, ops ...PatchOp) (CatalogItem, error) {
	return i.patch(ctx, id, ops)
}

func (n NewCatalogItem) check() error {
	return require(
		member{"identifier", n.Identifier != ""},
		member{"description", n.Description != ""},
		member{"customerDescription", n.CustomerDescription != ""},
		member{"subcategory", n.Subcategory.ID > 0},
		member{"type", n.Type.ID > 0},
		member{"price", present(n.Price)},
		member{"cost", present(n.Cost)},
	)
}

// CatalogComponent is a part of a catalog item of the class Bundle.
type CatalogComponent struct {
	ID                     int       `json:"id"`
	ParentCatalogItem      Reference `json:"parentCatalogItem"`
	CatalogItem            Reference `json:"catalogItem"`
	Quantity               Decimal   `json:"quantity"`
	Price                  Decimal   `json:"price"`
	Cost                   Decimal   `json:"cost"`
	SequenceNumber         int       `json:"sequenceNumber"`
	HidePriceFlag          bool      `json:"hidePriceFlag"`
	HideItemIdentifierFlag bool      `json:"hideItemIdentifierFlag"`
	HideDescriptionFlag    bool      `json:"hideDescriptionFlag"`
	HideQuantityFlag       bool      `json:"hideQuantityFlag"`
	HideExtendedPriceFlag  bool      `json:"hideExtendedPriceFlag"`
	Info                   Info      `json:"_info"`
	Doubts                 []string  `json:"-"`
}

func (c CatalogComponent) recordID() int { return c.ID }
