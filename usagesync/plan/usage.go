package plan

import "fmt"

// Tenant is a customer account in Sophos Central.
type Tenant struct {
	ID          string `json:"id"`   // compared without regard to case
	Name        string `json:"name"` // as the partner's dashboard shows it
	BillingType string `json:"billingType,omitempty"`
	Status      string `json:"status,omitempty"`
	Own         bool   `json:"own,omitempty"` // the partner's own account
}

// BillingUsage is the billing type of tenants that appear in the monthly report (Sophos "MSP Flex"). Any other type
// only explains why a tenant has no rows; a row in the report is usage whatever the type is today.
const BillingUsage = "usage"

// UsageRow is one row of the monthly billing report, without prices and contact data.
type UsageRow struct {
	TenantID    string   `json:"tenantId,omitempty"` // Sophos accountId; empty on device rows [client code]
	TenantName  string   `json:"tenantName,omitempty"`
	Account     string   `json:"account,omitempty"` // accountNumberOrSerialNumber: the firewall's serial on device rows
	ProductCode string   `json:"productCode"`
	Description string   `json:"description,omitempty"`
	Group       string   `json:"group,omitempty"`
	SKU         string   `json:"sku,omitempty"`
	OrderLine   string   `json:"orderLine,omitempty"`
	Status      string   `json:"status,omitempty"` // accountStatus: active, suspended, canceled
	Billable    Quantity `json:"billable"`
	Ordered     Quantity `json:"ordered"`
	Actual      Quantity `json:"actual"`
	UnitPrice   string   `json:"unitPrice,omitempty"` // what Sophos charges, if the source says; only ever compared
	Doubts      []Doubt  `json:"doubts,omitempty"`
}

// Doubt says why one of a row's quantities can't be trusted: it is missing, or does not fit exactly. A row is never
// billed by a quantity that is in doubt.
type Doubt struct {
	Quantity QuantitySource `json:"quantity"`
	Why      string         `json:"why"`
}

// quantity returns the units that the row is billed by, or why nobody knows them.
func (r UsageRow) quantity(source QuantitySource) (units Quantity, doubt string) {
	for _, d := range r.Doubts {
		if d.Quantity == source {
			return Quantity{}, fmt.Sprintf("%s quantity %s", source, d.Why)
		}
	}
	switch source {
	case QuantityOrdered:
		units = r.Ordered
	case QuantityActual:
		units = r.Actual
	default:
		units = r.Billable
	}
	if units.Sign() < 0 {
		return Quantity{}, fmt.Sprintf("%s quantity %s is negative", source, units)
	}
	return units, ""
}

// Device says which tenant a firewall's licence is billed to.
type Device struct {
	Serial   string `json:"serial"`
	TenantID string `json:"tenantId"`
}

// Usage is the billing report of one period as it was read at one time.
type Usage struct {
	Period   Period     `json:"period"`
	Complete bool       `json:"complete"` // every page was read and the declared totals agree; false forbids every fall
	Rows     []UsageRow `json:"rows"`
	Devices  []Device   `json:"devices,omitempty"`
}
