package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// The ids of the small world that most tests start from: one customer, one product, one addition that is ours.
const (
	tenant    = "0b0320ab-0000-4000-8000-000000000001"
	product   = "Sophos_Intercept_X_Advanced"
	code      = "CIXA-MSP"
	company   = "250"
	agreement = "314"
	item      = "1350"
	addition  = "3401"
)

var october = plan.NewPeriod(2026, time.October)

// world returns a settled world: October is over, its 20 seats are what the addition already says.
func world() plan.Input {
	return plan.Input{
		Partner: "msp",
		Period:  october,
		Today:   plan.NewDate(2026, time.November, 2),
		Settings: plan.Settings{
			Products: []plan.ProductMapping{{Product: product, ItemID: item}},
			Routes:   []plan.Route{{TenantID: tenant, CompanyID: company, AgreementID: agreement}},
			Cycles:   []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
		},
		Tenants: []plan.Tenant{{ID: tenant, Name: "Acme", BillingType: plan.BillingUsage}},
		Usage:   plan.Usage{Period: october, Complete: true, Rows: []plan.UsageRow{row(code, 20)}},
		Directory: plan.Directory{
			Companies: []plan.Company{{ID: company, Name: "Acme Co"}},
			Agreements: []plan.Agreement{{
				ID: agreement, Name: "Acme Monthly", CompanyID: company, Status: "Active", CycleID: "2", CycleName: "Monthly", Currency: "USD",
				Start: plan.NewDate(2025, 1, 1), BillStart: plan.NewDate(2025, 1, 1), NextInvoice: plan.NewDate(2026, 11, 15),
			}},
			Items: []plan.Item{{ID: item, Identifier: "Acme Endpoint", Class: "Agreement", Price: amount("6.00")}},
		},
		Additions: []plan.AgreementAdditions{{AgreementID: agreement, Additions: []plan.Addition{ours(20)}}},
		Lines:     []plan.Line{owned(20)},
	}
}

func row(code string, n int64) plan.UsageRow {
	return plan.UsageRow{TenantID: tenant, TenantName: "Acme", ProductCode: code, Description: "as sold", Status: "active", Billable: plan.Units(n)}
}

func ours(n int64) plan.Addition {
	return plan.Addition{ID: addition, AgreementID: agreement, ItemID: item, Quantity: plan.Units(n), UnitPrice: amount("6.00"), Bill: plan.Billable}
}

func owned(n int64) plan.Line {
	return plan.Line{
		AgreementID: agreement, ItemID: item, AdditionID: addition, Period: october.Prev(), Quantity: plan.Units(n),
		Sources: []plan.Source{{TenantID: tenant, Product: product, Units: plan.Units(n)}},
	}
}

// standing sets what the addition and our memory of it say.
func standing(in *plan.Input, n int64) {
	in.Additions[0].Additions[0].Quantity, in.Lines[0].Quantity = plan.Units(n), plan.Units(n)
}

// unowned forgets that the addition is ours.
func unowned(in *plan.Input) { in.Lines = nil }

// empty forgets our addition and removes it.
func empty(in *plan.Input) { in.Lines, in.Additions[0].Additions = nil, nil }

func amount(s string) plan.Amount {
	a, err := plan.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

// said puts a step in one line: verb, wanted verb, line, numbers, reason.
func said(s plan.Step) string {
	verb := string(s.Verb)
	if s.Wanted != "" {
		verb += " " + string(s.Wanted)
	}
	from := "-"
	if s.Before != nil {
		from = s.Before.Quantity.String()
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s->%s %s", verb, s.ID, from, s.Quantity, s.Reason))
}

func saidAll(p plan.Plan) []string {
	all := []string{}
	for _, s := range p.Steps {
		all = append(all, said(s))
	}
	return all
}

// account puts the account of units in one line, zeros left out, and checks that it adds up.
func account(t *testing.T, u plan.Account) string {
	t.Helper()
	parts := []string{}
	var sum plan.Quantity
	for _, b := range []struct {
		name string
		n    plan.Quantity
	}{
		{"billed", u.Billed}, {"notCharged", u.NotCharged}, {"deferred", u.Deferred}, {"excluded", u.Excluded},
		{"withheld", u.Withheld}, {"unmapped", u.Unmapped}, {"ignored", u.Ignored},
	} {
		var err error
		if sum, err = sum.Add(b.n); err != nil {
			t.Fatal(err)
		}
		if b.n.Sign() != 0 {
			parts = append(parts, fmt.Sprintf("%s %s", b.name, b.n))
		}
	}
	if sum != u.Total {
		t.Errorf("account of units: %s read, but the parts add up to %s", u.Total, sum)
	}
	return fmt.Sprintf("%s = %s", u.Total, strings.Join(parts, " + "))
}

func codes(p plan.Plan) []string {
	list := []string{}
	for _, f := range p.Findings {
		list = append(list, string(f.Code))
	}
	return list
}

func alias(code, product string) []catalog.Alias {
	return []catalog.Alias{{Code: code, Product: product}}
}
