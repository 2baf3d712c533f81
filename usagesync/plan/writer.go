package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// secondWriter looks for another program that bills the same usage: an addition that nobody of us owns, on the same
// agreement, of an item that is called like one of the line's Sophos products. Sophos's own sync names its items so; an
// identifier alone proves nothing, so only a live addition counts, and a person can say that it is separate.
func (w *world) secondWriter(l *line) (Code, string) {
	c := l.contract
	if w.Siblings(c.id, w.items[l.item].ID) != "" {
		return "", ""
	}
	for _, i := range w.vendors(c) {
		a := &c.list[i]
		name := w.itemName(a)
		same := slices.ContainsFunc(l.sources, func(s Source) bool { return strings.EqualFold(s.Product, name) })
		if same && a.ItemID != w.items[l.item].ID {
			return SecondWriter, fmt.Sprintf("addition %s of %s, quantity %s", a.ID, name, a.Quantity)
		}
	}
	return "", ""
}

// vendors returns an agreement's live additions that nobody of us owns and whose item is called like a Sophos product,
// by item, then id.
func (w *world) vendors(c *contract) []int32 {
	if c.sorted {
		return c.vendors
	}
	c.sorted = true
	for _, i := range c.order {
		a := &c.list[i]
		if w.productIndex(w.itemName(a)) < 0 || a.Ended(c.start) {
			continue
		}
		if _, owned := c.owner(a.ID); !owned {
			c.vendors = append(c.vendors, i)
		}
	}
	return c.vendors
}

// itemName returns the identifier of an addition's item.
func (w *world) itemName(a *Addition) string {
	if i, ok := w.item[a.ItemID]; ok && w.items[i].Identifier != "" {
		return w.items[i].Identifier
	}
	return a.Item
}

// edited says why an addition of ours that does not hold what we left must not be changed, or nothing. Nobody minds an
// edit to just the quantity that is planned.
func (w *world) edited(l *line, a *Addition) (Code, string) {
	if a.Quantity == l.owned.Quantity {
		return "", ""
	}
	if over, ok := w.overwrites[lineKey{l.contract.id, w.items[l.item].ID}]; ok && over.covers(a) {
		return "", ""
	}
	detail := "from " + l.owned.Quantity.String() + " to " + a.Quantity.String() + byWhom(a)
	known := w.productIndex(w.itemName(a)) >= 0
	if known && w.in.Member != "" && a.UpdatedBy != "" && a.UpdatedBy != w.in.Member {
		return SecondWriter, detail
	}
	return EditedByHand, detail
}

func byWhom(a *Addition) string {
	if a.UpdatedBy == "" {
		return ""
	}
	if a.UpdatedAt == "" {
		return " by " + a.UpdatedBy
	}
	return " by " + a.UpdatedBy + " at " + a.UpdatedAt
}

// Overwritten reports whether a person allowed a line's quantity to be replaced that somebody set by hand.
func (x *Prepared) Overwritten(agreement, item string, quantity Quantity) bool {
	over, ok := x.overwrites[lineKey{agreement, item}]
	return ok && over.Quantity == quantity
}

// covers reports whether an addition holds what the person saw, and was not edited since. Times that can't be read are not
// compared.
func (o Overwrite) covers(a *Addition) bool {
	decided, err := time.Parse(time.RFC3339, o.When)
	edited, unknown := time.Parse(time.RFC3339, a.UpdatedAt)
	return o.Quantity == a.Quantity && (err != nil || unknown != nil || !decided.Before(edited.Truncate(time.Second)))
}
