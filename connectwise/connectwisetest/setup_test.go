package connectwisetest_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestSetupTables(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	p.AddCompanyStatus(connectwisetest.CompanyStatus{ID: 1, Name: "Live"})
	p.AddCompanyType(connectwisetest.CompanyType{ID: 5, Name: "Reseller"})
	p.AddTypeAssociation(connectwisetest.TypeAssociation{ID: 71, Type: connectwisetest.Reference{ID: 5}, Company: connectwisetest.IdentifierReference{ID: 250}})
	p.AddTypeAssociation(connectwisetest.TypeAssociation{ID: 72, Type: connectwisetest.Reference{ID: 5}, Company: connectwisetest.IdentifierReference{ID: 251}})
	p.AddCategory(connectwisetest.Category{ID: 14, Name: "Managed"})
	p.AddUnitOfMeasure(connectwisetest.UnitOfMeasure{ID: 1, Name: "Seat"})
	p.AddUserDefinedField(connectwisetest.UserDefinedField{ID: 44, Caption: "Tenant", Options: []connectwisetest.UserDefinedFieldOption{{ID: 1, OptionValue: "a"}}})
	p.AddAdjustment(connectwisetest.Adjustment{ID: 77, AgreementID: monthly, Amount: "-12.5"})
	p.AddAgreementRecap(connectwisetest.AgreementRecap{ID: monthly, UsedAmount: "12.5"})
	p.AddCatalogComponent(connectwisetest.CatalogComponent{
		ID: 17, Quantity: "2", CatalogItem: connectwisetest.IdentifierReference{ID: antivirus}, ParentCatalogItem: connectwisetest.IdentifierReference{ID: bundle},
	})
	for path, want := range map[string]string{
		"/company/companies/statuses?fields=id,name":                                             `[{"id":1,"name":"Live"}]`,
		"/company/companies/250?fields=status":                                                   `{"status":{"id":1,"name":"Live"}}`,
		"/company/companies/types/5?fields=name":                                                 `{"name":"Reseller"}`,
		"/company/companies/250/typeAssociations?fields=id,type/id,type/name,company/identifier": `[{"id":71,"type":{"id":5,"name":"Reseller"},"company":{"identifier":"Meyer"}}]`,
		"/company/companies/250/typeAssociations/count":                                          `{"count":1}`,
		"/company/companyTypeAssociations?fields=id&conditions=company/id=251":                   `[{"id":72}]`,
		"/procurement/categories?fields=name":                                                    `[{"name":"Managed"}]`,
		"/procurement/subcategories/30?fields=category":                                          `{"category":{"id":14,"name":"Managed"}}`,
		"/procurement/unitOfMeasures/1?fields=name":                                              `{"name":"Seat"}`,
		"/procurement/catalog/1350?fields=unitOfMeasure,category":                                `{"unitOfMeasure":{"id":1,"name":"Seat"},"category":{"id":14,"name":"Managed"}}`,
		"/procurement/catalog/1352/components?fields=quantity,catalogItem,parentCatalogItem":     `[{"quantity":2.0,"catalogItem":{"id":1350,"identifier":"AV"},"parentCatalogItem":{"id":1352,"identifier":"BUN"}}]`,
		"/procurement/catalog/1350/components":                                                   `[]`,
		"/finance/agreements/314/adjustments?fields=id,amount":                                   `[{"id":77,"amount":-12.5}]`,
		"/finance/agreements/315/adjustments/count":                                              `{"count":0}`,
		"/finance/agreementrecap?fields=id,name,companyName,agreementStatus,usedAmount":          `[{"id":314,"name":"Monthly","companyName":"O'Meyer & Söhne \"Nord\"","agreementStatus":"Active","usedAmount":12.5}]`,
		"/finance/agreementrecap/314?fields=nextInvoiceDate":                                     `{"nextInvoiceDate":"2026-07-01"}`,
		"/system/userDefinedFields?fields=caption,options/optionValue":                           `[{"caption":"Tenant","options":[{"optionValue":"a"}]}]`,
	} {
		got := p.send("GET", path, "")
		if diff := cmp.Diff(decoded(t, want), decoded(t, got.body)); got.status != 200 || diff != "" {
			t.Errorf("%s: %d %s %s", path, got.status, got.body, diff)
		}
	}
	for path, status := range map[string]int{
		"/finance/agreementrecap/count":              404, // [spec]: there is none
		"/finance/agreements/9999/adjustments":       404,
		"/procurement/catalog/9999/components":       404,
		"/company/companies/9999/typeAssociations":   404,
		"/company/companies/251/typeAssociations/71": 404,
	} {
		if got := p.send("GET", path, ""); got.status != status {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// Nothing that is there is replaced: an id in use becomes the next one.
func TestIDsInUse(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	before := string(p.Raw(antivirus1))
	again := p.AddAddition(connectwisetest.Addition{ID: antivirus1, AgreementID: monthly, Product: connectwisetest.ProductReference{ID: firewall}})
	if again.ID != antivirus1+1 || string(p.Raw(antivirus1)) != before || len(p.Additions(monthly)) != 2 {
		t.Errorf("it became %d; %d additions", again.ID, len(p.Additions(monthly)))
	}
	if c := p.AddCompany(connectwisetest.Company{ID: 250, Name: "Second"}); c.ID != 253 || p.Companies()[0].Name == "Second" {
		t.Errorf("it became %d", c.ID)
	}
}
