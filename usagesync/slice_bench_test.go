package usagesync_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"testing"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

// region is a Source and a Target of many customers who use many products. Unlike world it answers in constant time.
type region struct {
	settings  plan.Settings
	tenants   []plan.Tenant
	usage     plan.Usage
	directory plan.Directory
	places    map[string]int // of agreements in the directory
	additions map[string][]plan.Addition
	next      int
}

func newRegion(customers, products int) *region {
	r := &region{
		usage:  plan.Usage{Period: october, Complete: true},
		places: map[string]int{}, additions: map[string][]plan.Addition{},
		settings: plan.Settings{Cycles: []plan.Cycle{{ID: "2", Months: 1}}},
	}
	price, _ := plan.ParseAmount("6.00")
	for i := range products {
		item, product := strconv.Itoa(500+i), "Own_Product_"+strconv.Itoa(i)
		r.directory.Items = append(r.directory.Items, plan.Item{ID: item, Identifier: product, Price: price})
		r.settings.OwnProducts = append(r.settings.OwnProducts, catalog.Product{Identifier: product, Description: product})
		r.settings.Aliases = append(r.settings.Aliases, catalog.Alias{Code: product, Product: product})
		r.settings.Products = append(r.settings.Products, plan.ProductMapping{Product: product, ItemID: item})
	}
	w := newWorld(customers)
	r.tenants, r.directory.Companies, r.directory.Agreements = w.tenants, w.companies, w.agreements
	for i, a := range r.directory.Agreements {
		r.places[a.ID] = i
		r.settings.Routes = append(r.settings.Routes, plan.Route{TenantID: "t" + a.ID, CompanyID: a.CompanyID, AgreementID: a.ID})
		for _, m := range r.settings.Products {
			r.usage.Rows = append(r.usage.Rows, plan.UsageRow{TenantID: "t" + a.ID, TenantName: "Customer " + a.ID, ProductCode: m.Product, Billable: plan.Units(5)})
		}
	}
	return r
}

func (r *region) Tenants(context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		for _, t := range r.tenants {
			if !yield(t, nil) {
				return
			}
		}
	}
}

func (r *region) Usage(context.Context, plan.Period) (plan.Usage, error) { return r.usage, nil }
func (r *region) Directory(context.Context) (plan.Directory, error)      { return r.directory, nil }
func (r *region) Additions(_ context.Context, id string) ([]plan.Addition, error) {
	return slices.Clone(r.additions[id]), nil
}

func (r *region) Agreements(_ context.Context, ids []string) (all []plan.Agreement, _ error) {
	for _, id := range ids {
		all = append(all, r.directory.Agreements[r.places[id]])
	}
	return all, nil
}

func (r *region) Create(_ context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	r.next++
	a := plan.Addition{
		ID: strconv.Itoa(r.next), AgreementID: n.AgreementID, ItemID: n.ItemID, Quantity: n.Quantity, Effective: n.Effective, Bill: plan.Billable,
	}
	r.additions[n.AgreementID] = append(r.additions[n.AgreementID], a)
	return a, nil
}

func (r *region) Update(context.Context, usagesync.AdditionRef, usagesync.Change) (plan.Addition, error) {
	return plan.Addition{}, usagesync.NotDone(errLost)
}

// own makes everything that is used an addition that is ours already.
func (r *region) own(b *testing.B, store usagesync.Store) {
	for _, a := range r.directory.Agreements {
		var writes []usagesync.Write
		for _, m := range r.settings.Products {
			n, err := r.Create(b.Context(), usagesync.NewAddition{AgreementID: a.ID, ItemID: m.ItemID, Quantity: plan.Units(5), Effective: plan.NewDate(2026, 1, 1)})
			if err != nil {
				b.Fatal(err)
			}
			data := fmt.Sprintf(`{"agreementId":%q,"itemId":%q,"additionId":%q,"period":"2026-10","quantity":5,"sources":[{"tenantId":"t%s","product":%q,"units":5}]}`,
				a.ID, m.ItemID, n.ID, a.ID, m.Product)
			writes = append(writes, usagesync.Write{Kind: usagesync.KindLine, Key: plan.LineID(a.ID, m.ItemID), IfRev: usagesync.IfNew, Data: []byte(data)})
		}
		if err := store.Commit(b.Context(), "msp", usagesync.Fence{}, writes...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRunSlice works whole runs of a month in which nothing changed: everything is read, stored, planned and compared.
func BenchmarkRunSlice(b *testing.B) {
	for _, size := range []struct{ customers, products int }{{200, 8}, {2000, 8}} {
		b.Run(fmt.Sprintf("%dx%d", size.customers, size.products), func(b *testing.B) {
			r, store := newRegion(size.customers, size.products), memstore.New()
			s, err := usagesync.New(usagesync.Config{
				Partner: "msp", Source: r, Target: r, Store: store, Today: func() plan.Date { return plan.NewDate(2026, 11, 2) },
			})
			if err != nil {
				b.Fatal(err)
			}
			if err := s.SaveSettings(b.Context(), r.settings, 0); err != nil {
				b.Fatal(err)
			}
			r.own(b, store)
			b.ReportAllocs()
			runs := 0
			for b.Loop() {
				for done := false; !done; runs++ {
					out, err := s.RunSlice(b.Context(), usagesync.SliceRequest{Period: october})
					if err != nil {
						b.Fatal(err)
					}
					if done = out.State == usagesync.SliceDone; done && out.Result.Count(usagesync.OutcomeUnchanged) != size.customers*size.products {
						b.Fatalf("%+v", out.Result.Steps[0])
					}
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(runs*size.customers*size.products), "µs/line")
		})
	}
}
