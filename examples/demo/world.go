package demo

import (
	"fmt"
	"time"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync/plan"
)

// What Harbor IT sells under its own brand, by catalog item, and which Sophos products feed it.
const (
	endpoint   = 1001 + iota // Harbor Endpoint
	xdr                      // Harbor Endpoint XDR
	detection                // Harbor Managed Detection
	server                   // Harbor Server Protection
	mailShield               // Harbor Mail Shield: a bundle of e-mail protection and phishing training, sold per mailbox
	encryption               // Harbor Disk Encryption
	firewall                 // Harbor Firewall
	Backup                   // Backup Gold is another vendor's, none of our business.
	Office                   // Office Seats is another vendor's too.
)

func items() []connectwisetest.CatalogItem {
	item := func(id int, name string, price connectwisetest.Number) connectwisetest.CatalogItem {
		return connectwisetest.CatalogItem{
			ID: id, Identifier: name, Description: name, CustomerDescription: name, Price: price, ProductClass: "Agreement",
			Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
		}
	}
	return []connectwisetest.CatalogItem{
		item(endpoint, "Harbor Endpoint", "6.00"), item(xdr, "Harbor Endpoint XDR", "8.50"),
		item(detection, "Harbor Managed Detection", "14.95"), item(server, "Harbor Server Protection", "11.00"),
		item(mailShield, "Harbor Mail Shield", "4.25"), item(encryption, "Harbor Disk Encryption", "2.10"),
		item(firewall, "Harbor Firewall", "59.00"), item(Backup, "Backup Gold", "25.00"), item(Office, "Office Seats", "12.50"),
	}
}

// Settings is the partner's configuration: products to items, customers to agreements, and what people decided.
func Settings() plan.Settings {
	s := plan.Settings{
		Products: []plan.ProductMapping{
			{Product: "Sophos_Intercept_X_Advanced", ItemID: fmt.Sprint(endpoint)},
			{Product: "Sophos_Intercept_X_Advanced_XDR", ItemID: fmt.Sprint(xdr)},
			{Product: "Sophos_MTR_Advanced", ItemID: fmt.Sprint(detection)},
			{Product: "Sophos_MTR_Advanced_Srv", ItemID: fmt.Sprint(detection)},
			{Product: "Sophos_Intercept_X_Adv_Srv", ItemID: fmt.Sprint(server)},
			{Product: "Sophos_Email_Advanced", ItemID: fmt.Sprint(mailShield)},
			{Product: "Sophos_Central_Phish_Threat", ItemID: fmt.Sprint(mailShield)},
			{Product: "Sophos_Device_Encryption", ItemID: fmt.Sprint(encryption)},
			{Product: "Sophos_Central_Firewall_Adv", ItemID: fmt.Sprint(firewall)},
		},
		// The bundle is sold per mailbox: whoever has 30 protected mailboxes and trains 28 people pays 30.
		Rules: []plan.Rule{{ItemID: fmt.Sprint(mailShield), Set: plan.Policy{Combine: new(plan.CombineMax)}}},
		Aliases: []catalog.Alias{
			{Code: "CEMA-MSP", Product: "Sophos_Email_Advanced"},
			{Code: "XGS-MSP", Product: "Sophos_Central_Firewall_Adv"},
		},
		Exclusions: []plan.Exclusion{{TenantID: TenantID(25), Reason: "our own seats"}},
		Cycles:     []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
	}
	for i, c := range customers() {
		if c.unmapped {
			continue
		}
		s.Routes = append(s.Routes, plan.Route{TenantID: TenantID(i + 1), CompanyID: fmt.Sprint(companyID(i)), AgreementID: fmt.Sprint(agreementID(i))})
		for _, a := range c.additions {
			if a.consent {
				s.Consents = append(s.Consents, plan.Consent{
					AgreementID: fmt.Sprint(agreementID(i)), ItemID: fmt.Sprint(a.item), AdditionID: fmt.Sprint(a.id),
					Decision: plan.Decision{Who: "Dana, billing", Why: "the line we kept by hand until now"},
				})
			}
		}
	}
	return s
}

// seats is one customer's usage of one product code: in September, in October, and after October was corrected.
type seats struct {
	code                          string
	september, october, corrected int64
}

// manual is an addition that somebody entered by hand.
type manual struct {
	id, item int
	quantity connectwisetest.Number
	consent  bool // a person decided that the sync may adopt it
}

type customer struct {
	name      string
	usage     []seats
	additions []manual
	unmapped  bool   // nobody said which agreement it belongs to
	cancelled bool   // its agreement was cancelled in October
	left      bool   // it left Sophos Central in October
	billing   string // its billing type today; usage when empty
}

func steady(code string, n int64) seats { return seats{code, n, n, n} }

// customers are Harbor IT's 25 customers. Each of the unusual ones is something that happens to every provider.
func customers() []customer {
	return []customer{
		{name: "Acme Dental", usage: []seats{steady("CIXA-MSP", 42), steady("SVRCLOUDADV-MSP", 5), steady("CEMA-MSP", 40)}},
		{name: "Alder & Birch Architects", usage: []seats{{"CIXAXDR", 18, 21, 21}, steady("CDE-MSP", 18)}},
		{name: "Beacon Charter School", usage: []seats{{"CIXA-MSP", 180, 184, 187}, steady("CPHISH-MSP", 60)}},
		{name: "Bluebird Cafe", unmapped: true, usage: []seats{steady("CIXA-MSP", 6)}},
		{name: "Cedar Point Legal", usage: []seats{{"CIXAMTR-ADV-MSP", 25, 27, 27}, steady("CEMA-MSP", 30), steady("CPHISH-MSP", 28)}},
		{name: "Copper & Pine Furniture", usage: []seats{{"CIXA-MSP", 0, 15, 15}}, additions: []manual{
			{id: 501, item: endpoint, quantity: "10"}, {id: 502, item: endpoint, quantity: "4"},
		}},
		{name: "Dockside Marine", usage: []seats{{"CIXA-MSP", 33, 31, 31}, steady("SVRCLOUDADV-MSP", 2)}},
		{name: "Evergreen Nursery", usage: []seats{steady("CIXA-MSP", 9), {"CDE-MSP", 3, 0, 0}}},
		{name: "Foxglove Pharmacy", usage: []seats{{"CIXAXDR", 0, 12, 12}, {"CEMA-MSP", 0, 12, 12}}},
		{name: "Granite Legal", usage: []seats{{"CIXA-MSP", 24, 24, 24}, {"CXEDGE-MSP", 0, 24, 24}}},
		{name: "Harvest Foods", usage: []seats{{"CIXAMTR-ADV-MSP", 64, 66, 66}, steady("SVRCIXAMTR-ADV-MSP", 4)}},
		{name: "Ironwood Builders", usage: []seats{steady("CIXA-MSP", 28), steady("CEMA-MSP", 28)}},
		{name: "Juniper Wealth", usage: []seats{{"CIXAXDR", 14, 16, 16}, steady("CDE-MSP", 14), steady("CEMA-MSP", 14)}},
		{name: "Lakeside Vets", usage: []seats{{"CIXA-MSP", 0, 11, 11}}, additions: []manual{{id: 503, item: endpoint, quantity: "10"}}},
		{name: "Maple Accounting", usage: []seats{{"CIXA-MSP", 22, 19, 19}, steady("CEMA-MSP", 22)}},
		{name: "Northwind Dental", usage: []seats{{"CIXA-MSP", 0, 14, 14}}, additions: []manual{
			{id: 504, item: endpoint, quantity: "12", consent: true},
		}},
		{name: "O'Brien & Söhne GmbH", usage: []seats{{"CIXA-MSP", 51, 55, 55}, {"SVRCLOUDADV-MSP", 6, 7, 7}}},
		{name: "Old Mill Bakery", cancelled: true, usage: []seats{steady("CIXA-MSP", 8)}},
		{name: "Orchid Hotels", usage: []seats{{"CIXA-MSP", 120, 40, 40}, steady("CEMA-MSP", 95)}},
		{name: "Pioneer Freight", billing: "term", usage: []seats{{"CIXA-MSP", 76, 80, 80}}},
		{name: "Quarry Lane Clinic", usage: []seats{{"CIXAMTR-ADV-MSP", 20, 20, 20}, steady("CDE-MSP", 20)}},
		{name: "Redwood Travel", left: true, usage: []seats{{"CIXA-MSP", 16, 0, 0}}},
		{name: "Summit Outdoor", usage: []seats{steady("CIXA-MSP", 37)}},
		{name: "Tidewater Insurance", usage: []seats{{"CIXAXDR", 45, 47, 47}, steady("CEMA-MSP", 45), steady("CPHISH-MSP", 45)}},
		{name: "Harbor IT (own)", unmapped: true, usage: []seats{steady("CIXA-MSP", 12)}},
	}
}

// TenantID returns the id of the customer that stands at place n of the list, from 1 on.
func TenantID(n int) string { return fmt.Sprintf("7c0ffee0-0000-4000-8000-%012d", n) }
func companyID(i int) int   { return 200 + i }
func agreementID(i int) int { return 300 + i }

// State is what a sync changes in ConnectWise: the catalog and the additions of all agreements.
type State struct {
	Items     []connectwisetest.CatalogItem `json:"items"`
	Additions []connectwisetest.Addition    `json:"additions"`
}

// First is the state before any sync. Every customer has an agreement with two additions of other vendors.
func First() State {
	s := State{Items: items()}
	for i, c := range customers() {
		s.Additions = append(s.Additions, addition(agreementID(i), 5000+2*i, Backup, "1"),
			addition(agreementID(i), 5001+2*i, Office, connectwisetest.Number(fmt.Sprint(5+3*i))))
		for _, a := range c.additions {
			s.Additions = append(s.Additions, addition(agreementID(i), a.id, a.item, a.quantity))
		}
	}
	return s
}

// StateOf reads the state of a server, to load it into another one.
func StateOf(psa *connectwisetest.Server) State {
	return State{Items: psa.CatalogItems(), Additions: psa.AllAdditions()}
}

// LoadConnectWise fills the ConnectWise server with the customers and their agreements as of the first of October, and
// with a state.
func LoadConnectWise(psa *connectwisetest.Server, s State) {
	psa.AddProductType(connectwisetest.ProductType{ID: 1, Name: "Managed Service"})
	psa.AddSubcategory(connectwisetest.Subcategory{ID: 1, Name: "Security"})
	psa.AddAgreementType(connectwisetest.AgreementType{ID: 12, Name: "Managed Services"})
	for _, i := range s.Items {
		psa.AddCatalogItem(i)
	}
	for i, c := range customers() {
		company := connectwisetest.IdentifierReference{ID: companyID(i), Name: c.name}
		psa.AddCompany(connectwisetest.Company{ID: companyID(i), Identifier: fmt.Sprintf("C%03d", companyID(i)), Name: c.name})
		psa.AddAgreement(connectwisetest.Agreement{
			ID: agreementID(i), Name: "Managed Services", Type: connectwisetest.Reference{ID: 12, Name: "Managed Services"}, Company: company,
			StartDate: "2025-01-01", BillStartDate: "2025-01-01", NoEndingDateFlag: true, NextInvoiceDate: "2026-10-01",
			BillingCycle: connectwisetest.Reference{ID: 2, Name: "Monthly"}, Currency: connectwisetest.CurrencyReference{ID: 7, CurrencyCode: "USD"},
		})
	}
	for _, a := range s.Additions {
		psa.AddAddition(a)
	}
}

func addition(agreement, id, item int, quantity connectwisetest.Number) connectwisetest.Addition {
	return connectwisetest.Addition{
		ID: id, AgreementID: agreement, Product: connectwisetest.ProductReference{ID: item}, Quantity: quantity,
		BillCustomer: "Billable", EffectiveDate: "2025-01-01",
	}
}

// Invoiced moves every agreement on: the invoices of October were made, the next are those of November.
func Invoiced(psa *connectwisetest.Server) error {
	for i, c := range customers() {
		err := psa.EditAgreement(agreementID(i), connectwisetest.Administrator, func(a *connectwisetest.Agreement) {
			a.NextInvoiceDate = "2026-11-15"
			a.CancelledFlag = c.cancelled
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Report is one of the usage reports that Sophos Central has in the course of the story.
type Report int

// The reports.
const (
	September Report = iota
	October
	Corrected // October, after Sophos corrected a customer's seats
)

// LoadSophos fills the Sophos server with the customers and a report as Sophos Central has them at that time.
func LoadSophos(central *sophostest.Server, month Report) {
	var tenants []sophos.Tenant
	var rows []sophos.UsageRow
	for i, c := range customers() {
		t := sophos.Tenant{ID: TenantID(i + 1), Name: c.name, BillingType: sophos.BillingUsage, Status: sophos.StatusActive, Primary: i == 24}
		if month > September && c.billing != "" {
			t.BillingType = sophos.BillingType(c.billing)
		}
		if !c.left || month == September {
			tenants = append(tenants, t)
		}
		for _, u := range c.usage {
			if n := []int64{u.september, u.october, u.corrected}[month]; n > 0 {
				rows = append(rows, row(t, u.code, n))
			}
		}
	}
	// Two firewalls: the licence of the first says which customer it is for, nobody assigned the second.
	rows = append(rows, device("X1010ABCD"), device("X1010WXYZ"))
	central.SetFirewalls(
		sophos.Firewall{SerialNumber: "X1010ABCD", Model: "XGS107", BillingTenant: sophos.Ref{ID: TenantID(23)}},
		sophos.Firewall{SerialNumber: "X1010WXYZ", Model: "XGS107"},
	)
	central.SetTenants(tenants...)
	central.SetUsage(sophos.Month{Year: 2026, Month: time.September + time.Month(min(month, October))}, rows...)
}

func row(t sophos.Tenant, code string, n int64) sophos.UsageRow {
	q := sophos.NewQuantity(n)
	return sophos.UsageRow{
		AccountID: t.ID, AssignedAccountIdentifier: t.Name, AccountStatus: sophos.StatusActive, ProductCode: code,
		ProductDescription: "Sophos " + code + " monthly", ProductGroup: "User",
		BillableQuantity: q, ActualQuantity: q, OrderedQuantity: q,
	}
}

func device(serial string) sophos.UsageRow {
	q := sophos.NewQuantity(1)
	return sophos.UsageRow{
		AccountNumberOrSerialNumber: serial, AccountStatus: sophos.StatusActive, ProductCode: "XGS-MSP",
		ProductDescription: "XGS 107 Xstream Protection monthly", ProductGroup: "Device",
		BillableQuantity: q, ActualQuantity: q, OrderedQuantity: q,
	}
}
