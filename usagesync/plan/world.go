package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// world is Build's input, indexed. Its maps are only looked up in, never ranged over.
type world struct {
	*Prepared
	in        Input
	state     State
	limits    Limits
	tenants   []tenant
	tenant    map[string]int32 // folded id -> place in tenants
	devices   map[string]string
	companies map[string]Company
	directory agreements
	items     []itemInfo
	item      map[string]int32 // id -> place in items
	contracts []contract
	contract  map[string]int32 // agreement id -> place in contracts
	open      map[string]bool
	claims    map[string]string      // addition -> partner that owns it
	applied   map[lineKey]Line       // lines as the period was last applied to them
	releases  map[string]Release     // by step id
	nobodys   map[int32]bool         // products, -1 for unknown ones, with units on rows that name no tenant
	types     map[string]int32       // agreement type -> its number
	byCompany map[string][]Agreement // made when somebody asks for successors
	cache     map[termsKey]*terms
	findings  findings
	earlier   *earlier
	scratch   encoder
}

// tenant is a customer account with what the settings say of it.
type tenant struct {
	Tenant
	folded   string
	known    bool // Sophos Central has it
	routes   []Route
	ruled    bool // a rule names it
	homeless bool // it has units, or unreadable ones, that are unmapped or switched off
}

// itemInfo is a catalog item.
type itemInfo struct {
	Item
	known bool // ConnectWise has it
}

func newWorld(in Input) *world {
	x := Prepare(in.Settings)
	w := &world{
		Prepared: x, in: in,
		state: x.settings.StateOf(in.Period, in.Today), limits: x.settings.Limits.WithDefaults(),
		companies: index(in.Directory.Companies, func(c Company) string { return c.ID }),
		directory: byID(in.Directory.Agreements),
		open:      make(map[string]bool, len(in.Open)),
		claims:    make(map[string]string, len(in.Claims)),
		applied:   index(in.Applied, func(l Line) lineKey { return lineKey{l.AgreementID, l.ItemID} }),
		releases:  index(in.Releases, func(r Release) string { return r.Step }),
		types:     map[string]int32{}, nobodys: map[int32]bool{}, cache: map[termsKey]*terms{},
	}
	for _, id := range in.Open {
		w.open[id] = true
	}
	for _, c := range in.Claims {
		w.claims[c.AdditionID] = max(w.claims[c.AdditionID], c.Partner)
	}
	w.indexDevices()
	w.indexTenants()
	w.indexItems()
	w.indexContracts()
	return w
}

func (w *world) indexDevices() {
	w.devices = make(map[string]string, len(w.in.Usage.Devices))
	for _, d := range w.in.Usage.Devices {
		serial, owner := strings.ToUpper(d.Serial), foldID(d.TenantID)
		if other, known := w.devices[serial]; known && other != owner {
			owner = "" // two customers: nobody knows whose it is
		}
		w.devices[serial] = owner
	}
	delete(w.devices, "")
}

// indexTenants gives every tenant that anything names a place, in the order of their ids.
func (w *world) indexTenants() {
	known := index(w.in.Tenants, func(t Tenant) string { return foldID(t.ID) })
	w.tenant = make(map[string]int32, len(known))
	ids := make([]string, 0, len(known))
	last := ""
	add := func(id string) {
		if id == last || id == "" {
			return
		}
		last = id
		if _, ok := w.tenant[id]; !ok {
			w.tenant[id] = 0
			ids = append(ids, id)
		}
	}
	for _, t := range w.in.Tenants {
		add(foldID(t.ID))
	}
	for _, d := range w.in.Usage.Devices {
		add(foldID(d.TenantID))
	}
	for i := range w.in.Usage.Rows {
		add(foldID(w.in.Usage.Rows[i].TenantID))
	}
	for _, reading := range w.in.Earlier {
		for i := range reading.Usage.Rows {
			add(foldID(reading.Usage.Rows[i].TenantID))
		}
	}
	slices.Sort(ids)
	w.tenants = make([]tenant, len(ids))
	for i, id := range ids {
		w.tenant[id] = int32(i)
		t, ok := known[id]
		w.tenants[i] = tenant{Tenant: t, folded: id, known: ok, routes: w.routesOf(id, w.in.Period), ruled: len(w.rules.byTenant[id]) > 0}
	}
}

// indexItems gives every item that anything names a place, in the order of their ids.
func (w *world) indexItems() {
	known := index(w.in.Directory.Items, func(i Item) string { return i.ID })
	w.item = make(map[string]int32, len(known))
	ids := make([]string, 0, len(known))
	add := func(id string) {
		if _, ok := w.item[id]; !ok {
			w.item[id] = 0
			ids = append(ids, id)
		}
	}
	for _, i := range w.in.Directory.Items {
		add(i.ID)
	}
	for _, m := range w.settings.Products {
		add(m.ItemID)
		for _, id := range m.Also {
			add(id)
		}
	}
	for i := range w.in.Lines {
		add(w.in.Lines[i].ItemID)
	}
	slices.SortFunc(ids, compareIDs)
	w.items = make([]itemInfo, len(ids))
	for i, id := range ids {
		item, ok := known[id]
		item.ID = id
		w.item[id], w.items[i] = int32(i), itemInfo{item, ok}
	}
}

// name is what to call a tenant.
func (w *world) name(tenant int32, row *UsageRow) string {
	if tenant >= 0 && w.tenants[tenant].Name != "" {
		return w.tenants[tenant].Name
	}
	if row != nil && row.TenantName != "" {
		return row.TenantName
	}
	if tenant >= 0 {
		return w.tenants[tenant].folded
	}
	return ""
}

// index maps a list by a key. What stands twice must not depend on the order.
func index[K comparable, T any](list []T, key func(T) K) map[K]T {
	m := make(map[K]T, len(list))
	for _, v := range list {
		k := key(v)
		if other, twice := m[k]; !twice || fmt.Sprint(v) < fmt.Sprint(other) {
			m[k] = v
		}
	}
	return m
}

// foldID is the form in which tenant ids are compared: Sophos writes them in either case.
func foldID(id string) string { return strings.ToLower(id) }

// compareIDs orders ids for readers: numbers by size, everything else by text.
func compareIDs(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// termsKey is all that the terms of a place depend on. A tenant or an agreement that no rule names is -1, so that places
// share their terms.
type termsKey struct{ tenant, agreement, agreementType, product, item int32 }

// termsAt returns what the rules say of a place, given by places in the world's lists, each -1 for none.
func (w *world) termsAt(tenant, agreement, product, item int32) *terms {
	if len(w.rules.rules) == 0 {
		return w.site
	}
	key := termsKey{tenant: -1, agreement: -1, agreementType: -1, product: product, item: item}
	if tenant >= 0 && w.tenants[tenant].ruled {
		key.tenant, key.agreement = tenant, agreement
	}
	if agreement >= 0 {
		c := &w.contracts[agreement]
		key.agreementType = c.typePlace
		if c.ruled {
			key.agreement = agreement
		}
	}
	t, ok := w.cache[key]
	if !ok {
		t = w.terms(w.placeAt(tenant, agreement, product, item))
		w.cache[key] = t
	}
	return t
}

// placeAt returns where rules may hold.
func (w *world) placeAt(tenant, agreement, product, item int32) place {
	at := place{period: w.in.Period}
	if tenant >= 0 {
		at.tenant = w.tenants[tenant].folded
	}
	if product >= 0 {
		at.product = w.products[product].folded
	}
	if agreement >= 0 {
		c := &w.contracts[agreement]
		at.agreement, at.agreementType = c.id, c.terms.TypeID
	}
	if item >= 0 {
		at.item = w.items[item].ID
	}
	return at
}
