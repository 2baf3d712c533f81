package connectwise

import (
	"context"
	"time"
)

// Addition is a line on an agreement: a catalog item times a quantity. Null members are left out by the server; a
// number or date that wasn't there is absent, not 0.
type Addition struct {
	ID                 int       `json:"id"`
	AgreementID        int       `json:"agreementId"`
	Product            Reference `json:"product"` // the catalog item; it has no name here
	Quantity           Decimal   `json:"quantity"`
	LessIncluded       Decimal   `json:"lessIncluded"`   // units covered by the base fee
	BilledQuantity     Decimal   `json:"billedQuantity"` // computed
	UnitPrice          Decimal   `json:"unitPrice"`
	UnitCost           Decimal   `json:"unitCost"`
	ExtPrice           Decimal   `json:"extPrice"`     // computed
	ExtCost            Decimal   `json:"extCost"`      // computed
	Margin             Decimal   `json:"margin"`       // computed
	BillCustomer       string    `json:"billCustomer"` // Billable, DoNotBill, NoCharge
	EffectiveDate      Date      `json:"effectiveDate"`
	CancelledDate      Date      `json:"cancelledDate"` // absent, and not in Doubts: still running
	TaxableFlag        *bool     `json:"taxableFlag"`
	SerialNumber       string    `json:"serialNumber"`
	Description        string    `json:"description"`
	InvoiceDescription string    `json:"invoiceDescription"`
	UOM                string    `json:"uom"`
	SequenceNumber     Decimal   `json:"sequenceNumber"`
	PurchaseItemFlag   bool      `json:"purchaseItemFlag"`
	SpecialOrderFlag   bool      `json:"specialOrderFlag"`

	ProratePrice             Decimal   `json:"proratePrice"` // computed, as the next three
	ProrateCost              Decimal   `json:"prorateCost"`
	ExtendedProratePrice     Decimal   `json:"extendedProratePrice"`
	ExtendedProrateCost      Decimal   `json:"extendedProrateCost"`
	ProrateCurrentPeriodFlag bool      `json:"prorateCurrentPeriodFlag"`
	Opportunity              Reference `json:"opportunity"`
	InvoiceGrouping          Reference `json:"invoiceGrouping"`
	AgreementStatus          string    `json:"agreementStatus"` // of the agreement, not of the addition [inferred]

	Info         Info          `json:"_info"`
	CustomFields []CustomField `json:"customFields"`
	Doubts       []string      `json:"-"` // members that couldn't be read, absent here: the manual's Doubts
}

func (a Addition) recordID() int { return a.ID }

// The values of billCustomer.
const (
	Billable  = "Billable"
	DoNotBill = "DoNotBill"
	NoCharge  = "NoCharge"
)

// NewAddition is a new addition. Members that are nil are left out, and the server takes price, cost, tax and texts
// from the catalog item [official docs].
type NewAddition struct {
	Product      Ref     `json:"product"`
	Quantity     Decimal `json:"quantity"` // always sent, also 0
	BillCustomer string  `json:"billCustomer"`

	EffectiveDate      *Date    `json:"effectiveDate,omitempty"` // not before the agreement's BillStartDate
	CancelledDate      *Date    `json:"cancelledDate,omitempty"`
	LessIncluded       *Decimal `json:"lessIncluded,omitempty"`
	UnitPrice          *Decimal `json:"unitPrice,omitempty"`
	UnitCost           *Decimal `json:"unitCost,omitempty"`
	TaxableFlag        *bool    `json:"taxableFlag,omitempty"`
	SerialNumber       *string  `json:"serialNumber,omitempty"`       // at most 50 characters
	InvoiceDescription *string  `json:"invoiceDescription,omitempty"` // at most 6,000 characters

	SendBefore time.Time `json:"-"` // latest start of the send, else [ErrTooLate]; zero: none
}

// Additions are the additions of one agreement. There is no list across agreements.
type Additions struct {
	Collection[Addition]
}

// Create adds an addition. It is sent at most once: an [ErrAmbiguous] may have been executed and is settled only by
// listing the additions again. Compare the answer with what was asked.
func (a *Additions) Create(ctx context.Context, n NewAddition) (Addition, error) {
	if err := n.check(); err != nil {
		return Addition{}, err
	}
	return a.create(ctx, n, n.SendBefore)
}

// Patch changes members of an addition and returns it as it is now. A patch that only replaces is repeated when an
// attempt fails; one that adds or removes is sent at most once, as a create is. Compare the answer with what was
// asked: the server validates the whole record, and may leave a member as it was [client code].
func (a *Additions) Patch(ctx context.Context, id int, ops ...PatchOp) (Addition, error) {
	return a.patch(ctx, id, ops)
}

// SetQuantity replaces the quantity, the one member that a usage sync changes. It has no date: the next invoice that
// is generated bills it in full [forum].
func (a *Additions) SetQuantity(ctx context.Context, id int, quantity Decimal) (Addition, error) {
	return a.patch(ctx, id, []PatchOp{Replace("quantity", quantity)})
}

// SetCancelledDate ends an addition by replacing its cancelledDate. Whether that day itself is still billed is
// undocumented (unverified: U10), and so is clearing it again, which Patch does with Replace("cancelledDate", nil).
func (a *Additions) SetCancelledDate(ctx context.Context, id int, day Date) (Addition, error) {
	return a.patch(ctx, id, []PatchOp{Replace("cancelledDate", day)})
}

func (n NewAddition) check() error {
	return require(
		member{"product", n.Product.ID > 0},
		member{"quantity", n.Quantity.IsPresent()},
		member{"billCustomer", n.BillCustomer != ""},
		member{"effectiveDate", present(n.EffectiveDate)},
		member{"cancelledDate", present(n.CancelledDate)},
		member{"lessIncluded", present(n.LessIncluded)},
		member{"unitPrice", present(n.UnitPrice)},
		member{"unitCost", present(n.UnitCost)},
	)
}
