package connectwise

import (
	"context"
	"time"
)

// CatalogItem is a product of the ConnectWise product catalog.
type CatalogItem struct {
	ID                     int           `json:"id"`
	Identifier             string        `json:"identifier"` // unique within the site
	Description            string        `json:"description"`
	CustomerDescription    string        `json:"customerDescription"`
	InactiveFlag           bool          `json:"inactiveFlag"`
	Category               Reference     `json:"category"`
	Subcategory            Reference     `json:"subcategory"`
	Type                   Reference     `json:"type"`
	ProductClass           string        `json:"productClass"` // Agreement, Bundle, Inventory, NonInventory, Service
	UnitOfMeasure          Reference     `json:"unitOfMeasure"`
	Price                  Decimal       `json:"price"`
	Cost                   Decimal       `json:"cost"`
	TaxableFlag            *bool         `json:"taxableFlag"`
	RecurringFlag          *bool         `json:"recurringFlag"`
	VendorSKU              string        `json:"vendorSku"`
	ManufacturerPartNumber string        `json:"manufacturerPartNumber"`
	IntegrationXRef        string        `json:"integrationXRef"`
	Info                   Info          `json:"_info"`
	CustomFields           []CustomField `json:"customFields"`
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
