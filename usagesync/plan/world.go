package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
)

// world is Build's input, indexed. Its maps are only looked up in, never ranged over.
type world struct {
	Input
	state      State
	limits     Limits
	rules      *lookup
	catalog    *catalog.Catalog
	invalid    error // why the settings can't be used; everything is withheld then
	tenants    map[string]Tenant
	devices    map[string]string // firewall serial -> tenant
	companies  map[string]Company
	agreements agreements
	items      map[string]Item
	additions  map[string][]Addition // by agreement; an agreement that was not read is not in it
	owned      map[string]Line       // by line id
	owners     map[string]string     // addition -> line id that owns it
	open       map[string]bool
	findings   findings
}

func newWorld(in Input) *world {
	w := &world{
		Input:      in,
		state:      in.Settings.StateOf(in.Period, in.Today),
		limits:     in.Settings.Limits.WithDefaults(),
		rules:      newLookup(&in.Settings),
		tenants:    index(in.Tenants, func(t Tenant) string { return foldID(t.ID) }),
		devices:    make(map[string]string, len(in.Usage.Devices)),
		companies:  index(in.Directory.Companies, func(c Company) string { return c.ID }),
		agreements: byID(in.Directory.Agreements),
		items:      index(in.Directory.Items, func(i Item) string { return i.ID }),
		additions:  make(map[string][]Addition, len(in.Additions)),
		owned:      index(in.Lines, Line.ID),
		owners:     make(map[string]string, len(in.Lines)),
		open:       make(map[string]bool, len(in.Open)),
	}
	for _, d := range in.Usage.Devices {
		serial, tenant := strings.ToUpper(d.Serial), foldID(d.TenantID)
		if other, known := w.devices[serial]; known && other != tenant {
			tenant = "" // two customers: nobody knows whose it is
		}
		w.devices[serial] = tenant
	}
	delete(w.devices, "")
	for _, a := range in.Additions {
		w.additions[a.AgreementID] = slices.SortedFunc(slices.Values(a.Additions), func(a, b Addition) int { return cmp.Compare(a.ID, b.ID) })
	}
	for _, l := range in.Lines {
		w.owners[l.AdditionID] = l.ID()
	}
	for _, id := range in.Open {
		w.open[id] = true
	}
	w.invalid = in.Settings.Validate()
	var err error
	if w.catalog, err = catalog.New(in.Settings.OwnProducts, in.Settings.Aliases); err != nil {
		w.catalog, err = catalog.New(nil, nil) // Validate has reported the caller's; codes still get names
	}
	if err != nil {
		w.catalog, w.invalid = new(catalog.Catalog), err
	}
	return w
}

func index[T any](list []T, key func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, v := range list {
		k := key(v)
		// What stands twice must not depend on the order.
		if other, twice := m[k]; !twice || fmt.Sprint(v) < fmt.Sprint(other) {
			m[k] = v
		}
	}
	return m
}

// foldID is the form in which tenant ids are compared: Sophos writes them in either case.
func foldID(id string) string { return strings.ToLower(id) }

// agreements are all that are known, by id.
type agreements map[string]Agreement

func byID(list []Agreement) agreements { return index(list, func(a Agreement) string { return a.ID }) }

// effective returns an agreement as it is invoiced: a child takes status, billing cycle, next invoice date and prorate
// flag from its topmost parent. A chain that is broken or goes in a circle is not an agreement.
func (d agreements) effective(id string) (Agreement, bool) {
	own, ok := d[id]
	top := own
	for depth := 0; ok && top.ParentID != ""; depth++ {
		if top, ok = d[top.ParentID]; depth > len(d) {
			return Agreement{}, false
		}
	}
	if own.End.IsZero() || !top.End.IsZero() && top.End.Before(own.End) {
		own.End = top.End
	}
	own.Status, own.Cancelled = cmp.Or(cancelledStatus(own), top.Status), own.Cancelled || top.Cancelled
	own.CycleID, own.CycleName, own.NextInvoice, own.Prorate = top.CycleID, top.CycleName, top.NextInvoice, top.Prorate
	return own, ok
}

// cancelledStatus keeps a child's own end: a cancelled child of an active parent bills nothing.
func cancelledStatus(a Agreement) string {
	if a.Status == StatusCancelled || a.Status == StatusExpired {
		return a.Status
	}
	return ""
}
