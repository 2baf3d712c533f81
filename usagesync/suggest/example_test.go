package suggest_test

import (
	"fmt"
	"time"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// An operator sees who the customers without a mapping may be.
func ExampleCustomers() {
	in := suggest.CustomersInput{
		Day: plan.NewDate(2026, time.October, 15),
		Tenants: []plan.Tenant{
			{ID: "2f01", Name: "Alpine IT (partner)", Own: true},
			{ID: "5a8f", Name: "BAECKEREI HUBER"},
			{ID: "77be", Name: "O'Neill Dental"},
		},
		Directory: plan.Directory{
			Companies: []plan.Company{{ID: "19", Name: "Bäckerei Huber"}, {ID: "23", Name: "O’Neill Dental, Inc."}},
			Agreements: []plan.Agreement{
				{ID: "1204", Name: "Managed Security", CompanyID: "23"},
				{ID: "1198", Name: "Managed Security", CompanyID: "19"},
			},
		},
	}
	for _, c := range suggest.Customers(in, suggest.Options{}) {
		if c.Exclude {
			fmt.Printf("%s: exclude, it is your own account\n", c.Tenant.Name)
		}
		for _, m := range c.Companies {
			fmt.Printf("%s: company %s, score %d, clear %t\n  %s\n", c.Tenant.Name, m.Company.ID, m.Score, m.Clear, m.Text)
		}
	}
	// Output:
	// Alpine IT (partner): exclude, it is your own account
	// BAECKEREI HUBER: company 19, score 81, clear false
	//   "BAECKEREI HUBER" and "Bäckerei Huber" share "huber"
	// O'Neill Dental: company 23, score 95, clear true
	//   "O'Neill Dental" and "O’Neill Dental, Inc." agree without legal form
}

// Two companies of one name: nothing is clear, and the reasons say so.
func ExampleCustomers_collision() {
	in := suggest.CustomersInput{
		Day:     plan.NewDate(2026, time.October, 15),
		Tenants: []plan.Tenant{{ID: "31c4", Name: "Acme"}},
		Directory: plan.Directory{
			Companies:  []plan.Company{{ID: "7", Name: "Acme"}, {ID: "9", Name: "Acme, Inc.", Deleted: true}},
			Agreements: []plan.Agreement{{ID: "70", CompanyID: "7"}, {ID: "71", CompanyID: "7"}, {ID: "90", CompanyID: "9"}},
		},
	}
	for _, m := range suggest.Customers(in, suggest.Options{})[0].Companies {
		fmt.Printf("company %s, score %d, clear %t\n", m.Company.ID, m.Score, m.Clear)
		for _, c := range m.Collisions {
			fmt.Printf("  %s %v\n", c.Text, c.IDs)
		}
	}
	// Output:
	// company 7, score 100, clear false
	//   several candidates have this name [7 9]
	//   several agreements fit [70 71]
	// company 9, score 95, clear false
	//   several candidates have this name [7 9]
	//   the company is in the recycle bin []
}

func ExampleProducts() {
	products := []catalog.Product{
		{Identifier: "Sophos_Intercept_X_Advanced", Description: "Sophos Central Intercept X Advanced"},
		{Identifier: "Sophos_Device_Encryption", Description: "Sophos Central Device Encryption"},
	}
	items := []plan.Item{
		{ID: "31", Identifier: "Sophos_Intercept_X_Advanced", Description: "Endpoint protection, per seat"},
		{ID: "58", Identifier: "MS-ENC", Description: "Device encryption"},
	}
	for _, p := range suggest.Products(products, items, suggest.Options{}) {
		for _, m := range p.Items {
			fmt.Printf("%s: item %s, %s, clear %t\n", p.Product.Identifier, m.Item.ID, m.Reason, m.Clear)
			if m.Note != "" {
				fmt.Println(" ", m.Note)
			}
		}
	}
	// Output:
	// Sophos_Device_Encryption: item 58, normalised, clear false
	// Sophos_Intercept_X_Advanced: item 31, exact, clear true
	//   may have been made by Sophos's own sync; the identifier alone proves nothing
}

func ExampleSearch() {
	items := []plan.Item{
		{ID: "31", Identifier: "Sophos_Intercept_X_Advanced", Description: "Endpoint protection, per seat"},
		{ID: "44", Identifier: "NET-01", Description: "Internet access"},
		{ID: "45", Identifier: "Internal", Description: "Internal hours"},
	}
	hits, err := suggest.Search("int", items)
	for _, h := range hits {
		fmt.Println(h.Item.ID, h.Reason)
	}
	fmt.Println(err)
	_, err = suggest.Search("i", items)
	fmt.Println(err)
	// Output:
	// 45 prefix
	// 44 prefix
	// 31 infix
	// <nil>
	// suggest: type at least two characters to search
}

func ExampleClosest() {
	fmt.Println(suggest.Closest("Nordwnd", []string{"Nordwind Logistik", "Südwind", "Fabrikam"}))
	// Output: [Nordwind Logistik]
}

// An agreement that ends with the month is followed by next year's.
func ExampleSuccessors() {
	for _, s := range suggest.Successors(suggest.SuccessorsInput{
		Day:    plan.NewDate(2026, time.December, 10),
		Routes: []plan.Route{{TenantID: "5a8f", CompanyID: "19", AgreementID: "1198"}},
		Directory: plan.Directory{
			Companies: []plan.Company{{ID: "19", Name: "Bäckerei Huber"}},
			Agreements: []plan.Agreement{
				{ID: "1198", CompanyID: "19", TypeID: "3", Start: plan.NewDate(2026, time.January, 1), End: plan.NewDate(2026, time.December, 31)},
				{ID: "1377", CompanyID: "19", TypeID: "3", Start: plan.NewDate(2027, time.January, 1)},
				{ID: "1378", CompanyID: "19", TypeID: "8", Start: plan.NewDate(2027, time.January, 1)},
			},
		},
	}) {
		fmt.Printf("%s: agreement %s is %s, %s follows, clear %t\n", s.Route.TenantID, s.Agreement.ID, s.Lapse, s.Next[0].ID, s.Clear)
	}
	// Output: 5a8f: agreement 1198 is ending, 1377 follows, clear true
}
