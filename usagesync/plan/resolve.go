package plan

import (
	"fmt"
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
)

// portion is what one usage row comes to: a tenant's units of a product, on a line or in another bucket.
type portion struct {
	tenant    string // folded id
	product   string // identifier in the table's spelling; empty when unknown
	units     Quantity
	doubt     string // why the units can't be read
	bucket    bucket
	code      Code // why the portion is on no line
	line      string
	agreement string
	item      string
}

// resolver turns rows into portions. What a product code stands for is looked up once per distinct description of it.
type resolver struct {
	*world
	products map[productKey]catalog.Resolution
}

type productKey struct {
	code string
	hint catalog.Hint
}

// resolve turns every usage row into one portion, in the order of the rows.
func (w *world) resolve() []portion {
	r := resolver{world: w, products: map[productKey]catalog.Resolution{}}
	portions := make([]portion, len(w.Usage.Rows))
	for i, row := range w.Usage.Rows {
		p := r.portion(row)
		r.note(row, p)
		portions[i] = p
	}
	return portions
}

func (r *resolver) portion(row UsageRow) portion {
	p := portion{tenant: foldID(row.TenantID)}
	p.units, p.doubt = row.quantity(r.Settings.Quantity)
	if p.tenant == "" {
		p.tenant = r.devices[strings.ToUpper(row.Account)]
	}
	known := r.product(row, &p)
	switch {
	case r.rules.excluded(p.tenant, p.product, r.Period):
		return p.leave(excluded, Excluded)
	case p.tenant == "":
		return p.leave(unmapped, UnassignedDevice)
	case !known:
		return p.leave(unmapped, UnknownProductCode)
	}
	return r.place(p)
}

// product finds what the row's code stands for.
func (r *resolver) product(row UsageRow, p *portion) (known bool) {
	key := productKey{row.ProductCode, catalog.Hint{Group: row.Group, SKU: row.SKU, Description: row.Description}}
	res, ok := r.products[key]
	if !ok {
		res = r.catalog.Resolve(key.code, key.hint)
		r.products[key] = res
	}
	p.product = res.Product.Identifier
	return res.Status == catalog.Resolved
}

// place sends a portion to its line.
func (r *resolver) place(p portion) portion {
	mapping, mapped := r.rules.mapping(p.product)
	if !mapped {
		return p.leave(unmapped, UnmappedProduct)
	}
	if mapping.Off {
		return p.leave(ignored, ProductOff)
	}
	route, routed, ambiguous := r.rules.route(p.tenant, p.product, r.Period)
	switch {
	case !routed:
		return p.leave(unmapped, UnmappedTenant)
	case ambiguous:
		return p.leave(unmapped, AmbiguousRoute)
	case route.Off:
		return p.leave(ignored, TenantOff)
	}
	if product, _ := r.catalog.Product(p.product); product.Firewall && r.state == StateOpen {
		p = p.leave(deferred, NotDue)
	}
	p.agreement, p.item, p.line = route.AgreementID, mapping.ItemID, LineID(route.AgreementID, mapping.ItemID)
	return p
}

func (p portion) leave(b bucket, c Code) portion {
	p.bucket, p.code = b, c
	return p
}

// note records what a person should know of the row.
func (r *resolver) note(row UsageRow, p portion) {
	about := Finding{TenantID: p.tenant, Product: p.product, Units: p.units}
	name := r.tenantName(row, p)
	if p.doubt != "" {
		r.findings.add(UnreadableUsage, about, name, fmt.Sprintf("product code %q, %s", row.ProductCode, p.doubt))
	}
	switch p.code {
	case "":
	case UnknownProductCode:
		about.Product = row.ProductCode
		r.findings.add(p.code, about, name, named("product code "+strconv.Quote(row.ProductCode), row.Description))
	case UnassignedDevice:
		r.findings.add(p.code, about, name, named("device "+row.Account, row.Description))
	default:
		r.findings.add(p.code, about, name, p.product)
	}
	if p.bucket == excluded {
		return
	}
	about = Finding{TenantID: p.tenant}
	if t, known := r.tenants[p.tenant]; known && t.BillingType != "" && t.BillingType != BillingUsage {
		r.findings.add(BillingTypeChanged, about, name, "billing type "+t.BillingType)
	}
	switch strings.ToLower(row.Status) {
	case "suspended":
		r.findings.add(AccountSuspended, about, name, "")
	case "canceled", "cancelled":
		r.findings.add(AccountCanceled, about, name, "")
	}
}

// named puts a description in brackets behind what it describes.
func named(what, description string) string {
	if description = strings.TrimSpace(description); description == "" {
		return what
	}
	return what + " (" + description + ")"
}

func (w *world) tenantName(row UsageRow, p portion) string {
	if t, known := w.tenants[p.tenant]; known && t.Name != "" {
		return t.Name
	}
	if row.TenantName != "" {
		return row.TenantName
	}
	return p.tenant
}
