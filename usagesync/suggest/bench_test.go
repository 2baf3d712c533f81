package suggest_test

import (
	"fmt"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// BenchmarkCustomers suggests companies for as many tenants as there are companies: half of the tenants are called like
// one of them, nearly or exactly, half like none.
func BenchmarkCustomers(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			names := suggest.Names(n + n/2)
			in := suggest.CustomersInput{Day: day(10, 15), Directory: companies(names[:n]...), Tenants: tenants(names[n/2:]...)}
			for i, kinds := 0, suggest.Mistakes(); i < n/2; i += 2 {
				in.Tenants[i].Name = suggest.Mistype(in.Tenants[i].Name, kinds[i/2%len(kinds)], i)
			}
			b.ReportAllocs()
			for b.Loop() {
				suggest.Customers(in, suggest.Options{})
			}
		})
	}
}

// BenchmarkSearch is one key press among 10,000 catalog items.
func BenchmarkSearch(b *testing.B) {
	var list []plan.Item
	for i, name := range suggest.Names(10_000) {
		list = append(list, plan.Item{ID: fmt.Sprint(i), Identifier: fmt.Sprint("SKU-", i), Description: name})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := suggest.Search("intercept", list); err != nil {
			b.Fatal(err)
		}
	}
}
