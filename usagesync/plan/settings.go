package plan

import (
	"cmp"
	"slices"
	"strings"
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

// Route returns the route of a tenant's product in a period. ok is false when there is none; ambiguous when several of
// the same rank name different agreements.
func (s *Settings) Route(tenant, product string, p Period) (r Route, ok, ambiguous bool) {
	rank := func(r Route) int {
		switch {
		case !strings.EqualFold(r.TenantID, tenant) || !r.From.IsZero() && p.Before(r.From) || !r.To.IsZero() && r.To.Before(p):
			return 0
		case len(r.Products) == 0:
			return 1
		case slices.ContainsFunc(r.Products, func(x string) bool { return strings.EqualFold(x, product) }):
			return 2
		}
		return 0
	}
	best := 0
	for _, candidate := range s.Routes {
		switch n := rank(candidate); {
		case n == 0 || n < best:
		case n > best:
			r, best, ambiguous = candidate, n, false
		case candidate.AgreementID != r.AgreementID:
			ambiguous = true
		}
	}
	return r, best > 0, ambiguous
}

// Mapping returns the mapping of a product; ok is false when nobody mapped it to an item.
func (s *Settings) Mapping(product string) (m ProductMapping, ok bool) {
	for _, m := range s.Products {
		if strings.EqualFold(m.Product, product) {
			return m, m.ItemID != ""
		}
	}
	return ProductMapping{Product: product}, false
}

// ItemRule returns the rule of an item, the default one when there is none.
func (s *Settings) ItemRule(item string) ItemRule {
	for _, r := range s.Items {
		if r.ItemID == item {
			r.Combine = cmp.Or(r.Combine, CombineSum)
			return r
		}
	}
	return ItemRule{ItemID: item, Combine: CombineSum}
}

// Exclusion returns the exclusion that covers a tenant's product in a period. An empty product asks whether the whole
// tenant is excluded.
func (s *Settings) Exclusion(tenant, product string, p Period) (x Exclusion, ok bool) {
	for _, x := range s.Exclusions {
		tenantFits := x.TenantID == "" || strings.EqualFold(x.TenantID, tenant)
		productFits := x.Product == "" || product != "" && strings.EqualFold(x.Product, product)
		if tenantFits && productFits && (x.LastPeriod.IsZero() || !x.LastPeriod.Before(p)) {
			return x, true
		}
	}
	return Exclusion{}, false
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

// CycleMonths returns the length of a billing cycle, 0 when nobody classified it.
func (s *Settings) CycleMonths(id string) int {
	for _, c := range s.Cycles {
		if c.ID == id {
			return c.Months
		}
	}
	return 0
}

// Location returns the time zone in which months are counted.
func (s *Settings) Location() (*time.Location, error) {
	return time.LoadLocation(cmp.Or(s.TimeZone, "UTC"))
}
