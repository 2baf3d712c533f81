// Package stories holds no code but tests: what a managed service provider lives through in two or three months, told
// over both test servers, both clients, a store and a Syncer, in virtual time.
//
// # The seed pages
//
// Two pages of Sophos's documentation describe the product that this module builds the open one of. Every sentence on
// them that describes behaviour has a test whose name begins with TestSeed; docs/seeds.md lists them, and a test keeps
// that list true in both directions.
//
// # The billing rules
//
// A rule about history can't be shown by one plan. Each of these has a story: months are synced, invoices are generated,
// people decide, and what the invoices come to is counted from the additions that the test PSA holds.
//
// # The harness
//
// A story begins on 2 November 2026: October is over, and all agreements are invoiced on the 15th.
//
//	story(t, func(m *msp) {
//		m.sells(endpoint)                       // a catalog item of the provider's own, mapped
//		acme := m.serves("Acme Dental")         // a tenant, a company and a monthly agreement, mapped
//		m.uses(october, acme, endpoint, 20)     // what Sophos reports
//		m.sync()                                // plan, approve, apply; a second plan must write nothing
//		m.on("2026-12-02")                      // time passes; invoices that fall due are generated on their day
//		m.wantInvoices(acme, "2026-11-15: 120.00")
//	})
//
// The harness generates the invoices, because the test PSA generates none: on an agreement's next invoice date it charges
// what is billable in the cycle that begins then, and moves the date on by the cycle. Its arithmetic is its own, on exact
// fractions, and shares no code with the planner's preview of money.
package stories
