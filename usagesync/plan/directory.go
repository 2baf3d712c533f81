package plan

// Directory is what ConnectWise knows of companies, agreements and catalog items.
type Directory struct {
	Companies  []Company   `json:"companies"`
	Agreements []Agreement `json:"agreements"`
	Items      []Item      `json:"items"`
}

// Company is a ConnectWise customer.
type Company struct {
	ID         string `json:"id"`
	Identifier string `json:"identifier,omitempty"`
	Name       string `json:"name"`
	Deleted    bool   `json:"deleted,omitempty"` // in the recycle bin
	Status     string `json:"status,omitempty"`  // the site's own words
}

// Agreement is a company's contract, with the members that decide whether and when an addition is invoiced.
type Agreement struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	CompanyID   string `json:"companyId"`
	TypeID      string `json:"typeId,omitempty"`
	TypeName    string `json:"typeName,omitempty"`
	ParentID    string `json:"parentId,omitempty"` // a child takes status, cycle, invoice date and prorate flag from its topmost parent
	Status      string `json:"status,omitempty"`   // Active, Cancelled, Expired, Inactive; open list
	Cancelled   bool   `json:"cancelled,omitempty"`
	Start       Date   `json:"start,omitzero"`
	End         Date   `json:"end,omitzero"` // none for agreements without an ending date
	BillStart   Date   `json:"billStart,omitzero"`
	NextInvoice Date   `json:"nextInvoice,omitzero"`
	CycleID     string `json:"cycleId,omitempty"`
	CycleName   string `json:"cycleName,omitempty"`
	Prorate     bool   `json:"prorate,omitempty"`
	Currency    string `json:"currency,omitempty"`
}

// Item is a product of the ConnectWise catalog.
type Item struct {
	ID          string `json:"id"`
	Identifier  string `json:"identifier"`
	Description string `json:"description,omitempty"`
	Class       string `json:"class,omitempty"` // Bundle items can't be additions [forum]
	Inactive    bool   `json:"inactive,omitempty"`
	Price       Amount `json:"price"`
}

// Bill says how ConnectWise charges an addition.
type Bill string

// How an addition is charged.
const (
	Billable  Bill = "Billable"
	DoNotBill Bill = "DoNotBill"
	NoCharge  Bill = "NoCharge"
)

// Addition is a line on an agreement: catalog item x quantity.
type Addition struct {
	ID           string   `json:"id"`
	AgreementID  string   `json:"agreementId"`
	ItemID       string   `json:"itemId"`
	Item         string   `json:"item,omitempty"` // the item's identifier
	Description  string   `json:"description,omitempty"`
	Quantity     Quantity `json:"quantity"`
	LessIncluded Quantity `json:"lessIncluded"` // units that the base fee covers
	UnitPrice    Amount   `json:"unitPrice"`
	Bill         Bill     `json:"bill"`
	Effective    Date     `json:"effective,omitzero"`
	Cancelled    Date     `json:"cancelled,omitzero"` // none: still running
	CreatedBy    string   `json:"createdBy,omitempty"`
	UpdatedBy    string   `json:"updatedBy,omitempty"`
	UpdatedAt    string   `json:"updatedAt,omitempty"` // as ConnectWise writes it
	Doubt        string   `json:"doubt,omitempty"`     // why its numbers can't be trusted; such an addition is never changed
}

// Ended reports whether the addition has stopped on or before day. Whether ConnectWise still bills the cancelled day
// itself is unverified; an addition that ended on the day counts as ended (unverified: U10).
func (a Addition) Ended(day Date) bool { return !a.Cancelled.IsZero() && !day.Before(a.Cancelled) }
