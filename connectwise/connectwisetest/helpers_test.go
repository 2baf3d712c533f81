package connectwisetest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// psa is a small world and a raw client of it.
type psa struct {
	*connectwisetest.Server
	t         *testing.T
	transport http.RoundTripper
}

const (
	monthly    = 314 // agreement: bills from 2025-01-01, invoiced until 2026-07-01, doesn't prorate
	prorating  = 315 // agreement: the same, but prorates
	antivirus  = 1350
	firewall   = 1351
	bundle     = 1352
	antivirus1 = 3401 // addition of antivirus on monthly
)

func newPSA(t *testing.T, o connectwisetest.Options) psa {
	t.Helper()
	s := connectwisetest.New(o)
	t.Cleanup(s.Close)
	s.AddCompany(connectwisetest.Company{
		ID: 250, Identifier: "Meyer", Name: `O'Meyer & Söhne "Nord"`,
		Status:       connectwisetest.Reference{ID: 1, Name: "Active"},
		Types:        []connectwisetest.Reference{{ID: 1, Name: "Client"}, {ID: 5, Name: "Partner"}},
		CustomFields: []connectwisetest.CustomField{{ID: 41, Caption: "Tenant", Value: "a1b2"}, {ID: 42, Caption: "Seats", Value: 12}},
		Info:         connectwisetest.Info{LastUpdated: "2026-05-01"},
	})
	s.AddCompany(connectwisetest.Company{
		ID: 251, Identifier: "Gone", Name: "Gone Ltd", DeletedFlag: true, AnnualRevenue: "1000000.10",
		Types: []connectwisetest.Reference{{ID: 5, Name: "Partner"}},
		CustomFields: []connectwisetest.CustomField{
			{ID: 43, Caption: "Rate", Value: 1.5}, {ID: 44, Caption: "Managed", Value: true}, {ID: 45, Caption: "Fee", Value: json.Number("10.09")},
		},
		Info: connectwisetest.Info{LastUpdated: "2026-06-01T12:00:00Z"},
	})
	s.AddCompany(connectwisetest.Company{ID: 252, Identifier: "50%_[x]", Name: "Half"})
	s.AddAgreementType(connectwisetest.AgreementType{ID: 12, Name: "Managed"})
	agreement := connectwisetest.Agreement{
		ID: monthly, Name: "Monthly", Type: connectwisetest.Reference{ID: 12}, Company: connectwisetest.IdentifierReference{ID: 250},
		StartDate: "1999-01-01", BillStartDate: "2025-01-01", NextInvoiceDate: "2026-07-01", NoEndingDateFlag: true,
	}
	s.AddAgreement(agreement)
	agreement.ID, agreement.Name, agreement.ProrateFlag = prorating, "Prorating", true
	s.AddAgreement(agreement)
	s.AddSubcategory(connectwisetest.Subcategory{ID: 30, Name: "Security", Category: connectwisetest.Reference{ID: 14, Name: "Services"}})
	s.AddProductType(connectwisetest.ProductType{ID: 9, Name: "Agreement"})
	for id, i := range map[int]connectwisetest.CatalogItem{
		antivirus: {Identifier: "AV", Description: "Antivirus", CustomerDescription: "Antivirus for you", Price: "14.95", Cost: "4", TaxableFlag: true},
		firewall:  {Identifier: "FW", Description: "Firewall", CustomerDescription: "Firewall for you", Price: "30.00", Cost: "11.5"},
		bundle:    {Identifier: "BUN", Description: "Bundle", CustomerDescription: "All", ProductClass: "Bundle"},
	} {
		i.ID, i.Subcategory, i.Type = id, connectwisetest.Reference{ID: 30}, connectwisetest.Reference{ID: 9}
		s.AddCatalogItem(i)
	}
	s.AddAddition(connectwisetest.Addition{
		ID: antivirus1, AgreementID: monthly, Product: connectwisetest.ProductReference{ID: antivirus},
		Quantity: "24", EffectiveDate: "2025-11-01", TaxableFlag: true,
	})
	return psa{s, t, s.Pipe()}
}

type response struct {
	status int
	header http.Header
	body   string
}

// send makes an authenticated request; path may have a query, header lines replace the usual ones.
func (p psa) send(method, path, body string, header ...string) response {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, "https://psa.example"+connectwisetest.BasePath+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	o := p.Options()
	r.SetBasicAuth(o.Company+"+"+o.PublicKey, o.PrivateKey)
	r.Header.Set("clientId", o.ClientID)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := p.transport.RoundTrip(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response{resp.StatusCode, resp.Header, string(b)}
}

// get makes a GET with query parameters given as name, value, …
func (p psa) get(path string, query ...string) response {
	p.t.Helper()
	q := url.Values{}
	for i := 0; i < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	return p.send("GET", path+"?"+q.Encode(), "")
}

// ids reads the ids of a list.
func (r response) ids(t *testing.T) []int {
	t.Helper()
	var rows []struct{ ID int }
	if err := json.Unmarshal([]byte(r.body), &rows); err != nil || r.status != 200 {
		t.Fatalf("status %d, body %s: %v", r.status, r.body, err)
	}
	out := []int{}
	for _, row := range rows {
		out = append(out, row.ID)
	}
	return out
}

// member reads one top-level member as its JSON text, "" if it is absent.
func (r response) member(t *testing.T, name string) string {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(r.body), &all); err != nil {
		t.Fatalf("status %d, body %s: %v", r.status, r.body, err)
	}
	return string(all[name])
}

// problem is an error answer on one line: status, code and message of the innermost error.
func (r response) problem(t *testing.T) string {
	t.Helper()
	type entry struct{ Code, Message, Resource, Field string }
	var e struct {
		entry
		Errors []entry
	}
	if err := json.Unmarshal([]byte(r.body), &e); err != nil {
		t.Fatalf("status %d, body %s: %v", r.status, r.body, err)
	}
	lines := []string{e.Code + ": " + e.Message}
	for _, inner := range e.Errors {
		lines = append(lines, inner.Code+" "+inner.Resource+"."+inner.Field+": "+inner.Message)
	}
	return http.StatusText(r.status) + " | " + strings.Join(lines, " | ")
}
