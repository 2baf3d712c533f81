package stories_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// Daily mode on the 2nd: 120 customers of 20 seats report 14 so far. Lowering them would cost $5,760 a month.
func TestDailyModeOnTheSecondLowersNothing(t *testing.T) {
	story(t, func(m *msp) {
		seat := endpoint
		seat.price = "8"
		m.sells(seat)
		var all []customer
		for n := range 120 {
			c := m.meets(fmt.Sprintf("Customer %03d", n+1))
			m.uses(october, c, seat, 20)
			all = append(all, c)
		}
		m.maps(all...)
		m.sync()
		m.wantNextOfAll("19200.00")

		m.decide("every morning", func(s *plan.Settings, _ plan.Decision) error {
			s.Schedule.Mode = plan.ModeDaily
			return nil
		})
		set, _, err := m.syncer.Settings(m.Context())
		m.must(err)
		today := plan.DateOf(time.Now())
		if due, month := set.Due(today), set.Schedule.Target(today); !due || month != november {
			m.Fatalf("on the 2nd of November a daily sync is due: %t, for %s", due, month)
		}
		for _, c := range all {
			m.uses(november, c, seat, 14)
		}
		made := m.syncMonth(november)
		for _, c := range all {
			m.wantHeld(made, c, seat, plan.VerbUpdate, plan.PeriodOpen)
		}
		m.wantMoney(made.Money[0].Withheld, "-5760.00")
		m.wantMoney(made.Money[0].After, "19200.00")
		m.on("2026-11-16")
		for _, c := range all {
			m.wantHolds(c, seat, "20")
			m.wantInvoices(c, "2026-11-15: 160.00")
		}

		// By the 26th the month is closing: all are back at 20, but for one that really lost a seat, and one that won two.
		m.on("2026-11-26")
		for _, c := range all {
			m.uses(november, c, seat, 20)
		}
		m.uses(november, all[0], seat, 19)
		m.uses(november, all[1], seat, 22)
		made = m.syncMonth(november)
		m.wantDoes(made, all[0], seat, plan.VerbUpdate)
		m.wantDoes(made, all[1], seat, plan.VerbUpdate)
		m.wantNextOfAll("19208.00")
		m.on("2026-12-16")
		m.wantInvoices(all[0], "2026-11-15: 160.00", "2026-12-15: 152.00")
		m.wantInvoices(all[1], "2026-11-15: 160.00", "2026-12-15: 176.00")
		m.wantInvoices(all[2], "2026-11-15: 160.00", "2026-12-15: 160.00")
	})
}

// While a month is closing, nothing ends by one report: two reads on different days must agree.
func TestAClosingMonthEndsNothingByOneRead(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		for _, month := range []plan.Period{october, november} {
			m.uses(month, acme, endpoint, 4)
			m.uses(month, birch, endpoint, 30)
		}
		m.sync()
		m.on("2026-11-26")
		m.uses(november, acme, endpoint, 0)
		m.wantHeld(m.syncMonth(november), acme, endpoint, plan.VerbUpdate, plan.ZeroUnconfirmed)
		m.on("2026-11-27")
		m.uses(november, acme, endpoint, 3) // it was a hiccup
		m.wantDoes(m.syncMonth(november), acme, endpoint, plan.VerbUpdate)
		m.wantHolds(acme, endpoint, "3")
		m.on("2026-11-28")
		m.uses(november, acme, endpoint, 0)
		m.uses(november, birch, endpoint, 31)
		m.wantHeld(m.syncMonth(november), acme, endpoint, plan.VerbUpdate, plan.ZeroUnconfirmed)
		m.on("2026-11-29")
		m.wantDoes(m.syncMonth(november), acme, endpoint, plan.VerbUpdate)
		m.on("2026-12-16")
		m.wantInvoices(acme, "2026-11-15: 24.00", "2026-12-15: 0.00")
		m.wantInvoices(birch, "2026-11-15: 180.00", "2026-12-15: 186.00")
	})
}

// Only the latest earlier day counts, however often the same two reports take turns: the day before said 4.
func TestAReportThatComesAndGoesEndsNothing(t *testing.T) {
	story(t, func(m *msp) {
		m.sells(endpoint)
		acme, birch := m.serves("Acme Dental"), m.serves("Birch Legal")
		for _, month := range []plan.Period{october, november} {
			m.uses(month, acme, endpoint, 4)
			m.uses(month, birch, endpoint, 30)
		}
		m.sync()
		for day, used := range []int64{4, 0, 4, 0} {
			m.on(fmt.Sprintf("2026-11-%d", 26+day))
			m.uses(november, acme, endpoint, used)
			m.syncMonth(november)
			m.wantHolds(acme, endpoint, "4")
		}
	})
}
