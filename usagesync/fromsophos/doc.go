// Package fromsophos is the usual [usagesync.Source]: tenants and monthly usage of one partner in Sophos Central, read
// through a [sophos.Client].
//
// A report is taken whole or not at all. A month that has none is [usagesync.ErrNoData], one that broke off or whose
// declared totals disagree with the rows is [usagesync.ErrIncomplete]; neither says that there was no usage.
//
// Rows without a tenant are device rows. When there are any, the partner's firewall licences are read too, and say which
// tenant each device is billed to [inferred from the licence's billingTenant] (unverified: U09).
//
// Prices and contact data are not asked for, and nothing of them is handed on.
package fromsophos
