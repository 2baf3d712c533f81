package stories_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync/plan"
)

// on goes on to nine o'clock of a day. Every invoice that falls due until then is generated in the morning of its day.
func (m *msp) on(day string) {
	m.Helper()
	until, err := plan.ParseDate(day)
	m.must(err)
	for {
		a, due := m.nextToInvoice()
		if !due || until.Before(m.invoiceDate(a)) {
			break
		}
		m.sleepUntil(m.invoiceDate(a), 6)
		m.invoice(a)
	}
	m.sleepUntil(until, 9)
}

func (m *msp) sleepUntil(d plan.Date, hour int) {
	time.Sleep(time.Until(time.Date(d.Period().Year(), d.Period().Month(), d.Day(), hour, 0, 0, 0, time.UTC)))
}

// nextToInvoice returns the running agreement that is invoiced next.
func (m *msp) nextToInvoice() (connectwisetest.Agreement, bool) {
	all := slices.DeleteFunc(m.psa.Agreements(), func(a connectwisetest.Agreement) bool {
		over := !a.NoEndingDateFlag && a.EndDate != "" && string(a.EndDate)[:len(time.DateOnly)] < a.NextInvoiceDate
		return over || a.CancelledFlag || a.NextInvoiceDate == ""
	})
	if len(all) == 0 {
		return connectwisetest.Agreement{}, false
	}
	return slices.MinFunc(all, func(a, b connectwisetest.Agreement) int {
		return cmp.Or(strings.Compare(a.NextInvoiceDate, b.NextInvoiceDate), cmp.Compare(a.ID, b.ID))
	}), true
}

func (m *msp) invoiceDate(a connectwisetest.Agreement) plan.Date {
	m.Helper()
	d, err := plan.ParseDate(a.NextInvoiceDate)
	m.must(err)
	return d
}

// invoice generates an agreement's next invoice, for the cycle that begins that day, and moves its date on.
func (m *msp) invoice(a connectwisetest.Agreement) {
	m.Helper()
	m.invoices[a.ID] = append(m.invoices[a.ID], fmt.Sprintf("%s: %s", a.NextInvoiceDate, money(m.charge(a))))
	m.must(m.psa.EditAgreement(a.ID, "billing", func(a *connectwisetest.Agreement) { a.NextInvoiceDate = cycleEnd(*a) }))
}

// cycleEnd is the first day after the cycle that an agreement's next invoice is for.
func cycleEnd(a connectwisetest.Agreement) string {
	months := 1
	if a.BillingCycle.ID == quarterly {
		months = 3
	}
	from, err := time.Parse(time.DateOnly, a.NextInvoiceDate)
	if err != nil {
		return ""
	}
	return from.AddDate(0, months, 0).Format(time.DateOnly)
}

// charge adds up what an agreement's additions come to on its next invoice.
func (m *msp) charge(a connectwisetest.Agreement) *big.Rat {
	m.Helper()
	total := new(big.Rat)
	for _, x := range m.psa.Additions(a.ID) {
		begun := x.EffectiveDate == "" || string(x.EffectiveDate) < cycleEnd(a)
		over := x.CancelledDate != "" && string(x.CancelledDate)[:len(time.DateOnly)] < a.NextInvoiceDate
		if begun && !over && x.BillCustomer == "Billable" {
			total.Add(total, new(big.Rat).Mul(m.rat(x.BilledQuantity), m.rat(x.UnitPrice)))
		}
	}
	return total
}

func (m *msp) rat(n connectwisetest.Number) *big.Rat {
	m.Helper()
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		m.Fatalf("%q is no number", n)
	}
	return r
}

func money(r *big.Rat) string { return r.FloatString(2) }

// wantInvoices fails unless these are all invoices of a customer so far.
func (m *msp) wantInvoices(c customer, want ...string) {
	m.Helper()
	if got := m.invoices[c.agreement]; !slices.Equal(got, want) {
		m.Errorf("%s was invoiced %v, want %v", c.name, got, want)
	}
}

// wantNext fails unless a customer's next invoice would come to an amount.
func (m *msp) wantNext(c customer, want string) {
	m.Helper()
	all := m.psa.Agreements()
	i := slices.IndexFunc(all, func(a connectwisetest.Agreement) bool { return a.ID == c.agreement })
	if got := money(m.charge(all[i])); got != want {
		m.Errorf("%s would be invoiced %s next, want %s", c.name, got, want)
	}
}

// wantNextOfAll fails unless the next invoices of all customers together would come to an amount.
func (m *msp) wantNextOfAll(want string) {
	m.Helper()
	total := new(big.Rat)
	for _, a := range m.psa.Agreements() {
		total.Add(total, m.charge(a))
	}
	if got := money(total); got != want {
		m.Errorf("all customers would be invoiced %s next, want %s", got, want)
	}
}

// quarterly makes a customer's agreement one that is invoiced every three months.
func (m *msp) quarterly(c customer, next string) {
	m.Helper()
	m.must(m.psa.EditAgreement(c.agreement, "billing", func(a *connectwisetest.Agreement) {
		a.BillingCycle, a.NextInvoiceDate = connectwisetest.Reference{ID: quarterly, Name: "Quarterly"}, next
	}))
}
