package plan_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestSettingsReportAllProblemsWithTheirPlaces(t *testing.T) {
	_, err := plan.ParseSettings([]byte(`{
		"timeZone": "Mars/Olympus",
		"policy": {"quantity": "guessed"},
		"products": [{"product": "Sophos_Nothing", "itemId": "1"}, {"product": "SOPHOS_INTERCEPT_X", "itemId": "1"}, {"product": "Sophos_Intercept_X", "itemId": "2"}],
		"routes": [{"tenantId": "", "companyId": "1", "agreementId": "2"}, {"tenantId": "t", "products": ["Sophos_Intercept_X_Advnced"], "companyId": "1", "agreementId": "2", "from": "2026-10", "to": "2026-09"}],
		"rules": [{"itemId": "1", "set": {"combine": "average"}}],
		"consents": [{"agreementId": "1", "itemId": "2", "additionId": "3", "who": ""}],
		"exclusions": [{"tenantId": "t", "product": "Nope", "reason": ""}],
		"cycles": [{"id": "2", "months": -1}],
		"limits": {"createUnits": -1}
	}`))
	var places []string
	for _, e := range flatten(err) {
		if s, ok := errors.AsType[*plan.SettingsError](e); ok {
			places = append(places, s.Place)
		}
	}
	want := []string{
		"timeZone", "cycles[0].months", "limits", "products[0].product", "products[2]", "routes[1].products[0]", "exclusions[0].product",
		"routes[0].tenantId", "routes[1].to", "routes[1]", "policy.quantity", "rules[0].set.combine", "consents[0].who", "exclusions[0].reason",
	}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("places (-want +got):\n%s\n%v", diff, err)
	}
}

func flatten(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, flatten(e)...)
		}
		return all
	}
	return []error{err}
}

func TestSettingsRefuseWhatTheyDoNotKnow(t *testing.T) {
	for name, doc := range map[string]string{
		"unknown member":   `{"product": []}`,
		"duplicate key":    `{"timeZone": "UTC", "timeZone": "Europe/Vienna"}`,
		"duplicate inside": `{"routes": [{"tenantId": "a", "TenantID": "b", "companyId": "1", "agreementId": "2"}]}`,
		"second document":  `{} {}`,
		"cut off":          `{"routes": [`,
		"not an object":    `[]`,
		"empty":            ``,
		"wrong type":       `{"closingDay": "26"}`,
	} {
		if _, err := plan.ParseSettings([]byte(doc)); err == nil {
			t.Errorf("%s: %s was taken", name, doc)
		} else if !strings.Contains(err.Error(), "settings") {
			t.Errorf("%s: the error does not say what it is about: %v", name, err)
		}
	}
}

func TestEqualSettingsAreEqualDocuments(t *testing.T) {
	a := plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X", ItemID: "1"}, {Product: "Sophos_Device_Encryption", ItemID: "2"}},
		Routes:   []plan.Route{{TenantID: "b", CompanyID: "1", AgreementID: "1"}, {TenantID: "a", CompanyID: "2", AgreementID: "2"}},
	}
	b := plan.Settings{
		Products: []plan.ProductMapping{a.Products[1], a.Products[0]},
		Routes:   []plan.Route{a.Routes[1], a.Routes[0]},
	}
	first, _ := json.Marshal(a.Canonical())
	second, _ := json.Marshal(b.Canonical())
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Error(diff)
	}
	back, err := plan.ParseSettings(first)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(back); string(again) != string(first) {
		t.Errorf("a settings document does not survive being read:\n%s\n%s", first, again)
	}
	if a.Routes[0].TenantID != "b" {
		t.Error("Canonical changed its receiver's list")
	}
}
