package sophos

import (
	"reflect"
	"slices"
	"strings"
)

// UsageRow is one row of the monthly billing report, with all 35 members that Sophos documents. An absent member is the
// zero value; an absent Quantity is not 0. Rows are comparable with ==.
//
// Several rows may share AccountID and ProductCode, so quantities are to be summed. OrderLineItemNumber may be shared
// by several customers and is no key.
type UsageRow struct {
	PartnerAccountID        string `json:"partnerAccountId,omitempty"`
	PartnerEDIAccountNumber string `json:"partnerEdiAccountNumber,omitempty"`
	PartnerAccountName      string `json:"partnerAccountName,omitempty"`
	BillingStartDate        Date   `json:"billingStartDate,omitempty"`
	BillingEndDate          Date   `json:"billingEndDate,omitempty"` // not always a real date
	OrderNumber             string `json:"orderNumber,omitempty"`
	OrderLineItemNumber     string `json:"orderLineItemNumber,omitempty"`

	AccountID                   string `json:"accountId,omitempty"` // Tenant.ID; missing on some device rows
	ExternalID                  string `json:"externalId,omitempty"`
	AccountNumberOrSerialNumber string `json:"accountNumberOrSerialNumber,omitempty"`
	AccountStatus               Status `json:"accountStatus,omitempty"`
	AssignedAccountIdentifier   string `json:"assignedAccountIdentifier,omitempty"` // customer name as the partner sees it

	ProductCode        string `json:"productCode,omitempty"` // stable, opaque, case-sensitive
	ProductDescription string `json:"productDescription,omitempty"`
	ProductGroup       string `json:"productGroup,omitempty"` // seen: User, Server, Device
	SKU                string `json:"sku,omitempty"`          // varies with the quantity band

	BillableQuantity Quantity `json:"billableQuantity,omitzero"` // the quantity to bill
	ActualQuantity   Quantity `json:"actualQuantity,omitzero"`   // measured usage
	OrderedQuantity  Quantity `json:"orderedQuantity,omitzero"`  // committed

	UnitMSRP                     Decimal  `json:"unitMsrp,omitempty"`
	UnitMSRPCurrency             string   `json:"unitMsrpCurrency,omitempty"`
	UnitPrice                    Decimal  `json:"unitPrice,omitempty"` // the partner's price per unit
	UnitPriceCurrency            string   `json:"unitPriceCurrency,omitempty"`
	NetPrice                     Decimal  `json:"netPrice,omitempty"` // of the whole order line, not of this customer
	NetPriceCurrency             string   `json:"netPriceCurrency,omitempty"`
	PriceWithTaxes               Decimal  `json:"priceWithTaxes,omitempty"`
	PriceWithTaxesCurrency       string   `json:"priceWithTaxesCurrency,omitempty"`
	AdditionalDiscountPercentage Quantity `json:"additionalDiscountPercentage,omitzero"`
	DistributorAccountName       string   `json:"distributorAccountName,omitempty"`

	ContactName    string `json:"contactName,omitempty"` // personal data, like the five below: not for logs or stores
	ContactEmail   string `json:"contactEmail,omitempty"`
	ContactStreet  string `json:"contactStreet,omitempty"`
	ContactCity    string `json:"contactCity,omitempty"`
	ContactCountry string `json:"contactCountry,omitempty"`
	ContactZip     string `json:"contactZip,omitempty"`
}

// SyncFields returns the members that a usage sync needs, for UsageQuery.Fields: neither prices nor contact data are
// asked for then, nor kept if Sophos sends them all the same. Whether a partial report still carries everything it is asked
// for is [unverified].
func SyncFields() []string {
	return []string{
		"accountId", "externalId", "accountStatus", "assignedAccountIdentifier", "accountNumberOrSerialNumber",
		"productCode", "productDescription", "productGroup", "sku",
		"billableQuantity", "actualQuantity", "orderedQuantity",
		"orderLineItemNumber", "billingStartDate", "billingEndDate",
	}
}

// keep clears what is not named. Rows go through no log and no store before that.
func (r *UsageRow) keep(fields []string) {
	row := reflect.ValueOf(r).Elem()
	for i := range row.NumField() {
		member, _, _ := strings.Cut(row.Type().Field(i).Tag.Get("json"), ",")
		if !slices.Contains(fields, member) {
			row.Field(i).SetZero()
		}
	}
}
