// Package targettest is the contract of [usagesync.Target] as a program: it tries a target and names every rule that the
// target breaks. Whoever connects another PSA proves the connection with one test:
//
//	func TestTarget(t *testing.T) {
//		desk := startTestDesk(t) // a server of the PSA for tests, or a sandbox account
//		targettest.Test(t, targettest.Harness{
//			Open:   func(ctx context.Context) (usagesync.Target, error) { return mytarget.New(desk.Client()), nil },
//			World:  targettest.World{Agreement: "314", Item: "1350", …},
//			Look:   desk.Look,   // what the system holds, not by way of the target
//			Add:    desk.Add,    // a person enters an addition
//			Remove: desk.Remove, // a person removes it
//			Lose:   desk.LoseNextAnswer,
//		})
//	}
//
// [Test] reports each rule as a subtest. [Check] needs no *testing.T: it returns all violations joined, nil for a target
// that keeps the contract; it is the one to use inside a testing/synctest bubble, where there are no subtests.
//
// # What is at stake
//
// A Syncer believes its target. An empty list means that there is no addition, and one is created; NotDone means that
// nothing was written, and it is written again; an error that Stop wraps ends the run for all customers. So most rules are
// about what a target may claim, and the check compares every claim with what the system behind the target really holds.
//
// # Rules
//
// The rules are a closed list, the constants of type [Rule]; the comment of each says what the rule asks. They ask for
// nothing that the comments of [usagesync.Target] don't promise, except where those leave a choice that a Syncer would
// notice; then the rule's comment says so. What no rule asks: the order of lists, texts and authors, prices and taxes of
// new additions, additions whose numbers can't be read, a zero SendBefore or effective date, and negative quantities.
//
// # The world
//
// The rules work on records that the harness has seeded, [World], and on additions of their own on World.Agreement, which
// they remove when they are done. Only [Harness].Edit leaves a trace. The agreements of the world must be left alone by
// everybody else meanwhile.
//
// # Faults
//
// What a target says after a fault is the heart of the contract, but not every system can be made to fail. So the fault
// hooks, and Edit, are optional: [Check] leaves out the rules of those that are nil, and [Test] skips them by name. A
// target that was never tried with Lose and Refuse is not proved.
//
// # Catalog items
//
// A target that is a usagesync.ItemTarget, too, is tried by further rules when the harness has Items; the same fault hooks
// serve them. They work on items of their own, which they remove when they are done.
//
// # Concurrency
//
// Rules run one after the other; one of them uses four goroutines. No goroutine outlives the call. A target that hangs
// hangs the check: give it a context with a deadline.
package targettest
