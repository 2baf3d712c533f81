package plan

import (
	"cmp"
	"time"

	"github.com/psasync/psasync/catalog"
)

// Settings is one partner's whole configuration: which product goes to which catalog item, which tenant to which
// agreement, how quantities are made, what may be adopted, what is left out. It is a document that people read, compare
// and approve; Canonical puts its arrays in one order, Validate reports every problem, ParseSettings refuses what it
// does not know.
type Settings struct {
	TimeZone       string            `json:"timeZone,omitempty"`       // IANA name in which months are counted; default UTC
	Schedule       Schedule          `json:"schedule,omitzero"`        // which month an unattended run bills
	ClosingDay     int               `json:"closingDay,omitempty"`     // from this day on the current month is closing; default 26
	FinalAfterDays int               `json:"finalAfterDays,omitempty"` // days after the month's end until it is final; default 0
	Mapping        MappingRules      `json:"mapping,omitzero"`         // what routes may do beyond one tenant to one agreement
	Policy         Policy            `json:"policy,omitzero"`          // of the whole site; rules override it
	Products       []ProductMapping  `json:"products,omitempty"`
	Routes         []Route           `json:"routes,omitempty"`
	Rules          []Rule            `json:"rules,omitempty"`
	OwnProducts    []catalog.Product `json:"ownProducts,omitempty"` // the caller's products beside the 35 of the table
	Aliases        []catalog.Alias   `json:"aliases,omitempty"`     // product codes the caller assigned
	Consents       []Consent         `json:"consents,omitempty"`
	Exclusions     []Exclusion       `json:"exclusions,omitempty"`
	Pins           []Pin             `json:"pins,omitempty"`
	Overwrites     []Overwrite       `json:"overwrites,omitempty"`
	Closures       []Closure         `json:"closures,omitempty"`
	Cycles         []Cycle           `json:"cycles,omitempty"`
	Limits         Limits            `json:"limits,omitzero"`
}

// MappingRules loosen the strict mapping of one tenant to one company and one agreement, which is the default.
type MappingRules struct {
	Shared bool `json:"shared,omitempty"` // several tenants may feed one agreement; what they use is added up
	Split  bool `json:"split,omitempty"`  // one tenant may feed several agreements, by product or product group
}

// ProductMapping sends a Sophos product to a catalog item: everywhere, or where its selectors say. The most specific
// mapping wins: that of a tenant over that of a company, of an agreement type, of a currency, and over the general one.
// Without an item the product is unmapped, and its sync is off.
type ProductMapping struct {
	Product         string   `json:"product"`                   // identifier, compared without regard to case
	TenantID        string   `json:"tenantId,omitempty"`        // only for this tenant
	CompanyID       string   `json:"companyId,omitempty"`       // only on this company's agreements
	AgreementTypeID string   `json:"agreementTypeId,omitempty"` // only on agreements of this type
	Currency        string   `json:"currency,omitempty"`        // only on agreements in this currency
	ItemID          string   `json:"itemId"`
	ItemName        string   `json:"itemName,omitempty"` // its identifier when it was mapped, for readers and to notice a renaming
	Also            []string `json:"also,omitempty"`     // further items that the same usage is billed on
	Off             bool     `json:"off,omitempty"`      // usage is read and reported, never written
}

// Route sends a tenant's usage to an agreement: of all products, of some groups of products, or of some products. A
// route that names the product wins over one that names its group, and that one over one that names neither.
type Route struct {
	TenantID      string   `json:"tenantId"`
	Products      []string `json:"products,omitempty"`
	Groups        []string `json:"groups,omitempty"` // families or platforms of the product table, such as server
	CompanyID     string   `json:"companyId"`
	CompanyName   string   `json:"companyName,omitempty"` // when it was mapped, for readers and to notice a renaming
	AgreementID   string   `json:"agreementId"`
	AgreementName string   `json:"agreementName,omitempty"` // when it was mapped
	From          Period   `json:"from,omitzero"`
	To            Period   `json:"to,omitzero"`
	Off           bool     `json:"off,omitempty"` // usage is read and reported, never written
}

// Cycle classifies a billing cycle by its id, because its name is free text.
type Cycle struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"` // for readers
	Months int    `json:"months"`         // 1 is monthly, 0 a cycle that does not recur
}

// Location returns the time zone in which months are counted.
func (s *Settings) Location() (*time.Location, error) {
	return time.LoadLocation(cmp.Or(s.TimeZone, "UTC"))
}
