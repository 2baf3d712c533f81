package connectwise_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// pipe is a client of a server with state, in virtual time.
func pipe(t *testing.T, o connectwisetest.Options, limits []connectwise.Window) (*connectwise.Client, *connectwisetest.Server) {
	t.Helper()
	psa := connectwisetest.New(o)
	return pipeTo(t, psa, connectwisetest.BasePath, limits), psa
}

// pipeAt is pipe with another base path.
func pipeAt(t *testing.T, base string, o connectwisetest.Options) (*connectwise.Client, *connectwisetest.Server) {
	t.Helper()
	psa := connectwisetest.New(o)
	return pipeTo(t, psa, base, connectwise.NoLimits()), psa
}

func pipeTo(t testing.TB, psa *connectwisetest.Server, base string, limits []connectwise.Window) *connectwise.Client {
	t.Helper()
	o := psa.Options()
	client, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example.test" + base, Company: o.Company, PublicKey: o.PublicKey,
		PrivateKey: connectwise.Secret(o.PrivateKey), ClientID: o.ClientID, RoundTripper: psa.Pipe(), Limits: limits,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.CloseIdleConnections(); psa.Close() })
	return client
}

func TestServerWalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, psa := pipe(t, connectwisetest.Options{LinkBase: "https://internal.example.test/"}, connectwise.NoLimits())
		for i := range 2500 {
			psa.AddCatalogItem(connectwisetest.CatalogItem{Identifier: fmt.Sprintf("ITEM-%d", i), InactiveFlag: i%5 == 0})
		}
		q := connectwise.Query{Where: connectwise.Field("inactiveFlag").Eq(false), PageSize: 300}
		all, err := connectwise.Collect(client.CatalogItems.All(t.Context(), q))
		if err != nil || len(all) != 2000 {
			t.Fatalf("%d items, %v", len(all), err)
		}
		if n, err := client.CatalogItems.Count(t.Context(), q); err != nil || n != 2000 {
			t.Errorf("count is %d, %v", n, err)
		}
		page, err := client.CatalogItems.List(t.Context(), connectwise.Query{PageSize: 2, Page: 2, OrderBy: []connectwise.Order{{Field: "id", Desc: true}}})
		if err != nil || len(page) != 2 || page[0].Identifier != "ITEM-2497" {
			t.Errorf("page 2 is %v, %v", page, err)
		}
	})
}

// Every form of condition that the builder writes is one that a strict reader of the grammar accepts and understands.
func TestServerConditions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, psa := pipe(t, connectwisetest.Options{}, connectwise.NoLimits())
		for i, name := range []string{"O'Brien & Söhne (50%)", "Acme", "Zeta"} {
			psa.AddCatalogItem(connectwisetest.CatalogItem{ID: i + 1, Identifier: name, Price: connectwisetest.Number(fmt.Sprint(i, ".50")), InactiveFlag: i == 2})
		}
		field := func(path string) connectwise.Field { return connectwise.Field(path) }
		for _, tt := range []struct {
			c    connectwise.Condition
			want []int
		}{
			{connectwise.Condition{}, []int{1, 2, 3}},
			{field("identifier").Eq("O'Brien & Söhne (50%)"), []int{1}},
			{field("identifier").Ne("Acme"), []int{1, 3}},
			{field("identifier").Contains("& S"), []int{1}},
			{field("identifier").NotContains("& S"), []int{2, 3}},
			{field("id").In(1, 3, 9), []int{1, 3}},
			{field("id").NotIn(1), []int{2, 3}},
			{field("price").Ge(decimal(t, "1.5")), []int{2, 3}},
			{field("inactiveFlag").Eq(true), []int{3}},
			{field("_info/lastUpdated").Gt(time.Now().Add(-time.Hour)), []int{1, 2, 3}},
			{field("_info/lastUpdated").Lt(date(t, "1999-12-31")), nil},
			{connectwise.And(connectwise.Or(field("id").Lt(2), field("id").Gt(2)), field("inactiveFlag").Ne(true)), []int{1}},
			{connectwise.Or(connectwise.And(field("id").Le(2), field("id").Gt(1)), field("vendorSku").Eq("none")), []int{2}},
			{field("vendorSku").Eq(nil), []int{1, 2, 3}},
		} {
			items, err := connectwise.Collect(client.CatalogItems.All(t.Context(), connectwise.Query{Where: tt.c}))
			var ids []int
			for _, i := range items {
				ids = append(ids, i.ID)
			}
			if err != nil || !slices.Equal(ids, tt.want) {
				t.Errorf("%s finds %v, %v; want %v", tt.c, ids, err, tt.want)
			}
		}
		unknown := connectwise.Query{Where: field("noSuchMember").Eq(1)}
		_, err := client.CatalogItems.List(t.Context(), unknown)
		if e, ok := errors.AsType[*connectwise.APIError](err); !ok || e.Code != "ApiFindCondition" {
			t.Errorf("got %v", err)
		}
	})
}

// An answer lost after the commit makes an ambiguous create, and exactly one addition.
func TestServerLosesTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, psa := pipe(t, connectwisetest.Options{}, nil)
		psa.AddCatalogItem(connectwisetest.CatalogItem{ID: 2210, Identifier: "NW"})
		company := psa.AddCompany(connectwisetest.Company{Identifier: "Northwind"})
		psa.AddAgreement(connectwisetest.Agreement{ID: 88, Company: connectwisetest.IdentifierReference{ID: company.ID}})
		additions := client.Additions(88)
		psa.Inject(connectwisetest.Fault{Method: http.MethodPost, DropAfter: true}, connectwisetest.Fault{Method: http.MethodPatch, DropAfter: true})
		if _, err := additions.Create(t.Context(), addition); !errors.Is(err, connectwise.ErrAmbiguous) {
			t.Fatalf("got %v", err)
		}
		all, err := connectwise.Collect(additions.All(t.Context(), connectwise.Query{}))
		if err != nil || len(all) != 1 || !all[0].Quantity.Equal(connectwise.DecimalOf(41)) {
			t.Fatalf("got %v, %v", all, err)
		}
		got, err := additions.SetQuantity(t.Context(), all[0].ID, connectwise.DecimalOf(0))
		if err != nil || !got.Quantity.IsZero() {
			t.Errorf("got %v, %v", got.Quantity, err)
		}
		if n := len(psa.Writes()); n != 3 {
			t.Errorf("%d writes, want one create and a repeated patch", n)
		}
	})
}

func TestServerKnowsTheOperations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, psa := pipe(t, connectwisetest.Options{Company: "northwind"}, connectwise.NoLimits())
		everything(psa)
		for _, o := range operations() {
			if err := o.call(t.Context(), client); err != nil {
				t.Errorf("%s: %v", o.op, err)
			}
		}
	})
}

// everything gives the server a record 5 of every kind, and the parents 51, 88 and 2210 that operations name.
func everything(psa *connectwisetest.Server) {
	company := connectwisetest.IdentifierReference{ID: 51}
	psa.AddCompany(connectwisetest.Company{ID: 5, Identifier: "Contoso"})
	psa.AddCompany(connectwisetest.Company{ID: 51, Identifier: "Northwind"})
	psa.AddCompanyStatus(connectwisetest.CompanyStatus{ID: 5, Name: "Active"})
	psa.AddCompanyType(connectwisetest.CompanyType{ID: 5, Name: "Client"})
	psa.AddTypeAssociation(connectwisetest.TypeAssociation{ID: 5, Type: connectwisetest.Reference{ID: 5}, Company: company})
	psa.AddAgreementType(connectwisetest.AgreementType{ID: 5, Name: "Managed Services"})
	psa.AddCategory(connectwisetest.Category{ID: 5, Name: "Services"})
	psa.AddSubcategory(connectwisetest.Subcategory{ID: 5, Name: "Security", Category: connectwisetest.Reference{ID: 5}})
	psa.AddSubcategory(connectwisetest.Subcategory{ID: 30, Name: "Managed Security"})
	psa.AddProductType(connectwisetest.ProductType{ID: 5, Name: "Service"})
	psa.AddProductType(connectwisetest.ProductType{ID: 9, Name: "Agreement"})
	psa.AddUnitOfMeasure(connectwisetest.UnitOfMeasure{ID: 5, Name: "Seat"})
	psa.AddUserDefinedField(connectwisetest.UserDefinedField{ID: 5, Caption: "SophosTenant"})
	psa.AddCatalogItem(connectwisetest.CatalogItem{
		ID: 5, Identifier: "SVR", Description: "d", CustomerDescription: "c",
		Subcategory: connectwisetest.Reference{ID: 30}, Type: connectwisetest.Reference{ID: 9},
	})
	psa.AddCatalogItem(connectwisetest.CatalogItem{ID: 2210, Identifier: "EPP"})
	psa.AddCatalogComponent(connectwisetest.CatalogComponent{ID: 5, ParentCatalogItem: connectwisetest.IdentifierReference{ID: 2210}})
	psa.AddAgreement(connectwisetest.Agreement{ID: 5, Company: company})
	psa.AddAgreement(connectwisetest.Agreement{ID: 88, Company: company})
	psa.AddAgreementRecap(connectwisetest.AgreementRecap{ID: 5})
	psa.AddAdjustment(connectwisetest.Adjustment{ID: 5, AgreementID: 88})
	psa.AddAddition(connectwisetest.Addition{ID: 5, AgreementID: 88, Product: connectwisetest.ProductReference{ID: 2210}})
}
