package plan_test

import (
	"math/big"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// reference calculates by hand what the planner must come to: plain loops over the rows, one line at a time, exact
// fractions, nothing indexed. It is written from the contract (billing.md, design.md section 6), not from the planner.
type reference struct{ in plan.Input }

// fate is what becomes of a row.
type fate struct {
	part               string // line, deferred, excluded, unmapped or ignored
	tenant, product    string
	company, agreement string
	items              []string // the first one accounts for the units
}

// feed is what a tenant's product brings to a line.
type feed struct {
	tenant, product string
	units           *big.Rat
	terms           plan.Policy
}

// spot is where rules are asked for.
type spot struct{ agreement, tenant, product, item string }

// total is what the reference says of a line.
type total struct {
	feeds    []feed
	quantity *big.Rat
	withheld bool // its rules can't be kept, or a row can't be read
}

func rat(q plan.Quantity) *big.Rat {
	r, ok := new(big.Rat).SetString(q.String())
	if !ok {
		panic("not a number: " + q.String())
	}
	return r
}

func lower(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func higher(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// codesOfTheTable are the built-in product codes that the worlds use.
var codesOfTheTable = map[string]string{
	"CIXA-MSP": "Sophos_Intercept_X_Advanced", "CIXAXDR": "Sophos_Intercept_X_Advanced_XDR", "CIXAMTR-STD-MSP": "Sophos_MTR_Standard",
	"CDE-MSP": "Sophos_Device_Encryption", "CPHISH-MSP": "Sophos_Central_Phish_Threat",
}

// tierOf orders the endpoint products that the worlds use.
var tierOf = map[string]int{"Sophos_Intercept_X_Advanced": 1, "Sophos_Intercept_X_Advanced_XDR": 2, "Sophos_MTR_Standard": 3}

// groupsOf are the family and the platform of the products that the worlds use.
var groupsOf = map[string][]string{
	"Sophos_Intercept_X_Advanced": {"endpoint", "user"}, "Sophos_Intercept_X_Advanced_XDR": {"endpoint", "user"}, "Sophos_MTR_Standard": {"endpoint", "user"},
	"Sophos_Device_Encryption": {"user"}, "Sophos_Central_Phish_Threat": {"user"}, "Sophos_Central_Firewall_Adv": {"network"},
	"Acme_Backup": {"server"},
}

const firewall = "Sophos_Central_Firewall_Adv"

// state says how settled the month is.
func (r reference) state() plan.State {
	closing, today, p := r.in.Settings.ClosingDay, r.in.Today, r.in.Period
	if closing == 0 {
		closing = 26
	}
	lastOpenDay := p.First().AddDays(closing - 2)
	if lastOpenDay.Period() != p {
		lastOpenDay = p.Last()
	}
	switch {
	case p.Last().AddDays(r.in.Settings.FinalAfterDays).Before(today):
		return plan.StateFinal
	case lastOpenDay.Before(today):
		return plan.StateClosing
	}
	return plan.StateOpen
}

// product finds what a row's code stands for: the caller's narrowest alias that fits, else the table.
func (r reference) product(row plan.UsageRow) string {
	var best []string
	narrowest := -1
	for _, a := range r.in.Settings.Aliases {
		if a.Code != row.ProductCode || a.Group != "" && a.Group != row.Group || a.SKU != "" && a.SKU != row.SKU {
			continue
		}
		narrows := 0
		for _, by := range []string{a.Group, a.SKU} {
			if by != "" {
				narrows++
			}
		}
		if narrows > narrowest {
			best, narrowest = nil, narrows
		}
		if narrows == narrowest && !slices.Contains(best, a.Product) {
			best = append(best, a.Product)
		}
	}
	switch len(best) {
	case 0:
		return codesOfTheTable[row.ProductCode]
	case 1:
		return best[0]
	}
	return "" // two narrowings that disagree
}

// owner finds whose row it is: that of the tenant it names, or of the one customer that the device's licence is billed to.
func (r reference) owner(row plan.UsageRow) string {
	if row.TenantID != "" {
		return strings.ToLower(row.TenantID)
	}
	owner := ""
	for _, d := range r.in.Usage.Devices {
		if row.Account == "" || !strings.EqualFold(d.Serial, row.Account) {
			continue
		}
		if id := strings.ToLower(d.TenantID); owner != "" && owner != id {
			return ""
		}
		owner = strings.ToLower(d.TenantID)
	}
	return owner
}

func (r reference) excluded(tenant, product string) bool {
	for _, x := range r.in.Settings.Exclusions {
		over := !x.LastPeriod.IsZero() && x.LastPeriod.Before(r.in.Period)
		if !over && (x.TenantID == "" || strings.EqualFold(x.TenantID, tenant)) && (x.Product == "" || strings.EqualFold(x.Product, product)) {
			return true
		}
	}
	return false
}

func (r reference) closed(tenant string) bool {
	for _, c := range r.in.Settings.Closures {
		if strings.EqualFold(c.TenantID, tenant) && c.LastPeriod.Before(r.in.Period) {
			return true
		}
	}
	return false
}

// routes are those of a tenant in this month. One that has none takes those of the tenants that it goes on for.
func (r reference) routes(tenant string, after ...string) []plan.Route {
	var list []plan.Route
	if slices.Contains(after, tenant) {
		return nil // settings that go round in a circle
	}
	for _, route := range r.in.Settings.Routes {
		begun := route.From.IsZero() || !r.in.Period.Before(route.From)
		over := !route.To.IsZero() && route.To.Before(r.in.Period)
		if strings.EqualFold(route.TenantID, tenant) && begun && !over {
			list = append(list, route)
		}
	}
	if len(list) > 0 {
		return list
	}
	for _, c := range r.in.Settings.Closures {
		if c.MovedTo != "" && strings.EqualFold(c.MovedTo, tenant) {
			list = append(list, r.routes(strings.ToLower(c.TenantID), append(after, tenant)...)...)
		}
	}
	return list
}

// route chooses among a tenant's routes: that of the product before that of its group before the general one. None when
// nothing fits, or when routes of one rank disagree.
func (r reference) route(tenant, product string) (plan.Route, bool) {
	for _, fits := range []func(plan.Route) bool{
		func(route plan.Route) bool { return slices.Contains(route.Products, product) },
		func(route plan.Route) bool {
			return slices.ContainsFunc(route.Groups, func(g string) bool { return slices.Contains(groupsOf[product], g) })
		},
		func(route plan.Route) bool { return len(route.Products) == 0 && len(route.Groups) == 0 },
	} {
		var ranked []plan.Route
		for _, route := range r.routes(tenant) {
			if fits(route) {
				ranked = append(ranked, route)
			}
		}
		for _, route := range ranked {
			if route.AgreementID != ranked[0].AgreementID || route.CompanyID != ranked[0].CompanyID || route.Off != ranked[0].Off {
				return plan.Route{}, false
			}
		}
		if len(ranked) > 0 {
			return ranked[0], true
		}
	}
	return plan.Route{}, false
}

// agreement is one as it is invoiced: by its topmost parent.
func (r reference) agreement(id string) plan.Agreement {
	find := func(id string) plan.Agreement {
		for _, a := range r.in.Directory.Agreements {
			if a.ID == id {
				return a
			}
		}
		return plan.Agreement{}
	}
	own := find(id)
	top := own
	for top.ParentID != "" {
		top = find(top.ParentID)
	}
	own.NextInvoice, own.CycleID = top.NextInvoice, top.CycleID
	return own
}

// mapping finds the item of a product: pair before customer before agreement type before currency before the general one.
func (r reference) mapping(tenant, product, agreement string) (plan.ProductMapping, bool) {
	a := r.agreement(agreement)
	rank := func(m plan.ProductMapping) []bool { // most important first
		return []bool{m.TenantID != "", m.CompanyID != "", m.AgreementTypeID != "", m.Currency != ""}
	}
	var best *plan.ProductMapping
	for _, m := range r.in.Settings.Products {
		fits := m.Product == product && (m.TenantID == "" || strings.EqualFold(m.TenantID, tenant)) && (m.CompanyID == "" || m.CompanyID == a.CompanyID) &&
			(m.AgreementTypeID == "" || m.AgreementTypeID == a.TypeID) && (m.Currency == "" || m.Currency == a.Currency)
		if fits && (best == nil || above(rank(m), rank(*best))) {
			best = &m
		}
	}
	if best == nil || best.ItemID == "" {
		return plan.ProductMapping{}, false
	}
	return *best, true
}

// above compares selectors, the most important first.
func above(a, b []bool) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i]
		}
	}
	return false
}

// fate says what becomes of a row.
func (r reference) fate(row plan.UsageRow) fate {
	f := fate{tenant: r.owner(row), product: r.product(row)}
	if r.excluded(f.tenant, f.product) {
		f.part = "excluded"
		return f
	}
	f.part = "unmapped"
	if f.tenant == "" || f.product == "" {
		return f
	}
	var items, on int
	for _, m := range r.in.Settings.Products {
		if m.Product == f.product && m.ItemID != "" {
			items++
			if !m.Off {
				on++
			}
		}
	}
	route, routed := r.route(f.tenant, f.product)
	switch {
	case items == 0:
		return f
	case on == 0:
		f.part = "ignored"
		return f
	case !routed:
		return f
	case route.Off:
		f.part = "ignored"
		return f
	}
	f.agreement, f.company = route.AgreementID, route.CompanyID
	m, mapped := r.mapping(f.tenant, f.product, f.agreement)
	switch {
	case !mapped:
		return f
	case m.Off:
		f.part = "ignored"
		return f
	case f.product == firewall && r.state() == plan.StateOpen:
		f.part = "deferred"
	default:
		f.part = "line"
	}
	f.items = append([]string{m.ItemID}, m.Also...)
	return f
}
