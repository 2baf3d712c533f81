package plan_test

import (
	"fmt"

	"github.com/psasync/psasync/usagesync/plan"
)

// A decision that can't be taken says why, and what to do next.
func ExampleSettings_MapProduct() {
	var s plan.Settings
	err := s.MapProduct(plan.ProductMapping{Product: "Sophos_Cloud_Optics", ItemID: "1350"})
	fmt.Println(err)
	fmt.Println(s.MapProduct(plan.ProductMapping{Product: "sophos_cloud_optix", ItemID: "1350"}), s.Products[0].Product)
	// Output:
	// product Sophos_Cloud_Optics: is not a Sophos product; did you mean Sophos_Cloud_Optix?
	// <nil> Sophos_Cloud_Optix
}
