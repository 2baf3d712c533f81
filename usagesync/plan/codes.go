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
	UnassignedDevice   Code = "unassigned-device"
	UnreadableUsage    Code = "unreadable-usage"
	Excluded           Code = "excluded"
)

// What the report says of a customer beside the quantities.
const (
	BillingTypeChanged Code = "billing-type-changed"
	AccountSuspended   Code = "account-suspended"
	AccountCanceled    Code = "account-canceled"
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
	CycleNotMonthly    Code = "cycle-not-monthly"
	CycleUnknown       Code = "cycle-unknown"
	NoInvoiceDate      Code = "no-invoice-date"
	ItemMissing        Code = "item-missing"
	ItemInactive       Code = "item-inactive"
	ItemBundle         Code = "item-is-bundle"
	ItemUnpriced       Code = "item-unpriced"
	AdditionsNotRead   Code = "additions-not-read"
	SettingsInvalid    Code = "settings-invalid"
)

// Which addition.
const (
	NeedsConsent       Code = "needs-consent"
	SeveralAdditions   Code = "several-additions"
	SiblingAddition    Code = "sibling-addition"
	ConsentStale       Code = "consent-stale"
	AdditionGone       Code = "addition-gone"
	AdditionEnded      Code = "addition-ended"
	AdditionMoved      Code = "addition-moved"
	AdditionUnreadable Code = "addition-unreadable"
	EditedByHand       Code = "edited-by-hand"
	Unsettled          Code = "unsettled"
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
	RunZeroLimit       Code = "run-zero-limit"
	NumberTooLarge     Code = "number-too-large"
)

// CodeInfo explains a code.
type CodeInfo struct {
	Code     Code
	Severity Severity
	Message  string // what it means
	Advice   string // what to do next
}

// Info explains c. A code that is not in the list explains itself as a problem, so that nothing unknown looks harmless.
func (c Code) Info() CodeInfo {
	list := Codes()
	if i := slices.IndexFunc(list, func(i CodeInfo) bool { return i.Code == c }); i >= 0 {
		return list[i]
	}
	return CodeInfo{c, Problem, "this code is not in the list", "report it as an error of the program"}
}

// Codes returns the closed list of codes with their explanations, in the order of the manual.
func Codes() []CodeInfo {
	return []CodeInfo{
		{UnknownProductCode, Problem, "the product code is in no table", "say which product it is: add an alias; or exclude it with a reason"},
		{UnmappedProduct, Problem, "the product is mapped to no catalog item", "map the product to a catalog item, or exclude it with a reason"},
		{ProductOff, Warning, "the product's sync is off", "switch it on, or exclude the product with a reason"},
		{UnmappedTenant, Problem, "the customer is mapped to no agreement", "map the customer to a company and an agreement, or exclude it with a reason"},
		{TenantOff, Warning, "the customer's sync is off", "switch it on, or exclude the customer with a reason"},
		{AmbiguousRoute, Problem, "several mappings of the same rank send this usage to different agreements", "leave one of them, or give each its own products or periods"},
		{UnassignedDevice, Problem, "the firewall is assigned to no customer", "assign the monthly firewall licence to a customer in Sophos Central Partner"},
		{UnreadableUsage, Problem, "a quantity in the report can't be read exactly", "look at the row in Sophos Central; the customer's line stays as it is until the report is right"},
		{Excluded, Info, "left out by a stored exclusion", "nothing; remove the exclusion to bill it"},

		{BillingTypeChanged, Warning, "the customer is no longer on monthly usage, but the report still bills some", "bill this month's usage, then exclude the customer with a reason"},
		{AccountSuspended, Warning, "the account is suspended, but the report bills usage", "check whether the customer should still be billed"},
		{AccountCanceled, Warning, "the account is canceled, but the report bills usage", "bill this last usage, then exclude the customer with a reason"},

		{AgreementMissing, Problem, "the agreement does not exist in ConnectWise", "map the customer to another agreement"},
		{AgreementCancelled, Problem, "the agreement is cancelled", "map the customer to the agreement that follows it"},
		{AgreementEnded, Problem, "the agreement has ended", "map the customer to the agreement that follows it"},
		{AgreementNotBegun, Problem, "the agreement has not begun", "wait for its start, or map the customer to the one that runs now"},
		{CompanyMissing, Problem, "the company does not exist in ConnectWise", "map the customer to another company"},
		{CompanyMismatch, Problem, "the agreement belongs to another company than the mapping says", "map the customer again; one of the two is wrong"},
		{CompanyDeleted, Problem, "the company is in the recycle bin", "restore it, or map the customer to the company that replaced it"},
		{CycleNotMonthly, Problem, "the agreement is not invoiced monthly", "bill this customer by hand, or map it to a monthly agreement"},
		{CycleUnknown, Problem, "nobody said how long the agreement's billing cycle is", "classify the cycle's id in the settings"},
		{NoInvoiceDate, Problem, "the agreement has no next invoice date, so nobody knows which days are already invoiced", "set the agreement's billing dates in ConnectWise"},
		{ItemMissing, Problem, "the catalog item does not exist in ConnectWise", "map the product to another item"},
		{ItemInactive, Problem, "the catalog item is inactive", "activate it, or map the product to another item"},
		{ItemBundle, Problem, "bundle items can't be additions", "map the product to an item of another class"},
		{ItemUnpriced, Problem, "the catalog item has no price", "price it in ConnectWise, or allow unpriced additions for this item"},
		{AdditionsNotRead, Problem, "the agreement's additions were not read", "plan again"},

		{SettingsInvalid, Problem, "the settings contradict themselves", "correct the settings"},

		{NeedsConsent, Warning, "an addition that the sync did not create already stands for this item", "adopt it, or cancel it in ConnectWise"},
		{SeveralAdditions, Problem, "several additions stand for this item", "consent to the one that carries the usage, and say that the others are separate"},
		{SiblingAddition, Problem, "another addition stands for the same item beside ours", "consent to ours and say that the others are separate, or cancel them in ConnectWise"},
		{ConsentStale, Problem, "the addition that was to be adopted is not there any more", "look at the agreement and decide again"},
		{AdditionGone, Problem, "our addition is not on the agreement any more", "look who removed it, then forget the line, or consent to another addition"},
		{AdditionEnded, Problem, "our addition was cancelled in ConnectWise", "look who cancelled it, then forget the line, or consent to another addition"},
		{AdditionMoved, Problem, "our addition now stands for another item", "look who changed it, then forget the line, or consent to another addition"},
		{AdditionUnreadable, Problem, "the addition's quantity can't be read exactly", "correct it in ConnectWise"},
		{EditedByHand, Warning, "somebody changed the quantity since our last sync", "set the quantity back in ConnectWise, or forget the line and decide again"},
		{Unsettled, Warning, "the outcome of an earlier write is not known yet", "wait for the settle window to pass, then sync again"},

		{Orphaned, Problem, "our addition is still billed, but nothing feeds it any more", "exclude the customer with a reason, which lets the addition fall to 0, or map it again"},
		{ContributorMissing, Problem, "something that fed this line last time is unknown, unmapped or off now", "map it again, or exclude it with a reason"},
		{PossibleRename, Problem, "the customer has usage that is mapped to nothing or switched off, so this fall may only be a rename", "map the customer's other usage first, or exclude it with a reason"},
		{SwapHeld, Problem, "a product of the same family should rise and is withheld, so this fall is half of a change of licence", "settle the other step first"},
		{StillBilled, Problem, "another addition is still billed for this usage", "end that addition in ConnectWise, or exclude its usage until then"},
		{UsageIncomplete, Problem, "the report is incomplete", "read it again"},
		{PeriodOpen, Info, "the month is not over, so its usage may still grow", "wait for the closing day"},
		{ZeroUnconfirmed, Info, "the month is not over, so one report alone ends nothing", "wait for the end of the month"},
		{SupersededPeriod, Warning, "a newer month was already applied to this line", "nothing; older months are only reported"},
		{NotDue, Info, "firewalls are billed when the month closes", "wait for the closing day"},
		{LineFallLimit, Problem, "the fall is larger than the limit for one line", "look at the usage; if it is right, raise the limit in the settings for this plan"},
		{LineRiseLimit, Problem, "the rise is larger than the limit for one line", "look at the usage; if it is right, raise the limit in the settings for this plan"},
		{CreateLimit, Problem, "the new addition is larger than the limit", "look at the usage; if it is right, raise the limit in the settings for this plan"},
		{RunFallLimit, Problem, "all falls of the run together are larger than the limit", "look at the usage report; if it is right, raise the limit in the settings for this plan"},
		{RunZeroLimit, Problem, "more customers than the limit would fall to zero", "look at the usage report; if it is right, raise the limit in the settings for this plan"},
		{NumberTooLarge, Problem, "a number does not fit exactly", "look at the usage and the rules of this line"},
	}
}
