package connectwisetest

import (
	"cmp"
	"math/big"
	"reflect"
	"strconv"
	"time"
)

// Addition is a line on an agreement (the vendor's schema 2026.4). The members marked readonly are computed or
// come from the catalog item; what a request says about them is ignored.
type Addition struct {
	ID                       int              `json:"id" cw:"readonly"`
	Product                  ProductReference `json:"product,omitzero" cw:"required"`
	Quantity                 Number           `json:"quantity,omitempty"`
	LessIncluded             Number           `json:"lessIncluded,omitempty"`
	UnitPrice                Number           `json:"unitPrice,omitempty"`
	UnitCost                 Number           `json:"unitCost,omitempty"`
	BillCustomer             string           `json:"billCustomer,omitempty" cw:"required,enum=Billable|DoNotBill|NoCharge"`
	EffectiveDate            DateTime         `json:"effectiveDate,omitempty"`
	CancelledDate            DateTime         `json:"cancelledDate,omitempty"`
	TaxableFlag              bool             `json:"taxableFlag"`
	SerialNumber             string           `json:"serialNumber,omitempty" cw:"max=50"`
	InvoiceDescription       string           `json:"invoiceDescription,omitempty" cw:"max=6000"`
	PurchaseItemFlag         bool             `json:"purchaseItemFlag"`
	SpecialOrderFlag         bool             `json:"specialOrderFlag"`
	AgreementID              int              `json:"agreementId,omitempty" cw:"readonly"`
	Description              string           `json:"description,omitempty" cw:"readonly"`
	BilledQuantity           Number           `json:"billedQuantity,omitempty" cw:"readonly"`
	UOM                      string           `json:"uom,omitempty" cw:"readonly"`
	ExtPrice                 Number           `json:"extPrice,omitempty" cw:"readonly"`
	ExtCost                  Number           `json:"extCost,omitempty" cw:"readonly"`
	SequenceNumber           Number           `json:"sequenceNumber,omitempty"`
	Margin                   Number           `json:"margin,omitempty" cw:"readonly"`
	ProrateCost              Number           `json:"prorateCost,omitempty" cw:"readonly"`
	ProratePrice             Number           `json:"proratePrice,omitempty" cw:"readonly"`
	ExtendedProrateCost      Number           `json:"extendedProrateCost,omitempty" cw:"readonly"`
	ExtendedProratePrice     Number           `json:"extendedProratePrice,omitempty" cw:"readonly"`
	ProrateCurrentPeriodFlag bool             `json:"prorateCurrentPeriodFlag"`
	Opportunity              Reference        `json:"opportunity,omitzero"`
	AgreementStatus          string           `json:"agreementStatus,omitempty" cw:"readonly,enum=Active|Cancelled|Expired|Inactive"`
	InvoiceGrouping          Reference        `json:"invoiceGrouping,omitzero"`
	Info                     Info             `json:"_info" cw:"readonly"`
	CustomFields             []CustomField    `json:"customFields,omitempty"`
}

// renderAddition computes what the vendor computes. The base of extPrice is the total quantity [forum]; samples
// with lessIncluded are missing.
func (s *Server) renderAddition(a Addition) Addition {
	if item, ok := s.items.rows[a.Product.ID]; ok {
		a.Product = ProductReference{ID: item.ID, Identifier: item.Identifier, SerializedFlag: item.SerializedFlag}
	}
	if agreement, ok := s.agreements.get(a.AgreementID); ok {
		a.AgreementStatus = agreement.AgreementStatus
	}
	a.BilledQuantity = atLeastZero(combine((*big.Rat).Sub, a.Quantity, cmp.Or(a.LessIncluded, "0")))
	a.ExtPrice = combine((*big.Rat).Mul, a.Quantity, a.UnitPrice)
	a.ExtCost = combine((*big.Rat).Mul, a.Quantity, a.UnitCost)
	a.Margin = combine((*big.Rat).Sub, a.ExtPrice, a.ExtCost)
	a.ProrateCost, a.ProratePrice, a.ExtendedProrateCost, a.ExtendedProratePrice = "0", "0", "0", "0"
	return a
}

func atLeastZero(n Number) Number {
	if r, ok := n.rat(); ok && r.Sign() < 0 {
		return "0"
	}
	return n
}

func under(agreement int) func(Addition) bool {
	return func(a Addition) bool { return a.AgreementID == agreement }
}

func (s *Server) createAddition(c *call) (any, error) {
	agreement, ok := s.agreements.rows[c.ids[0]]
	if !ok {
		return nil, notFound(s.agreements.title, c.ids[0])
	}
	var a Addition
	v := reflect.ValueOf(&a).Elem()
	set, err := decodeRecord(c.body, s.additions.schema, v)
	if err != nil {
		return nil, err
	}
	a.AgreementID = agreement.ID
	problems := s.bindProduct(&a)
	s.fillAddition(&a, set, c.now)
	problems = append(problems, validate(s.additions.schema, v, nil)...)
	problems = append(problems, s.checkEffectiveDate(a)...)
	if len(problems) > 0 {
		return nil, invalid(s.additions.resource, problems)
	}
	return s.additions.add(a, s.options.Member, c.now), nil
}

func (s *Server) patchAddition(c *call) (any, error) {
	before, ok := s.additions.rows[c.ids[1]]
	if !ok || before.AgreementID != c.ids[0] {
		return nil, notFound(s.additions.title, c.ids[1])
	}
	after := before // members are replaced whole, never changed in place
	v := reflect.ValueOf(&after).Elem()
	set, err := applyPatch(c.body, s.additions.schema, v)
	if err != nil {
		return nil, err
	}
	var problems []validationError
	if set["product"] {
		problems = s.bindProduct(&after)
		if after.Product.ID != before.Product.ID {
			s.takeFromItem(&after, set)
		}
	}
	problems = append(problems, validate(s.additions.schema, v, s.patchScope(set))...)
	if set["effectiveDate"] {
		problems = append(problems, s.checkEffectiveDate(after)...)
	}
	if len(problems) > 0 {
		return nil, invalid(s.additions.resource, problems)
	}
	return s.additions.replace(after, s.options.Member, c.now), nil
}

// patchScope is what a PATCH validates: the whole record [client code, seen on companies], or what it changed.
func (s *Server) patchScope(set changes) changes {
	if s.options.LenientPatch {
		return set
	}
	return nil
}

// bindProduct finds the catalog item by id or identifier. An addition without a product is left to validate.
func (s *Server) bindProduct(a *Addition) []validationError {
	item, found := s.items.rows[a.Product.ID]
	problem := missingRecord("product", a.Product.ID, "product/id")
	if a.Product.ID == 0 && a.Product.Identifier != "" {
		item, found = s.itemNamed(a.Product.Identifier)
		problem = missingRecord("product", a.Product.Identifier, "product/identifier")
	}
	switch {
	case found && item.ProductClass == "Bundle": // [forum]; the text is [inferred]
		return []validationError{{Code: "InvalidObject", Field: "product", Message: "A bundle can't be an addition."}}
	case found:
		a.Product = ProductReference{ID: item.ID}
	case a.Product != ProductReference{}:
		return []validationError{problem}
	}
	return nil
}

// fillAddition sets what a POST may leave out [official docs: the system attempts to default all required information].
func (s *Server) fillAddition(a *Addition, set changes, now time.Time) {
	s.takeFromItem(a, set)
	a.Quantity = cmp.Or(a.Quantity, "1")
	a.LessIncluded = cmp.Or(a.LessIncluded, "0")
	a.EffectiveDate = cmp.Or(a.EffectiveDate, DateTime(at(now).day()).canonical())
	if a.SequenceNumber == "" {
		a.SequenceNumber = Number(strconv.Itoa(s.additions.count(under(a.AgreementID)) + 1))
	}
}

// takeFromItem sets what comes from the catalog item, save for the members in set.
func (s *Server) takeFromItem(a *Addition, set changes) {
	item, ok := s.items.rows[a.Product.ID]
	if !ok {
		return
	}
	a.Description, a.UOM = item.Description, item.UnitOfMeasure.Name
	if !set["unitPrice"] {
		a.UnitPrice = item.Price
	}
	if !set["unitCost"] {
		a.UnitCost = item.Cost
	}
	if !set["invoiceDescription"] {
		a.InvoiceDescription = item.CustomerDescription
	}
	if !set["taxableFlag"] {
		a.TaxableFlag = item.TaxableFlag
	}
}

// checkEffectiveDate holds the two documented date rules (the reference, section 4.2). A child agreement is invoiced
// with its topmost parent.
func (s *Server) checkEffectiveDate(a Addition) []validationError {
	agreement := s.agreements.rows[a.AgreementID]
	invoiced := s.topmost(agreement)
	day := a.EffectiveDate.day()
	text := ""
	switch {
	case day == "":
	case day < cmp.Or(agreement.BillStartDate, invoiced.BillStartDate).day():
		text = "effectiveDate cannot be less than the agreement billing start date"
	case !invoiced.ProrateFlag && day < DateTime(invoiced.NextInvoiceDate).day():
		text = "Since this period has already been invoiced there will not be an invoice generated for additional products for this period. " +
			"Please prorate the agreement or update the start date to on or after the Next Invoice Date."
	}
	if text == "" {
		return nil
	}
	return []validationError{{Code: "InvalidObject", Field: "effectiveDate", Message: text}}
}
