package fromsophos_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/plan"
)

var october = sophos.Month{Year: 2026, Month: time.October}

func source(t *testing.T, o fromsophos.Options) (*sophostest.Server, *fromsophos.Source) {
	t.Helper()
	central := sophostest.New(sophostest.Options{})
	t.Cleanup(central.Close)
	client, err := sophos.New(central.Config())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return central, fromsophos.New(client, o)
}

func TestTenants(t *testing.T) {
	central, s := source(t, fromsophos.Options{})
	central.SetTenants(
		sophos.Tenant{ID: "0B0320AB-1A17-44E9-A29D-F1EC72D5D1C8", Name: "Acme Ltd", ShowAs: "Acme", BillingType: sophos.BillingUsage, Status: sophos.StatusActive},
		sophos.Tenant{ID: "b", Name: "The MSP", Primary: true},
	)
	var got []plan.Tenant
	for tenant, err := range s.Tenants(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, tenant)
	}
	want := []plan.Tenant{
		{ID: "0b0320ab-1a17-44e9-a29d-f1ec72d5d1c8", Name: "Acme", BillingType: "usage", Status: "active"},
		{ID: "b", Name: "The MSP", Own: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUsage(t *testing.T) {
	central, s := source(t, fromsophos.Options{})
	if err := central.SetUsageJSON(october, []byte(`[
		{"accountId":"A1","assignedAccountIdentifier":"Acme","productCode":"CIXA-MSP","productDescription":"Endpoint","productGroup":"User",
		 "sku":"S1","orderLineItemNumber":"L1","accountNumberOrSerialNumber":"C01","accountStatus":"active",
		 "billableQuantity":20,"actualQuantity":19,"contactEmail":"pat@example.com","unitPrice":"1.40"},
		{"accountId":"a2","productCode":"CEMA-MSP","billableQuantity":1e30,"actualQuantity":0,"orderedQuantity":0.0000001},
		{"productCode":"FW","accountNumberOrSerialNumber":"X1","billableQuantity":1,"actualQuantity":1,"orderedQuantity":1}
	]`)); err != nil {
		t.Fatal(err)
	}
	central.SetFirewalls(
		sophos.Firewall{SerialNumber: "X1", BillingTenant: sophos.Ref{ID: "A1"}, Tenant: sophos.Ref{ID: "other"}},
		sophos.Firewall{SerialNumber: "X2", Tenant: sophos.Ref{ID: "A3"}},
		sophos.Firewall{SerialNumber: "X3"},
	)
	got, err := s.Usage(t.Context(), plan.NewPeriod(2026, time.October))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Complete || got.Period.String() != "2026-10" {
		t.Errorf("complete %v, period %s", got.Complete, got.Period)
	}
	if diff := cmp.Diff([]plan.Device{{Serial: "X1", TenantID: "a1"}}, got.Devices); diff != "" {
		t.Error(diff)
	}
	first := plan.UsageRow{
		TenantID: "a1", TenantName: "Acme", Account: "C01", ProductCode: "CIXA-MSP", Description: "Endpoint", Group: "User",
		SKU: "S1", OrderLine: "L1", Status: "active", Billable: plan.Units(20), Actual: plan.Units(19),
		Doubts: []plan.Doubt{{Quantity: plan.QuantityOrdered, Why: "is missing"}},
	}
	if diff := cmp.Diff(first, got.Rows[0]); diff != "" {
		t.Error(diff)
	}
	var doubted []plan.QuantitySource
	for _, d := range got.Rows[1].Doubts {
		doubted = append(doubted, d.Quantity)
	}
	if diff := cmp.Diff([]plan.QuantitySource{plan.QuantityBillable, plan.QuantityOrdered}, doubted); diff != "" {
		t.Errorf("numbers that don't fit are doubts, never rounded: %s", diff)
	}
	for _, r := range central.Requests() {
		if strings.HasPrefix(r.Path, "/partner/v1/billing/") && (!r.Query.Has("fields") || strings.Contains(r.Query.Get("fields"), "contact") || strings.Contains(r.Query.Get("fields"), "rice")) {
			t.Errorf("the report was asked for with fields %q", r.Query.Get("fields"))
		}
	}
}

func TestFirewallsAreOnlyReadWhenARowNeedsThem(t *testing.T) {
	central, s := source(t, fromsophos.Options{AllFields: true})
	central.SetUsage(october, sophos.UsageRow{AccountID: "a", ProductCode: "C", BillableQuantity: sophos.NewQuantity(1)})
	if _, err := s.Usage(t.Context(), plan.NewPeriod(2026, time.October)); err != nil {
		t.Fatal(err)
	}
	for _, r := range central.Requests() {
		if strings.Contains(r.Path, "firewalls") {
			t.Error("firewall licences were read for nothing")
		}
		if r.Query.Has("fields") {
			t.Error("AllFields asks for whole rows")
		}
	}
}

func TestFirewallsThatMayNotBeReadLeaveTheirRowsUnassigned(t *testing.T) {
	central, s := source(t, fromsophos.Options{})
	central.SetUsage(october, sophos.UsageRow{AccountNumberOrSerialNumber: "X1", ProductCode: "FW", BillableQuantity: sophos.NewQuantity(1)})
	central.Inject(sophostest.Fault{Path: "/licenses/", Status: 403, Body: `{"error":"forbidden","message":"Forbidden."}`})
	usage, err := s.Usage(t.Context(), plan.NewPeriod(2026, time.October))
	if err != nil || len(usage.Devices) != 0 || len(usage.Rows) != 1 {
		t.Errorf("got %v, %v", usage, err)
	}
	central.Inject(sophostest.Fault{Path: "/licenses/", Status: 400, Body: `{"error":"badRequest"}`})
	if _, err := s.Usage(t.Context(), plan.NewPeriod(2026, time.October)); err == nil {
		t.Error("firewalls that could not be read must not pass for none")
	}
}

func TestFourDifferentFacts(t *testing.T) {
	p := plan.NewPeriod(2026, time.October)
	t.Run("the month is not there", func(t *testing.T) {
		_, s := source(t, fromsophos.Options{})
		if _, err := s.Usage(t.Context(), p); !errors.Is(err, usagesync.ErrNoData) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a page is missing", func(t *testing.T) {
		central, s := source(t, fromsophos.Options{})
		central.SetUsage(october, slices.Repeat([]sophos.UsageRow{{AccountID: "a", BillableQuantity: sophos.NewQuantity(1)}}, 3)...)
		central.Inject(sophostest.Fault{Path: "/partner/v1/billing/", Edit: sophostest.EditJSON(func(page map[string]any) {
			page["items"] = page["items"].([]any)[:2]
		})})
		if _, err := s.Usage(t.Context(), p); !errors.Is(err, usagesync.ErrIncomplete) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no row", func(t *testing.T) {
		central, s := source(t, fromsophos.Options{})
		central.SetUsage(october)
		if usage, err := s.Usage(t.Context(), p); err != nil || !usage.Complete || len(usage.Rows) != 0 {
			t.Errorf("got %v, %v", usage, err)
		}
	})
	t.Run("zero", func(t *testing.T) {
		central, s := source(t, fromsophos.Options{})
		central.SetUsage(october, sophos.UsageRow{AccountID: "a", BillableQuantity: sophos.NewQuantity(0)})
		if usage, err := s.Usage(t.Context(), p); err != nil || len(usage.Rows) != 1 || len(usage.Rows[0].Doubts) != 2 {
			t.Errorf("got %v, %v", usage, err)
		}
	})
}

func TestRefusedCredentialsStopTheRun(t *testing.T) {
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	for name, cfg := range map[string]func(*sophos.Config){
		"wrong secret": func(c *sophos.Config) { c.ClientSecret = "wrong" },
	} {
		c := central.Config()
		cfg(&c)
		client, err := sophos.New(c)
		if err != nil {
			t.Fatal(err)
		}
		_, err = fromsophos.New(client, fromsophos.Options{}).Usage(context.Background(), plan.NewPeriod(2026, time.October))
		if !usagesync.IsStop(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
