package plan_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// dice draws what a world is like. Each world has its own odds of what goes wrong, so that many are nearly right.
type dice struct {
	*rapid.T
	odds int
}

// chance is true in about so many of 100 cases, of at most 30. Rapid prefers small numbers, so the large ones are rare.
func (d dice) chance(label string, percent int) bool {
	return rapid.IntRange(0, 99).Draw(d.T, label) >= 100-2*percent+percent*percent/75
}

// odd is true where something goes wrong.
func (d dice) odd(label string) bool { return d.odds > 0 && d.chance(label, d.odds) }

// oneOf draws one of several; the first is the simplest.
func oneOf[T any](d dice, label string, of ...T) T {
	return of[rapid.IntRange(0, len(of)-1).Draw(d.T, label)]
}

// odder draws the usual, or one of several when something goes wrong.
func odder[T any](d dice, label string, usual T, of ...T) T {
	if !d.odd(label) {
		return usual
	}
	return oneOf(d, label, of...)
}

func (d dice) count(label string, most int) int { return rapid.IntRange(0, most).Draw(d.T, label) }

func (d dice) seats(label string, most int) plan.Quantity {
	n := plan.Units(int64(rapid.IntRange(0, most).Draw(d.T, label)))
	if d.chance("fraction", 2) {
		return quantity(n.String() + ".5")
	}
	return n
}

func quantity(s string) plan.Quantity {
	q, err := plan.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

// What the worlds are made of.
var (
	someTenants    = []string{"a", "b", "c", "d"}
	someAgreements = []string{"100", "101", "102", "103"}
	someItems      = []string{"1", "2", "3", "4"}
	someProducts   = []string{
		"Sophos_Intercept_X_Advanced", "Sophos_Intercept_X_Advanced_XDR", "Sophos_Device_Encryption", "Sophos_Central_Phish_Threat",
		"Sophos_MTR_Standard", firewall, "Acme_Backup",
	}
	someCodes = []string{"CIXA-MSP", "CIXAXDR", "CDE-MSP", "CPHISH-MSP", "CIXAMTR-STD-MSP", "FW-MSP", "ACME"}
	pat       = plan.Decision{Who: "Pat", Why: "because", When: "2026-11-01T08:00:00Z"}
	september = october.Prev()
	november  = october.Next()
)

// anyWorld draws a small world in which everything that the planner knows can go right or wrong.
func anyWorld(t *rapid.T) plan.Input {
	d := dice{t, rapid.SampledFrom([]int{0, 3, 8, 15}).Draw(t, "odds")}
	in := plan.Input{Partner: "msp", Period: october, Member: oneOf(d, "member", "", "psasync")}
	in.Today = oneOf(d, "today", plan.NewDate(2026, time.November, 2), plan.NewDate(2026, time.October, 28), plan.NewDate(2026, time.November, 20), plan.NewDate(2026, time.October, 8))
	d.settings(&in.Settings)
	d.directory(&in.Directory)
	d.usage(&in)
	d.standing(&in)
	d.history(&in)
	if in.Settings.Validate() != nil && !d.chance("left invalid", 3) {
		in.Settings.Mapping = plan.MappingRules{Shared: true, Split: true}
		if in.Settings.Validate() != nil {
			in.Settings.Closures, in.Settings.Consents = nil, nil
		}
	}
	return in
}

func (d dice) settings(s *plan.Settings) {
	s.ClosingDay, s.FinalAfterDays = odder(d, "closing day", 0, 20, 31), odder(d, "final after", 0, 3, 10)
	s.Mapping = plan.MappingRules{Shared: !d.odd("not shared"), Split: !d.odd("not split")}
	s.Cycles = []plan.Cycle{{ID: "2", Months: 1}, {ID: "3", Months: 3}, {ID: "5", Months: 0}}
	s.OwnProducts = []catalog.Product{{Identifier: "Acme_Backup", Description: "Acme Backup", Platform: "server"}}
	s.Aliases = []catalog.Alias{{Code: "FW-MSP", Product: firewall}, {Code: "ACME", Product: "Acme_Backup"}}
	if d.odd("narrower aliases") {
		s.Aliases = append(s.Aliases, catalog.Alias{Code: "ACME", Group: "Big", Product: "Sophos_Device_Encryption"}, catalog.Alias{Code: "ACME", SKU: "S1", Product: "Sophos_Central_Phish_Threat"})
	}
	if d.chance("site policy", 20) {
		s.Policy = d.policy()
	}
	if d.chance("disappeared", 25) {
		s.Policy.Disappeared = new(oneOf(d, "disappeared", plan.DisappearedEnd, plan.DisappearedKeep))
	}
	s.Limits = oneOf(d, "limits", plan.Limits{LineFallUnits: 1000, LineRiseUnits: 1000, RunFallUnits: 1000, RunZeroTenants: 100}, plan.Limits{},
		plan.Limits{LineFallUnits: 1000, LineRiseUnits: 1000, RunFallUnits: 30, CreateUnits: 30, RunZeroTenants: 1})
	if d.chance("money limits", 10) {
		s.Limits.Money = []plan.MoneyLimit{{Currency: "USD", LineChange: amount("150"), RunFall: amount("200")}}
	}
	d.products(s)
	for _, tenant := range someTenants {
		s.Routes = append(s.Routes, d.routes(tenant)...)
		if d.odd("closed") {
			s.Closures = append(s.Closures, plan.Closure{TenantID: tenant, LastPeriod: oneOf(d, "last", september, october), MovedTo: oneOf(d, "moved", "", "a", "d"), Decision: pat})
		}
	}
	s.Closures = slices.DeleteFunc(s.Closures, func(c plan.Closure) bool { return c.MovedTo == c.TenantID })
	for range d.count("rules", 4) {
		d.rule(s)
	}
	if d.odd("excluded") {
		s.Exclusions = append(s.Exclusions, plan.Exclusion{
			TenantID: oneOf(d, "of tenant", someTenants...), Product: oneOf(d, "of product", append([]string{""}, someProducts...)...), Reason: "internal",
			LastPeriod: oneOf(d, "until", plan.Period{}, october, september),
		})
	}
	if d.odd("excluded everywhere") {
		s.Exclusions = append(s.Exclusions, plan.Exclusion{Product: oneOf(d, "product", someProducts...), Reason: "not sold"})
	}
}

// products maps the products, some of them by selectors, to one item or several, or not.
func (d dice) products(s *plan.Settings) {
	for _, p := range someProducts {
		if d.odd("unmapped") {
			continue
		}
		m := plan.ProductMapping{Product: p, ItemID: oneOf(d, "item", someItems...), Off: d.odd("off")}
		s.Products = append(s.Products, d.also(m))
		for range d.count("narrower", 2) * d.count("narrower", 1) {
			m = plan.ProductMapping{Product: p, ItemID: odder(d, "item", oneOf(d, "item", someItems...), ""), Off: d.odd("off")}
			switch d.count("by", 3) {
			case 0:
				m.TenantID = oneOf(d, "tenant", someTenants...)
			case 1:
				m.CompanyID = oneOf(d, "company", "0", "1", "2")
			case 2:
				m.AgreementTypeID = oneOf(d, "type", "T1", "T2")
			case 3:
				m.Currency = oneOf(d, "currency", "USD", "EUR")
			}
			same := func(o plan.ProductMapping) bool {
				return o.Product == m.Product && o.TenantID == m.TenantID && o.CompanyID == m.CompanyID && o.AgreementTypeID == m.AgreementTypeID && o.Currency == m.Currency
			}
			if !slices.ContainsFunc(s.Products, same) {
				s.Products = append(s.Products, d.also(m))
			}
		}
	}
}

func (d dice) also(m plan.ProductMapping) plan.ProductMapping {
	if other := oneOf(d, "also on", someItems...); m.ItemID != "" && other != m.ItemID && d.chance("also", 12) {
		m.Also = []string{other}
	}
	return m
}

// routes sends a tenant to an agreement, or to several by product, group or period.
func (d dice) routes(tenant string) []plan.Route {
	to := func(label string) plan.Route {
		agreement := oneOf(d, label, someAgreements...)
		return plan.Route{TenantID: odder(d, "case", tenant, "A", tenant), CompanyID: odder(d, "company", agreement[2:], "9"), AgreementID: agreement, Off: d.odd("off")}
	}
	if d.odd("no route") {
		return nil
	}
	list := []plan.Route{to("agreement")}
	if d.chance("by product", 12) {
		r := to("by product")
		r.Products = []string{oneOf(d, "product", someProducts...)}
		list = append(list, r)
	}
	if d.chance("by group", 12) {
		r := to("by group")
		r.Groups = []string{oneOf(d, "group", "endpoint", "user", "network", "server")}
		list = append(list, r)
	}
	if d.odd("another") {
		list = append(list, to("another"))
	}
	for i := range list {
		list[i].From, list[i].To = odder(d, "from", plan.Period{}, september, november), odder(d, "to", plan.Period{}, october, september)
		if list[i].To.Before(list[i].From) {
			list[i].From = plan.Period{}
		}
	}
	return list
}

// rule sets something for a line, a tenant, an agreement, a type, a product or an item, or for several of these.
func (d dice) rule(s *plan.Settings) {
	r := plan.Rule{Set: d.policy(), LastPeriod: oneOf(d, "until", plan.Period{}, plan.Period{}, october, september)}
	level := d.count("level", 7)
	if level == 0 || level == 2 || level == 6 {
		r.AgreementID = oneOf(d, "agreement", someAgreements...)
	}
	if level == 0 || level == 5 || level == 7 {
		r.ItemID = oneOf(d, "item", someItems...)
	}
	if level == 1 || level == 6 || level == 7 {
		r.TenantID = oneOf(d, "tenant", someTenants...)
	}
	if level == 3 {
		r.AgreementTypeID = oneOf(d, "type", "T1", "T2")
	}
	if level == 4 {
		r.Product = oneOf(d, "product", someProducts...)
	}
	same := func(o plan.Rule) bool {
		return o.AgreementID == r.AgreementID && o.ItemID == r.ItemID && o.TenantID == r.TenantID && o.AgreementTypeID == r.AgreementTypeID && o.Product == r.Product
	}
	if r.Set != (plan.Policy{}) && !slices.ContainsFunc(s.Rules, same) {
		s.Rules = append(s.Rules, r)
	}
}

// policy sets one to three things.
func (d dice) policy() plan.Policy {
	var p plan.Policy
	for range 1 + d.count("more", 2) {
		switch d.count("field", 15) {
		case 0:
			p.Quantity = new(oneOf(d, "quantity", plan.QuantityActual, plan.QuantityOrdered, plan.QuantityBillable))
		case 1:
			p.Factor = new(quantity(oneOf(d, "factor", "2", "0.5", "0", "1")))
		case 2:
			p.Tiers = new(oneOf(d, "tiers", plan.TiersHighest, plan.TiersBoth))
		case 3:
			p.Combine = new(oneOf(d, "combine", plan.CombineMax, plan.CombineAny, plan.CombineSum))
		case 4:
			p.Offset = new(plan.Units(oneOf[int64](d, "offset", 2, -3, 0)))
		case 5:
			p.Allowance = new(plan.Units(oneOf[int64](d, "allowance", 5, 0)))
		case 6:
			p.Pack = new(plan.Units(oneOf[int64](d, "pack", 5, 10)))
		case 7:
			p.Minimum = new(plan.Units(oneOf[int64](d, "minimum", 10, 0)))
		case 8:
			p.Maximum = new(plan.Units(oneOf[int64](d, "maximum", 30, 10, 50)))
		case 9:
			p.Disappeared = new(oneOf(d, "disappeared", plan.DisappearedEnd, plan.DisappearedKeep, plan.DisappearedZero))
		case 10:
			p.NoDecreaseBefore = new(oneOf(d, "no decrease", november, october))
		case 11:
			p.Timing = new(oneOf(d, "timing", plan.TimingArrears, plan.TimingAdvance))
		case 12:
			p.Cycle = new(oneOf(d, "cycle", plan.CycleHighest, plan.CycleReport))
		case 13:
			p.Adopt = new(oneOf(d, "adopt", plan.AdoptPlan, plan.AdoptReview))
		case 14:
			p.Currency = new(oneOf(d, "currency", "USD", "EUR"))
		case 15:
			p.AllowUnpriced = new(true)
		}
	}
	return p
}
