package plan_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// The decisions of the tests, and what else they name.
const (
	otherTenant  = "0b0320ab-0000-4000-8000-000000000002"
	otherProduct = "Sophos_Device_Encryption"
	otherItem    = "1351"
)

var (
	dana      = plan.Decision{Who: "Dana", Why: "as agreed", When: "2026-11-02T09:00:00Z"}
	danaLater = plan.Decision{Who: "Dana", Why: "as agreed", When: "2026-11-03T09:00:00Z"}
)

// settings are those of the small world with a second product and a second customer.
func settings() plan.Settings {
	return plan.Settings{
		Products: []plan.ProductMapping{{Product: product, ItemID: item, ItemName: "Acme Endpoint"}, {Product: otherProduct, ItemID: otherItem}},
		Routes: []plan.Route{
			{TenantID: tenant, CompanyID: company, AgreementID: agreement},
			{TenantID: otherTenant, CompanyID: "251", AgreementID: "315"},
		},
		Cycles: []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
	}
}

type editing = func(*plan.Settings) error

// nothing makes an edit of one that can't fail.
func nothing(f func(*plan.Settings)) editing {
	return func(s *plan.Settings) error {
		f(s)
		return nil
	}
}

// decision is an edit with what becomes of the settings: the changes in the form "+place entry" and "-place entry", or
// words of the error.
type decision struct {
	name    string
	prepare editing // nil: nothing before
	edit    editing
	changes []string // where they say something, and what it must contain
	refused []string // words of the error
}

// decide runs decisions. Each is made twice: the second time changes nothing; and a refused one changes nothing at all.
func decide(t *testing.T, list []decision) {
	for _, d := range list {
		t.Run(d.name, func(t *testing.T) {
			s := settings()
			if d.prepare != nil {
				if err := d.prepare(&s); err != nil {
					t.Fatal(err)
				}
			}
			before := document(t, s)
			shared := s // a copy that shares its lists must not notice
			err := d.edit(&s)
			if after := document(t, shared); after != before {
				t.Errorf("a copy of the settings changed too:\n%s", cmp.Diff(before, after))
			}
			if len(d.refused) > 0 {
				refusedWith(t, err, d.refused)
				if after := document(t, s); after != before {
					t.Errorf("refused, but changed:\n%s", cmp.Diff(before, after))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(); err != nil {
				t.Errorf("the settings are invalid now: %v", err)
			}
			changed(t, shared, s, d.changes)
			once := document(t, s)
			if err := d.edit(&s); err != nil {
				t.Errorf("the second time: %v", err)
			}
			if twice := document(t, s); twice != once {
				t.Errorf("the second time changed something:\n%s", cmp.Diff(once, twice))
			}
		})
	}
}

func document(t *testing.T, s plan.Settings) string {
	t.Helper()
	b, err := json.MarshalIndent(s.Canonical(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func refusedWith(t *testing.T, err error, words []string) {
	t.Helper()
	e, ok := errors.AsType[*plan.EditError](err)
	if !ok {
		t.Fatalf("got %v, want an EditError with %q", err, words)
	}
	if e.Problem == "" || e.Advice == "" {
		t.Errorf("the error says too little: %+v", *e)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error does not say %q: %v", w, err)
		}
	}
}

func changed(t *testing.T, before, after plan.Settings, want []string) {
	t.Helper()
	changes, err := plan.DiffSettings(before, after)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		if c.Before != nil {
			got = append(got, "-"+c.Place+" "+string(c.Before))
		}
		if c.After != nil {
			got = append(got, "+"+c.Place+" "+string(c.After))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestDecisionsAboutProducts(t *testing.T) {
	const mapped = `{"product":"Sophos_Intercept_X_Advanced","itemId":"1350","itemName":"Acme Endpoint"}`
	pin := func(s *plan.Settings) error {
		return s.Pin(plan.Pin{AgreementID: agreement, ItemID: item, Quantity: plan.Units(25)}, dana)
	}
	decide(t, []decision{
		{"a new product is mapped, in any case of its name", nil, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: "sophos_mtr_STANDARD", ItemID: "1352"})
		}, []string{`+products {"product":"Sophos_MTR_Standard","itemId":"1352"}`}, nil},
		{"a product goes to another item", nil, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, ItemID: "1399"})
		}, []string{"-products " + mapped, `+products {"product":"Sophos_Intercept_X_Advanced","itemId":"1399"}`}, nil},
		{"a mapping of one customer stands beside the general one", nil, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, TenantID: tenant, ItemID: "1399"})
		}, []string{`+products {"product":"Sophos_Intercept_X_Advanced","tenantId":"` + tenant + `","itemId":"1399"}`}, nil},
		{"a customer's id in capitals is the same customer", func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, TenantID: tenant, ItemID: "1399"})
		}, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, TenantID: strings.ToUpper(tenant), ItemID: "1399"})
		}, nil, nil},
		{"a product that is none", nil, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: "Sophos_Intercept_X_Advnced", ItemID: "1"})
		}, nil, []string{"Sophos_Intercept_X_Advnced", "Sophos_Intercept_X_Advanced"}},
		{"no item", nil, func(s *plan.Settings) error { return s.MapProduct(plan.ProductMapping{Product: product}) }, nil, []string{product, "no catalog item", "unmap"}},
		{"an item twice", nil, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, ItemID: item, Also: []string{item}})
		}, nil, []string{"1350", "once"}},
		{"a pin would be lost", pin, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, ItemID: "1399"})
		}, nil, []string{"line 314/1350", "pinned to 25 by Dana", "unpin"}},
		{"a pin would be lost to a narrower mapping", pin, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, TenantID: strings.ToUpper(tenant), ItemID: "1399"})
		}, nil, []string{"line 314/1350", "pinned"}},
		{"another customer's narrower mapping leaves the pin alone", pin, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, TenantID: otherTenant, ItemID: "1399"})
		}, []string{`+products {"product":"Sophos_Intercept_X_Advanced","tenantId":"` + otherTenant + `","itemId":"1399"}`}, nil},
		{"a second item beside the pinned one leaves the pin alone", pin, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, ItemID: "1399", Also: []string{item}})
		}, []string{"-products " + mapped, `+products {"product":"Sophos_Intercept_X_Advanced","itemId":"1399","also":["1350"]}`}, nil},
		{"an item's rule would be lost", func(s *plan.Settings) error {
			return s.SetRule(plan.Rule{ItemID: item, Set: plan.Policy{Combine: new(plan.CombineMax)}}, dana)
		}, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, ItemID: "1399"})
		}, nil, []string{"rule", `"1350"`, "remove the rule"}},

		{"unmapped everywhere", func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, TenantID: tenant, ItemID: "1399"})
		}, func(s *plan.Settings) error {
			return s.UnmapProduct(plan.ProductMapping{Product: strings.ToUpper(product)})
		}, []string{
			"-products " + mapped, `-products {"product":"Sophos_Intercept_X_Advanced","tenantId":"` + tenant + `","itemId":"1399"}`,
		}, nil},
		{"unmapped for one customer", func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, TenantID: tenant, ItemID: "1399"})
		}, func(s *plan.Settings) error {
			return s.UnmapProduct(plan.ProductMapping{Product: product, TenantID: strings.ToUpper(tenant)})
		}, []string{`-products {"product":"Sophos_Intercept_X_Advanced","tenantId":"` + tenant + `","itemId":"1399"}`}, nil},
		{"a product that is not mapped is unmapped", nil, func(s *plan.Settings) error {
			return s.UnmapProduct(plan.ProductMapping{Product: "Sophos_MTR_Standard"})
		}, nil, nil},
		{"nothing is unmapped by a wrong name", nil, func(s *plan.Settings) error {
			return s.UnmapProduct(plan.ProductMapping{Product: "Sophos_MTR"})
		}, nil, []string{"Sophos_MTR", "did you mean Sophos_MTR_"}},
		{"an unmapped product keeps its pins for later", pin, func(s *plan.Settings) error { return s.UnmapProduct(plan.ProductMapping{Product: product}) },
			[]string{"-products " + mapped}, nil},

		{"off", nil, func(s *plan.Settings) error { return s.SyncProduct(plan.ProductMapping{Product: product}, false) },
			[]string{"-products " + mapped, `+products {"product":"Sophos_Intercept_X_Advanced","itemId":"1350","itemName":"Acme Endpoint","off":true}`}, nil},
		{"on by mapping", func(s *plan.Settings) error { return s.SyncProduct(plan.ProductMapping{Product: product}, false) }, func(s *plan.Settings) error {
			return s.MapProduct(plan.ProductMapping{Product: product, ItemID: item, ItemName: "Acme Endpoint"})
		}, []string{`-products {"product":"Sophos_Intercept_X_Advanced","itemId":"1350","itemName":"Acme Endpoint","off":true}`, "+products " + mapped}, nil},
		{"on without a mapping", nil, func(s *plan.Settings) error {
			return s.SyncProduct(plan.ProductMapping{Product: "Sophos_XDR_30"}, true)
		},
			nil, []string{"Sophos_XDR_30", "not mapped", "map it"}},

		{"an alias", nil, func(s *plan.Settings) error {
			return s.AddAlias(catalog.Alias{Code: "CEMA-MSP", Product: "sophos_email_advanced"})
		},
			[]string{`+aliases {"code":"CEMA-MSP","product":"Sophos_Email_Advanced"}`}, nil},
		{"an alias that is corrected", func(s *plan.Settings) error {
			return s.AddAlias(catalog.Alias{Code: "A", Group: "Mail", Product: product})
		},
			func(s *plan.Settings) error {
				return s.AddAlias(catalog.Alias{Code: "A", Group: "mail", Product: otherProduct})
			},
			[]string{`-aliases {"code":"A","product":"Sophos_Intercept_X_Advanced","group":"Mail"}`, `+aliases {"code":"A","product":"Sophos_Device_Encryption","group":"mail"}`}, nil},
		{"a code is not the same code in other case", func(s *plan.Settings) error { return s.AddAlias(catalog.Alias{Code: "A", Product: product}) },
			func(s *plan.Settings) error { return s.AddAlias(catalog.Alias{Code: "a", Product: otherProduct}) },
			[]string{`+aliases {"code":"a","product":"Sophos_Device_Encryption"}`}, nil},
		{"an alias to nothing", nil, func(s *plan.Settings) error { return s.AddAlias(catalog.Alias{Code: "A", Product: "Mail"}) }, nil, []string{"Mail", "did you mean"}},
		{"an alias of nothing", nil, func(s *plan.Settings) error { return s.AddAlias(catalog.Alias{Product: product}) }, nil, []string{"no product code"}},
		{"an alias is removed", func(s *plan.Settings) error { return s.AddAlias(catalog.Alias{Code: "A", Product: product}) },
			nothing(func(s *plan.Settings) { s.RemoveAlias(catalog.Alias{Code: "A"}) }), []string{`-aliases {"code":"A","product":"Sophos_Intercept_X_Advanced"}`}, nil},
	})
}

func TestDecisionsAboutTenants(t *testing.T) {
	route := func(more string) string {
		return `routes {"tenantId":"` + tenant + `","companyId":"250","agreementId":` + more + "}"
	}
	close := func(s *plan.Settings) error { return s.Close(tenant, october, dana) }
	decide(t, []decision{
		{"a new tenant", nil, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: "t3", CompanyID: "252", AgreementID: "316", CompanyName: "Gamma"})
		}, []string{`+routes {"tenantId":"t3","companyId":"252","companyName":"Gamma","agreementId":"316"}`}, nil},
		{"a tenant goes to another agreement", nil, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: tenant, CompanyID: company, AgreementID: "320"})
		}, []string{"-" + route(`"314"`), "+" + route(`"320"`)}, nil},
		{"from a month on, and its history stays", nil, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: tenant, CompanyID: company, AgreementID: "320", From: october})
		}, []string{"-" + route(`"314"`), "+" + route(`"314","to":"2026-09"`), "+" + route(`"320","from":"2026-10"`)}, nil},
		{"for some months", nil, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: tenant, CompanyID: company, AgreementID: "320", From: october, To: october})
		}, []string{"-" + route(`"314"`), "+" + route(`"314","to":"2026-09"`), "+" + route(`"320","from":"2026-10","to":"2026-10"`), "+" + route(`"314","from":"2026-11"`)}, nil},
		{"an incomplete mapping", nil, func(s *plan.Settings) error { return s.MapTenant(plan.Route{TenantID: "t3", CompanyID: "252"}) }, nil, []string{"tenant t3", "name all three"}},
		{"a mapping that ends before it begins", nil, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: "t3", CompanyID: "252", AgreementID: "316", From: october, To: october.Prev()})
		}, nil, []string{"t3", "2026-09"}},
		{"another tenant's agreement", nil, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: "t3", CompanyID: company, AgreementID: agreement})
		}, nil, []string{"tenant t3", "agreement 314", tenant, "shared"}},
		{"another tenant's agreement, where that is allowed", func(s *plan.Settings) error {
			s.Mapping.Shared = true
			return nil
		}, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: "t3", CompanyID: company, AgreementID: agreement})
		}, []string{`+routes {"tenantId":"t3","companyId":"250","agreementId":"314"}`}, nil},
		{"a second agreement for some products", nil, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: tenant, Products: []string{otherProduct}, CompanyID: company, AgreementID: "320"})
		}, nil, []string{tenant, "agreement 314", "split"}},
		{"a closed tenant", close, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: strings.ToUpper(tenant), CompanyID: company, AgreementID: "320"})
		}, nil, []string{"was closed after 2026-10", "reopen"}},
		{"a closed tenant's past", close, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: tenant, CompanyID: company, AgreementID: "320", From: october, To: october})
		}, []string{"-" + route(`"314"`), "+" + route(`"314","to":"2026-09"`), "+" + route(`"320","from":"2026-10","to":"2026-10"`), "+" + route(`"314","from":"2026-11"`)}, nil},
		{"a minimum would be lost", func(s *plan.Settings) error {
			return s.SetRule(plan.Rule{AgreementID: agreement, Set: plan.Policy{Minimum: new(plan.Units(10))}}, dana)
		}, func(s *plan.Settings) error {
			return s.MapTenant(plan.Route{TenantID: tenant, CompanyID: company, AgreementID: "320"})
		}, nil, []string{"agreement 314", "rule", "as agreed"}},

		{"unmapped", nil, func(s *plan.Settings) error { return s.UnmapTenant(strings.ToUpper(tenant)) }, []string{"-" + route(`"314"`)}, nil},
		{"nobody is unmapped", nil, func(s *plan.Settings) error { return s.UnmapTenant("t9") }, nil, nil},
		{"off", nil, func(s *plan.Settings) error { return s.SyncTenant(strings.ToUpper(tenant), false) }, []string{"-" + route(`"314"`), "+" + route(`"314","off":true`)}, nil},
		{"off, but not mapped", nil, func(s *plan.Settings) error { return s.SyncTenant("t9", false) }, nil, []string{"tenant t9", "not mapped", "map it"}},

		{"closed", nil, close, []string{`+closures {"tenantId":"` + tenant + `","lastPeriod":"2026-10","who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`}, nil},
		{"closed, said again later", close, func(s *plan.Settings) error { return s.Close(strings.ToUpper(tenant), october, danaLater) }, nil, nil},
		{"closed a month later", close, func(s *plan.Settings) error { return s.Close(tenant, october.Next(), danaLater) }, []string{
			`-closures {"tenantId":"` + tenant + `","lastPeriod":"2026-10","who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`,
			`+closures {"tenantId":"` + tenant + `","lastPeriod":"2026-11","who":"Dana","why":"as agreed","when":"2026-11-03T09:00:00Z"}`,
		}, nil},
		{"closed without a month", nil, func(s *plan.Settings) error { return s.Close(tenant, plan.Period{}, dana) }, nil, []string{tenant, "last month"}},
		{"closed by nobody", nil, func(s *plan.Settings) error { return s.Close(tenant, october, plan.Decision{Why: "left"}) }, nil, []string{"who"}},
		{"closed for no reason", nil, func(s *plan.Settings) error { return s.Close(tenant, october, plan.Decision{Who: "Dana"}) }, nil, []string{"why"}},
		{"closed at no time", nil, func(s *plan.Settings) error {
			return s.Close(tenant, october, plan.Decision{Who: "Dana", Why: "left", When: "yesterday"})
		}, nil, []string{"yesterday", "RFC 3339"}},
		{"reopened", close, nothing(func(s *plan.Settings) { s.Reopen(strings.ToUpper(tenant)) }),
			[]string{`-closures {"tenantId":"` + tenant + `","lastPeriod":"2026-10","who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`}, nil},
		{"moved", nil, func(s *plan.Settings) error { return s.Move(tenant, "new", october, dana) },
			[]string{`+closures {"tenantId":"` + tenant + `","lastPeriod":"2026-10","movedTo":"new","who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`}, nil},
		{"moved to itself", nil, func(s *plan.Settings) error { return s.Move(tenant, strings.ToUpper(tenant), october, dana) }, nil, []string{tenant, "no other tenant"}},
		{"moved in a circle", func(s *plan.Settings) error {
			return errors.Join(s.Move("b", "c", october, dana), s.Move("c", strings.ToUpper(tenant), october, dana))
		}, func(s *plan.Settings) error { return s.Move(tenant, "B", october, dana) }, nil, []string{"moved to this one", "reopen"}},
		{"moved to one that was closed", func(s *plan.Settings) error { return s.Close("new", october, dana) },
			func(s *plan.Settings) error { return s.Move(tenant, "new", october, dana) }, nil, []string{"tenant new was closed", "reopen"}},
		{"moved elsewhere", func(s *plan.Settings) error { return s.Move(tenant, "new", october, dana) },
			func(s *plan.Settings) error { return s.Move(tenant, "newer", october, dana) }, nil, []string{"was moved to tenant new", "reopen it"}},
		{"moved, then closed", func(s *plan.Settings) error { return s.Move(tenant, "new", october, dana) }, close, nil, []string{"was moved", "reopen it"}},
	})
}

func TestRenewal(t *testing.T) {
	next := plan.Agreement{ID: "400", Name: "Acme 2027", CompanyID: company}
	november := plan.NewPeriod(2026, time.November)
	route := func(more string) string {
		return `routes {"tenantId":"` + tenant + `","companyId":"250","agreementId":` + more + "}"
	}
	renewed := []string{"-" + route(`"314"`), "+" + route(`"314","to":"2026-10"`), "+" + route(`"400","agreementName":"Acme 2027","from":"2026-11"`)}
	renew := func(s *plan.Settings) error { return s.Renew(agreement, next, november, dana) }
	decide(t, []decision{
		{"the old route ends and the new one begins", nil, renew, renewed, nil},
		{"pins and rules go on", func(s *plan.Settings) error {
			minimum := plan.Policy{Minimum: new(plan.Units(10))}
			return errors.Join(s.Pin(plan.Pin{AgreementID: agreement, ItemID: item, Quantity: plan.Units(25)}, dana),
				s.SetRule(plan.Rule{AgreementID: agreement, Set: minimum}, dana), s.SetRule(plan.Rule{AgreementID: "315", Set: minimum}, dana))
		}, renew, append([]string{
			`+pins {"agreementId":"400","itemId":"1350","quantity":25,"who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`,
		}, append(renewed, `+rules {"agreementId":"400","set":{"minimum":10},"reason":"as agreed","who":"Dana","when":"2026-11-02T09:00:00Z"}`)...), nil},
		{"a new contract that ends with the old one's route", func(s *plan.Settings) error {
			s.Routes[0].From = november
			return nil
		}, renew, []string{"-" + route(`"314","from":"2026-11"`), "+" + route(`"400","agreementName":"Acme 2027","from":"2026-11"`)}, nil},
		{"everybody who shares it", func(s *plan.Settings) error {
			s.Mapping.Shared = true
			return s.MapTenant(plan.Route{TenantID: "t3", CompanyID: company, AgreementID: agreement})
		}, renew, []string{
			renewed[0], `-routes {"tenantId":"t3","companyId":"250","agreementId":"314"}`, renewed[1], renewed[2],
			`+routes {"tenantId":"t3","companyId":"250","agreementId":"314","to":"2026-10"}`,
			`+routes {"tenantId":"t3","companyId":"250","agreementId":"400","agreementName":"Acme 2027","from":"2026-11"}`,
		}, nil},
		{"of an agreement that nobody is mapped to", nil, func(s *plan.Settings) error { return s.Renew("31", next, november, dana) },
			nil, []string{"agreement 31", "did you mean 314"}},
		{"to another company's agreement", nil, func(s *plan.Settings) error {
			return s.Renew(agreement, plan.Agreement{ID: "400", CompanyID: "999"}, november, dana)
		}, nil, []string{"company 999", "250", "itself"}},
		{"to an agreement that is taken", nil, func(s *plan.Settings) error {
			return s.Renew(agreement, plan.Agreement{ID: "315"}, november, dana)
		}, nil, []string{"agreement 315", otherTenant}},
		{"to itself", nil, func(s *plan.Settings) error { return s.Renew(agreement, plan.Agreement{ID: agreement}, november, dana) }, nil, []string{"another one"}},
	})
}
