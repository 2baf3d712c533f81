package plan

import "strings"

// Policy is how quantities are made and when they are billed. A field that is nil is not set, which differs from zero:
// the next less specific rule decides it, and in the end the default named here.
type Policy struct {
	// Of each product that feeds a line.
	Quantity *QuantitySource `json:"quantity,omitempty"` // which of a usage row's quantities; default billable
	Factor   *Quantity       `json:"factor,omitempty"`   // units on the line for one unit of usage; default 1
	Tiers    *Tiers          `json:"tiers,omitempty"`    // when a tenant reports two tiers of a family; default both

	// Of the line, in the order in which they are applied.
	Combine   *Combine  `json:"combine,omitempty"`   // how the products that share an item become one quantity; default sum
	Offset    *Quantity `json:"offset,omitempty"`    // added, may be negative
	Allowance *Quantity `json:"allowance,omitempty"` // taken off: units that the contract includes
	Pack      *Quantity `json:"pack,omitempty"`      // rounded up to a multiple
	Minimum   *Quantity `json:"minimum,omitempty"`
	Maximum   *Quantity `json:"maximum,omitempty"`

	// When a line may fall.
	Disappeared      *Disappeared `json:"disappeared,omitempty"`      // what a line becomes that nothing feeds; default zero
	NoDecreaseBefore *Period      `json:"noDecreaseBefore,omitempty"` // the line stays at least where it is until this month

	// How it is billed.
	Timing        *Timing      `json:"timing,omitempty"`        // which cycle a month's usage is billed with; default advance
	Cycle         *CyclePolicy `json:"cycle,omitempty"`         // what happens on agreements that are not invoiced monthly; default report
	Adopt         *Adoption    `json:"adopt,omitempty"`         // what consents to adopting an addition; default review
	Currency      *string      `json:"currency,omitempty"`      // the item is declared for this currency
	AllowUnpriced *bool        `json:"allowUnpriced,omitempty"` // new additions of an item without a price, or declared for another currency, are meant so
}

// QuantitySource names the quantity of a usage row that is billed.
type QuantitySource string

// The three quantities of a usage row.
const (
	QuantityBillable QuantitySource = "billable"
	QuantityOrdered  QuantitySource = "ordered"
	QuantityActual   QuantitySource = "actual"
)

// Combine says how the products that share one catalog item become one quantity.
type Combine string

// The ways to combine.
const (
	CombineSum Combine = "sum"
	CombineMax Combine = "max" // a bundle sold per seat: the largest product counts
	CombineAny Combine = "any" // 1 as soon as any product is used
)

// Tiers says what is billed when one tenant reports two tiers of one product family in one period.
type Tiers string

// The policies for tiers.
const (
	TiersBoth    Tiers = "both"
	TiersHighest Tiers = "highest" // the lower tier is included in the higher one, and not charged
)

// Disappeared says what a line becomes when nothing feeds it any more.
type Disappeared string

// The policies for usage that disappeared.
const (
	DisappearedZero Disappeared = "zero" // the addition stays, with quantity 0
	DisappearedEnd  Disappeared = "end"  // the addition is cancelled at the end of the cycle that is invoiced already
	DisappearedKeep Disappeared = "keep" // the addition stays as it is
)

// Timing says which billing cycle carries a month's usage.
type Timing string

// The timings.
const (
	TimingAdvance Timing = "advance" // the cycle that starts in the month after
	TimingArrears Timing = "arrears" // the cycle that contains the month
)

// CyclePolicy says what happens on an agreement that is not invoiced monthly.
type CyclePolicy string

// The policies for cycles.
const (
	CycleReport  CyclePolicy = "report"           // nothing is written; a person bills it
	CycleHighest CyclePolicy = "highest-of-cycle" // the addition carries the highest quantity of the cycle
)

// Adoption says what consents to adopting an addition that the sync did not create.
type Adoption string

// The policies for adoption.
const (
	AdoptReview Adoption = "review" // only a stored Consent
	AdoptPlan   Adoption = "plan"   // approving the plan, where exactly one addition can be meant
)

// Rule sets a policy where its selectors say; those that are empty don't narrow. For each field the most specific rule
// wins: that of a line (agreement and item), then of a tenant, of an agreement, of an agreement type, of a product, of an
// item, then the site's policy. Rules that name more of them are more specific.
type Rule struct {
	AgreementTypeID string `json:"agreementTypeId,omitempty"`
	AgreementID     string `json:"agreementId,omitempty"`
	TenantID        string `json:"tenantId,omitempty"`
	Product         string `json:"product,omitempty"`
	ItemID          string `json:"itemId,omitempty"`
	Set             Policy `json:"set"`
	Reason          string `json:"reason,omitempty"`
	LastPeriod      Period `json:"lastPeriod,omitzero"` // none: until somebody removes it
	Who             string `json:"who,omitempty"`
	When            string `json:"when,omitempty"` // RFC 3339
}

// place is what a rule is asked about: a source of a line.
type place struct {
	agreementType, agreement, tenant, product, item string // tenant and product folded
	period                                          Period
}

// rank says how closely a rule fits a place, 0 not at all. Two rules of the same rank for one place have the same
// selectors, which Validate refuses.
func (r Rule) rank(p place) int {
	rank := 1
	for _, selector := range [...]struct {
		rule, place string
		weight      int
	}{
		{strings.ToLower(r.TenantID), p.tenant, 32},
		{r.AgreementID, p.agreement, 16},
		{r.AgreementTypeID, p.agreementType, 8},
		{strings.ToLower(r.Product), p.product, 4},
		{r.ItemID, p.item, 2},
	} {
		if selector.rule == "" {
			continue
		}
		if selector.rule != selector.place {
			return 0
		}
		rank += selector.weight
	}
	switch {
	case !r.LastPeriod.IsZero() && r.LastPeriod.Before(p.period):
		return 0
	case r.AgreementID != "" && r.ItemID != "":
		rank += 64
	}
	return rank
}

// selectors identifies what a rule is about.
func (r Rule) selectors() [5]string {
	return [...]string{r.AgreementTypeID, r.AgreementID, foldID(r.TenantID), strings.ToLower(r.Product), r.ItemID}
}

// over returns p, with what it leaves open filled in from a less specific policy.
func (p Policy) over(less Policy) Policy {
	return Policy{
		Quantity: first(p.Quantity, less.Quantity), Factor: first(p.Factor, less.Factor), Tiers: first(p.Tiers, less.Tiers),
		Combine: first(p.Combine, less.Combine), Offset: first(p.Offset, less.Offset), Allowance: first(p.Allowance, less.Allowance),
		Pack: first(p.Pack, less.Pack), Minimum: first(p.Minimum, less.Minimum), Maximum: first(p.Maximum, less.Maximum),
		Disappeared: first(p.Disappeared, less.Disappeared), NoDecreaseBefore: first(p.NoDecreaseBefore, less.NoDecreaseBefore),
		Timing: first(p.Timing, less.Timing), Cycle: first(p.Cycle, less.Cycle), Adopt: first(p.Adopt, less.Adopt),
		Currency: first(p.Currency, less.Currency), AllowUnpriced: first(p.AllowUnpriced, less.AllowUnpriced),
	}
}

func first[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}
