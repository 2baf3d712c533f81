package sophos_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

var update = flag.Bool("update", false, "write the table of operations into doc.go")

// TestManualHasTheOperations renders the table into doc.go, between the sentence that introduces it and the next heading.
func TestManualHasTheOperations(t *testing.T) {
	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "operation\trequest\troot\tclass\tas\tdocumented")
	for _, o := range sophos.Operations() {
		fmt.Fprintf(w, "%s\t%s %s\t%s\t%s\t%s\t%s\n", o.Name, o.Method, o.Path, o.Root, o.Class, kinds(o.As), o.Source)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(table.String()) {
		lines = append(lines, "//\t"+strings.TrimRight(line, " \n"))
	}
	want := strings.Join(lines, "\n")

	manual, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	place := regexp.MustCompile(`(?s)(// Generated from \[Operations\]\.[^\n]*\n//\n)(.*?)(\n//\n// # )`)
	found := place.FindSubmatch(manual)
	switch {
	case found == nil:
		t.Fatal("the manual has no place for the table")
	case string(found[2]) == want:
	case *update:
		if err := os.WriteFile("doc.go", place.ReplaceAll(manual, []byte("${1}"+want+"${3}")), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the manual differs from Operations(); run go test ./sophos -run %s -update\n%s", t.Name(), cmp.Diff(want, string(found[2])))
	}
}

func kinds(as []sophos.IDType) string {
	if len(as) == 0 {
		return "-"
	}
	var names []string
	for _, k := range as {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// TestEveryOperationIsMade makes each operation of the table once, as each kind of owner that may, and compares the
// requests with the table: the table is the truth about the wire, and the test server has a route for every row.
func TestEveryOperationIsMade(t *testing.T) {
	made := map[string]bool{}
	for _, owner := range []sophos.IDType{sophos.IDPartner, sophos.IDOrganization, sophos.IDTenant} {
		for name, run := range everyOperation() {
			op := byName(t, name)
			s := world(owner)
			defer s.Close()
			c := clientOf(t, s)
			err := run(t, c)
			if !mayCall(op, owner) {
				if err == nil {
					t.Errorf("%s as %s: no error", name, owner)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s as %s: %v", name, owner, err)
				continue
			}
			r := s.Requests()[len(s.Requests())-1]
			if name == "sophos.token" {
				r = s.Requests()[0]
			}
			made[name] = true
			path := regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(op.Path), ".+")
			if r.Method != op.Method || !regexp.MustCompile("^"+path+"$").MatchString(r.Path) {
				t.Errorf("%s: %s %s is not %s %s", name, r.Method, r.Path, op.Method, op.Path)
			}
			for parameter := range r.Query {
				if !slices.Contains(op.Query, parameter) {
					t.Errorf("%s sends %s, which the table does not have", name, parameter)
				}
			}
			if got := identities(r); len(got) != min(len(op.As), 1) || len(got) == 1 && !strings.Contains(kinds(op.As), got[0]) {
				t.Errorf("%s as %s: identity headers %v, the table has %v", name, owner, got, op.As)
			}
		}
	}
	for _, o := range sophos.Operations() {
		if !made[o.Name] {
			t.Errorf("%s was never made", o.Name)
		}
	}
}

// mayCall: partners and organizations also call in the name of their tenants.
func mayCall(op sophos.Operation, owner sophos.IDType) bool {
	return len(op.As) == 0 || slices.Contains(op.As, owner) || slices.Equal(op.As, []sophos.IDType{sophos.IDTenant})
}

func identities(r sophostest.Request) (kinds []string) {
	for header, kind := range map[string]string{"X-Partner-Id": "partner", "X-Organization-Id": "organization", "X-Tenant-Id": "tenant"} {
		if r.Header.Get(header) != "" {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func byName(t testing.TB, name string) sophos.Operation {
	t.Helper()
	i := slices.IndexFunc(sophos.Operations(), func(o sophos.Operation) bool { return o.Name == name })
	if i < 0 {
		t.Fatalf("no operation %s", name)
	}
	return sophos.Operations()[i]
}

const ownID = "11111111-aaaa-4000-8000-00000000000a"

// world is a server whose credential belongs to an entity of the given kind, with something for every operation.
func world(owner sophos.IDType, change ...func(*sophostest.Options)) *sophostest.Server {
	o := sophostest.Options{Identity: sophos.Identity{ID: ownID, IDType: owner}}
	if owner == sophos.IDTenant {
		o.Identity.APIHosts.DataRegion = "https://api-eu02.central.sophos.com"
	}
	for _, f := range change {
		f(&o)
	}
	s := sophostest.New(o)
	s.SetTenants(sophos.Tenant{ID: ownID, Name: "Own Ltd", APIHost: "https://api-eu02.central.sophos.com"})
	s.SetFirewalls(sophos.Firewall{SerialNumber: "S2", Tenant: sophos.Ref{ID: ownID}}, sophos.Firewall{SerialNumber: "S1", BillingTenant: sophos.Ref{ID: ownID}}, sophos.Firewall{SerialNumber: "S0"})
	s.SetLicenses(ownID, sophos.License{ID: "L-1"})
	s.SetUsage(october, rows(3)...)
	if err := s.SetResource(ownID, "/endpoint/v1/endpoints", []byte(`{"items":[{"id":"e-1"}]}`)); err != nil {
		panic(err)
	}
	return s
}

// everyOperation makes each operation through the public API. A test that runs them all covers the package.
func everyOperation() map[string]func(testing.TB, *sophos.Client) error {
	tenant := sophos.Tenant{ID: ownID, APIHost: "https://api-eu02.central.sophos.com"}
	return map[string]func(testing.TB, *sophos.Client) error{
		"sophos.token":  func(t testing.TB, c *sophos.Client) error { _, err := c.WhoAmI(t.Context()); return err },
		"sophos.whoami": func(t testing.TB, c *sophos.Client) error { _, err := c.WhoAmI(t.Context()); return err },
		"sophos.tenants.list": func(t testing.TB, c *sophos.Client) error {
			_, err := c.Tenants.List(t.Context(), sophos.Query{Fields: []string{"id"}})
			return err
		},
		"sophos.tenants.get": func(t testing.TB, c *sophos.Client) error {
			_, err := c.Tenants.Get(t.Context(), ownID)
			return err
		},
		"sophos.organization.tenants.list": func(t testing.TB, c *sophos.Client) error {
			_, err := c.OrganizationTenants.List(t.Context(), sophos.Query{})
			return err
		},
		"sophos.organization.tenants.get": func(t testing.TB, c *sophos.Client) error {
			_, err := c.OrganizationTenants.Get(t.Context(), ownID)
			return err
		},
		"sophos.billing.usage": func(t testing.TB, c *sophos.Client) error {
			_, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{Fields: sophos.SyncFields()})
			return err
		},
		"sophos.licenses": func(t testing.TB, c *sophos.Client) error {
			view, err := c.InTenant(tenant)
			if err != nil {
				return err
			}
			_, err = view.Licenses(t.Context())
			return err
		},
		"sophos.firewalls.list": func(t testing.TB, c *sophos.Client) error {
			_, err := c.Firewalls.List(t.Context(), sophos.Query{Sort: "serialNumber"})
			return err
		},
		"sophos.region.get": func(t testing.TB, c *sophos.Client) error {
			view, err := c.InTenant(tenant)
			if err != nil {
				return err
			}
			var into json.RawMessage
			return view.Get(t.Context(), "/endpoint/v1/endpoints", nil, &into)
		},
	}
}
