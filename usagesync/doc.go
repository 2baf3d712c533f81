// Package usagesync turns a month of usage into additions, so that each is created at most once and nothing changes that
// nobody approved.
//
// A [Syncer] works for one partner between three seams that the caller provides: a [Source] of usage (package fromsophos,
// or a CSV file), a [Target] with additions (package toconnectwise, or another PSA), and a [Store] of the caller's own
// (package memstore, or a database). It knows nothing of HTTP or SQL.
//
//	p, err := s.Plan(ctx, usagesync.PlanRequest{}) // reads everything, changes nothing
//	show(p)                                        // a person, or a rule, approves p.Digest
//	res, err := s.Apply(ctx, p, digest)            // writes exactly what was approved, or says why not
//
// # A run's phases
//
// Pull and plan: [Syncer.Plan] reads settings, customers, the whole report, the directory, what is owned, and the
// additions of every agreement that matters, four at a time, and hands all of it to plan.Build. Whatever can't be read to
// its end is a [*PlanError] and no plan: no row, no report, and a page that failed are different facts.
//
// Gate: the digest covers everything that Apply reads of a plan. Apply refuses a plan whole when the approved digest is
// not the plan's own and that of its content ([*DigestError]), when it is another partner's ([*PartnerError]), too old
// ([*ExpiredError]), or not a plan ([*MalformedError]). Nothing has been sent by then.
//
// Apply: take the lane's lease; settle the writes whose outcome is unknown; then, agreement by agreement in the plan's
// order, read the agreements afresh (50 in one call) and list the additions, unless a reading is younger than 30 seconds,
// that of Plan included. A step is refused alone when its agreement, addition, line or settings are not what it was
// planned from (see [Reason]); what changed elsewhere invalidates nothing. Last, lines that were right as they are get
// the new period recorded.
//
// Without faults the requests of a run are: pull, directory, one list per agreement read, one per agreement with writes
// and no fresh reading, one for each 50 agreements with writes, and the writes.
//
// # The journal protocol
//
// For each write, in this order:
//
//  1. the lease has at least a minute left, or is renewed;
//  2. one commit stores the [Intent] (new on its line: it can't be there twice) and a journal entry "intended". The intent
//     of a create holds its fence: the ids of all additions seen on the agreement;
//  3. the request is sent, if it can start before the intent's SendBefore: 10 seconds for a create; and it ends while
//     enough of the lease is left to record its outcome;
//  4. the answer is compared with what was asked: addition, agreement, item, quantity, and the date of a create;
//  5. one commit deletes the intent and stores the journal entry of the outcome and, if the addition is ours, the line.
//
// What the outcome is:
//
//	answer as asked                 done: the line is ours, with this quantity
//	error wrapped by NotDone        failed: nothing was written, it may be planned again; what comes next is read afresh
//	answer to a create differs      failed and quarantined: the addition is there, but is not what was asked
//	answer to an update differs     unknown
//	any other error                 unknown: the intent stays, and the line is left alone
//
// An unknown outcome is settled, by Apply or [Syncer.Settle], once the settle window has passed since SendBefore. The
// agreement is listed again, and a create is ours if exactly one addition that is not in the fence has its item, quantity and
// date, is no other line's, and was created by Config.Member where both name somebody. With none it was not done; with
// several it is quarantined until [Syncer.Dismiss]. An update is done, or not, by the quantity read back; any other
// quantity is somebody's edit, which the next plan withholds.
//
// # After a crash
//
// Every prefix of the protocol leaves a state that the next run settles: before step 2 nothing happened; after it the
// intent says what may have happened; after step 5 it is known. A lease that its run could not give back ends by itself
// after two minutes; until then other runs are told [ErrHeld]. A run that wakes up after its lease ended can commit nothing
// ([ErrFenced]), sends nothing whose intent it could not commit, and no create that is not fresh. Applying the same plan again
// is safe: steps that it already did are unchanged.
//
// When ctx ends, the write that is under way is finished and recorded; then the run stops with a complete [Result].
//
// # Errors
//
// The error of Apply says why a run ended early: a [*StoreError], an error that [Stop] wraps, or the context's. What happens
// to single steps is in the Result: [StepResult] has an outcome, a reason, words and advice. [Result.Clean] is what exit
// code 0 needs, with plan.Plan.Clean.
//
// # Clocks
//
// Leases end by the store's clock and, earlier, by ours; times in intents are compared across processes of one lane, whose
// clocks must agree to well within the settle window.
//
// # Testing
//
// A Syncer starts no goroutine that outlives a call and takes its time from package time, so from the bubble of
// testing/synctest, in which all of its own tests run, without waiting in real time.
package usagesync
