package plan_test

import (
	"fmt"
	"testing"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// many returns a world of n customers who use every product, each with an addition of every item that is ours.
func many(n int) plan.Input {
	in := world()
	template := in.Directory.Agreements[0]
	in.Settings.Products, in.Settings.Routes, in.Usage.Rows, in.Tenants, in.Lines, in.Additions = nil, nil, nil, nil, nil, nil
	in.Directory = plan.Directory{}
	table, err := catalog.New(nil, nil)
	if err != nil {
		panic(err)
	}
	for i, p := range table.Products() {
		id := fmt.Sprint(5000 + i)
		in.Settings.Aliases = append(in.Settings.Aliases, catalog.Alias{Code: p.Identifier, Product: p.Identifier})
		in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: p.Identifier, ItemID: id})
		in.Directory.Items = append(in.Directory.Items, plan.Item{ID: id, Identifier: id, Price: amount("6")})
	}
	for i := range n {
		tenant, company, agreement := fmt.Sprintf("tenant-%06d", i), fmt.Sprint(10_000+i), fmt.Sprint(100_000+i)
		in.Tenants = append(in.Tenants, plan.Tenant{ID: tenant, Name: tenant, BillingType: plan.BillingUsage})
		in.Settings.Routes = append(in.Settings.Routes, plan.Route{TenantID: tenant, CompanyID: company, AgreementID: agreement})
		in.Directory.Companies = append(in.Directory.Companies, plan.Company{ID: company, Name: company})
		a := template
		a.ID, a.CompanyID = agreement, company
		in.Directory.Agreements = append(in.Directory.Agreements, a)
		list := plan.AgreementAdditions{AgreementID: agreement}
		for j, m := range in.Settings.Products {
			q := plan.Units(int64(j + 1))
			id := fmt.Sprint(1_000_000 + 100*i + j)
			in.Usage.Rows = append(in.Usage.Rows, plan.UsageRow{TenantID: tenant, ProductCode: m.Product, Billable: q})
			list.Additions = append(list.Additions, plan.Addition{ID: id, AgreementID: agreement, ItemID: m.ItemID, Quantity: q, Bill: plan.Billable})
			in.Lines = append(in.Lines, plan.Line{
				AgreementID: agreement, ItemID: m.ItemID, AdditionID: id, Quantity: q,
				Sources: []plan.Source{{TenantID: tenant, Product: m.Product, Units: q}},
			})
		}
		in.Additions = append(in.Additions, list)
	}
	return in
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{100, 1000} {
		in := many(n)
		b.Run(fmt.Sprintf("customers=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if p := plan.Build(in); len(p.Steps) != len(in.Lines) {
					b.Fatalf("%d steps", len(p.Steps))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(in.Usage.Rows)), "ns/row")
		})
	}
}
