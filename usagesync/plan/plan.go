package plan

import "cmp"

// Verb is what a step does to an addition.
type Verb string

// The verbs.
const (
	VerbCreate   Verb = "create"   // add an addition
	VerbUpdate   Verb = "update"   // change the quantity of an addition that is ours
	VerbAdopt    Verb = "adopt"    // make an addition ours, by stored consent, and set its quantity
	VerbNone     Verb = "none"     // the addition is right as it is
	VerbEnd      Verb = "end"      // cancel an addition that is ours at the end of the cycle that is invoiced already
	VerbZero     Verb = "zero"     // only as a wanted verb: quantity 0 for an addition that nothing feeds any more
	VerbWithhold Verb = "withhold" // a write that a rule, a limit or doubtful data forbids
)

// Source is what one tenant's product contributes to a step, in usage units.
type Source struct {
	TenantID string   `json:"tenantId"`
	Product  string   `json:"product"`
	Units    Quantity `json:"units"`
}

// cmp orders sources by tenant, then product.
func (s Source) cmp(o Source) int { return feedCmp(s.TenantID, s.Product, o.TenantID, o.Product) }

func feedCmp(tenant, product, otherTenant, otherProduct string) int {
	return cmp.Or(cmp.Compare(tenant, otherTenant), cmp.Compare(product, otherProduct))
}

// State is how settled a period's usage is.
type State string

// The states of a period.
const (
	StateOpen    State = "open"    // only raises and creates
	StateClosing State = "closing" // falls too, but not to zero
	StateFinal   State = "final"   // everything
)

// Before is what ConnectWise held when the plan was made.
type Before struct {
	Quantity Quantity `json:"quantity"`
}

// Step is one planned write on one addition, one withheld write, or the statement that nothing is to do. A step is a
// value: it can be stored, compared, shown and approved.
type Step struct {
	ID          string   `json:"id"` // agreement and item: the line
	Verb        Verb     `json:"verb"`
	Wanted      Verb     `json:"wanted,omitempty"` // the verb that was withheld
	Reason      Code     `json:"reason,omitempty"`
	Detail      string   `json:"detail,omitempty"` // the reason in words, with names and numbers
	Sources     []Source `json:"sources"`
	TenantID    string   `json:"tenantId,omitempty"` // when all sources are of one tenant
	Product     string   `json:"product,omitempty"`  // when all sources are of one product
	Customer    string   `json:"customer,omitempty"` // the agreement's company
	CompanyID   string   `json:"companyId,omitempty"`
	AgreementID string   `json:"agreementId"`
	Agreement   string   `json:"agreement,omitempty"`
	TypeID      string   `json:"agreementTypeId,omitempty"`
	ItemID      string   `json:"itemId"`
	Item        string   `json:"item,omitempty"`
	AdditionID  string   `json:"additionId,omitempty"`
	Before      *Before  `json:"before,omitempty"` // none for a create
	Quantity    Quantity `json:"quantity"`
	Effective   Date     `json:"effectiveDate,omitzero"` // of a create
	End         Date     `json:"endDate,omitzero"`       // of an end: the last day
	After       []string `json:"after,omitempty"`        // ids of steps that must be done and confirmed before
	Release     *Release `json:"release,omitempty"`      // who let it through although it was withheld, and why
	InvoiceDate Date     `json:"invoiceDate,omitzero"`   // the invoice that will carry the step
	Currency    string   `json:"currency,omitempty"`
	Monthly     Amount   `json:"monthly"` // change of the invoice per cycle; a preview, never written
	Expect      Expect   `json:"expect"`
}

// Expect holds what must still be so when a step is applied. Unrelated edits change neither hash.
type Expect struct {
	Agreement string `json:"agreement"`          // hash of status, next invoice date, cycle and parent
	Settings  string `json:"settings"`           // hash of the settings that the step was resolved from
	Siblings  string `json:"siblings,omitempty"` // hash of the additions whose quantities were subtracted
}

// Writes reports whether applying the step may send a request that changes ConnectWise or the ownership of an addition.
func (s Step) Writes() bool {
	return s.Verb == VerbCreate || s.Verb == VerbUpdate || s.Verb == VerbAdopt || s.Verb == VerbEnd
}

// Finding is something a person should know.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Advice   string   `json:"advice"`
	TenantID string   `json:"tenantId,omitempty"`
	Product  string   `json:"product,omitempty"`
	Units    Quantity `json:"units"`
	Currency string   `json:"currency,omitempty"`
	Amount   Amount   `json:"amount,omitzero"` // what it comes to in money, per cycle, where that is known
}

// Account says where every unit of the usage report went: Total is the sum of all the others.
type Account struct {
	Total      Quantity `json:"total"`
	Billed     Quantity `json:"billed"`     // reach a Billable addition
	NotCharged Quantity `json:"notCharged"` // covered by an allowance, a bundle or an addition that is not billed
	Deferred   Quantity `json:"deferred"`   // not due in this period's state
	Excluded   Quantity `json:"excluded"`   // left out by a stored exclusion
	Withheld   Quantity `json:"withheld"`   // on a withheld step
	Unmapped   Quantity `json:"unmapped"`   // nobody said where they go
	Ignored    Quantity `json:"ignored"`    // their sync is switched off
}

// Money previews the invoices of one currency, per billing cycle.
type Money struct {
	Currency string `json:"currency"`
	Before   Amount `json:"before"`
	After    Amount `json:"after"`
	Withheld Amount `json:"withheld"` // what the withheld steps would have changed
}

// Plan is what a sync would do, as data. Nothing is written without one.
type Plan struct {
	Version   int       `json:"version"`
	Partner   string    `json:"partner"`
	Undoes    string    `json:"undoes,omitempty"` // the run that this plan takes back, see Undo
	Period    Period    `json:"period"`
	State     State     `json:"state"`
	Day       Date      `json:"day"`     // the day that the plan was made for
	Expires   Date      `json:"expires"` // the last day on which it may be applied
	UsageHash string    `json:"usageHash"`
	Digest    string    `json:"digest"`
	Steps     []Step    `json:"steps"`
	Findings  []Finding `json:"findings"`
	Units     Account   `json:"units"`
	Money     []Money   `json:"money"`
}

// Clean reports whether nothing was withheld and every unit found its place: what exit code 0 needs.
func (p Plan) Clean() bool {
	for _, s := range p.Steps {
		if s.Verb == VerbWithhold {
			return false
		}
	}
	for _, f := range p.Findings {
		if f.Code == UnreadableUsage || f.Code == NumberTooLarge {
			return false
		}
	}
	u := p.Units
	return u.Withheld.Sign() == 0 && u.Unmapped.Sign() == 0 && u.Ignored.Sign() == 0
}

// Records reports whether applying the step changes what the sync remembers of a line: after a write, and also when an
// addition that is ours is right as it is, because the period was applied to it all the same.
func (s Step) Records() bool { return s.Writes() || s.Verb == VerbNone }

// after returns what the step's addition bills once the step is applied.
func (s *Step) after() Quantity {
	if s.Verb == VerbEnd || s.Wanted == VerbEnd {
		return Quantity{}
	}
	return s.Quantity
}

// falls reports whether applying the step lowers an addition, or ends it.
func (s *Step) falls() bool {
	return s.Writes() && s.Before != nil && (s.Verb == VerbEnd || s.after().Cmp(s.Before.Quantity) < 0)
}

// withhold turns a wanted write into a step that only says so. The first reason stays, and a step that a person released
// is only held by what nobody can release.
func (s *Step) withhold(code Code, detail string) {
	if s.Verb == VerbWithhold || s.Release != nil && code.Info().Releasable {
		return
	}
	s.Wanted, s.Verb, s.Reason, s.Detail = s.Verb, VerbWithhold, code, detail
}

// held withholds a step for a reason, if there is one, and reports whether it is withheld now.
func (s *Step) held(code Code, detail string) bool {
	if code != "" {
		s.withhold(code, detail)
	}
	return s.Verb == VerbWithhold
}
