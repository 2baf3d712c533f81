package sophos_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

func ExampleClient_WhoAmI() {
	central := sophostest.New(sophostest.Options{}) // stands for Sophos Central
	defer central.Close()

	client, err := sophos.New(sophos.Config{
		ClientID:     sophostest.DefaultClientID,
		ClientSecret: sophostest.DefaultClientSecret,
		RoundTripper: central.Pipe(), // leave this out to reach the real service
	})
	if err != nil {
		log.Fatal(err)
	}
	me, err := client.WhoAmI(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.IDType, sophos.NormalID(me.ID))
	// Output: partner 7e0a5d1c-93b4-4c62-8f17-2b6d90e4a358
}

func ExampleClient_Usage() {
	october := sophos.Month{Year: 2026, Month: time.October}
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	central.SetUsage(october,
		sophos.UsageRow{AccountID: "a1", ProductCode: "CIXA-MSP", BillableQuantity: sophos.NewQuantity(42)},
		sophos.UsageRow{AccountID: "a1", ProductCode: "CEMA-MSP", BillableQuantity: sophos.NewQuantity(0)},
		sophos.UsageRow{ProductCode: "XGS-MSP"},
	)
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	for row, err := range client.Usage(context.Background(), october, sophos.UsageQuery{Fields: sophos.SyncFields()}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%q %s %q\n", row.AccountID, row.ProductCode, row.BillableQuantity)
	}
	// Output:
	// "a1" CIXA-MSP "42"
	// "a1" CEMA-MSP "0"
	// "" XGS-MSP ""
}

func ExampleClient_UsageReport() {
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.UsageReport(context.Background(), sophos.Month{Year: 2031, Month: time.May}, sophos.UsageQuery{})
	switch failed, isCall := errors.AsType[*sophos.APIError](err); {
	case errors.Is(err, sophos.ErrNoData):
		fmt.Println("nothing for that month:", failed.Message)
	case errors.Is(err, sophos.ErrIncomplete):
		fmt.Println("doubtful, try again:", err)
	case isCall:
		fmt.Println("failed, tell support", failed.RequestID)
	}
	// Output: nothing for that month: No data for requested year or month.
}

func ExampleListing_All() {
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	central.SetTenants(
		sophos.Tenant{ID: "a1", Name: "Albatross Ltd", ShowAs: "Albatross", BillingType: sophos.BillingUsage},
		sophos.Tenant{ID: "a2", Name: "Bittern GmbH", BillingType: sophos.BillingTerm},
	)
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	for tenant, err := range client.Tenants.All(context.Background(), sophos.Query{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(tenant.DisplayName(), tenant.BillingType)
	}
	// Output:
	// Albatross usage
	// Bittern GmbH term
}

// A test of your own program: let the second page of the report break off, and see what the program does with it.
func Example_testing() {
	october := sophos.Month{Year: 2026, Month: time.October}
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	central.SetUsage(october, make([]sophos.UsageRow, 120)...)
	central.Inject(sophostest.Fault{
		Path: "/partner/v1/billing/", Skip: 1,
		Status: http.StatusForbidden, Body: `{"error":"forbidden","message":"Forbidden.","correlationId":"c-17"}`,
	})
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	report, err := client.UsageReport(context.Background(), october, sophos.UsageQuery{PageSize: 50})
	fmt.Println(len(report.Rows), "rows")
	if failed, ok := errors.AsType[*sophos.APIError](err); ok {
		fmt.Println(failed.Op, failed.Status, failed.Message, failed.RequestID)
		fmt.Println(failed.Advice())
	}
	// Output:
	// 0 rows
	// sophos.billing.usage 403 Forbidden. c-17
	// the credential's role does not allow this: make one with a role that does in Sophos Central Partner, Settings & Policies > API Credentials
}

func ExampleClient_InTenant() {
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	central.SetTenants(sophos.Tenant{ID: "a1", Name: "Albatross Ltd", APIHost: "https://api-eu02.central.sophos.com"})
	central.SetLicenses("a1", sophos.License{
		ID: "L-1", Product: sophos.LicenseProduct{Code: "CIXA-MSP"}, Type: sophos.LicenseUsageBased, Quantity: sophos.NewQuantity(20),
	})
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	for tenant, err := range client.Tenants.All(ctx, sophos.Query{}) {
		if err != nil {
			log.Fatal(err)
		}
		view, err := client.InTenant(tenant) // refuses a host that must not get the credential
		if err != nil {
			log.Fatal(err)
		}
		got, err := view.Licenses(ctx)
		if err != nil {
			log.Fatal(err)
		}
		for _, l := range got.Licenses {
			fmt.Println(tenant.Name, l.Product.Code, l.Quantity)
		}
	}
	// Output: Albatross Ltd CIXA-MSP 20
}
