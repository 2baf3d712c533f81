package plan

import (
	"fmt"
	"runtime"
	"testing"
	"unsafe"

	"github.com/psasync/psasync/catalog"
)

// TestMemoryPerRow counts the bytes that reading and grouping a report allocate, and says what the plan itself takes.
func TestMemoryPerRow(t *testing.T) {
	const tenants, products, most = 300, 35, 200
	in := Input{Period: NewPeriod(2026, 10), Today: NewDate(2026, 11, 2), Usage: Usage{Period: NewPeriod(2026, 10), Complete: true}}
	for i := range products {
		id := fmt.Sprintf("Own_%d", i) // of no family: overlaps of tiers are findings, not grouping
		in.Settings.OwnProducts = append(in.Settings.OwnProducts, catalog.Product{Identifier: id})
		in.Settings.Aliases = append(in.Settings.Aliases, catalog.Alias{Code: id, Product: id})
		in.Settings.Products = append(in.Settings.Products, ProductMapping{Product: id, ItemID: id})
	}
	for i := range tenants {
		id := fmt.Sprintf("tenant-%d", i)
		in.Tenants = append(in.Tenants, Tenant{ID: id})
		in.Settings.Routes = append(in.Settings.Routes, Route{TenantID: id, CompanyID: id, AgreementID: id})
		for _, m := range in.Settings.Products {
			in.Usage.Rows = append(in.Usage.Rows, UsageRow{TenantID: id, ProductCode: m.Product, Billable: Units(1)})
		}
	}
	w := newWorld(in)
	rows := float64(len(in.Usage.Rows))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	portions := w.portions(w.resolver())
	g := w.grouper(portions)
	lines := 0
	g.each(func(*line) { lines++ })
	runtime.ReadMemStats(&after)
	perRow := float64(after.TotalAlloc-before.TotalAlloc) / rows
	t.Logf("%.0f bytes a row for reading and grouping %.0f rows into %d lines; a step takes %d bytes, and %d while planning", perRow, rows, lines, unsafe.Sizeof(Step{}), unsafe.Sizeof(Step{})+unsafe.Sizeof(about{})+unsafe.Sizeof(Before{}))
	if perRow > most {
		t.Errorf("%.0f bytes a row for reading and grouping, want at most %d", perRow, most)
	}
}
