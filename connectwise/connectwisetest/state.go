package connectwisetest

import (
	"reflect"
	"time"
)

// Administrator is the identifier of the member who entered the records that Add methods create.
const Administrator = "admin1"

// The Add methods store a record as a person entered it: without validation, so that legacy data is possible too. An id of 0
// becomes the next one, and so does an id in use: nothing that is there is ever replaced. References need only ids. They return
// the record as a client would read it, with its id.

// AddCompany stores a company.
func (s *Server) AddCompany(c Company) Company { return add(s, s.companies, c) }

// AddCompanyStatus stores a company status.
func (s *Server) AddCompanyStatus(c CompanyStatus) CompanyStatus { return add(s, s.companyStatuses, c) }

// AddCompanyType stores a company type.
func (s *Server) AddCompanyType(t CompanyType) CompanyType { return add(s, s.companyTypes, t) }

// AddTypeAssociation gives a company a type.
func (s *Server) AddTypeAssociation(a TypeAssociation) TypeAssociation {
	return add(s, s.associations, a)
}

// AddAgreementType stores an agreement type.
func (s *Server) AddAgreementType(t AgreementType) AgreementType { return add(s, s.agreementTypes, t) }

// AddAgreement stores an agreement.
func (s *Server) AddAgreement(a Agreement) Agreement { return add(s, s.agreements, a) }

// AddAgreementRecap stores a recap under the id of its agreement.
func (s *Server) AddAgreementRecap(r AgreementRecap) AgreementRecap { return add(s, s.recaps, r) }

// AddAdjustment stores an adjustment of the agreement AgreementID.
func (s *Server) AddAdjustment(a Adjustment) Adjustment { return add(s, s.adjustments, a) }

// AddCatalogComponent stores a part of the catalog item ParentCatalogItem.
func (s *Server) AddCatalogComponent(c CatalogComponent) CatalogComponent {
	return add(s, s.components, c)
}

// AddCategory stores a category.
func (s *Server) AddCategory(c Category) Category { return add(s, s.categories, c) }

// AddUnitOfMeasure stores a unit of measure.
func (s *Server) AddUnitOfMeasure(u UnitOfMeasure) UnitOfMeasure { return add(s, s.units, u) }

// AddUserDefinedField stores the definition of a custom field.
func (s *Server) AddUserDefinedField(f UserDefinedField) UserDefinedField {
	return add(s, s.fields, f)
}

// AddCatalogItem stores a catalog item. An empty class and unit become what a POST would give them.
func (s *Server) AddCatalogItem(i CatalogItem) CatalogItem {
	i.fill()
	return add(s, s.items, i)
}

// AddSubcategory stores a subcategory.
func (s *Server) AddSubcategory(c Subcategory) Subcategory { return add(s, s.subcategories, c) }

// AddProductType stores a product type.
func (s *Server) AddProductType(t ProductType) ProductType { return add(s, s.productTypes, t) }

// AddAddition stores an addition on the agreement AgreementID. Empty members become what a POST would give them (price,
// cost and texts of the catalog item, quantity 1, effective today); BillCustomer becomes "Billable".
// TaxableFlag is taken as it is.
func (s *Server) AddAddition(a Addition) Addition {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	set := changes{"taxableFlag": true}
	v := reflect.ValueOf(a)
	for _, m := range s.additions.schema.members {
		set[m.name] = set[m.name] || !v.Field(m.index).IsZero()
	}
	if !set["billCustomer"] {
		a.BillCustomer = "Billable"
	}
	_ = s.bindProduct(&a) // a product that isn't there is legacy data
	s.fillAddition(&a, set, now)
	return s.additions.add(a, Administrator, now)
}

func add[T any](s *Server, t *table[T], record T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return t.add(record, Administrator, time.Now())
}

// The Edit methods change a stored record as the member by would in the user interface, without validation. The
// error reports an id that doesn't exist or that the edit changed.

// EditCompany changes a company.
func (s *Server) EditCompany(id int, by string, change func(*Company)) error {
	return edit(s, s.companies, id, by, change)
}

// EditAgreementType changes an agreement type.
func (s *Server) EditAgreementType(id int, by string, change func(*AgreementType)) error {
	return edit(s, s.agreementTypes, id, by, change)
}

// EditAgreement changes an agreement.
func (s *Server) EditAgreement(id int, by string, change func(*Agreement)) error {
	return edit(s, s.agreements, id, by, change)
}

// EditAddition changes an addition.
func (s *Server) EditAddition(id int, by string, change func(*Addition)) error {
	return edit(s, s.additions, id, by, change)
}

// EditCatalogItem changes a catalog item.
func (s *Server) EditCatalogItem(id int, by string, change func(*CatalogItem)) error {
	return edit(s, s.items, id, by, change)
}

// EditSubcategory changes a subcategory.
func (s *Server) EditSubcategory(id int, by string, change func(*Subcategory)) error {
	return edit(s, s.subcategories, id, by, change)
}

// EditProductType changes a product type.
func (s *Server) EditProductType(id int, by string, change func(*ProductType)) error {
	return edit(s, s.productTypes, id, by, change)
}

// change runs under the server's lock: it must not call the server.
func edit[T any](s *Server, t *table[T], id int, by string, change func(*T)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return t.edit(id, by, time.Now(), change)
}

// DeleteAddition removes an addition, as a person may.
func (s *Server) DeleteAddition(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.additions.remove(id)
}

// Companies returns all companies in ascending order of ids, as a client would read them.
func (s *Server) Companies() []Company { return snapshot(s, s.companies) }

// Agreements returns all agreements in ascending order of ids.
func (s *Server) Agreements() []Agreement { return snapshot(s, s.agreements) }

// CatalogItems returns all catalog items in ascending order of ids.
func (s *Server) CatalogItems() []CatalogItem { return snapshot(s, s.items) }

// AllAdditions returns the additions of all agreements in ascending order of ids.
func (s *Server) AllAdditions() []Addition { return snapshot(s, s.additions) }

// Additions returns the additions of one agreement in ascending order of ids.
func (s *Server) Additions(agreementID int) []Addition {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(s.additions.where(under(agreementID)))
}

// Raw returns the JSON of an addition exactly as a GET answers it, to compare byte by byte; nil if there is no such addition.
func (s *Server) Raw(additionID int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.additions.get(additionID)
	if !ok {
		return nil
	}
	b, err := encode(a)
	if err != nil {
		return nil
	}
	return b
}

func snapshot[T any](s *Server, t *table[T]) []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(t.where(nil))
}

func copies[T any](rows []T) []T {
	for i := range rows {
		rows[i] = copyOf(rows[i])
	}
	return rows
}
