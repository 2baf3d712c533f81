package plan

import "slices"

// Code names why a step was withheld or what a finding says. The list is closed.
type Code string

// Severity orders findings for readers.
type Severity string

// The severities.
const (
	Info    Severity = "info"    // worth knowing, nothing to do
	Warning Severity = "warning" // somebody should look before the next invoice
	Problem Severity = "problem" // usage is not billed, or would be billed wrongly
)

// Usage that finds no line.
const (
	UnknownProductCode Code = "unknown-product-code"
	UnmappedProduct    Code = "unmapped-product"
	ProductOff         Code = "product-off"
	UnmappedTenant     Code = "unmapped-tenant"
	TenantOff          Code = "tenant-off"
	AmbiguousRoute     Code = "ambiguous-route"
	AmbiguousAlias     Code = "ambiguous-alias"
	UnassignedDevice   Code = "unassigned-device"
	UnreadableUsage    Code = "unreadable-usage"
	Excluded           Code = "excluded"
)

// What the report says of a customer beside the quantities.
const (
	BillingTypeChanged Code = "billing-type-changed"
	AccountSuspended   Code = "account-suspended"
	AccountCanceled    Code = "account-canceled"
	OwnTenant          Code = "own-tenant"
	UsageAfterClose    Code = "usage-after-close"
	TierOverlap        Code = "tier-overlap"
	ProductRenamed     Code = "product-renamed"
)

// Agreements and items that can't take an addition now.
const (
	AgreementMissing   Code = "agreement-missing"
	AgreementCancelled Code = "agreement-cancelled"
	AgreementEnded     Code = "agreement-ended"
	AgreementNotBegun  Code = "agreement-not-begun"
	CompanyMissing     Code = "company-missing"
	CompanyMismatch    Code = "company-mismatch"
	CompanyDeleted     Code = "company-deleted"
	CompanyMerged      Code = "company-merged"
	CompanyRenamed     Code = "company-renamed"
	CompanyNameTwice   Code = "company-name-twice"
	AgreementRenamed   Code = "agreement-renamed"
	SuccessorAgreement Code = "successor-agreement"
	CycleNotMonthly    Code = "cycle-not-monthly"
	CycleUnknown       Code = "cycle-unknown"
	CycleNotRecurring  Code = "cycle-not-recurring"
	NoInvoiceDate      Code = "no-invoice-date"
	ItemMissing        Code = "item-missing"
	ItemInactive       Code = "item-inactive"
	ItemBundle         Code = "item-is-bundle"
	ItemUnpriced       Code = "item-unpriced"
	ItemCurrency       Code = "item-currency"
	ItemRenamed        Code = "item-renamed"
	ItemCopy           Code = "item-copy"
	AdditionsNotRead   Code = "additions-not-read"
	SettingsInvalid    Code = "settings-invalid"
)

// How the quantity is made.
const (
	RulesDisagree   Code = "rules-disagree"
	RulesContradict Code = "rules-contradict"
	DoubleAllowance Code = "double-allowance"
	MixedModels     Code = "mixed-models"
	SiblingsExceed  Code = "siblings-exceed"
	NumberTooLarge  Code = "number-too-large"
	PinExpired      Code = "pin-expired"
)

// Which addition.
const (
	NeedsConsent        Code = "needs-consent"
	SeveralAdditions    Code = "several-additions"
	SiblingAddition     Code = "sibling-addition"
	ConsentStale        Code = "consent-stale"
	AdditionGone        Code = "addition-gone"
	AdditionEnded       Code = "addition-ended"
	AdditionMoved       Code = "addition-moved"
	AdditionUnreadable  Code = "addition-unreadable"
	EditedByHand        Code = "edited-by-hand"
	SecondWriter        Code = "second-writer"
	OwnedByOtherPartner Code = "owned-by-other-partner"
	Unsettled           Code = "unsettled"
)

// What may fall, rise or begin.
const (
	Orphaned           Code = "orphaned"
	ContributorMissing Code = "contributor-missing"
	PossibleRename     Code = "possible-rename"
	SwapHeld           Code = "swap-held"
	StillBilled        Code = "still-billed"
	UsageIncomplete    Code = "usage-incomplete"
	PeriodOpen         Code = "period-open"
	ZeroUnconfirmed    Code = "zero-unconfirmed"
	SupersededPeriod   Code = "superseded-period"
	NotDue             Code = "not-due"
	LineFallLimit      Code = "line-fall-limit"
	LineRiseLimit      Code = "line-rise-limit"
	CreateLimit        Code = "create-limit"
	RunFallLimit       Code = "run-fall-limit"
	LineMoneyLimit     Code = "line-money-limit"
	RunZeroLimit       Code = "run-zero-limit"
	RunMoneyLimit      Code = "run-money-limit"
	Released           Code = "released"
	ReleaseUnused      Code = "release-unused"
)

// Which invoice.
const (
	MissedInvoice  Code = "missed-invoice"
	InvoiceOverdue Code = "invoice-overdue"
	Restated       Code = "restated"
	CreditDue      Code = "credit-due"
)

// What an undo leaves as it is. Only Undo says these.
const (
	UndoAlready      Code = "undo-already"
	UndoChanged      Code = "undo-changed"
	UndoNotOurs      Code = "undo-not-ours"
	UndoLaterPeriod  Code = "undo-later-period"
	UndoInvoiced     Code = "undo-invoiced"
	UndoEnd          Code = "undo-end"
	UndoCreatedStays Code = "undo-created-stays"
	UndoAdoptedStays Code = "undo-adopted-stays"
)

// Catalog items that a person creates or edits. Only BuildItem says these.
const (
	UnknownProduct    Code = "unknown-product"
	ProductMapped     Code = "product-mapped"
	ItemMemberMissing Code = "item-member-missing"
	ItemMemberInvalid Code = "item-member-invalid"
	ItemTaken         Code = "item-taken"
	ItemUnreadable    Code = "item-unreadable"
	ItemEdited        Code = "item-edited"
	ItemPriceZero     Code = "item-price-zero"
	ItemPriceLater    Code = "item-price-later"
	ItemDefaults      Code = "item-defaults"
)

// CodeInfo explains a code.
type CodeInfo struct {
	Code     Code
	Severity Severity
	Message  string // what it means
	Advice   string // what to do next

	// Releasable says that a person may let a step through which was withheld for this reason: it rests on a rule or a
	// limit, not on a missing fact or on an open question.
	Releasable bool
}

// Info explains c. A code that is not in the list explains itself as a problem, so that nothing unknown looks harmless.
func (c Code) Info() CodeInfo {
	list := Codes()
	if i := slices.IndexFunc(list, func(i CodeInfo) bool { return i.Code == c }); i >= 0 {
		return list[i]
	}
	return CodeInfo{Code: c, Severity: Problem, Message: "this code is not in the list", Advice: "report it as an error of the program"}
}
