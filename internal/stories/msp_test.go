package stories_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// The months of the stories.
var (
	october  = plan.NewPeriod(2026, time.October)
	november = plan.NewPeriod(2026, time.November)
	december = plan.NewPeriod(2026, time.December)
	january  = plan.NewPeriod(2027, time.January)
)

// product is something that the provider sells: a Sophos product, as an item of its own catalog.
type product struct {
	code   string // in Sophos's report
	sophos string // identifier in Sophos's table
	item   int
	name   string
	price  connectwisetest.Number
}

// What the provider of the stories sells.
var (
	endpoint   = product{"CIXA-MSP", "Sophos_Intercept_X_Advanced", 2001, "Harbor Endpoint", "6"}
	xdr        = product{"CIXAXDR", "Sophos_Intercept_X_Advanced_XDR", 2002, "Harbor Endpoint XDR", "8.5"}
	encryption = product{"CDE-MSP", "Sophos_Device_Encryption", 2003, "Harbor Disk Encryption", "2.1"}
	training   = product{"CPHISH-MSP", "Sophos_Central_Phish_Threat", 2004, "Harbor Training", "1.75"}
)

// customer is one of the provider's customers, with its records on both sides.
type customer struct {
	name      string
	tenant    string
	company   int
	agreement int
}

// msp is a managed service provider with everything that it works with.
type msp struct {
	*testing.T
	central  *sophostest.Server
	psa      *connectwisetest.Server
	target   *toconnectwise.Target
	syncer   *usagesync.Syncer
	tenants  []sophos.Tenant
	opened   int // tenants, those that left included
	usage    map[plan.Period][]sophos.UsageRow
	invoices map[int][]string // by agreement
}

// The ids of what every site has, and the cycles of the stories.
const (
	subcategory, productType, managed = 1, 1, 12
	monthly, quarterly                = 2, 3
)

// story tells something that happens to a provider from 2 November 2026 on.
func story(t *testing.T, tell func(m *msp)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := &msp{T: t, usage: map[plan.Period][]sophos.UsageRow{}, invoices: map[int][]string{}}
		m.sleepUntil(plan.NewDate(2026, time.November, 2), 9)
		m.central = sophostest.New(sophostest.Options{})
		t.Cleanup(m.central.Close)
		m.psa = connectwisetest.New(connectwisetest.Options{})
		t.Cleanup(m.psa.Close)
		m.connect()
		m.psa.AddProductType(connectwisetest.ProductType{ID: productType, Name: "Service"})
		m.psa.AddSubcategory(connectwisetest.Subcategory{ID: subcategory, Name: "Security"})
		m.psa.AddAgreementType(connectwisetest.AgreementType{ID: managed, Name: "Managed Security"})
		m.decide("the cycles of our site", func(s *plan.Settings, _ plan.Decision) error {
			s.Cycles = []plan.Cycle{{ID: strconv.Itoa(monthly), Name: "Monthly", Months: 1}, {ID: strconv.Itoa(quarterly), Name: "Quarterly", Months: 3}}
			return nil
		})
		tell(m)
	})
}

// connect makes the clients and the Syncer, as a caller's program does.
func (m *msp) connect() {
	m.Helper()
	from, err := sophos.New(m.central.Config())
	m.must(err)
	m.Cleanup(from.CloseIdleConnections)
	o := m.psa.Options()
	to, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example" + connectwisetest.BasePath, Company: o.Company, PublicKey: o.PublicKey,
		PrivateKey: connectwise.Secret(o.PrivateKey), ClientID: o.ClientID, Limits: connectwise.NoLimits(), RoundTripper: m.psa.Pipe(),
	})
	m.must(err)
	m.Cleanup(to.CloseIdleConnections)
	m.target = toconnectwise.New(to)
	m.syncer, err = usagesync.New(usagesync.Config{
		Partner: "harbor-it", Source: fromsophos.New(from, fromsophos.Options{}), Target: m.target, Store: memstore.New(), Member: o.Member,
	})
	m.must(err)
}

func (m *msp) must(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// stocks puts products into the catalog of ConnectWise.
func (m *msp) stocks(products ...product) {
	for _, p := range products {
		m.psa.AddCatalogItem(connectwisetest.CatalogItem{
			ID: p.item, Identifier: p.name, Description: p.name, CustomerDescription: p.name, Price: p.price, ProductClass: "Agreement",
			Subcategory: connectwisetest.Reference{ID: subcategory}, Type: connectwisetest.Reference{ID: productType},
		})
	}
}

// sells stocks products and maps them.
func (m *msp) sells(products ...product) {
	m.Helper()
	m.stocks(products...)
	m.decide("what we sell", func(s *plan.Settings, _ plan.Decision) error {
		for _, p := range products {
			if err := s.MapProduct(p.mapping()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p product) id() string { return strconv.Itoa(p.item) }

func (p product) mapping() plan.ProductMapping {
	return plan.ProductMapping{Product: p.sophos, ItemID: p.id(), ItemName: p.name}
}

// meets gets to know a customer: there is a tenant in Sophos Central, and a company with an agreement in ConnectWise, which
// is invoiced on the 15th of every month. Nobody has mapped them.
func (m *msp) meets(name string) customer {
	c := m.signs(name, m.opened+1)
	c.tenant = m.opensTenant(name)
	return c
}

// opensTenant makes a tenant on monthly usage.
func (m *msp) opensTenant(name string) string {
	m.opened++
	id := fmt.Sprintf("7c0ffee0-0000-4000-8000-%012d", m.opened)
	m.tenants = append(m.tenants, sophos.Tenant{ID: id, Name: name, BillingType: sophos.BillingUsage})
	m.central.SetTenants(m.tenants...)
	return id
}

// signs makes company and agreement number n.
func (m *msp) signs(name string, n int) customer {
	c := customer{name: name, company: 200 + n, agreement: 1000 + n}
	m.psa.AddCompany(connectwisetest.Company{ID: c.company, Identifier: fmt.Sprint("Customer", n), Name: name})
	m.psa.AddAgreement(connectwisetest.Agreement{
		ID: c.agreement, Name: name + " Managed", Type: connectwisetest.Reference{ID: managed}, Company: connectwisetest.IdentifierReference{ID: c.company},
		StartDate: "2025-01-01", BillStartDate: "2025-01-01", NoEndingDateFlag: true, NextInvoiceDate: "2026-11-15",
		BillingCycle: connectwisetest.Reference{ID: monthly, Name: "Monthly"}, Currency: connectwisetest.CurrencyReference{ID: 7, CurrencyCode: "USD"},
	})
	return c
}

// serves meets a customer and maps it.
func (m *msp) serves(name string) customer {
	m.Helper()
	c := m.meets(name)
	m.maps(c)
	return c
}

func (m *msp) maps(customers ...customer) {
	m.Helper()
	m.decide("our customers", func(s *plan.Settings, _ plan.Decision) error {
		for _, c := range customers {
			if err := s.MapTenant(c.route()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c customer) route() plan.Route {
	return plan.Route{TenantID: c.tenant, CompanyID: strconv.Itoa(c.company), CompanyName: c.name, AgreementID: c.agreementID(), AgreementName: c.name + " Managed"}
}

func (c customer) agreementID() string { return strconv.Itoa(c.agreement) }

// line is the id of a customer's line of a product.
func (c customer) line(p product) string { return plan.LineID(c.agreementID(), p.id()) }

// account changes a customer's account in Sophos Central.
func (m *msp) account(c customer, change func(*sophos.Tenant)) {
	for i := range m.tenants {
		if m.tenants[i].ID == c.tenant {
			change(&m.tenants[i])
		}
	}
	m.central.SetTenants(m.tenants...)
}

// leavesSophos removes a customer's account from Sophos Central.
func (m *msp) leavesSophos(c customer) {
	m.tenants = slices.DeleteFunc(m.tenants, func(t sophos.Tenant) bool { return t.ID == c.tenant })
	m.central.SetTenants(m.tenants...)
}
