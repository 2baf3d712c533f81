package plan

// Decision says who decided something, why and when.
type Decision struct {
	Who  string `json:"who"`
	Why  string `json:"why,omitempty"`
	When string `json:"when,omitempty"` // RFC 3339
}

// Consent is a person's decision that an addition which the sync did not create is from now on the line's.
type Consent struct {
	AgreementID string   `json:"agreementId"`
	ItemID      string   `json:"itemId"`
	AdditionID  string   `json:"additionId"`
	Siblings    Siblings `json:"siblings,omitempty"`

	OtherSyncOff bool `json:"otherSyncOff,omitempty"` // the person confirmed it, see Confirmation
	Decision
}

// Siblings says what the other live additions of the same item on the same agreement mean to a linked one. The zero
// value means that nobody said; the line is withheld while there are any.
type Siblings string

// What siblings mean.
const (
	SiblingsSeparate Siblings = "separate" // they are billed for something else: ours carries the whole usage
	SiblingsSubtract Siblings = "subtract" // they carry a part of the usage: ours carries the rest
)

// Exclusion leaves usage out on purpose: of a tenant, of a product, or of a product at a tenant.
type Exclusion struct {
	TenantID   string `json:"tenantId,omitempty"`
	Product    string `json:"product,omitempty"`
	Reason     string `json:"reason"`
	LastPeriod Period `json:"lastPeriod,omitzero"` // none: until somebody removes it
	Who        string `json:"who,omitempty"`
	When       string `json:"when,omitempty"` // RFC 3339
}

// Pin sets a line's quantity, whatever is used. Accepting a hand edit is a pin.
type Pin struct {
	AgreementID string   `json:"agreementId"`
	ItemID      string   `json:"itemId"`
	Quantity    Quantity `json:"quantity"`
	LastPeriod  Period   `json:"lastPeriod,omitzero"` // none: until somebody removes it
	Decision
}

// Overwrite is a person's decision that a quantity which somebody set by hand may be replaced. It holds for exactly that
// quantity: a later edit needs a new decision, even to the same quantity where the edit and the decision are dated.
type Overwrite struct {
	AgreementID string   `json:"agreementId"`
	ItemID      string   `json:"itemId"`
	Quantity    Quantity `json:"quantity"` // as the person saw it
	Decision
}

// Closure says that a tenant is no customer after a period, or goes on as another tenant. What it left on agreements may
// end then, whatever the limits and minimums.
type Closure struct {
	TenantID   string `json:"tenantId"`
	LastPeriod Period `json:"lastPeriod"`
	MovedTo    string `json:"movedTo,omitempty"` // the tenant that goes on in its place, and takes its routes unless it has its own
	Decision
}

// Release lets one step of one plan through although a rule or a limit withholds it.
type Release struct {
	Step string `json:"step"` // its id
	Decision
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
