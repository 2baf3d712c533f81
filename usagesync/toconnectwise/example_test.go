package toconnectwise_test

import (
	"context"
	"fmt"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// A person maps a Sophos product to a new catalog item under the MSP's own brand: looks for what there is, creates the
// item, and maps the product to it.
func Example_newItem() {
	ctx := context.Background()
	psa := connectwisetest.New(connectwisetest.Options{}) // a ConnectWise for tests
	defer psa.Close()
	psa.AddSubcategory(connectwisetest.Subcategory{ID: 30, Name: "Managed Security"})
	psa.AddProductType(connectwisetest.ProductType{ID: 9, Name: "Agreement"})
	psa.AddCatalogItem(connectwisetest.CatalogItem{ID: 12, Identifier: "ACME-BACKUP", Description: "Acme Backup", Price: "9"})
	o := psa.Options()
	client, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example" + connectwisetest.BasePath, Company: o.Company, PublicKey: o.PublicKey,
		PrivateKey: connectwise.Secret(o.PrivateKey), ClientID: o.ClientID, RoundTripper: psa.Pipe(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	target := toconnectwise.New(client)
	s, err := usagesync.New(usagesync.Config{Partner: "msp", Source: noUsage{}, Target: target, Store: memstore.New()})
	if err != nil {
		fmt.Println(err)
		return
	}

	directory, err := target.Directory(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	hits, err := suggest.Search("ac", directory.Items) // while somebody types
	fmt.Println(len(hits), hits[0].Item.Identifier, err)

	price, _ := plan.ParseAmount("6.50")
	request := plan.ItemRequest{
		Verb: plan.VerbCreate, Product: "Sophos_Intercept_X_Advanced", Identifier: new("ACME-ENDPOINT"), Description: new("Acme Endpoint"),
		SubcategoryID: "30", Price: &price, // and no product type
	}
	p, err := s.PlanItem(ctx, request)
	fmt.Println(p.Step.Verb, p.Step.Detail, err)

	request.TypeID = "9" // of target.ItemChoices
	p, err = s.PlanItem(ctx, request)
	for _, c := range p.Step.Changes() {
		fmt.Printf("  %s: %s\n", c.Member, c.After)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := s.ApplyItem(ctx, p, p.Digest)
	if err == nil && res.Clean() {
		_, err = s.Edit(ctx, plan.Decision{Who: "anna", Why: "our own brand"}, func(set *plan.Settings) error {
			return set.MapProduct(plan.ProductMapping{Product: res.Step.Product, ItemID: res.ItemID, ItemName: res.Step.After.Identifier})
		})
	}
	set, _, _ := s.Settings(ctx)
	fmt.Println(res.Outcome, set.Products[0].Product, "is billed as", set.Products[0].ItemName, err)
	// Output:
	// 1 ACME-BACKUP <nil>
	// withhold type <nil>
	//   identifier: ACME-ENDPOINT
	//   description: Acme Endpoint
	//   customerDescription: Acme Endpoint
	//   price: 6.50
	//   subcategory: 30
	//   type: 9
	//   productClass: Agreement
	// done Sophos_Intercept_X_Advanced is billed as ACME-ENDPOINT <nil>
}

// noUsage is a Source of a partner without customers.
type noUsage struct{ usagesync.Source }
