package catalog_test

import (
	"cmp"
	"fmt"

	"github.com/psasync/psasync/catalog"
)

func Example() {
	c, err := catalog.New(nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, _ := c.Product("sophos_intercept_x_advanced")
	fmt.Println(p.Description, "|", p.CurrentName)

	for _, code := range []string{"CIXA-MSP", "CMS-MSP", "NEW-2027-MSP"} {
		r := c.Resolve(code, catalog.Hint{Group: "User"})
		fmt.Println(code, r.Status, cmp.Or(r.Product.Identifier, "-"))
		for _, a := range r.Suggestions {
			fmt.Println("  perhaps", a.Product, a.Confidence, a.Source)
		}
	}
	// Output:
	// Sophos Central Intercept X Advanced | Sophos Endpoint - User
	// CIXA-MSP resolved Sophos_Intercept_X_Advanced
	// CMS-MSP unknown -
	//   perhaps Sophos_Mobile_Standard low [inferred]
	//   perhaps Sophos_Mobile_Security low [inferred]
	// NEW-2027-MSP unknown -
}

// An MSP sells e-mail protection in two packages, told apart by SKU, and corrects how the table ranks a product.
func ExampleNew() {
	c, err := catalog.New([]catalog.Product{
		{Identifier: "Acme_Mail_Gold", Description: "Acme Mail Gold", Family: "acme-mail", Tier: 20},
		{Identifier: "Sophos_Email_Advanced", Description: "Sophos Email Advanced", Family: "acme-mail", Tier: 10},
	}, []catalog.Alias{
		{Code: "CEMA-MSP", Product: "Sophos_Email_Advanced"},
		{Code: "CEMA-MSP", Product: "Acme_Mail_Gold", SKU: "MAIL-GOLD"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Resolve("CEMA-MSP", catalog.Hint{}).Product.Description)
	fmt.Println(c.Resolve("CEMA-MSP", catalog.Hint{SKU: "MAIL-GOLD"}).Product.Description)
	// Output:
	// Sophos Email Advanced
	// Acme Mail Gold
}
