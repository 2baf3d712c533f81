package suggest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

func day(month time.Month, d int) plan.Date { return plan.NewDate(2026, month, d) }

// companies returns companies with ids from c1 on, each with one running agreement, a1 and so on.
func companies(names ...string) plan.Directory {
	var d plan.Directory
	for i, name := range names {
		c := plan.Company{ID: fmt.Sprint("c", i+1), Name: name}
		d.Companies = append(d.Companies, c)
		d.Agreements = append(d.Agreements, plan.Agreement{ID: fmt.Sprint("a", i+1), CompanyID: c.ID, Start: day(1, 1)})
	}
	return d
}

// tenants returns tenants with ids from t1 on.
func tenants(names ...string) []plan.Tenant {
	var list []plan.Tenant
	for i, name := range names {
		list = append(list, plan.Tenant{ID: fmt.Sprint("t", i+1), Name: name})
	}
	return list
}

func input(d plan.Directory, names ...string) suggest.CustomersInput {
	return suggest.CustomersInput{Day: day(10, 15), Tenants: tenants(names...), Directory: d}
}

// show writes one line for each candidate: tenant, company, score, reason, collisions.
func show(customers []suggest.Customer) string {
	var b strings.Builder
	for _, c := range customers {
		switch {
		case c.Exclude:
			fmt.Fprintf(&b, "%s: exclude\n", c.Tenant.ID)
		case len(c.Companies) == 0:
			fmt.Fprintf(&b, "%s: none\n", c.Tenant.ID)
		}
		for _, m := range c.Companies {
			fmt.Fprintf(&b, "%s: %s %s\n", c.Tenant.ID, m.Company.ID, showMatch(m.Match))
		}
	}
	return b.String()
}

func showMatch(m suggest.Match) string {
	line := fmt.Sprintf("%d %s", m.Score, m.Reason)
	for _, c := range m.Collisions {
		line += " " + strings.TrimSuffix(fmt.Sprintf("%s:%s", c.Kind, strings.Join(c.IDs, ",")), ":")
	}
	if m.Clear {
		line += " clear"
	}
	return line
}

func lines(s ...string) string { return strings.Join(s, "\n") + "\n" }

// TestNamesAreCompared matches one tenant with one company.
func TestNamesAreCompared(t *testing.T) {
	for _, tt := range []struct{ tenant, company, want string }{
		{"Bäckerei Huber", "Bäckerei Huber", "100 exact clear"},
		{"BÄCKEREI  HUBER ", "Baeckerei Huber", "similar"},
		{"BÄCKEREI  HUBER ", "Backerei Huber", "98 normalised clear"},
		{"O'Neill Dental", "O’Neill – Dental", "98 normalised clear"},
		{"ONeill Dental", "O'Neill Dental", "98 normalised clear"},
		{"Blue-Sky IT", "BlueSky IT", "98 normalised clear"},
		{"Straßer & Søn", "STRASSER + SON", "98 normalised clear"},
		{"Cafe\u0301 Zoe\u0308", "Café Zoë", "98 normalised clear"},
		{"Łódź Œuvre Ægir", "Lodz Oeuvre Aegir", "98 normalised clear"},
		{"Công ty Đại Phát", "Cong ty Dai Phat", "98 normalised clear"},
		{"ΚΑΦΕΣ ΑΘΗΝΑ", "Καφές Αθήνα", "98 normalised clear"},
		{"ТЁПЛЫЙ ДОМ", "Теплый дом", "98 normalised clear"},
		{"ＡＣＭＥ　商事", "Acme 商事", "98 normalised clear"},
		{"J. P. Morrow", "J.P. Morrow", "98 normalised clear"},

		{"Acme, Inc.", "ACME", "95 normalised clear"},
		{"Smith and Sons", "Smith & Sons", "95 normalised clear"},
		{"The Widget Company", "Widget Co.", "95 normalised clear"},
		{"Acme Incorporated", "Acme Inc", "95 normalised clear"},
		{"Nordwind GmbH & Co. KG", "Nordwind", "95 normalised clear"},
		{"Visser Techniek B.V.", "Visser Techniek BV", "98 normalised clear"},
		{"Visser Techniek B.V.", "Visser Techniek", "95 normalised clear"},
		{"Jensen A/S", "Jensen", "95 normalised clear"},
		{"Lumière S.à r.l.", "Lumiere SARL", "98 normalised clear"},
		{"Lumière S.à r.l.", "Lumiere", "95 normalised clear"},
		{"Kowalski Sp. z o.o.", "Kowalski", "95 normalised clear"},
		{"Cielo S.A. de C.V.", "Cielo", "95 normalised clear"},
		{"ООО «Ромашка»", "Ромашка", "95 normalised clear"},
		{"株式会社山川製作所", "山川製作所", "95 normalised clear"},
		{"山川製作所（株）", "山川製作所", "95 normalised clear"},
		{"明光科技有限公司", "明光科技", "95 normalised clear"},
		{"주식회사 한빛", "한빛", "95 normalised clear"},
		{"Huber GmbH", "Huber AG", "90 normalised other-legal-form"},
		{"Lakeside Spa", "Lakeside", "90 normalised other-legal-form"}, // an everyday word, too

		{"Nordwind Logistik", "Nordwind Logistics GmbH", "similar"},
		{"Dental Huber", "Huber Dental", "89 similar"},
		{"Fabrikam", "Fabricam", "similar"},
		{"山川製作所", "山川制作所", "similar"},
		{"Kreisklinik 1", "Kreisklinik 2", "similar"},

		{"Acme", "Umbrella", "none"},
		{"दिल्ली", "दीली", "none"}, // vowel signs are part of the word
		{"कुल", "कल", "none"},
		{"ガス", "カス", "none"},
		{"カ\u3099ス", "カス", "similar"},
		{"שלום", "", "none"},
		{"", "", "none"},
		{"---", "---", "none"},
		{"...", "***", "none"},
		{"🍕", "🍕", "none"},
		{"Inc.", "LLC", "none"},
		{"Ltd", "LTD.", "none"},
		{"GmbH & Co. KG", "Co KG", "none"},
		{"株式会社", "有限会社", "none"},
		{"Limited", "Limited", "100 exact no-name"},
		{"Inc", "Acme Inc", "none"},
	} {
		t.Run(tt.tenant+" = "+tt.company, func(t *testing.T) {
			got := suggest.Customers(input(companies(tt.company), tt.tenant), suggest.Options{})
			line := "none"
			if m := got[0].Companies; len(m) > 0 {
				line = showMatch(m[0].Match)
			}
			if tt.want == "similar" { // the score is the business of the index
				_, line, _ = strings.Cut(line, " ")
			}
			if line != tt.want {
				t.Errorf("got %q, want %q: %+v", line, tt.want, got[0].Companies)
			}
		})
	}
}

// TestCustomers runs small sites.
func TestCustomers(t *testing.T) {
	deleted := func(d plan.Directory, i int) plan.Directory { d.Companies[i].Deleted = true; return d }
	agreement := func(d plan.Directory, more ...plan.Agreement) plan.Directory {
		d.Agreements = append(d.Agreements, more...)
		return d
	}
	route := func(in suggest.CustomersInput, r ...plan.Route) suggest.CustomersInput { in.Routes = r; return in }
	own := func(in suggest.CustomersInput) suggest.CustomersInput { in.Tenants[0].Own = true; return in }
	shout := func(in suggest.CustomersInput) suggest.CustomersInput { in.Tenants[0].ID = "T1"; return in }
	none := plan.Directory{Companies: []plan.Company{{ID: "c1", Name: "Acme"}}}
	october, september := plan.NewPeriod(2026, time.October), plan.NewPeriod(2026, time.September)

	for _, tt := range []struct {
		name    string
		in      suggest.CustomersInput
		options suggest.Options
		want    string
	}{
		{"nobody is unmapped", input(companies("Acme")), suggest.Options{}, ""},
		{"the partner's own account", own(input(companies("Alpine IT"), "Alpine IT")), suggest.Options{}, lines("t1: exclude")},
		{"own account is no rival", own(input(companies("Alpine IT"), "Alpine IT", "Alpine IT")), suggest.Options{}, lines("t1: exclude", "t2: c1 100 exact clear")},
		{"exact before normalised before similar", input(companies("Acme Dental Group", "ACME", "Acme Dental"), "Acme Dental"), suggest.Options{}, lines(
			"t1: c3 100 exact clear", "t1: c1 66 similar", "t1: c2 57 similar")},
		{"the best few", input(companies("Huber A", "Huber B", "Huber C"), "Huber"), suggest.Options{Max: 2}, lines(
			"t1: c1 83 similar", "t1: c2 83 similar")},
		{"the minimum score", input(companies("Acme Dental Group"), "Acme Dental"), suggest.Options{MinScore: 81}, lines("t1: none")},
		{"one company, two customers", input(companies("Acme"), "Acme", "ACME Inc."), suggest.Options{}, lines(
			"t2: c1 95 normalised several-customers:t1,t2", "t1: c1 100 exact several-customers:t1,t2")},
		{"a customer without a company spoils nothing", input(companies("Huber Dental"), "Huber Dental", "Huber Dental Lab"), suggest.Options{}, lines(
			"t1: c1 100 exact clear", "t2: c1 88 similar several-customers:t1,t2")},
		{"two companies of one name", input(companies("Acme", "Acme, Inc."), "Acme"), suggest.Options{}, lines(
			"t1: c1 100 exact same-name:c1,c2", "t1: c2 95 normalised same-name:c1,c2")},
		{"one of them in the recycle bin", input(deleted(companies("Acme", "Acme"), 0), "Acme"), suggest.Options{}, lines(
			"t1: c2 100 exact same-name:c1,c2", "t1: c1 100 exact same-name:c1,c2 deleted")},
		{"the only one in the recycle bin", input(deleted(companies("Acme"), 0), "Acme"), suggest.Options{}, lines("t1: c1 100 exact deleted")},
		{"no agreement", input(none, "Acme"), suggest.Options{}, lines("t1: c1 100 exact no-agreement")},
		{"several agreements", input(agreement(companies("Acme"), plan.Agreement{ID: "b", CompanyID: "c1"}), "Acme"), suggest.Options{}, lines(
			"t1: c1 100 exact several-agreements:a1,b")},
		{"agreements that take nothing", input(agreement(companies("Acme"),
			plan.Agreement{ID: "cancelled", CompanyID: "c1", Cancelled: true},
			plan.Agreement{ID: "status", CompanyID: "c1", Status: "Cancelled"},
			plan.Agreement{ID: "expired", CompanyID: "c1", Status: "Expired"},
			plan.Agreement{ID: "inactive", CompanyID: "c1", Status: "Inactive"},
			plan.Agreement{ID: "ended", CompanyID: "c1", End: day(10, 14)},
			plan.Agreement{ID: "future", CompanyID: "c1", Start: day(10, 16)},
			plan.Agreement{ID: "child", CompanyID: "c1", ParentID: "ended"},
			plan.Agreement{ID: "child of cancelled", CompanyID: "c1", ParentID: "cancelled"},
			plan.Agreement{ID: "child of expired", CompanyID: "c1", ParentID: "expired", Status: "Active"},
			plan.Agreement{ID: "lost", CompanyID: "c1", ParentID: "nowhere"},
			plan.Agreement{ID: "circle", CompanyID: "c1", ParentID: "circle"},
		), "Acme"), suggest.Options{}, lines("t1: c1 100 exact clear")},
		{"last and first day", input(agreement(companies("Acme"),
			plan.Agreement{ID: "last", CompanyID: "c1", End: day(10, 15)},
			plan.Agreement{ID: "first", CompanyID: "c1", Start: day(10, 15)},
			plan.Agreement{ID: "child", CompanyID: "c1", ParentID: "a1"},
		), "Acme"), suggest.Options{}, lines("t1: c1 100 exact several-agreements:a1,child,first,last")},
		{"mapped customers are left out", route(input(companies("Acme"), "Acme"), plan.Route{TenantID: "T1", CompanyID: "c9"}), suggest.Options{}, ""},
		{"ids in capitals", route(shout(input(companies("Acme"), "Acme")), plan.Route{TenantID: "t1", CompanyID: "c9"}), suggest.Options{}, ""},
		{"a route that is over maps nobody", route(input(companies("Acme"), "Acme"), plan.Route{TenantID: "t1", CompanyID: "c1", To: september}), suggest.Options{}, lines(
			"t1: c1 100 exact clear")},
		{"a route in its last month still does", route(input(companies("Acme"), "Acme"), plan.Route{TenantID: "t1", CompanyID: "c1", To: october}), suggest.Options{}, ""},
		{"another customer is mapped there", route(input(companies("Acme"), "Acme"),
			plan.Route{TenantID: "t9", CompanyID: "c1", Products: []string{"x"}}, plan.Route{TenantID: "t9", CompanyID: "c1", Off: true}), suggest.Options{}, lines(
			"t1: c1 100 exact already-mapped:t9")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, show(suggest.Customers(tt.in, tt.options))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestReasonsAreTold reads the words of the reasons.
func TestReasonsAreTold(t *testing.T) {
	for _, tt := range []struct{ tenant, company, want string }{
		{"Acme", "Acme", `both are called "Acme"`},
		{"Acme", "ACME", `"Acme" and "ACME" agree but for case, accents, punctuation and spaces`},
		{"Acme, Inc.", "ACME", `"Acme, Inc." and "ACME" agree without legal form`},
		{"Nordwind Logistik", "Nordwind Logistics", `"Nordwind Logistik" and "Nordwind Logistics" share "nordwind"`},
		{"Dental Huber", "Huber Dental", `"Dental Huber" and "Huber Dental" have the same words in another order`},
		{"Fabrikam", "Fabricam", `"Fabrikam" and "Fabricam" are spelled alike`},
		{"Acme\x1b[2J", "ACME 2j", `"Acme\x1b[2J" and "ACME 2j" agree but for case, accents, punctuation and spaces`},
	} {
		got := suggest.Customers(input(companies(tt.company), tt.tenant), suggest.Options{})
		if diff := cmp.Diff(tt.want, got[0].Companies[0].Text); diff != "" {
			t.Error(diff)
		}
	}
}

// TestCustomersKeepTheirInput: the lists that come in are not sorted or shortened in place.
func TestCustomersKeepTheirInput(t *testing.T) {
	in := input(companies("Beta", "Alpha", "Alpha"), "Beta", "Alpha")
	in.Routes = []plan.Route{{TenantID: "t9", CompanyID: "c2"}, {TenantID: "t8", CompanyID: "c2"}, {TenantID: "t2"}}
	before := fmt.Sprint(in)
	suggest.Customers(in, suggest.Options{})
	if diff := cmp.Diff(before, fmt.Sprint(in)); diff != "" {
		t.Error(diff)
	}
}

// TestCustomersJSON: a match's members stand beside the company's, and empty lists are lists.
func TestCustomersJSON(t *testing.T) {
	got, err := json.Marshal(suggest.Customers(input(companies("Acme"), "Acme", "Umbrella"), suggest.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"score":100,"reason":"exact","text":`, `"clear":true,"company":{`, `"agreements":[{`, `"companies":[]`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}
