package storetest

import "context"

// Rule names one thing that the contract of usagesync.Store asks.
type Rule string

// The rules, in the order in which they are tried.
const (
	// RuleRoundTrip: data comes back byte for byte, whatever JSON it is: null, zero, spaces, escapes, 1 MB. A column
	// type that rewrites JSON (jsonb) breaks it.
	RuleRoundTrip Rule = "round-trip"
	// RuleKeys: keys that differ in any byte are different records: case, trailing spaces, quotes, slashes, percent
	// signs, wildcards, composed and decomposed letters, runes beyond the basic plane.
	RuleKeys Rule = "keys"
	// RuleNotFound: Get of what is not there is ErrNotFound; Scan of it is empty and no error.
	RuleNotFound Rule = "not-found"
	// RuleKindsApart: the same key under two kinds is two records, for Get, Scan, Commit and delete.
	RuleKindsApart Rule = "kinds-apart"
	// RulePartnersApart: the same under two partners, also where partner, kind and key joined to one text would be equal.
	RulePartnersApart Rule = "partners-apart"
	// RuleRevisions: a record's Rev is 1 at its creation and larger with every write, and Scan reports the same as Get.
	RuleRevisions Rule = "revisions"
	// RuleCopies: no slice is shared: changing what was given or returned changes nothing in the store, and the store
	// changes nothing that it was given.
	RuleCopies Rule = "copies"

	// RuleScanOrder: keys ascend in byte order: "10" before "9", "B" before "a", U+FF5E before U+1F600. A database's
	// collation, or an order by UTF-16 units, breaks it.
	RuleScanOrder Rule = "scan-order"
	// RuleScanAfter: the given key itself is left out, need not exist, and may be any key.
	RuleScanAfter Rule = "scan-after"
	// RuleScanLimit: a page has limit records unless there are no more; a limit of 0 returns nothing.
	RuleScanLimit Rule = "scan-limit"
	// RuleScanPaging: while records are added and deleted between pages, every record that stays is seen exactly once.
	RuleScanPaging Rule = "scan-paging"

	// RuleIfNew: IfNew creates a record and is ErrConflict when there is one.
	RuleIfNew Rule = "if-new"
	// RuleIfRev: a revision is replaced only while it is the present one; else, also when the record is gone or never
	// was, ErrConflict. Writes to other records don't matter.
	RuleIfRev Rule = "if-rev"
	// RuleIfAny: IfAny writes whatever is there, nothing included.
	RuleIfAny Rule = "if-any"
	// RuleDelete: nil Data deletes, under the same preconditions. With IfAny a delete of nothing is no error, with a
	// revision it is ErrConflict. A deleted record can be created again.
	RuleDelete Rule = "delete"
	// RuleAllOrNone: one refused write, wherever it stands, undoes all of its commit.
	RuleAllOrNone Rule = "all-or-none"
	// RuleInOrder: several writes to one record in one commit take effect in their order, each precondition compared
	// with what the write before left. (The interface leaves this open; statements in a transaction do it by themselves.)
	RuleInOrder Rule = "writes-in-order"

	// RuleFenceLive: a live lease's fence is accepted for every kind and any partner, after a renewal too, and a commit
	// without writes tells that the lease is live.
	RuleFenceLive Rule = "fence-live"
	// RuleFenceDead: the fence of a lease that expired, was released or has a successor is ErrFenced for every kind, even
	// without writes, and nothing is written.
	RuleFenceDead Rule = "fence-dead"
	// RuleFenceForeign: a fence with another lane's token, a made-up token or a made-up lane, or only half of one, is ErrFenced.
	RuleFenceForeign Rule = "fence-foreign"
	// RuleNoFence: settings are written with a zero fence, also while somebody holds a lease.
	RuleNoFence Rule = "no-fence"

	// RuleLeaseExclusive: another owner's live lease is ErrHeld, and the attempt doesn't touch it.
	RuleLeaseExclusive Rule = "lease-exclusive"
	// RuleLeaseRenew: the same owner's Acquire keeps the token and moves Until.
	RuleLeaseRenew Rule = "lease-renew"
	// RuleLeaseExpiry: an expired lease is free for another owner, and its own owner is then refused.
	RuleLeaseExpiry Rule = "lease-expiry"
	// RuleLeaseTokens: tokens are positive, and each new lease of a lane has a larger one than all before it, whoever
	// takes it and however the last one ended. A lease that has ended is not renewed, not even for its own owner. (The
	// interface says it less plainly: else a refused fence could come to life again.)
	RuleLeaseTokens Rule = "lease-tokens"
	// RuleLeaseRelease: a released lane is free; releasing again, or what is not held, is no error and frees nobody
	// else's lease, not even a later one of the same owner.
	RuleLeaseRelease Rule = "lease-release"
	// RuleLanesApart: leases of two lanes have nothing to do with each other.
	RuleLanesApart Rule = "lanes-apart"

	// RuleReopenRecords: a second handle, opened while the first is still open or after it was closed, has every
	// acknowledged write and delete.
	RuleReopenRecords Rule = "reopen-records"
	// RuleReopenLeases: it has every lease too: still held, its fence still good, and tokens go on growing.
	RuleReopenLeases Rule = "reopen-leases"

	// RuleCancelled: under a context that has ended every method returns that context's error and does nothing.
	RuleCancelled Rule = "cancelled-context"
	// RuleCutShort: a context that ends at any point of a commit leaves all of its writes or none; nil means all.
	RuleCutShort Rule = "cut-short"

	// RuleLostUpdate: of many goroutines that read, add one and write under the revision read, none is lost.
	RuleLostUpdate Rule = "lost-update"
	// RuleOneCreator: of many goroutines that create the same record, one succeeds and the others get ErrConflict.
	RuleOneCreator Rule = "one-creator"
	// RuleOneHolder: of many owners that want the same lane at once, one gets it and the others get ErrHeld.
	RuleOneHolder Rule = "one-holder"
	// RuleTakeover: once a lease has a successor, not even a commit that was already under way under the old one lands.
	RuleTakeover Rule = "takeover"
)

type clause struct {
	rule  Rule
	check func(context.Context, *probe)
}

func contract() []clause {
	return []clause{
		{RuleRoundTrip, roundTrip},
		{RuleKeys, keys},
		{RuleNotFound, notFound},
		{RuleKindsApart, kindsApart},
		{RulePartnersApart, partnersApart},
		{RuleRevisions, revisions},
		{RuleCopies, copies},

		{RuleScanOrder, scanOrder},
		{RuleScanAfter, scanAfter},
		{RuleScanLimit, scanLimit},
		{RuleScanPaging, scanPaging},

		{RuleIfNew, ifNew},
		{RuleIfRev, ifRev},
		{RuleIfAny, ifAny},
		{RuleDelete, deletes},
		{RuleAllOrNone, allOrNone},
		{RuleInOrder, inOrder},

		{RuleFenceLive, fenceLive},
		{RuleFenceDead, fenceDead},
		{RuleFenceForeign, fenceForeign},
		{RuleNoFence, noFence},

		{RuleLeaseExclusive, leaseExclusive},
		{RuleLeaseRenew, leaseRenew},
		{RuleLeaseExpiry, leaseExpiry},
		{RuleLeaseTokens, leaseTokens},
		{RuleLeaseRelease, leaseRelease},
		{RuleLanesApart, lanesApart},

		{RuleReopenRecords, reopenRecords},
		{RuleReopenLeases, reopenLeases},

		{RuleCancelled, cancelled},
		{RuleCutShort, cutShort},

		{RuleLostUpdate, lostUpdate},
		{RuleOneCreator, oneCreator},
		{RuleOneHolder, oneHolder},
		{RuleTakeover, takeover},
	}
}

// Rules lists all rules in the order in which they are tried.
func Rules() []Rule {
	var all []Rule
	for _, c := range contract() {
		all = append(all, c.rule)
	}
	return all
}
