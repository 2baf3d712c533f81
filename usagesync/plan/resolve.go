package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/psasync/psasync/catalog"
)

// bucket is where the units of a usage row end up in the account. The rest is decided by the row's line.
type bucket uint8

const (
	onLine bucket = iota
	excluded
	unmapped
	ignored
	deferred
	covered // by a higher tier
)

// portion is what one usage row comes to on one item: a tenant's units of a product, on a line or in another bucket.
type portion struct {
	terms                            *terms // what the rules say of it
	units                            Quantity
	code                             Code // why the portion is on no line
	row                              int32
	tenant, product, agreement, item int32 // places in the world's lists, -1 for none
	doubt                            int32 // place in the resolver's doubts, -1 for none
	bucket                           bucket
	also                             bool // the same units are already on another item
}

// resolver turns rows into portions. What a product code stands for is looked up once per distinct description of it.
type resolver struct {
	*world
	codes  map[productKey]resolution
	doubts []string // why units can't be read
	quiet  bool     // the rows are only counted: nothing is to be said of them
}

type productKey struct {
	code string
	hint catalog.Hint
}

type resolution struct {
	product     int32 // -1 for none
	ambiguous   bool
	suggestions string
}

func (w *world) resolver() *resolver {
	return &resolver{world: w, codes: map[productKey]resolution{}}
}

// resolve turns every usage row into portions: one, and one more for each further item that its product is billed on.
func (r *resolver) resolve(rows []UsageRow) []portion {
	portions := make([]portion, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		p, m := r.portion(row)
		p.row = int32(i)
		if !r.quiet {
			r.note(row, p)
		}
		portions = append(portions, p)
		if m == nil || p.item < 0 {
			continue
		}
		for _, item := range m.Also {
			q := p
			q.item, q.also, q.doubt = r.item[item], true, -1
			r.measure(row, &q)
			portions = append(portions, q)
		}
	}
	return portions
}

func (r *resolver) portion(row *UsageRow) (portion, *ProductMapping) {
	p := portion{tenant: -1, agreement: -1, item: -1, doubt: -1}
	if id := foldID(row.TenantID); id != "" {
		p.tenant = r.tenant[id]
	} else if id := r.devices[strings.ToUpper(row.Account)]; id != "" {
		p.tenant = r.tenant[id]
	}
	res := r.product(row)
	p.product = res.product
	m := r.place(&p, res)
	r.measure(row, &p)
	return p, m
}

// product finds what the row's code stands for.
func (r *resolver) product(row *UsageRow) resolution {
	key := productKey{row.ProductCode, catalog.Hint{Group: row.Group, SKU: row.SKU, Description: row.Description}}
	known, ok := r.codes[key]
	if ok {
		return known
	}
	res := r.catalog.Resolve(key.code, key.hint)
	known = resolution{product: -1, ambiguous: res.Status == catalog.Ambiguous}
	if res.Status == catalog.Resolved {
		known.product = r.productIndex(res.Product.Identifier)
	}
	names := []string{}
	for _, a := range append(res.Suggestions, res.Aliases...) {
		if !slices.Contains(names, a.Product) {
			names = append(names, a.Product)
		}
	}
	known.suggestions = strings.Join(names, " or ")
	r.codes[key] = known
	return known
}

// place sends a portion to its line, or says why it is on none.
func (r *resolver) place(p *portion, res resolution) *ProductMapping {
	var id, identifier string
	if p.tenant >= 0 {
		id = r.tenants[p.tenant].folded
	}
	if p.product >= 0 {
		identifier = r.products[p.product].Identifier
	}
	switch {
	case r.excluded(id, identifier, r.in.Period):
		return p.leave(excluded, Excluded)
	case p.tenant < 0:
		return p.leave(unmapped, UnassignedDevice)
	case res.ambiguous:
		return p.leave(unmapped, AmbiguousAlias)
	case p.product < 0:
		return p.leave(unmapped, UnknownProductCode)
	}
	product := &r.products[p.product]
	if mapped, off := r.mapped(p.product); !mapped {
		return p.leave(unmapped, UnmappedProduct)
	} else if off {
		return p.leave(ignored, ProductOff)
	}
	route, ambiguous := choose(r.tenants[p.tenant].routes, product)
	switch {
	case route == nil:
		return p.leave(unmapped, UnmappedTenant)
	case ambiguous:
		return p.leave(unmapped, AmbiguousRoute)
	case route.Off:
		return p.leave(ignored, TenantOff)
	}
	p.agreement = r.contract[route.AgreementID]
	m := r.mapping(p.product, id, &r.contracts[p.agreement].terms)
	switch {
	case m == nil:
		return p.leave(unmapped, UnmappedProduct)
	case m.Off:
		return p.leave(ignored, ProductOff)
	}
	p.item = r.item[m.ItemID]
	if product.Firewall && r.state == StateOpen {
		p.leave(deferred, NotDue)
	}
	return m
}

func (p *portion) leave(b bucket, c Code) *ProductMapping {
	p.bucket, p.code = b, c
	return nil
}

// measure takes the quantity that the rules name.
func (r *resolver) measure(row *UsageRow, p *portion) {
	p.terms = r.termsAt(p.tenant, p.agreement, p.product, p.item)
	units, doubt := row.quantity(p.terms.source)
	p.units = units
	if doubt != "" {
		p.doubt = int32(len(r.doubts))
		r.doubts = append(r.doubts, doubt)
	}
}

// note records what a person should know of the row.
func (r *resolver) note(row *UsageRow, p portion) {
	name := func() string { return r.name(p.tenant, row) }
	if p.code != "" || p.doubt >= 0 {
		about := Finding{Units: p.units}
		if p.tenant >= 0 {
			about.TenantID = r.tenants[p.tenant].folded
		}
		if p.product >= 0 {
			about.Product = r.products[p.product].Identifier
		}
		if p.doubt >= 0 {
			r.findings.add(UnreadableUsage, about, name(), fmt.Sprintf("product code %q, %s", row.ProductCode, r.doubts[p.doubt]))
		}
		switch p.code {
		case "":
		case UnknownProductCode, AmbiguousAlias:
			about.Product = row.ProductCode
			r.findings.add(p.code, about, name(), named("product code "+strconv.Quote(row.ProductCode), row.Description)+r.maybe(row))
		case UnassignedDevice:
			r.findings.add(p.code, about, name(), named("device "+row.Account, row.Description))
		default:
			r.findings.add(p.code, about, name(), about.Product)
		}
	}
	if p.bucket != excluded && p.tenant >= 0 {
		r.noteTenant(row, p.tenant)
	}
}

// maybe names the products that a code may stand for.
func (r *resolver) maybe(row *UsageRow) string {
	if s := r.product(row).suggestions; s != "" {
		return ", perhaps " + s
	}
	return ""
}

// noteTenant records what the report says of a customer beside its units.
func (r *resolver) noteTenant(row *UsageRow, tenant int32) {
	t := &r.tenants[tenant]
	say := func(code Code, detail string) {
		r.findings.add(code, Finding{TenantID: t.folded}, r.name(tenant, row), detail)
	}
	if t.BillingType != "" && t.BillingType != BillingUsage {
		say(BillingTypeChanged, "billing type "+t.BillingType)
	}
	if row.Status != "" && row.Status != "active" {
		switch strings.ToLower(row.Status) {
		case "suspended":
			say(AccountSuspended, "")
		case "canceled", "cancelled":
			say(AccountCanceled, "")
		}
	}
	if t.Own {
		say(OwnTenant, "")
	}
	if c, closed := r.closed(t.folded, r.in.Period); closed {
		say(UsageAfterClose, "closed after "+c.LastPeriod.String())
	}
}

// named puts a description in brackets behind what it describes.
func named(what, description string) string {
	if description = strings.TrimSpace(description); description == "" {
		return what
	}
	return what + " (" + description + ")"
}
