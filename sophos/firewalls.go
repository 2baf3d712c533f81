package sophos

// Firewall is one firewall with its licences.
type Firewall struct {
	SerialNumber  string    `json:"serialNumber"` // a device row's AccountNumberOrSerialNumber in the usage report [inferred]
	Owner         Owner     `json:"owner,omitzero"`
	Organization  Ref       `json:"organization,omitzero"`
	Partner       Ref       `json:"partner,omitzero"`
	Tenant        Ref       `json:"tenant,omitzero"`
	BillingTenant Ref       `json:"billingTenant,omitzero"` // tenant that the licence is billed to
	Model         string    `json:"model,omitempty"`
	ModelType     ModelType `json:"modelType,omitempty"`
	LastSeenAt    Date      `json:"lastSeenAt,omitempty"`
	Licenses      []License `json:"licenses"`
}

// ModelType says what a firewall runs on. Unknown values are normal.
type ModelType string

// The known model types.
const (
	ModelHardware ModelType = "hardware"
	ModelVirtual  ModelType = "virtual"
)

// Owner is the entity that owns a firewall.
type Owner struct {
	ID   string `json:"id,omitempty"`
	Type IDType `json:"type,omitempty"`
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
	Code        string `json:"code,omitempty"`
	Name        string `json:"name,omitempty"`
	GenericCode string `json:"genericCode,omitempty"`
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
