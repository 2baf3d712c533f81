package usagesync_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

// sheet is a Source that needs no Sophos Central: one customer's usage, as it might stand in a CSV file.
type sheet map[plan.Period]int64

func (s sheet) Tenants(context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		yield(plan.Tenant{ID: "smith", Name: "Smith & Sons", BillingType: plan.BillingUsage}, nil)
	}
}

func (s sheet) Usage(_ context.Context, p plan.Period) (plan.Usage, error) {
	units, ok := s[p]
	if !ok {
		return plan.Usage{}, fmt.Errorf("sheet of %s: %w", p, usagesync.ErrNoData)
	}
	row := plan.UsageRow{TenantID: "smith", ProductCode: "CIXA-MSP", Billable: plan.Units(units)}
	return plan.Usage{Period: p, Complete: true, Rows: []plan.UsageRow{row}}, nil
}

// psa is a Target that needs no ConnectWise: one agreement in memory.
type psa struct{ additions []plan.Addition }

func (p *psa) Directory(ctx context.Context) (plan.Directory, error) {
	agreements, err := p.Agreements(ctx, nil)
	price, _ := plan.ParseAmount("6.00")
	return plan.Directory{
		Companies:  []plan.Company{{ID: "250", Name: "Smith & Sons"}},
		Agreements: agreements,
		Items:      []plan.Item{{ID: "1350", Identifier: "ENDPOINT", Price: price}},
	}, err
}

func (p *psa) Agreements(context.Context, []string) ([]plan.Agreement, error) {
	return []plan.Agreement{{
		ID: "314", Name: "Managed Services", CompanyID: "250", Status: "Active", CycleID: "2",
		Start: plan.NewDate(2026, 1, 1), BillStart: plan.NewDate(2026, 1, 1), NextInvoice: plan.NewDate(2026, 11, 15),
	}}, nil
}

func (p *psa) Additions(context.Context, string) ([]plan.Addition, error) {
	return slices.Clone(p.additions), nil
}

func (p *psa) Create(_ context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	a := plan.Addition{
		ID: fmt.Sprint(3401 + len(p.additions)), AgreementID: n.AgreementID, ItemID: n.ItemID, Quantity: n.Quantity,
		Effective: n.Effective, Bill: plan.Billable,
	}
	p.additions = append(p.additions, a)
	return a, nil
}

func (p *psa) Update(_ context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	for i := range p.additions {
		if p.additions[i].ID == ref.ID {
			p.additions[i].Quantity = c.Quantity
			return p.additions[i], nil
		}
	}
	return plan.Addition{}, usagesync.NotDone(fmt.Errorf("addition %s: not found", ref.ID))
}

// Two months of one customer: the first creates an addition, the second changes it, and a further run has nothing to do.
func Example() {
	ctx := context.Background()
	source := sheet{plan.NewPeriod(2026, time.September): 20, plan.NewPeriod(2026, time.October): 22}
	s, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: source, Target: new(psa), Store: memstore.New(),
		Today: func() plan.Date { return plan.NewDate(2026, time.November, 2) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = s.SaveSettings(ctx, plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: "1350"}},
		Routes:   []plan.Route{{TenantID: "smith", CompanyID: "250", AgreementID: "314"}},
		Cycles:   []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
	}, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, month := range []time.Month{time.September, time.October, time.October, time.December} {
		p, err := s.Plan(ctx, usagesync.PlanRequest{Period: plan.NewPeriod(2026, month)})
		if err != nil {
			fmt.Println(err)
			continue
		}
		res, err := s.Apply(ctx, p, p.Digest) // a program shows the plan and asks before
		if err != nil {
			fmt.Println(err)
			continue
		}
		for _, r := range res.Steps {
			fmt.Printf("%s: %s %s of %s on %s: %s\n", p.Period, r.Step.Verb, r.Step.Quantity, r.Step.Item, r.Step.Agreement, r.Outcome)
		}
	}
	// Output:
	// 2026-09: create 20 of ENDPOINT on Managed Services: done
	// 2026-10: update 22 of ENDPOINT on Managed Services: done
	// 2026-10: none 22 of ENDPOINT on Managed Services: unchanged
	// plan 2026-12: read usage: sheet of 2026-12: no usage report for this period (wait until the month's report is there, or choose another period; nothing was changed)
}

// A run that waits for a person. A worker would do the same with a job instead of a loop.
func ExampleSyncer_RunSlice() {
	ctx := context.Background()
	s, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: sheet{plan.NewPeriod(2026, time.October): 22}, Target: new(psa), Store: memstore.New(),
		Today: func() plan.Date { return plan.NewDate(2026, time.November, 2) },
	})
	if err == nil {
		err = s.SaveSettings(ctx, plan.Settings{
			Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: "1350"}},
			Routes:   []plan.Route{{TenantID: "smith", CompanyID: "250", AgreementID: "314"}},
			Cycles:   []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
		}, 0)
	}
	for err == nil {
		var slice usagesync.Slice
		slice, err = s.RunSlice(ctx, usagesync.SliceRequest{Budget: 30 * time.Second})
		switch {
		case err != nil || slice.State == usagesync.SliceMore:
		case slice.State == usagesync.SliceDone:
			fmt.Printf("%s: %d written, approved by %s\n", slice.Period, slice.Result.Count(usagesync.OutcomeDone), slice.ApprovedBy)
			return
		case slice.Until.IsZero(): // a program shows the plan, and a person calls Approve, in another process perhaps
			var p plan.Plan
			if p, err = s.Pending(ctx); err == nil {
				fmt.Printf("%s: %s %s of %s, %s more a month\n", p.Period, p.Steps[0].Verb, p.Steps[0].Quantity, p.Steps[0].Item, p.Steps[0].Monthly)
				err = s.Approve(ctx, p.Digest, "anna")
			}
		default:
			time.Sleep(time.Until(slice.Until))
		}
	}
	fmt.Println(err)
	// Output:
	// 2026-10: create 22 of ENDPOINT, 132.00 more a month
	// 2026-10: 1 written, approved by anna
}
