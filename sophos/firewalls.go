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
