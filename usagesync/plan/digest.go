package plan

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// ComputeDigest returns the digest of everything that Apply reads of p: which plan it is, which run it takes back, until
// when it may be applied, and every step that writes or records. Names, money, findings and withheld steps are for readers
// and not in it.
func (p Plan) ComputeDigest() string {
	h := newStream()
	h.num(int64(p.Version))
	h.text(p.Partner)
	h.period(p.Period)
	h.date(p.Expires)
	h.text(p.UsageHash, p.Undoes)
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Records() {
			h.step(s)
			h.flush()
		}
	}
	return h.end()
}

// step writes what Apply reads of a step.
func (e *stream) step(s *Step) {
	e.text(s.ID, s.AgreementID, s.AdditionID)
	e.again(s.ItemID, string(s.Verb), s.CompanyID, s.TypeID, s.Currency, s.Expect.Agreement, s.Expect.Settings)
	e.flag(s.Before != nil)
	if s.Before != nil {
		e.quantity(s.Before.Quantity)
	}
	e.quantity(s.Quantity)
	e.date(s.Effective, s.End, s.InvoiceDate)
	e.list(len(s.Sources))
	for i := range s.Sources {
		e.again(s.Sources[i].TenantID, s.Sources[i].Product)
		e.quantity(s.Sources[i].Units)
	}
	e.list(len(s.After))
	e.text(s.After...)
	e.flag(s.Release != nil)
	if s.Release != nil {
		e.text(s.Release.Who, s.Release.Why, s.Release.When)
	}
	e.text(s.Expect.Siblings)
}

// Hash identifies a report by its rows and devices, in whatever order they came.
func (u Usage) Hash() string {
	var e encoder
	sums := make([]checksum, 0, len(u.Rows)+len(u.Devices))
	for i := range u.Rows {
		e.reset()
		e.row(&u.Rows[i])
		sums = append(sums, e.sum())
	}
	for _, d := range u.Devices {
		e.reset()
		e.text("device", d.Serial, d.TenantID)
		sums = append(sums, e.sum())
	}
	slices.SortFunc(sums, func(a, b checksum) int {
		return cmp.Or(cmp.Compare(binary.BigEndian.Uint64(a[:]), binary.BigEndian.Uint64(b[:])), bytes.Compare(a[:], b[:]))
	})
	h := newStream()
	h.period(u.Period)
	h.flag(u.Complete)
	for i := range sums {
		h.checksum(sums[i])
		h.flush()
	}
	return h.end()
}

func (e *encoder) row(r *UsageRow) {
	e.text(r.TenantID, r.TenantName, r.Account, r.ProductCode, r.Description, r.Group, r.SKU, r.OrderLine, r.Status, r.UnitPrice)
	e.quantity(r.Billable, r.Ordered, r.Actual)
	for _, d := range r.Doubts {
		e.text(string(d.Quantity), d.Why)
	}
}

// AgreementHash identifies the members of an agreement that decide whether and when an addition is invoiced: status,
// dates, cycle, parent, type, currency and company. Agreements must hold it and its parents.
func AgreementHash(list []Agreement, id string) string {
	var e encoder
	return byID(list).hash(id, &e)
}

func (d agreements) hash(id string, e *encoder) string {
	a, ok := d.effective(id)
	e.reset()
	e.flag(ok, a.Cancelled, a.Prorate)
	e.text(a.CompanyID, a.ParentID, a.Status, a.CycleID, a.Currency, a.TypeID)
	e.date(a.Start, a.End, a.BillStart, a.NextInvoice)
	return e.sum().short()
}

// SiblingsHash identifies additions by what they say of usage: their ids and quantities, in any order.
func SiblingsHash(list []Addition) string {
	var e encoder
	list = sortedBy(list, func(a, b *Addition) int { return compareIDs(a.ID, b.ID) })
	for i := range list {
		e.text(list[i].ID)
		e.quantity(list[i].Quantity)
	}
	return e.sum().short()
}
