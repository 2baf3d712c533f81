package plan

import (
	"cmp"
	"time"

	"github.com/psasync/psasync/catalog"
)

// Settings is one partner's whole configuration: which product goes to which catalog item, which tenant to which
// agreement, what may be adopted, what is left out. It is a document that people read, compare and approve; Canonical
// puts its arrays in one order, Validate reports every problem, ParseSettings refuses what it does not know.
type Settings struct {
	TimeZone       string            `json:"timeZone,omitempty"`       // IANA name in which months are counted; default UTC
	Quantity       QuantitySource    `json:"quantity,omitempty"`       // default billable
	ClosingDay     int               `json:"closingDay,omitempty"`     // from this day on the current month is closing; default 26
	FinalAfterDays int               `json:"finalAfterDays,omitempty"` // days after the month's end until it is final; default 0
	Products       []ProductMapping  `json:"products,omitempty"`
	Items          []ItemRule        `json:"items,omitempty"`
	Routes         []Route           `json:"routes,omitempty"`
	OwnProducts    []catalog.Product `json:"ownProducts,omitempty"` // the caller's products beside the 35 of the table
	Aliases        []catalog.Alias   `json:"aliases,omitempty"`     // product codes the caller assigned
	Consents       []Consent         `json:"consents,omitempty"`
	Exclusions     []Exclusion       `json:"exclusions,omitempty"`
	Cycles         []Cycle           `json:"cycles,omitempty"`
	Limits         Limits            `json:"limits,omitzero"`
}

// QuantitySource names the quantity of a usage row that is billed.
type QuantitySource string

// The three quantities of a usage row.
const (
	QuantityBillable QuantitySource = "billable"
	QuantityOrdered  QuantitySource = "ordered"
	QuantityActual   QuantitySource = "actual"
)

// ProductMapping sends a Sophos product to a catalog item. Without an item the product is unmapped, and its sync is off.
type ProductMapping struct {
	Product string `json:"product"` // identifier, compared without regard to case
	ItemID  string `json:"itemId"`
	Off     bool   `json:"off,omitempty"` // usage is read and reported, never written
}

// Combine says how the products that share one catalog item become one quantity.
type Combine string

// The ways to combine. The zero value means CombineSum.
const (
	CombineSum Combine = "sum"
	CombineMax Combine = "max" // a bundle sold per seat: the largest product counts
	CombineAny Combine = "any" // 1 as soon as any product is used
)

// ItemRule says how a catalog item is billed.
type ItemRule struct {
	ItemID        string  `json:"itemId"`
	Combine       Combine `json:"combine,omitempty"`
	AllowUnpriced bool    `json:"allowUnpriced,omitempty"` // creates of an item priced 0 are meant so
}

// Route sends a tenant's usage to an agreement, of all products or of some. A route that names products wins over one
// that does not.
type Route struct {
	TenantID    string   `json:"tenantId"`
	Products    []string `json:"products,omitempty"`
	CompanyID   string   `json:"companyId"`
	AgreementID string   `json:"agreementId"`
	From        Period   `json:"from,omitzero"`
	To          Period   `json:"to,omitzero"`
	Off         bool     `json:"off,omitempty"` // usage is read and reported, never written
}

// Consent is a person's decision that an addition which the sync did not create is from now on the line's.
type Consent struct {
	AgreementID string   `json:"agreementId"`
	ItemID      string   `json:"itemId"`
	AdditionID  string   `json:"additionId"`
	Siblings    Siblings `json:"siblings,omitempty"`
	Who         string   `json:"who"`
	Why         string   `json:"why,omitempty"`
	When        string   `json:"when,omitempty"` // RFC 3339
}

// Siblings says what the other live additions of the same item on the same agreement mean to a linked one.
type Siblings string

// SiblingsSeparate says that the others are billed for something else: ours carries the whole usage. The zero value
// means that nobody said; the line is withheld while there are any.
const SiblingsSeparate Siblings = "separate"

// Exclusion leaves usage out on purpose: of a tenant, of a product, or of a product at a tenant.
type Exclusion struct {
	TenantID   string `json:"tenantId,omitempty"`
	Product    string `json:"product,omitempty"`
	Reason     string `json:"reason"`
	LastPeriod Period `json:"lastPeriod,omitzero"` // none: until somebody removes it
}

// Cycle classifies a billing cycle by its id, because its name is free text.
type Cycle struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"` // for readers
	Months int    `json:"months"`         // 1 is monthly; anything else is reported only
}

// Consent returns the consent stored for a line.
func (s *Settings) Consent(agreement, item string) (c Consent, ok bool) {
	for _, c := range s.Consents {
		if c.AgreementID == agreement && c.ItemID == item {
			return c, true
		}
	}
	return Consent{}, false
}

// Location returns the time zone in which months are counted.
func (s *Settings) Location() (*time.Location, error) {
	return time.LoadLocation(cmp.Or(s.TimeZone, "UTC"))
}
