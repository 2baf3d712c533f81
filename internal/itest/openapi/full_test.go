package openapi_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// full fills the server with one record of each kind, id 1, in which every member has a value: so that the rules see the name
// and the type of each member that the server knows.
func full(t *testing.T) *connectwisetest.Server {
	t.Helper()
	psa := connectwisetest.New(connectwisetest.Options{})
	t.Cleanup(psa.Close)
	psa.AddCompany(filled[connectwisetest.Company](t))
	psa.AddCompanyStatus(filled[connectwisetest.CompanyStatus](t))
	psa.AddCompanyType(filled[connectwisetest.CompanyType](t))
	psa.AddTypeAssociation(filled[connectwisetest.TypeAssociation](t))
	psa.AddAgreementType(filled[connectwisetest.AgreementType](t))
	psa.AddAgreement(filled[connectwisetest.Agreement](t))
	psa.AddAgreementRecap(filled[connectwisetest.AgreementRecap](t))
	psa.AddAdjustment(filled[connectwisetest.Adjustment](t))
	psa.AddProductType(filled[connectwisetest.ProductType](t))
	psa.AddCategory(filled[connectwisetest.Category](t))
	psa.AddSubcategory(filled[connectwisetest.Subcategory](t))
	psa.AddUnitOfMeasure(filled[connectwisetest.UnitOfMeasure](t))
	psa.AddUserDefinedField(filled[connectwisetest.UserDefinedField](t))
	psa.AddCatalogItem(filled[connectwisetest.CatalogItem](t))
	psa.AddCatalogComponent(filled[connectwisetest.CatalogComponent](t))
	psa.AddAddition(filled[connectwisetest.Addition](t))
	return psa
}

func filled[T any](t *testing.T) T {
	t.Helper()
	var record T
	fill(t, reflect.ValueOf(&record).Elem(), "")
	return record
}

// fill gives a value to all that it finds, 1 to every id.
func fill(t *testing.T, v reflect.Value, name string) {
	switch v.Interface().(type) {
	case connectwisetest.Number:
		v.SetString("1.5")
		return
	case connectwisetest.DateTime:
		v.SetString("1999-07-01T00:00:00Z") // virtual time begins in 2000
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			fill(t, v.Field(i), name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Interface:
		v.Set(reflect.ValueOf(true))
	case reflect.String:
		v.SetString(text(name))
	default:
		t.Fatalf("%s: a %s is new here", name, v.Kind())
	}
}

// text is a value that the vendor's enum of that name has.
func text(name string) string {
	switch name {
	case "agreementStatus":
		return "Active"
	case "applicationCycle":
		return "CalendarMonth"
	case "applicationUnits":
		return "Hours"
	case "billCustomer", "billTime", "billExpenses", "billProducts", "billableOption":
		return "Billable"
	case "employeeCompRate":
		return "Actual"
	case "employeeCompNotExceed":
		return "Amount"
	case "entryMethod", "entryTypeIdentifier":
		return "List"
	case "invoicingCycle", "recurringCycleType":
		return "CalendarYear"
	case "periodType":
		return "Current"
	case "prefixSuffixOption":
		return "Prefix"
	case "priceAttribute":
		return "FixedFee"
	case "productClass", "typeXref":
		return "Service"
	case "type", "fieldTypeIdentifier":
		return "Text"
	default:
		return "x"
	}
}

// expectAll fails for each member of a client's record without a value: its name is not the vendor's.
func expectAll(t *testing.T, record any) {
	t.Helper()
	v := reflect.ValueOf(record)
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Tag.Get("json") != "-" && v.Field(i).IsZero() {
			t.Errorf("%T.%s has no value", record, f.Name)
		}
	}
}
