package sophos

// TenantLicenses are the licences of one tenant.
type TenantLicenses struct {
	Organization Ref       `json:"organization,omitzero"`
	Tenant       Ref       `json:"tenant,omitzero"`
	Licenses     []License `json:"licenses"` // empty for a tenant without any
}

// License is one licence.
type License struct {
	ID                string         `json:"id"`
	LicenseIdentifier string         `json:"licenseIdentifier,omitempty"`
	Product           LicenseProduct `json:"product,omitzero"`
	StartDate         Date           `json:"startDate,omitempty"`
	EndDate           Date           `json:"endDate,omitempty"` // absent for perpetual licences
	Perpetual         bool           `json:"perpetual"`
	Type              LicenseType    `json:"type,omitempty"`
	Quantity          Quantity       `json:"quantity,omitzero"`
	Unlimited         bool           `json:"unlimited"`
	Usage             LicenseUsage   `json:"usage,omitzero"`
}

// LicenseProduct is what a licence is for.
type LicenseProduct struct {
	Code        string   `json:"code,omitempty"` // one of the usage report's product codes
	Name        string   `json:"name,omitempty"`
	GenericCode string   `json:"genericCode,omitempty"` // without the commercial variant; no list of values is public
	Features    []string `json:"features,omitempty"`    // [client code]
}

// LicenseType says how a licence was bought. Unknown values are normal.
type LicenseType string

// The known licence types.
const (
	LicenseTrial      LicenseType = "trial"
	LicenseTerm       LicenseType = "term"
	LicenseUsageBased LicenseType = "usage"
	LicenseOrdered    LicenseType = "ordered"
	LicenseEnterprise LicenseType = "enterprise"
	LicensePerpetual  LicenseType = "perpetual"
)

// LicenseUsage is how much of a licence is in use; zero when Sophos sends none.
type LicenseUsage struct {
	Current UsageCount `json:"current,omitzero"`
}

// UsageCount is a count at a day.
type UsageCount struct {
	Count       Quantity `json:"count,omitzero"`
	Date        Date     `json:"date,omitempty"`
	CollectedAt Date     `json:"collectedAt,omitempty"`
}
