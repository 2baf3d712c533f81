package connectwisetest

import (
	"cmp"
	"reflect"
	"strings"
)

// CatalogItem is a product of the catalog (the vendor's schema 2026.4).
type CatalogItem struct {
	ID                      int                 `json:"id" cw:"readonly"`
	Identifier              string              `json:"identifier,omitempty" cw:"required,max=75"`
	Description             string              `json:"description,omitempty" cw:"required,max=60"`
	InactiveFlag            bool                `json:"inactiveFlag"`
	Subcategory             Reference           `json:"subcategory,omitzero" cw:"required"`
	Type                    Reference           `json:"type,omitzero" cw:"required"`
	ProductClass            string              `json:"productClass,omitempty" cw:"enum=Agreement|Bundle|Inventory|NonInventory|Service"`
	SerializedFlag          bool                `json:"serializedFlag"`
	SerializedCostFlag      bool                `json:"serializedCostFlag"`
	PhaseProductFlag        bool                `json:"phaseProductFlag"`
	UnitOfMeasure           Reference           `json:"unitOfMeasure,omitzero"`
	MinStockLevel           int                 `json:"minStockLevel,omitempty"`
	Price                   Number              `json:"price,omitempty"`
	Cost                    Number              `json:"cost,omitempty"`
	PriceAttribute          string              `json:"priceAttribute,omitempty" cw:"enum=FixedFee|NotToExceed|OverrideRate|TimeAndMaterials"`
	TaxableFlag             bool                `json:"taxableFlag"`
	DropShipFlag            bool                `json:"dropShipFlag"`
	SpecialOrderFlag        bool                `json:"specialOrderFlag"`
	CustomerDescription     string              `json:"customerDescription,omitempty" cw:"required,max=6000"`
	Manufacturer            Reference           `json:"manufacturer,omitzero"`
	ManufacturerPartNumber  string              `json:"manufacturerPartNumber,omitempty" cw:"max=50"`
	Vendor                  IdentifierReference `json:"vendor,omitzero"`
	VendorSKU               string              `json:"vendorSku,omitempty" cw:"max=50"`
	Notes                   string              `json:"notes,omitempty"`
	IntegrationXRef         string              `json:"integrationXRef,omitempty" cw:"max=50"`
	SLA                     Reference           `json:"sla,omitzero"`
	EntityType              Reference           `json:"entityType,omitzero"`
	RecurringFlag           bool                `json:"recurringFlag"`
	RecurringRevenue        Number              `json:"recurringRevenue,omitempty"`
	RecurringCost           Number              `json:"recurringCost,omitempty"`
	RecurringOneTimeFlag    bool                `json:"recurringOneTimeFlag"`
	RecurringBillCycle      Reference           `json:"recurringBillCycle,omitzero"`
	RecurringCycleType      string              `json:"recurringCycleType,omitempty" cw:"enum=ContractYear|CalendarYear"`
	CalculatedPriceFlag     bool                `json:"calculatedPriceFlag"`
	CalculatedCostFlag      bool                `json:"calculatedCostFlag"`
	Category                Reference           `json:"category,omitzero" cw:"readonly"`
	CalculatedPrice         Number              `json:"calculatedPrice,omitempty" cw:"readonly"`
	CalculatedCost          Number              `json:"calculatedCost,omitempty" cw:"readonly"`
	BillableOption          string              `json:"billableOption,omitempty" cw:"enum=Billable|DoNotBill|NoCharge|NoDefault"`
	ConnectWiseID           string              `json:"connectWiseID,omitempty"`
	AgreementType           Reference           `json:"agreementType,omitzero"`
	MarkupPercentage        Number              `json:"markupPercentage,omitempty"`
	MarkupFlag              bool                `json:"markupFlag"`
	AutoUpdateUnitCostFlag  bool                `json:"autoUpdateUnitCostFlag"`
	AutoUpdateUnitPriceFlag bool                `json:"autoUpdateUnitPriceFlag"`
	Info                    Info                `json:"_info" cw:"readonly"`
	CustomFields            []CustomField       `json:"customFields,omitempty"`
}

func (s *Server) renderItem(i CatalogItem) CatalogItem {
	if sub, ok := s.subcategories.rows[i.Subcategory.ID]; ok {
		i.Subcategory.Name, i.Category = sub.Name, s.renderSubcategory(sub).Category
	}
	if u, ok := s.units.rows[i.UnitOfMeasure.ID]; ok {
		i.UnitOfMeasure.Name = u.Name
	}
	if t, ok := s.productTypes.rows[i.Type.ID]; ok {
		i.Type.Name = t.Name
	}
	return i
}

// itemNamed ignores case, as the vendor's database does by default [inferred].
func (s *Server) itemNamed(identifier string) (CatalogItem, bool) {
	for _, i := range s.items.rows {
		if strings.EqualFold(i.Identifier, identifier) {
			return i, true
		}
	}
	return CatalogItem{}, false
}

func (s *Server) createItem(c *call) (any, error) {
	var i CatalogItem
	v := reflect.ValueOf(&i).Elem()
	if _, err := decodeRecord(c.body, s.items.schema, v); err != nil {
		return nil, err
	}
	i.fill()
	if problems := append(validate(s.items.schema, v, nil), s.checkItem(i, nil)...); len(problems) > 0 {
		return nil, invalid(s.items.resource, problems)
	}
	return s.items.add(i, s.options.Member, c.now), nil
}

// fill sets what a POST may leave out. The class is the vendor's default [spec], the unit is [inferred].
func (i *CatalogItem) fill() {
	i.ProductClass = cmp.Or(i.ProductClass, "NonInventory")
	i.UnitOfMeasure = cmp.Or(i.UnitOfMeasure, Reference{ID: 1, Name: "Each"})
}

func (s *Server) patchItem(c *call) (any, error) {
	before, ok := s.items.rows[c.ids[0]]
	if !ok {
		return nil, notFound(s.items.title, c.ids[0])
	}
	after := before // members are replaced whole, never changed in place
	v := reflect.ValueOf(&after).Elem()
	set, err := applyPatch(c.body, s.items.schema, v)
	if err != nil {
		return nil, err
	}
	scope := s.patchScope(set)
	if problems := append(validate(s.items.schema, v, scope), s.checkItem(after, scope)...); len(problems) > 0 {
		return nil, invalid(s.items.resource, problems)
	}
	return s.items.replace(after, s.options.Member, c.now), nil
}

// checkItem finds references to nothing and a second use of an identifier.
func (s *Server) checkItem(i CatalogItem, scope changes) []validationError {
	var out []validationError
	if _, ok := s.subcategories.rows[i.Subcategory.ID]; !ok && i.Subcategory.ID != 0 && (scope == nil || scope["subcategory"]) {
		out = append(out, missingRecord("subcategory", i.Subcategory.ID, "subcategory/id"))
	}
	if _, ok := s.productTypes.rows[i.Type.ID]; !ok && i.Type.ID != 0 && (scope == nil || scope["type"]) {
		out = append(out, missingRecord("type", i.Type.ID, "type/id"))
	}
	if other, ok := s.itemNamed(i.Identifier); ok && other.ID != i.ID && i.Identifier != "" {
		out = append(out, validationError{Code: "ObjectExists", Field: "identifier", Message: "A catalog item with this identifier already exists."})
	}
	return out
}
