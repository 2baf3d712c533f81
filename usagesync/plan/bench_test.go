package plan_test

import (
	"cmp"
	"fmt"
	"slices"
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

// ruled is many with every kind of rule in force: of products, agreement types, items and single customers, a limit of
// money, an exclusion, a closure, a pin, and every tenth line to be raised.
func ruled(n int) plan.Input {
	in := many(n)
	s := &in.Settings
	s.Policy = plan.Policy{Minimum: new(plan.Units(0)), Timing: new(plan.TimingAdvance)}
	for _, m := range s.Products {
		s.Rules = append(s.Rules, plan.Rule{Product: m.Product, Set: plan.Policy{Pack: new(plan.Units(1))}})
		s.Rules = append(s.Rules, plan.Rule{ItemID: m.ItemID, Set: plan.Policy{Combine: new(plan.CombineMax)}})
	}
	s.Rules = append(s.Rules, plan.Rule{AgreementTypeID: "7", Set: plan.Policy{Offset: new(plan.Units(0))}})
	s.Limits.Money = []plan.MoneyLimit{{Currency: "USD", LineChange: amount("1000000")}}
	s.Exclusions = []plan.Exclusion{{TenantID: "nobody", Reason: "none"}}
	s.Closures = []plan.Closure{{TenantID: "nobody", LastPeriod: october.Prev(), Decision: plan.Decision{Who: "Pat"}}}
	s.Pins = []plan.Pin{{AgreementID: "100000", ItemID: "5000", Quantity: plan.Units(1), Decision: plan.Decision{Who: "Pat"}}}
	for i := range in.Directory.Agreements {
		in.Directory.Agreements[i].TypeID = "7"
	}
	for i := range in.Tenants {
		if i%10 == 0 {
			s.Rules = append(s.Rules, plan.Rule{TenantID: in.Tenants[i].ID, Set: plan.Policy{Maximum: new(plan.Units(100_000))}})
		}
	}
	for i := range in.Usage.Rows {
		if i%10 == 5 {
			in.Usage.Rows[i].Billable = plan.Units(int64(i%35 + 2))
		}
	}
	return in
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		in := ruled(n)
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

// BenchmarkJoin is what Build is measured against: a plain map join of the same rows with the settings and the additions,
// added up per line and sorted, without any rule, hash or step.
func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		in := many(n)
		b.Run(fmt.Sprintf("customers=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if lines := join(in); len(lines) != len(in.Lines) {
					b.Fatalf("%d lines", len(lines))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(in.Usage.Rows)), "ns/row")
		})
	}
}

type joined struct {
	agreement, item, addition string
	before, after             plan.Quantity
}

func join(in plan.Input) []joined {
	type line struct{ agreement, item string }
	products, items, agreements := map[string]string{}, map[string]string{}, map[string]string{}
	for _, a := range in.Settings.Aliases {
		products[a.Code] = a.Product
	}
	for _, m := range in.Settings.Products {
		items[m.Product] = m.ItemID
	}
	for _, r := range in.Settings.Routes {
		agreements[r.TenantID] = r.AgreementID
	}
	sums := map[line]plan.Quantity{}
	for i := range in.Usage.Rows {
		r := &in.Usage.Rows[i]
		l := line{agreements[r.TenantID], items[products[r.ProductCode]]}
		sums[l], _ = sums[l].Add(r.Billable)
	}
	additions := map[line]*plan.Addition{}
	for i := range in.Additions {
		for j := range in.Additions[i].Additions {
			a := &in.Additions[i].Additions[j]
			additions[line{a.AgreementID, a.ItemID}] = a
		}
	}
	lines := make([]joined, 0, len(sums))
	for l, sum := range sums {
		a := additions[l]
		lines = append(lines, joined{l.agreement, l.item, a.ID, a.Quantity, sum})
	}
	slices.SortFunc(lines, func(a, b joined) int {
		return cmp.Or(cmp.Compare(a.agreement, b.agreement), cmp.Compare(a.item, b.item))
	})
	return lines
}
