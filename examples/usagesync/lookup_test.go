package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestNames(t *testing.T) {
	k := known{
		Snapshot: usagesync.Snapshot{
			Tenants: []plan.Tenant{{ID: "aa-1", Name: "Acme"}, {ID: "aa-2", Name: "Twin"}, {ID: "aa-3", Name: "Twin"}},
			Directory: plan.Directory{
				Companies:  []plan.Company{{ID: "250", Name: "Acme"}, {ID: "251", Name: "Gone Ltd"}},
				Agreements: []plan.Agreement{{ID: "314", Name: "Gold", CompanyID: "250"}, {ID: "315", Name: "Gold", CompanyID: "251"}},
			},
		},
		settings: plan.Settings{Routes: []plan.Route{{TenantID: "AA-1", CompanyID: "250"}, {TenantID: "bb-9", CompanyID: "251"}}},
	}
	tenant := func(text string) (string, error) { v, err := k.tenant(text); return v.ID, err }
	of := func(company string) func(string) (string, error) {
		return func(text string) (string, error) { v, err := k.agreement(text, company); return v.ID, err }
	}
	for _, test := range []struct {
		name, text string
		find       func(string) (string, error)
		want, err  string
	}{
		{"by id, in any case", " AA-1 ", tenant, "aa-1", ""},
		{"by name", "acme", tenant, "aa-1", ""},
		{"one that is gone, by its company's name", "Gone Ltd", tenant, "bb-9", ""},
		{"mistyped", "Acmee", tenant, "", "customer \"Acmee\" is not known; did you mean aa-1 (Acme)\nNext: usagesync customers list"},
		{"nothing", "", tenant, "", "customer \"\" is not known\nNext: usagesync customers list"},
		{"two of the name", "twin", tenant, "", `several entries are customer "twin"; name one by its id: aa-2, aa-3`},
		{"a name that is the company's only one", "gold", of("250"), "314", ""},
		{"another company's", "315", of("250"), "", "315 (Gold) is company 251's: agreement of company 250 \"315\" is not known; did you mean 314 (Gold)\nNext: usagesync customers suggest"},
		{"any company's", "315", of(""), "315", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.find(test.text)
			problem := ""
			if err != nil {
				problem = err.Error()
			}
			if diff := cmp.Diff([]string{test.want, test.err}, []string{got, problem}); diff != "" {
				t.Error(diff)
			}
		})
	}
}
