// Package storetest is the contract of [usagesync.Store] as a program: it tries a store and names every rule that the
// store breaks. Whoever writes a store proves it with one test:
//
//	func TestStore(t *testing.T) {
//		db := openTestDatabase(t)
//		storetest.Test(t, storetest.Harness{
//			Open: func(ctx context.Context) (usagesync.Store, error) { return mystore.Open(ctx, db) },
//			Expire: func(ctx context.Context, lane string) error {
//				_, err := db.ExecContext(ctx, `UPDATE lease SET until = now() WHERE lane = $1`, lane)
//				return err
//			},
//		})
//	}
//
// [Test] reports each rule as a subtest. [Check] needs no *testing.T: it returns all violations joined, nil for a
// store that keeps the contract.
//
// # Rules
//
// The rules are a closed list, the constants of type [Rule]; the comment of each says what the rule asks. They ask
// for nothing that the comments of [usagesync.Store] don't promise, except where those leave a choice that a caller
// would notice; then the rule's comment says so. What no rule asks: empty keys, bytes that are not UTF-8 or hold
// U+0000, limits below 0, empty data that is not nil, time to live of 0 or less, the revision of a record that was
// deleted and created again, and what a zero fence may write besides settings.
//
// # Traces
//
// Every rule works under partners and lanes of its own with a random part, so the store may hold other data and may be
// checked many times. The records stay there afterwards. No lease lasts longer than [MaxTTL].
//
// # Concurrency
//
// Rules run one after the other; four of them use several goroutines and two handles of the store at a time. No
// goroutine outlives the call. A store that hangs hangs the check: give it a context with a deadline.
package storetest
