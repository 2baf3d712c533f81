package usagesync_test

import (
	"context"
	"fmt"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

// An addition that somebody kept by hand is adopted: the plan finds it, a person decides, and the sync takes it over.
func ExampleSyncer_Edit() {
	ctx := context.Background()
	target := &psa{additions: []plan.Addition{{ID: "3400", AgreementID: "314", ItemID: "1350", Quantity: plan.Units(17), Bill: plan.Billable}}}
	s, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: sheet{plan.NewPeriod(2026, time.October): 20}, Target: target, Store: memstore.New(),
		Today: func() plan.Date { return plan.NewDate(2026, time.November, 2) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	decide := func(why string, edit func(*plan.Settings, plan.Decision) error) {
		d := plan.Decision{Who: "Dana", Why: why, When: "2026-11-02T09:00:00Z"}
		if _, err := s.Edit(ctx, d, func(set *plan.Settings) error { return edit(set, d) }); err != nil {
			fmt.Println(err)
		}
	}
	decide("onboarding", func(set *plan.Settings, _ plan.Decision) error {
		set.Cycles = []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}}
		if err := set.MapProduct(plan.ProductMapping{Product: "Sophos_Intercept_X_Advanced", ItemID: "1350"}); err != nil {
			return err
		}
		return set.MapTenant(plan.Route{TenantID: "smith", CompanyID: "250", AgreementID: "314"})
	})
	for range 2 {
		p, err := s.Plan(ctx, usagesync.PlanRequest{})
		if err != nil {
			fmt.Println(err)
			return
		}
		step := p.Steps[0]
		fmt.Printf("%s %s: %s -> %s\n", step.Verb, step.Reason, step.Before.Quantity, step.Quantity)
		if step.Reason == plan.NeedsConsent {
			decide("the line we kept by hand", func(set *plan.Settings, d plan.Decision) error { return set.Adopt(step, d) })
			continue
		}
		if _, err := s.Apply(ctx, p, p.Digest); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("the addition holds", target.additions[0].Quantity)
	for r, err := range s.Revisions(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, c := range r.Changes {
			fmt.Printf("%s (%s) %s: %s\n", r.Who, r.Why, c.Place, c.After)
		}
	}
	// Output:
	// withhold needs-consent: 17 -> 20
	// adopt : 17 -> 20
	// the addition holds 20
	// Dana (onboarding) cycles: {"id":"2","name":"Monthly","months":1}
	// Dana (onboarding) products: {"product":"Sophos_Intercept_X_Advanced","itemId":"1350"}
	// Dana (onboarding) routes: {"tenantId":"smith","companyId":"250","agreementId":"314"}
	// Dana (the line we kept by hand) consents: {"agreementId":"314","itemId":"1350","additionId":"3400","who":"Dana","why":"the line we kept by hand","when":"2026-11-02T09:00:00Z"}
}
