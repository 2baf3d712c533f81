package sophos

import "cmp"

// BillingType says how a tenant pays. Unknown values are normal.
type BillingType string

// The billing types known from public material.
const (
	BillingTerm    BillingType = "term"    // fixed-term licences
	BillingTrial   BillingType = "trial"   // not billed
	BillingUsage   BillingType = "usage"   // MSP Flex, billed monthly: the tenants of the usage report
	BillingOrdered BillingType = "ordered" // [unverified], seen in a client's create request
)

// Status is the state of a tenant or of an account in the usage report. Unknown values are normal; an absent tenant
// status is to be read as active [unverified].
type Status string

// The known states.
const (
	StatusActive    Status = "active"
	StatusSuspended Status = "suspended"
	StatusCanceled  Status = "canceled"
)

// Tenant is a customer account in Sophos Central. Only ID is certain to be there; members that hold contact data are not
// read at all.
type Tenant struct {
	ID            string          `json:"id"`
	Name          string          `json:"name,omitempty"`
	ShowAs        string          `json:"showAs,omitempty"` // the partner's own name for the tenant
	DataGeography string          `json:"dataGeography,omitempty"`
	DataRegion    string          `json:"dataRegion,omitempty"`
	BillingType   BillingType     `json:"billingType,omitempty"`
	Status        Status          `json:"status,omitempty"`
	Partner       Ref             `json:"partner,omitzero"`
	Organization  Ref             `json:"organization,omitzero"`
	APIHost       string          `json:"apiHost,omitempty"` // see CheckAPIHost
	Products      []TenantProduct `json:"products,omitempty"`
	ExternalIDs   []string        `json:"externalIds,omitempty"`
	Managed       bool            `json:"managed,omitempty"` // managed by the partner
	Primary       bool            `json:"primary,omitempty"` // the partner's own account
}

// TenantProduct is a product assigned to a tenant; its code is one of the usage report's product codes.
type TenantProduct struct {
	Code string `json:"code"`
}

// DisplayName returns the partner's own name for the tenant where there is one, else its name.
func (t Tenant) DisplayName() string { return cmp.Or(t.ShowAs, t.Name) }
