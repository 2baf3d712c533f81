package plan

import (
	"cmp"
	"slices"
)

// contract is an agreement with everything that is known of it, looked up once for all of its lines.
type contract struct {
	id        string
	terms     Agreement // as it is invoiced
	company   Company
	known     bool // company is
	start     Date // the first day of an addition that is created now
	code      Code // why no addition may be written now, or nothing
	detail    string
	hash      string
	read      bool // its additions were
	list      []Addition
	order     []int32 // places of the additions, by item, then id
	vendors   []int32 // places of those that nobody of us owns and whose item is called like a Sophos product
	sorted    bool    // vendors is made
	ruled     bool    // a rule names the agreement
	typePlace int32   // a number for its agreement type
	owned     []Line  // by item
}

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
			return own, false
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

// indexContracts gives every agreement that a route or a line names a place, in the order of their ids.
func (w *world) indexContracts() {
	ids := make([]string, 0, len(w.settings.Routes))
	for i := range w.settings.Routes {
		ids = append(ids, w.settings.Routes[i].AgreementID)
	}
	last := ""
	for i := range w.in.Lines {
		if id := w.in.Lines[i].AgreementID; id != last {
			ids, last = append(ids, id), id
		}
	}
	slices.SortFunc(ids, compareIDs)
	ids = slices.Compact(ids)
	w.contract = make(map[string]int32, len(ids))
	w.contracts = make([]contract, len(ids))
	for i, id := range ids {
		w.contract[id] = int32(i)
	}
	for _, a := range w.in.Additions {
		if i, ok := w.contract[a.AgreementID]; ok {
			c := &w.contracts[i]
			c.read, c.list, c.order = true, a.Additions, byItem(a.Additions)
		}
	}
	w.indexOwned()
	for i, id := range ids {
		w.contracts[i].id = id
		w.enter(&w.contracts[i])
	}
}

// byItem orders additions by item, then id.
func byItem(list []Addition) []int32 {
	order := make([]int32, len(list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &list[i], &list[j]
		return cmp.Or(compareIDs(a.ItemID, b.ItemID), compareIDs(a.ID, b.ID))
	})
	return order
}

// ofItem returns the places of an item's additions.
func (c *contract) ofItem(item string) []int32 {
	from, _ := slices.BinarySearchFunc(c.order, item, func(i int32, item string) int { return compareIDs(c.list[i].ItemID, item) })
	to := from
	for to < len(c.order) && c.list[c.order[to]].ItemID == item {
		to++
	}
	return c.order[from:to]
}

// indexOwned gives each contract its lines, by item. Of a line that stands twice one is taken, whatever the order.
func (w *world) indexOwned() {
	byLine := func(a, b *Line) int {
		return cmp.Or(compareIDs(a.AgreementID, b.AgreementID), compareIDs(a.ItemID, b.ItemID), cmp.Compare(a.AdditionID, b.AdditionID))
	}
	lines := sortedBy(withSortedSources(w.in.Lines), byLine)
	for i := 1; i < len(lines); i++ {
		if lines[i].ItemID == lines[i-1].ItemID && lines[i].AgreementID == lines[i-1].AgreementID {
			lines = slices.CompactFunc(slices.Clone(lines), func(a, b Line) bool { return a.ItemID == b.ItemID && a.AgreementID == b.AgreementID })
			break
		}
	}
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && lines[to].AgreementID == lines[from].AgreementID {
			to++
		}
		w.contracts[w.contract[lines[from].AgreementID]].owned = lines[from:to:to]
		from = to
	}
}

// withSortedSources returns lines whose sources stand in order: the lines themselves if they do so already, else copies.
func withSortedSources(lines []Line) []Line {
	bySource := func(a, b *Source) int { return a.cmp(*b) }
	ordered := func(l Line) bool { return slices.IsSortedFunc(l.Sources, Source.cmp) }
	if i := slices.IndexFunc(lines, func(l Line) bool { return !ordered(l) }); i >= 0 {
		lines = slices.Clone(lines)
		for ; i < len(lines); i++ {
			lines[i].Sources = sortedBy(lines[i].Sources, bySource)
		}
	}
	return lines
}

// sortedBy returns a list in order: itself if it is so already, else a sorted copy.
func sortedBy[T any](list []T, compare func(a, b *T) int) []T {
	for i := 1; i < len(list); i++ {
		if compare(&list[i-1], &list[i]) > 0 {
			list = slices.Clone(list)
			slices.SortFunc(list, func(a, b T) int { return compare(&a, &b) })
			break
		}
	}
	return slices.Clip(list)
}

// enter fills in a contract.
func (w *world) enter(c *contract) {
	a, ok := w.directory.effective(c.id)
	c.terms, c.hash = a, w.directory.hash(c.id, &w.scratch)
	c.ruled = len(w.rules.byAgreement[c.id]) > 0
	c.typePlace = w.typePlace(a.TypeID)
	c.company, c.known = w.companies[a.CompanyID]
	c.start = w.startOn(a)
	c.code, c.detail = w.eligible(c, ok)
}

// typePlace numbers agreement types.
func (w *world) typePlace(id string) int32 {
	n, ok := w.types[id]
	if !ok {
		n = int32(len(w.types))
		w.types[id] = n
	}
	return n
}

// owner returns the item of the line that owns an addition.
func (c *contract) owner(addition string) (item string, ok bool) {
	for i := range c.owned {
		if c.owned[i].AdditionID == addition {
			return c.owned[i].ItemID, true
		}
	}
	return "", false
}

// addition finds an addition by its id.
func (c *contract) addition(id string) (*Addition, bool) {
	for i := range c.list {
		if c.list[i].ID == id {
			return &c.list[i], true
		}
	}
	return nil, false
}
