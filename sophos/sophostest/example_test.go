package sophostest_test

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

// A program under test takes a *sophos.Client; the test gives it one that talks to the server.
func Example() {
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	central.SetTenants(sophos.Tenant{ID: "a1", Name: "Albatross Ltd"})
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	page, err := client.Tenants.List(context.Background(), sophos.Query{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0].Name)
	for _, r := range central.Requests() {
		fmt.Println(r.Method, r.Host, r.Path, len(r.Header["Authorization"]))
	}
	// Output:
	// Albatross Ltd
	// POST id.sophos.com /api/v2/oauth2/token 0
	// GET api.central.sophos.com /whoami/v1 1
	// GET api.central.sophos.com /partner/v1/tenants 1
}

// Rows that are added while a report is read make it incomplete, whatever its last page says.
func ExampleServer_Inject() {
	october := sophos.Month{Year: 2026, Month: time.October}
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	central.SetUsage(october, make([]sophos.UsageRow, 20)...)
	central.Inject(sophostest.Fault{
		Path: "/partner/v1/billing/", Skip: 1, // the second page
		Do: func() { central.SetUsage(october, make([]sophos.UsageRow, 21)...) },
	})
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.UsageReport(context.Background(), october, sophos.UsageQuery{PageSize: 10})
	fmt.Println(errors.Is(err, sophos.ErrIncomplete), err)
	// Output: true sophos.billing.usage: incomplete: the declared totals changed during the walk
}

// A page that names itself as the next one would be read for ever.
func ExampleEditPages() {
	october := sophos.Month{Year: 2026, Month: time.October}
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	central.SetUsage(october, make([]sophos.UsageRow, 30)...)
	central.Inject(sophostest.Fault{
		Path: "/partner/v1/billing/", Skip: 1,
		Edit: sophostest.EditPages(func(pages map[string]any) { pages["nextKey"] = pages["fromKey"] }),
	})
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.UsageReport(context.Background(), october, sophos.UsageQuery{PageSize: 10})
	fmt.Println(err)
	// Output: sophos.billing.usage: incomplete: page 2 names a next key that was there before
}

// A Retry-After of a day is not slept through: the call returns, and says how long the server wants it to wait.
func ExampleThrottle() {
	central := sophostest.New(sophostest.Options{})
	defer central.Close()
	throttle := sophostest.Throttle(24 * time.Hour)
	throttle.Path = "/partner/v1/tenants"
	central.Inject(throttle)
	client, err := sophos.New(central.Config())
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.Tenants.Count(context.Background())
	if failed, ok := errors.AsType[*sophos.APIError](err); ok {
		fmt.Println(failed.Status, failed.RetryAfter)
	}
	// Output: 429 24h0m0s
}

// Over a real socket, for a program that takes only URLs.
func ExampleServer_Start() {
	central := sophostest.New(sophostest.Options{ClientID: "id", ClientSecret: "secret"})
	defer central.Close()
	root, err := central.Start()
	if err != nil {
		log.Fatal(err)
	}
	client, err := sophos.New(sophos.Config{ClientID: "id", ClientSecret: "secret", IDURL: root, APIURL: root})
	if err != nil {
		log.Fatal(err)
	}
	defer client.CloseIdleConnections()

	me, err := client.WhoAmI(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.IDType, http.StatusText(central.Requests()[0].Status))
	// Output: partner OK
}
